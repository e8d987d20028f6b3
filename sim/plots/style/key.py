"""The key of a figure: marks with their names in a line, or in as many as are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.plots.style.style import INK, QUIET, SIMULATED
from sim.plots.style.texts import Fitted, fitted, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.plots.style.boxes import Box
    from sim.plots.style.slide import Slide
    from sim.plots.style.style import Dash

_SIZE = 10.0
_ROW, _GAP, _BESIDE = 15.0, 15.0, 5.0
"""Height of a line, room between two entries, and between a mark and its name, in points."""
_LEADING = 12.0
"""Distance of the lines of one name, in points."""
_SWATCH, _MARK = 21.0, 10.0
"""Width of a line or band, and of a marker."""


class KeyItem(NamedTuple):
    """One mark and its name."""

    text: str
    colour: str = SIMULATED
    marker: str = ""
    hollow: bool = False
    """Whether the marker has a white face."""
    line: Dash | None = None
    band: float = 0
    """Opacity of a band, above 0 if there is one."""
    hatch: str = ""
    """Of a bar, which then has a white face."""
    width: float = 2.2
    """Of the line."""

    shades: tuple[str, ...] = ()
    """Of a scale of colours."""

    @property
    def swatch(self) -> float:
        """Width of the mark in points; for words alone nothing, nor a gap beside it."""
        if self.colour == "none":
            return -_BESIDE
        if self.shades:
            return max(_SWATCH, _MARK * len(self.shades))
        return _SWATCH if self.line or self.band or self.hatch else _MARK


def plot_key(slide: Slide, items: Sequence[KeyItem], box: Box | None = None) -> Box:
    """Plot a key at the top of a box, and return the rest of the box.

    Parameters
    ----------
    slide
        The figure.
    items
        From left to right; what has no room begins a new line.
    box
        The whole body of the figure if None, which then loses the room of the key.
    """
    room = box or slide.body
    if not items:
        return room
    places, height = _places(items, room.width)
    area = room.below_top(height)
    axes = slide.panel(area)
    axes.set_axis_off()
    axes.set_xlim(0, area.width)
    axes.set_ylim(-height, 0)
    for item, (x, top, name) in zip(items, places, strict=True):
        _plot_mark(axes, item, x, -top - _ROW / 2)
        for number, line in enumerate(name.lines):
            axes.text(
                x + item.swatch + _BESIDE, -top - _ROW / 2 - number * _LEADING, line,
                va="center", fontsize=name.size, color=INK,
            )  # fmt: skip
    rest = room.inset(top=height + 6)
    if box is None:
        slide.body = rest
    return rest


class KeyPlace(NamedTuple):
    """Where an entry is, in points from the upper left corner of the key."""

    x: float
    top: float
    name: Fitted


def _places(items: Sequence[KeyItem], width: float) -> tuple[list[KeyPlace], float]:
    """Return the place of each entry, and the height of the key; a long name has two lines."""
    found: list[KeyPlace] = []
    x, top, height = 0.0, 0.0, _ROW
    for item in items:
        beside = item.swatch + _BESIDE
        needed = beside + text_width(item.text, _SIZE)
        if x > 0 and x + needed > width:
            x, top, height = 0.0, top + height, _ROW
        name = fitted(item.text, width - beside, _SIZE, 2)
        found.append(KeyPlace(x, top, name))
        height += (len(name.lines) - 1) * _LEADING
        x += needed + _GAP
    return found, top + height


def _plot_mark(axes: Axes, item: KeyItem, x: float, y: float) -> None:
    ends = [x, x + item.swatch]
    for k, shade in enumerate(item.shades):
        part = item.swatch / len(item.shades)
        axes.barh(y, part, 10, left=x + k * part, color=shade, edgecolor=QUIET, linewidth=0.4)
    if item.hatch:
        axes.barh(
            y, item.swatch, 9, left=x, color="white", edgecolor=item.colour, hatch=item.hatch
        )  # fmt: skip
    elif item.band:
        axes.fill_between(ends, y - 5, y + 5, color=item.colour, alpha=item.band, linewidth=0)
    if item.line:
        axes.plot(ends, [y, y], color=item.colour, linestyle=item.line, linewidth=item.width)
    if item.marker:
        axes.plot(
            x + item.swatch / 2, y, item.marker, markersize=7 if item.marker != "*" else 10,
            color="white" if item.hollow else item.colour,
            markeredgecolor=item.colour if item.hollow or item.marker == "|" else "white",
            markeredgewidth=1.8 if item.hollow or item.marker == "|" else 0.8,
        )  # fmt: skip
