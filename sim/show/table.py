"""Text for a terminal of 80 columns: tables and wrapped lines."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

WIDTH = 80
_GAP = "  "
_LEAST = 20
"""Minimum width of a last column whose text is wrapped, in characters."""


def wrapped(text: str, indent: str = "", hanging: str = "  ") -> list[str]:
    """Return a text as lines of at most 80 characters; words keep their hyphens.

    Parameters
    ----------
    text
        Without line breaks.
    indent
        Text before each line.
    hanging
        Text before each line but the first, after the indent.

    Examples
    --------
    >>> len(wrapped("word " * 20)), wrapped("word " * 20)[1]
    (2, '  word word word word')
    """
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + hanging,
        break_on_hyphens=False,
    )  # fmt: skip


def distinct(names: Iterable[str]) -> list[str]:
    """Return names for rows, of which no two are the same: a second one is numbered.

    >>> distinct(["North", "South", "North"])
    ['North', 'South', 'North (2)']
    """
    seen: dict[str, int] = {}
    found = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        found.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return found


def apart(names: Mapping[str, str]) -> dict[str, str]:
    """Return names by code; those that several have are followed by their code.

    >>> apart({"A": "Centre", "B": "Centre", "C": "North"})
    {'A': 'Centre (A)', 'B': 'Centre (B)', 'C': 'North'}
    """
    times = Counter(names.values())
    return {code: f"{name} ({code})" if times[name] > 1 else name for code, name in names.items()}


def table(
    rows: Iterable[Sequence[str]], align: str, heading: Sequence[str] = (), *, indent: str = "  "
) -> list[str]:
    r"""Return rows as lines of aligned columns, at most 80 characters long.

    A column is as wide as its longest cell; an empty column is left out. If the lines are too
    long, a last column that is aligned left is wrapped. If they are still too long, a first cell
    that does not fit is put on separate lines above its row.

    Parameters
    ----------
    rows
        Cells as text; missing cells at the end of a row are empty. A row that is a text and not a
        sequence of cells is a line without columns.
    align
        One character per column: ``<`` left, ``>`` right.
    heading
        Cells of a line above the rows, aligned like them.
    indent
        Text before each row.

    Examples
    --------
    >>> print("\n".join(table([("nation", "1,204"), ("EAST", "20")], "<>", ("region", "voters"))))
      region  voters
      nation   1,204
      EAST        20
    """
    every = [heading, *rows] if heading else [*rows]
    columns = [_padded(row, len(align)) for row in every if not isinstance(row, str)]
    if not columns:
        return [row for row in every if isinstance(row, str)]
    widest = [max(map(len, column)) for column in zip(*columns, strict=True)]
    widths = _widths(widest, align, indent)
    lines: list[str] = []
    for row in every:
        if isinstance(row, str):
            lines.append(row)
        else:
            lines += _lines(_padded(row, len(align)), widths, align, indent)
    return lines


def _padded(row: Sequence[str], n: int) -> list[str]:
    return [*row, *[""] * (n - len(row))]


def _widths(widest: Sequence[int], align: str, indent: str) -> list[int]:
    """Return the widths of columns; if too wide, the last is narrowed, and then the first."""
    widths = list(widest)
    too_wide = len(indent) + sum(w + len(_GAP) for w in widths if w) - len(_GAP) - WIDTH
    if too_wide > 0 and len(widths) > 1 and align[-1] == "<" and widths[-1] > _LEAST:
        narrower = max(widths[-1] - too_wide, _LEAST)
        too_wide -= widths[-1] - narrower
        widths[-1] = narrower
    if too_wide > 0:
        widths[0] = max(widths[0] - too_wide, 1)
    return widths


def _lines(row: list[str], widths: Sequence[int], align: str, indent: str) -> list[str]:
    """Return the lines of a row."""
    lines: list[str] = []
    if len(row[0]) > widths[0]:
        lines += wrapped(row[0], indent)
        row = ["", *row[1:]]
    ends = [row[-1]]
    if len(row) > 1 and len(row[-1]) > widths[-1]:
        ends = textwrap.wrap(row[-1], widths[-1], break_on_hyphens=False)
    for end in ends:
        cells = (
            f"{cell:{way}{width}}"
            for cell, way, width in zip([*row[:-1], end], align, widths, strict=True)
            if width
        )
        lines.append(f"{indent}{_GAP.join(cells)}".rstrip())
        row = [""] * len(row)
    return [line for line in lines if line]
