"""Text and tables as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

_RULES = {"<": "---", ">": "---:"}


def markdown_text(text: str) -> str:
    r"""Return a text on one line, escaped for Markdown and for cells of its tables.

    >>> print(markdown_text("A|B *c* <d> & e"))
    A\|B \*c\* &lt;d> &amp; e
    """
    for sign in "\\|*_`$[]":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.replace("&", "&amp;").replace("<", "&lt;").split())


def markdown_table(
    rows: Iterable[Sequence[str]], align: str, heading: Sequence[str]
) -> Iterator[str]:
    """Yield the lines of a table.

    Parameters
    ----------
    rows
        Cells as Markdown.
    align
        One character a column: ``<`` left, ``>`` right.
    heading
        Titles of the columns.

    Examples
    --------
    >>> list(markdown_table([("EAST", "20")], "<>", ("region", "voters")))
    ['| region | voters |', '|---|---:|', '| EAST | 20 |']
    """
    yield _line(heading)
    yield f"|{'|'.join(_RULES[way] for way in align)}|"
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
