"""Where labels of regions are written: inside their shapes or tiles, or over the edges of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.path import Path

from sim.core.language import tr
from sim.pack.maps.layout import LONGEST_CODE
from sim.plots.comparison.series import signed_amount
from sim.plots.style.boxes import Box
from sim.plots.style.texts import LEAST_SIZE, text_width, wrapped

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from sim.comparison import Difference
    from sim.pack.maps.area_map import Shape
    from sim.pack.maps.layout import AreaLayout

_SMALL = 0.72
"""Size of a small label, as a part of the usual one, if it can be read then."""
_LINE = 1.15
"""Height of a line, in font sizes."""
_NAME_WIDTH, _NAME_SIZE = 80, 10
"""A name on a map that is wider has several lines: points, and the size of the font for that."""
_ROUNDED = 1.04
"""Widths are rounded to pixels when letters are drawn, mostly up: a large label needs room."""
_MOVES = (0.0, 0.35, -0.35, 0.7, -0.7, 0.95, -0.95)
"""By how much a label over edges may be moved, in halves of its width and height."""


class Label(NamedTuple):
    """A label, and where it is."""

    text: str
    x: float
    y: float
    """Its middle, in units of the map."""
    size: float
    """Of the font, points."""
    is_inside: bool
    """Whether it is inside the shape of its region; else it is over its edges."""


class Writing(NamedTuple):
    """How large labels are."""

    size: float
    """Of the usual font, points."""
    per_point: float
    """Units of the map in a point."""

    @property
    def small(self) -> float:
        """Size of the small font, points."""
        return min(self.size, max(_SMALL * self.size, LEAST_SIZE))

    def box_of(self, label: Label) -> Box:
        """Return what a label covers, in units of the map, of which upper ones are smaller."""
        lines = label.text.split("\n")
        wide = max(text_width(line, label.size, "bold") for line in lines) * self.per_point / 2
        high = len(lines) * _LINE * label.size * self.per_point / 2
        return Box(label.x - wide, label.y - high, label.x + wide, label.y + high)


def outline_of(shape: Shape) -> Path:
    """Return the rings of a shape as a path."""
    vertices = [point for ring in shape.rings for point in ring]
    steps = [
        step
        for ring in shape.rings
        for step in [Path.MOVETO, *[Path.LINETO] * (len(ring) - 2), Path.CLOSEPOLY]
    ]
    return Path(vertices, steps)


def labels_of(
    rows: Mapping[str, Difference],
    differing: Collection[str],
    layout: AreaLayout,
    names: Mapping[str, str],
    writing: Writing,
) -> dict[str, Label]:
    """Return the labels that have room, none on another.

    Regions that differ come first, and may be labelled over the edges of their shapes; the others
    are labelled inside, or not at all, as their shade says the same.

    Parameters
    ----------
    rows, names
        Differences and names by region.
    differing
        Codes of the regions that differ.
    layout
        Shapes of the regions.
    writing
        How large labels are.
    """
    found: dict[str, Label] = {}
    taken: list[Box] = []
    shown = [code for code in layout.shapes if code in rows]
    first = [code for code in shown if code in differing]
    others = [code for code in shown if code not in differing]
    for codes, places in ((first, _inside), (first, _over_edges), (others, _inside)):
        for code in (code for code in codes if code not in found):
            forms = _forms(code, rows[code], names[code], has_map=layout.has_map)
            for label in places(layout.shapes[code], forms, writing):
                box = writing.box_of(label)
                if not any(box.overlaps(other) for other in taken):
                    found[code] = label
                    taken.append(box)
                    break
    return found


def _forms(code: str, row: Difference, name: str, *, has_map: bool) -> list[list[str]]:
    """Return the forms of a label, in groups of which an earlier one is better, even if small.

    On a map the name is in one line or in several; on tiles it is the name or else the code, as
    there is nothing else by which a region could be known.
    """
    change = tr("none") if row.same else signed_amount(row)
    if not has_map:
        return [[f"{name}\n{change}"], [f"{code[:LONGEST_CODE]}\n{change}"]]
    lines = wrapped(name, _NAME_WIDTH, _NAME_SIZE)
    return [[*dict.fromkeys((f"{name}\n{change}", "\n".join([*lines, change])))]]


def _inside(shape: Shape, forms: list[list[str]], writing: Writing) -> Iterator[Label]:
    """Yield the labels that are inside a shape, large ones of a group first."""
    outline = outline_of(shape)
    for group in forms:
        for size, room in ((writing.size, _ROUNDED), (writing.small, 1.0)):
            for text in group:
                label = Label(text, *shape.label, size, True)
                if _is_inside(outline, label._replace(size=room * size), writing.per_point):
                    yield label


def _is_inside(shape: Path, label: Label, per_point: float) -> bool:
    """Return whether the corners of all lines of a label are inside a shape."""
    lines, size = label.text.split("\n"), label.size
    corners = []
    for k, line in enumerate(lines):
        half = text_width(line, size, "bold") / 2 * per_point
        top = label.y + (k - len(lines) / 2) * 1.2 * size * per_point
        corners += [(label.x + x, top + y) for x in (-half, half)
                    for y in (0.15 * size * per_point, 1.05 * size * per_point)]  # fmt: skip
    return bool(shape.contains_points(corners).all())


def _over_edges(shape: Shape, forms: list[list[str]], writing: Writing) -> Iterator[Label]:
    """Yield the labels that cover the middle of a shape, those near it first."""
    moves = sorted(((x, y) for x in _MOVES for y in _MOVES), key=lambda at: at[0] ** 2 + at[1] ** 2)
    for right, down in moves:
        for text in (text for group in forms for text in group):
            label = Label(text, *shape.label, writing.small, False)
            box = writing.box_of(label)
            yield label._replace(
                x=label.x + right * box.width / 2,
                y=label.y + down * box.height / 2,
            )
