"""The key of a figure: marks with their names in a line, or in as many as are needed."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.plots.style.style import INK, QUIET, SIMULATED
from sim.plots.style.texts import fit_size, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.plots.style.boxes import Box
    from sim.plots.style.slide import Slide
    from sim.plots.style.style import Dash

_SIZE = 10.0
_ROW, _GAP = 15.0, 15.0
"""Height of a line, and room between two entries, in points."""
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
            return -5.0
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
    at, rows = _places(items, room.width)
    area = room.below_top(_ROW * rows)
    axes = slide.panel(area)
    axes.set_axis_off()
    axes.set_xlim(0, area.width)
    axes.set_ylim(-_ROW * rows, 0)
    for item, (x, row) in zip(items, at, strict=True):
        y = -_ROW * (row + 0.5)
        _plot_mark(axes, item, x, y)
        size = fit_size(item.text, area.width - item.swatch - 5, _SIZE)
        axes.text(x + item.swatch + 5, y, item.text, va="center", fontsize=size, color=INK)
    rest = room.inset(top=_ROW * rows + 6)
    if box is None:
        slide.body = rest
    return rest


def _places(items: Sequence[KeyItem], width: float) -> tuple[list[tuple[float, int]], int]:
    """Return where each entry begins, with the number of its line, and the number of lines."""
    found: list[tuple[float, int]] = []
    x, row = 0.0, 0
    for item in items:
        needed = item.swatch + 5 + text_width(item.text, _SIZE)
        if x > 0 and x + needed > width:
            x, row = 0.0, row + 1
        found.append((x, row))
        x += needed + _GAP
    return found, row + 1


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
