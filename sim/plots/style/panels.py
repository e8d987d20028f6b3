"""Small multiples: one panel per region with the same scales, and a key in the free cell."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.pack.records import published
from sim.plots.style.axes import clock_axis, percent_axis
from sim.plots.style.style import INK, OVER_LINES, fit_size

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_PANELS = 48
"""Panels that can be read on a slide."""
_ROWS = 5
_COLUMNS = 5
_SMALL = 0.15
"""Share of the width of a slide."""


def n_columns_of(n_panels: int) -> int:
    """Return the number of columns of a grid with a free cell.

    >>> [n_columns_of(n) for n in (1, 14, 32, 48)]
    [2, 5, 7, 10]
    """
    if n_panels < _COLUMNS * _ROWS:
        return min(_COLUMNS, n_panels + 1)
    return -(-(n_panels + 1) // _ROWS)


def panel_grid(slide: Figure, n_panels: int) -> tuple[list[Axes], Axes]:
    """Return the axes of the panels, and those of a free cell for the key, scaled in points."""
    n_columns = n_columns_of(n_panels)
    n_rows = -(-(n_panels + 1) // n_columns)
    # Beside a single row of panels the key is narrow.
    widths = [1.0] * (n_columns - 1) + [1.0 if n_rows > 1 else 0.27 * (n_columns - 1)]
    grid = slide.subplots(
        n_rows, n_columns, squeeze=False, width_ratios=widths,
        gridspec_kw={"left": 0.06, "right": 0.975, "top": 0.81, "bottom": 0.11,
                     "hspace": 0.42, "wspace": 0.13},
    )  # fmt: skip
    cells = list(grid.ravel())
    for axes in cells[n_panels:]:
        axes.set_axis_off()
    key = cells[n_panels]
    box = key.get_window_extent()
    key.set_xlim(0, box.width * 72 / slide.dpi)
    key.set_ylim(0, box.height * 72 / slide.dpi)
    return cells[:n_panels], key


def label_outer(panels: Sequence[Axes]) -> None:
    """Label the leftmost and lowest axes only, as the scales are common."""
    n_columns = n_columns_of(len(panels))
    for k, axes in enumerate(panels):
        axes.tick_params(
            labelsize=9, length=2, labelleft=k % n_columns == 0,
            labelbottom=k + n_columns >= len(panels),
        )  # fmt: skip


def scale_panel(axes: Axes, name: str, hour: Sequence[float]) -> None:
    """Scale a panel to the hours of a curve and to 100 per cent; show the region above it."""
    percent_axis(axes)
    first, last = math.floor(hour[0]), math.ceil(hour[-1])
    clock_axis(axes, first, last, 4 if last - first <= 16 and not is_small(axes) else 8)
    size = fit_size(name, axes.get_position().width, 11.5, "bold")
    axes.set_title(name, loc="left", fontsize=size, fontweight="bold", pad=4)


def is_small(axes: Axes) -> bool:
    """Return whether a panel has no room for a second note below its curve."""
    return axes.get_position().width < _SMALL


def corner_note(axes: Axes, text: str, colour: str) -> None:
    """Show a note in the upper left corner, which rising curves leave free too."""
    axes.annotate(
        text, (0, 1), xycoords="axes fraction", xytext=(4, -2), textcoords="offset points",
        ha="left", va="top", fontsize=8, color=colour, bbox=OVER_LINES,
    )  # fmt: skip


def note_panel(axes: Axes, text: str, colour: str, y: float, size: float) -> None:
    """Show a note in the lower right corner, which rising curves leave free.

    Parameters
    ----------
    axes, text, colour
        The panel, the note and its colour.
    y
        Points above the axis.
    size
        Font size in points; text above 10 points is bold.
    """
    axes.annotate(
        text, (1, 0), xycoords="axes fraction", xytext=(-4, y), textcoords="offset points",
        ha="right", va="bottom", fontsize=size, color=colour,
        fontweight="bold" if size > 10 else "normal",
    )  # fmt: skip


def key_text(key: Axes, y: float, text: str, size: float = 10) -> None:
    """Show the explanation of a mark, right of it."""
    key.text(32, y, text, va="center", fontsize=size, color=INK)


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
