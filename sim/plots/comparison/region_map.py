"""A map or tiles of regions, shaded and labelled by their difference."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from sim.core.language import ENGLISH, language_code, tr
from sim.pack.maps.layout import LONGEST_CODE, label_sizes
from sim.plots.comparison.series import signed_amount
from sim.plots.style.boxes import extent_of
from sim.plots.style.style import INK, OVER_LINES, QUIET, QUIET_INK
from sim.plots.style.texts import text_width, wrapped

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
_LETTER, _LINE = 0.62, 1.15
"""Width of a letter, and height of a line, in font sizes."""


class MapLabels(NamedTuple):
    """The names on a map."""

    names: Mapping[str, str]
    """By code."""
    over_edges: bool
    """Whether a label that its shape has no room for is written over the edges of the shape.

    Labels of regions that differ always are.
    """


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
    labels: MapLabels,
) -> None:
    """Plot regions shaded and labelled by their difference.

    Parameters
    ----------
    rows
        Differences by region.
    most
        The largest difference, which has the darkest shade.
    layout
        Shapes of the regions.
    axes
        The panel.
    labels
        Names of the regions, and where they are written.
    """
    width, height = extent_of(axes)
    size = 10.5 if width > 480 else 8.5
    if not layout.has_map and len(layout.shapes) <= _FEW_TILES:
        size *= 1.5
    axes.set_xlim(0, layout.width)
    axes.set_ylim(layout.height, 0)
    texts = _labels(
        rows, layout, labels.names, size / min(width / layout.width, height / layout.height)
    )
    for code, shape in {**layout.shapes, **layout.around}.items():
        row = rows.get(code)
        vertices = [point for ring in shape.rings for point in ring]
        steps = [
            step
            for ring in shape.rings
            for step in [Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY]
        ]
        differs = row is not None and differs_in(row)
        # Areas that were not simulated stay white.
        same = "white" if row is None else SAME
        colour = shade(row.difference, most) if row is not None and differs else same
        axes.add_patch(
            PathPatch(
                Path(vertices, steps),
                facecolor=colour,
                edgecolor=QUIET,
                linewidth=0.8,
                clip_on=False,
            )
        )
        if code not in texts:
            continue
        text, scale = texts[code]
        outline = Path(vertices, steps)
        # Widths are rounded to pixels when letters are drawn, mostly up: a large label needs room.
        scales = [part for part, room in ((1.0, 1.04), (0.72, 1.0)) if part <= scale
                  and _is_inside(axes, outline, shape.label, text, room * part * size)]  # fmt: skip
        inside = bool(scales)
        if not inside and not (labels.over_edges or differs):
            continue
        scale = scales[0] if inside else min(scale, 0.85)
        axes.text(
            shape.label[0], shape.label[1], text, ha="center", va="center", fontsize=scale * size,
            color=ink_on(colour) if differs and inside else INK if differs else QUIET_INK,
            fontweight="bold" if differs else "normal", linespacing=1.1,
            bbox=None if inside else OVER_LINES,
        )  # fmt: skip
    axes.set_aspect("equal")
    axes.set_axis_off()


def _is_inside(axes: Axes, shape: Path, at: tuple[float, float], text: str, size: float) -> bool:
    """Return whether the corners of all lines of a label are inside a shape."""
    width, height = extent_of(axes)
    per_point = max(axes.get_xlim()[1] / width, axes.get_ylim()[0] / height)
    lines = text.split("\n")
    corners = []
    for k, line in enumerate(lines):
        half = text_width(line, size, "bold") / 2 * per_point
        top = at[1] + (k - len(lines) / 2) * 1.2 * size * per_point
        corners += [(at[0] + x, top + y) for x in (-half, half)
                    for y in (0.15 * size * per_point, 1.05 * size * per_point)]  # fmt: skip
    return bool(shape.contains_points(corners).all())


def _labels(
    rows: Mapping[str, Difference], layout: AreaLayout, names: Mapping[str, str], unit: float
) -> dict[str, tuple[str, float]]:
    """Return the label of each region that has room for one, and its size as a share.

    Parameters
    ----------
    rows, layout, names
        See :func:`plot_map`.
    unit
        The font size in units of the map.
    """
    shown = [code for code in layout.shapes if code in rows]
    shapes = [layout.shapes[code] for code in shown]
    texts = {code: _label(code, rows[code], names[code], layout, _LETTER * unit) for code in shown}
    for _ in range(2):
        lengths = [max(map(len, texts[code].split("\n"))) for code in shown]
        lines = max(text.count("\n") + 1 for text in texts.values())
        sizes = label_sizes(shapes, lengths, _LETTER * unit, _LINE * lines * unit)
        found = {
            code: (texts[code], 1.0 if size == "usual" else 0.72)
            for code, size in zip(shown, sizes, strict=True) if size != "none"
        }  # fmt: skip
        # Codes of the regions on a map are made of their English names.
        if len(found) == len(shown) or (layout.has_map and language_code() != ENGLISH):
            break
        # Codes are shorter than names.
        texts = {code: text if code in found else f"{code[:LONGEST_CODE]}\n{_change(rows[code])}"
                 for code, text in texts.items()}  # fmt: skip
    return found


def _change(row: Difference) -> str:
    return tr("none") if row.same else signed_amount(row)


def _label(code: str, row: Difference, name: str, layout: AreaLayout, letter: float) -> str:
    """Return the lines on a region: its name, on a tile without room its code, and the change."""
    if layout.has_map:
        return "\n".join([*wrapped(name, 80, 10), _change(row)])
    west, east = (f(x for x, _ in layout.shapes[code].rings[0]) for f in (min, max))
    fits = len(name) * letter < east - west
    return f"{name if fits else code[:LONGEST_CODE]}\n{_change(row)}"
