"""Small multiples: one panel per region with the same scales, and a key in the free cell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from sim.pack.records import published
from sim.plots.style.axes import clock_axis, percent_axis
from sim.plots.style.boxes import extent_of
from sim.plots.style.style import OVER_LINES, QUIET_INK
from sim.plots.style.texts import head_of, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.text import Annotation

    from sim.plots.style.slide import Slide

_COLUMNS = {"slide": (5, 10), "square": (4, 6), "phone": (3, 4)}
"""Columns that are preferred, and the most that can be read, by the size of the figure."""
_ROWS = {"slide": 5, "square": 5, "phone": 6}
_GAP = (12.0, 27.0)
"""Points between panels, across and down."""
_SMALL = 118
"""Points; narrower panels have smaller notes."""
_NAME, _LEADING = 11.5, 1.15
"""Size of the name over a panel, in points, and distance of its lines, in sizes."""
_NOTE_WIDTH = 0.5
"""Of a panel: wider notes in the upper corner would reach the curve, and have several lines."""
_BEHIND = 0.55
"""Opacity of the box behind a note, through which a curve can still be seen."""


def n_columns_of(n_panels: int, size: str) -> int:
    """Return the number of columns of a grid.

    >>> [n_columns_of(n, "slide") for n in (1, 14, 32, 48)], n_columns_of(14, "phone")
    ([1, 5, 7, 10], 3)
    """
    least, most = _COLUMNS[size]
    return max(min(least, n_panels), min(most, -(-n_panels // _ROWS[size])))


def most_panels(size: str) -> int:
    """Return the number of panels that can be read on a figure.

    >>> most_panels("slide"), most_panels("phone")
    (50, 24)
    """
    return _COLUMNS[size][1] * _ROWS[size]


def panel_grid(slide: Slide, names: Sequence[str]) -> list[Axes]:
    """Return the axes of the panels, the outer ones with labels.

    Parameters
    ----------
    slide
        The figure.
    names
        What :func:`scale_panel` writes over each.
    """
    n_panels, n_columns = len(names), n_columns_of(len(names), slide.size)
    body = slide.body.inset(left=26, bottom=17, top=14)
    width = body.grid(n_panels, n_columns, _GAP)[0].width
    if any(len(head_of(name, width, _NAME).lines) > 1 for name in names[:n_columns]):
        # Two lines, where other rows have a gap above.
        body = body.inset(top=10)
    panels = [slide.panel(cell) for cell in body.grid(n_panels, n_columns, _GAP)]
    for k, axes in enumerate(panels):
        axes.tick_params(
            labelsize=9, length=2, labelleft=k % n_columns == 0,
            labelbottom=k + n_columns >= n_panels,
        )  # fmt: skip
    return panels


def scale_panel(axes: Axes, name: str, hour: Sequence[float], beside: str = "") -> bool:
    """Scale a panel to the hours of a curve and to 100 per cent; return if the note has room.

    Parameters
    ----------
    axes
        The panel.
    name
        The region, above the panel on the left.
    hour
        Of the curve.
    beside
        A note, above the panel on the right, if there is room.
    """
    percent_axis(axes, 9)
    first, last = math.floor(hour[0]), math.ceil(hour[-1])
    step = 4 if last - first <= 16 and not is_small(axes) else 8
    clock_axis(axes, first, last, step, 9)
    width = extent_of(axes).width
    lines, size = head_of(name, width, _NAME)
    title = axes.set_title("\n".join(lines), loc="left", fontsize=size, fontweight="bold", pad=4)
    title.set_linespacing(_LEADING)
    room = width - text_width(lines[-1], size, "bold") - 6
    has_room = text_width(beside, 8) <= room if beside else True
    if beside and has_room:
        axes.set_title(beside, loc="right", fontsize=8, color=QUIET_INK, pad=4)
    return has_room


def is_small(axes: Axes) -> bool:
    """Return whether a panel has no room for a second note below its curve."""
    return extent_of(axes).width < _SMALL


class Note(NamedTuple):
    """A line in the lower right corner of a panel, which rising curves leave free."""

    text: str
    colour: str = QUIET_INK
    size: float = 8.5
    bold: bool = False


def note_panel(axes: Axes, notes: Sequence[Note]) -> None:
    """Show notes in the lower right corner of a panel, the first at the bottom."""
    y = 3.0
    for note in notes:
        size = note.size * (0.85 if is_small(axes) else 1)
        written = axes.annotate(
            note.text, (1, 0), xycoords="axes fraction", xytext=(-3, y),
            textcoords="offset points", ha="right", va="bottom", fontsize=size,
            color=note.colour, fontweight="bold" if note.bold else "normal",
        )  # fmt: skip
        _put_over_curve(written, axes)
        y += 1.25 * size * len(note.text.splitlines())


def _put_over_curve(note: Annotation, axes: Axes) -> None:
    """Put a box behind a note, which may cross the curve where there is no room."""
    if is_small(axes):
        note.set_bbox({**OVER_LINES, "alpha": _BEHIND})


def note_above(axes: Axes, text: str) -> None:
    """Show a note in the upper left corner of a panel, which rising curves leave free too."""
    size = 7 if is_small(axes) else 8.5
    width = _NOTE_WIDTH * extent_of(axes).width if is_small(axes) else extent_of(axes).width
    lines = [line for part in text.splitlines() for line in wrapped(part, width, size)]
    note = axes.annotate(
        "\n".join(lines), (0, 1), xycoords="axes fraction", xytext=(3, -2),
        textcoords="offset points", va="top", fontsize=size, color=QUIET_INK,
    )  # fmt: skip
    _put_over_curve(note, axes)


def in_published_order(codes: Iterable[str], names: Mapping[str, str] | None = None) -> list[str]:
    """Return codes of regions in the published order, which all figures use; others at the end.

    Parameters
    ----------
    codes
        Of regions.
    names
        Names of regions by code, in the order of their election; None for the default one.

    >>> in_published_order(["WEST", "EAST"])
    ['WEST', 'EAST']
    """
    known = list(published().region_names if names is None else names)
    return sorted(
        dict.fromkeys(codes), key=lambda code: known.index(code) if code in known else len(known)
    )
