"""``results.plot``: the figures of a result, a method each.

The modules that plot are given by name and loaded when a figure is asked for, because results
must not import plots (``docs/decisions.md``).
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from sim.core.suggest import nearest

if TYPE_CHECKING:
    from collections.abc import Callable

    from matplotlib.figure import Figure


class Pictures:
    """The figures of a result: ``dir()`` lists them, ``.NAME()`` returns a matplotlib figure.

    ``.NAME("phone")`` and ``.NAME("square")`` return it in another size, and
    ``.NAME(language="ru")`` in another language: see :mod:`sim.core.language`.
    """

    def __init__(self, subject: Any, module: str) -> None:
        """Store what to plot, without loading the module that plots it.

        Parameters
        ----------
        subject
            The results or the comparison to plot.
        module
            Name of a module with ``figures_of(subject)``, which returns the names of the figures,
            and ``figure(subject, name, size, language)``.
        """
        self._subject, self._module = subject, module

    def __dir__(self) -> list[str]:
        return list(import_module(self._module).figures_of(self._subject))

    def __getattr__(self, name: str) -> Callable[..., Figure]:
        if name.startswith("_"):
            raise AttributeError(name)
        names = dir(self)
        if name not in names:
            known = nearest(name, names) if names else "this result has none"
            raise AttributeError(f"no picture {name!r}; {known}")

        def picture(size: str = "slide", language: str | None = None) -> Figure:
            plots = import_module(self._module)
            made: Figure = plots.figure(self._subject, name, size, language)
            return made

        picture.__name__ = name
        picture.__doc__ = (
            f"Return the picture {name!r} as a matplotlib figure: slide, square or phone, in a "
            "language."
        )
        return picture

    def __repr__(self) -> str:
        return "\n".join(f".plot.{name}()" for name in dir(self)) or "no pictures"
