"""Texts of a figure as they are drawn: which leave it, overlap, or are too small to be read."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.text import Text

from sim.plots.style.style import house_style
from sim.plots.style.texts import LEAST_SIZE

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.transforms import Bbox

_TOUCH = 3.0
"""Pixels by which the boxes of two texts may overlap: letters are lower than their boxes."""


class Unread(NamedTuple):
    """Texts that cannot be read."""

    outside: list[str]
    """Those that leave the figure."""
    overlapping: list[tuple[str, str]]
    small: list[str]
    """Those with letters below the smallest size."""


def unread(made: Figure) -> Unread:
    """Return the texts of a figure that leave it, overlap or are too small."""
    width, height = made.bbox.width, made.bbox.height
    shown = _shown(made)
    return Unread(
        [
            text
            for text, box in shown
            if min(box.x0, box.y0) < -0.5 or box.x1 > width + 0.5 or box.y1 > height + 0.5
        ],
        [
            (one, other)
            for (one, first), (other, second) in combinations(shown, 2)
            if min(first.x1, second.x1) - max(first.x0, second.x0) > 1
            and min(first.y1, second.y1) - max(first.y0, second.y0) > _TOUCH
        ],
        [
            text.get_text()
            for text in made.findobj(Text)
            if text.get_visible() and text.get_text().strip()
            and float(text.get_fontsize()) < LEAST_SIZE - 0.01
        ],
    )  # fmt: skip


def _shown(made: Figure) -> list[tuple[str, Bbox]]:
    """Return the texts that are drawn level, each with its box in pixels."""
    with house_style():
        made.draw_without_rendering()
        found = [*made.texts, *(text for axes in made.axes for text in _of_axes(axes))]
        # The box of an annotation without its arrow.
        return [
            (text.get_text(), Text.get_window_extent(text))
            for text in found
            if text.get_visible() and text.get_text().strip() and not text.get_rotation()
        ]


def _of_axes(axes: Axes) -> Iterator[Text]:
    yield from axes.texts
    yield from (axes.title, axes._left_title, axes._right_title)  # type: ignore[attr-defined]
    if not axes.axison:
        return
    for axis in (axes.xaxis, axes.yaxis):
        yield axis.label
        low, high = sorted(axis.get_view_interval())
        margin = 1e-6 * (high - low)
        # There are labels of ticks beyond the ends of an axis, too, which are not drawn.
        yield from (
            tick.label1
            for tick in axis.get_major_ticks()
            if tick.label1.get_visible() and low - margin <= tick.get_loc() <= high + margin
        )
