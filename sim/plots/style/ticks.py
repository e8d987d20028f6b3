"""Numbers on axes, in the language in which a figure is made: it is drawn later."""

from __future__ import annotations

from contextvars import copy_context
from typing import TYPE_CHECKING

from matplotlib.ticker import ScalarFormatter

from sim.core.language import localized

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.axis import Axis


class Numbers(ScalarFormatter):
    """The usual numbers of matplotlib, with the separators of the language of now."""

    def __init__(self) -> None:
        """Store the language of now."""
        super().__init__()
        self._localized = in_language_of_now(localized)

    def __call__(self, x: float, pos: int | None = None) -> str:
        """Return the text of a tick."""
        return self._localized(super().__call__(x, pos))


def in_language_of_now(text_of: Callable[..., str]) -> Callable[..., str]:
    """Return a function that makes texts in the language of now whenever it is called."""
    context = copy_context()
    return lambda *values: context.run(text_of, *values)


def format_ticks(axis: Axis, text_of: Callable[[float], str]) -> None:
    """Format the ticks of an axis, in the language of now."""
    made = in_language_of_now(text_of)
    axis.set_major_formatter(lambda value, _: made(value))
