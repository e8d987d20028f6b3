"""Rows of a panel: their names at the left, and no lines or ticks that they do not need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.plots.style.boxes import extent_of
from sim.plots.style.style import GRID
from sim.plots.style.texts import LEAST_SIZE, boxed, text_width

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

_LEAST = 0.75
"""The smallest letters of names, as a part of the usual ones, if they can be read; longer names are
cut."""
_ALIKE = 0.8
"""Names whose letters differ less have the letters of the smallest, as a part of the usual ones."""
_LINE = 1.1
"""Height of a row that a line needs at least, in sizes of the font."""
_MOST_ROOM = 0.46
"""Most of the width of a panel that the names of its rows take."""


def room_of(names: Iterable[str], width: float, size: float) -> float:
    """Return the points that the names of rows need, of those that a panel has with its names.

    >>> room_of(["North", "South-East"], 300, 10) == text_width("South-East", 10) + 1
    True
    >>> room_of(["The administrative district of the valley and the islands"], 300, 10)
    138.0
    """
    return min(max(text_width(name, size) for name in names) + 1, _MOST_ROOM * width)


def name_rows(axes: Axes, names: Sequence[str], width: float, size: float = 9.5) -> None:
    """Name the rows of a panel, whose vertical axis is scaled: one at 0, the next at 1, and so on.

    A long name has several lines where rows are high, or smaller letters.

    Parameters
    ----------
    axes
        The panel.
    names
        From the top.
    width
        Points for each.
    size
        Of the font, in points.
    """
    low, high = axes.get_ylim()
    height = extent_of(axes).height / abs(high - low)
    size = min(size, max(height / _LINE, LEAST_SIZE))
    least = min(size, max(_LEAST * size, LEAST_SIZE))
    shown = [boxed(name, width, height, size, least) for name in names]
    smallest = min((each.size for each in shown), default=size)
    axes.set_yticks(range(len(names)), ["\n".join(each.lines) for each in shown])
    for label, each in zip(axes.get_yticklabels(), shown, strict=True):
        label.set_fontsize(smallest if smallest >= _ALIKE * size else each.size)


def quiet_axes(axes: Axes) -> None:
    """Hide the lines and ticks that rows of bars do not need."""
    axes.grid(visible=False, axis="y")
    axes.grid(visible=True, axis="x", color=GRID)
    axes.tick_params(labelsize=9, length=2)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
