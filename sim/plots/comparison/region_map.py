"""A map or tiles of regions, shaded and labelled by their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from matplotlib.patches import PathPatch

from sim.plots.comparison.map_labels import Writing, labels_of, outline_of
from sim.plots.style.boxes import extent_of
from sim.plots.style.style import INK, OVER_LINES, QUIET, QUIET_INK

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from sim.comparison import Difference
    from sim.pack.maps.layout import AreaLayout

_LESS, _MORE = (np.array(rgb) / 255 for rgb in ((33, 102, 172), (136, 34, 85)))
"""Blue and purple, as orange is for reported values; each region shows the sign as text."""
SAME = "#EFEFEF"
_LEAST = 0.16
"""Share of its colour that the smallest difference has, so that it is not taken for none."""
_FEW_TILES = 12
"""So many have room for larger text."""


def shade(value: float, most: float) -> str:
    """Return a colour: that of the sign for ``most`` and above, lighter for less, grey for 0.

    >>> shade(0.0, 1.0), shade(-1.0, 1.0) == shade(-2.0, 2.0), shade(1e-9, 1.0) == "#ffffff"
    ('#EFEFEF', True, False)
    """
    if value == 0 or most <= 0:
        return SAME
    share = _LEAST + (1 - _LEAST) * min(abs(value) / most, 1.0)
    rgb = 1 - share * (1 - (_MORE if value > 0 else _LESS))
    return "#" + "".join(f"{round(255 * float(part)):02x}" for part in rgb)


def ink_on(colour: str) -> str:
    """Return black or white, whichever has more contrast on a colour.

    >>> ink_on("#ffffff") == INK, ink_on("#2166ac")
    (True, 'white')
    """
    return (
        "white" if 1.05 / (luminance(colour) + 0.05) > (luminance(colour) + 0.05) / 0.0655 else INK
    )


def luminance(colour: str) -> float:
    """Return the relative luminance of a colour by WCAG, in [0, 1]."""
    parts = np.array([int(colour[k : k + 2], 16) / 255 for k in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def differs_in(row: Difference) -> bool:
    """Return whether a region differs beyond random variation, as far as that is known."""
    return bool(row.difference) and row.differs is not False


def plot_map(
    rows: Mapping[str, Difference],
    most: float,
    layout: AreaLayout,
    axes: Axes,
    names: Mapping[str, str],
) -> None:
    """Plot regions shaded and labelled by their difference.

    Parameters
    ----------
    rows, names
        Differences and names by region.
    most
        The largest difference, which has the darkest shade.
    layout
        Shapes of the regions.
    axes
        The panel.
    """
    width, height = extent_of(axes)
    size = 10.5 if width > 480 else 8.5
    if not layout.has_map and len(layout.shapes) <= _FEW_TILES:
        size *= 1.5
    axes.set_xlim(0, layout.width)
    axes.set_ylim(layout.height, 0)
    colours = {code: shade(row.difference, most) for code, row in rows.items() if differs_in(row)}
    for code, shape in {**layout.shapes, **layout.around}.items():
        # Areas that were not simulated stay white.
        colour = colours.get(code, SAME if code in rows else "white")
        axes.add_patch(
            PathPatch(
                outline_of(shape), facecolor=colour, edgecolor=QUIET, linewidth=0.8, clip_on=False
            )
        )
    writing = Writing(size, max(layout.width / width, layout.height / height))
    for code, label in labels_of(rows, colours, layout, names, writing).items():
        differs = code in colours
        ink = INK if differs else QUIET_INK
        axes.text(
            label.x, label.y, label.text, ha="center", va="center", fontsize=label.size,
            color=ink_on(colours[code]) if differs and label.is_inside else ink,
            fontweight="bold" if differs else "normal", linespacing=1.1,
            bbox=None if label.is_inside else OVER_LINES,
        )  # fmt: skip
    axes.set_aspect("equal")
    axes.set_axis_off()
