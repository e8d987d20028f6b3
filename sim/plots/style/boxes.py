"""Sizes of figures, and boxes in points that panels are placed in."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

POINTS = 72
"""Points in an inch."""
_WIDE = 600
"""Points; narrower figures stack what others have side by side."""
HIGHEST_ROW = 70
"""Points; rows of a few bars would be higher, and out of proportion."""


class Size(NamedTuple):
    """The size of a figure, and the sizes of the fonts of its texts."""

    width: float
    """Inches, as the height."""
    height: float
    dpi: float
    margin: float
    """Points on the left; on the right 0.6 of it."""
    title: float
    """Points, as the following."""
    subtitle: float
    source: float
    title_lines: int
    """Lines that the title may have before its letters get smaller."""
    subtitle_lines: int
    source_lines: int

    @property
    def is_wide(self) -> bool:
        """Whether there is room for panels side by side."""
        return self.width * POINTS > _WIDE


SIZES = {
    "slide": Size(12.8, 7.2, 125, 41, 18, 12, 9, 2, 2, 2),
    "square": Size(7.2, 7.2, 150, 24, 16, 10.5, 8, 3, 3, 4),
    "phone": Size(5.0, 80 / 9, 216, 16, 15.5, 10.5, 8, 4, 5, 8),
}
"""By name; on a screen 375 pixels wide a point of ``phone`` is about a pixel."""


class Box(NamedTuple):
    """A rectangle, in points from the lower left corner of a figure."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def width(self) -> float:
        """Points from left to right."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Points from the bottom to the top."""
        return self.top - self.bottom

    def inset(self, left: float = 0, bottom: float = 0, right: float = 0, top: float = 0) -> Box:
        """Return the box without a margin on each side, in points."""
        return Box(self.left + left, self.bottom + bottom, self.right - right, self.top - top)

    def overlaps(self, other: Box) -> bool:
        """Return whether two boxes have a common part."""
        return (
            self.left < other.right and other.left < self.right
            and self.bottom < other.top and other.bottom < self.top
        )  # fmt: skip

    def below_top(self, height: float) -> Box:
        """Return the upper part of a given height; the whole box if it is not as high."""
        return self._replace(bottom=max(self.bottom, self.top - height))

    def rows(self, shares: Sequence[float], gap: float = 0) -> list[Box]:
        """Return boxes from top to bottom, with heights in the given proportions.

        >>> [row.bottom for row in Box(0, 0, 1, 100).rows([1, 3], gap=20)]
        [80.0, 0.0]
        """
        unit = (self.height - gap * (len(shares) - 1)) / sum(shares)
        found, top = [], self.top
        for share in shares:
            found.append(Box(self.left, top - unit * share, self.right, top))
            top -= unit * share + gap
        return found

    def columns(self, shares: Sequence[float], gap: float = 0) -> list[Box]:
        """Return boxes from left to right, with widths in the given proportions.

        >>> [column.left for column in Box(0, 0, 100, 1).columns([1, 1], gap=20)]
        [0, 60.0]
        """
        unit = (self.width - gap * (len(shares) - 1)) / sum(shares)
        found, left = [], self.left
        for share in shares:
            found.append(Box(left, self.bottom, left + unit * share, self.top))
            left += unit * share + gap
        return found

    def grid(
        self, n: int, columns: int, gap: tuple[float, float], least_rows: int = 1
    ) -> list[Box]:
        """Return the first ``n`` cells of a grid, row by row.

        Parameters
        ----------
        n, columns
            Numbers of cells and of columns.
        gap
            Points across and down.
        least_rows
            Rows that the grid has at least, so that few cells are not too high.
        """
        rows = self.rows([1] * max(-(-n // columns), least_rows), gap[1])
        return [cell for row in rows for cell in row.columns([1] * columns, gap[0])][:n]


class Extent(NamedTuple):
    """How large a panel is, in points."""

    width: float
    height: float


def extent_of(axes: Axes) -> Extent:
    """Return the width and the height of a panel, without its ticks and texts, in points."""
    box, dpi = axes.bbox, axes.figure.dpi
    return Extent(float(box.width * POINTS / dpi), float(box.height * POINTS / dpi))
