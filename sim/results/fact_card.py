"""The text form of what calls return: a line, and in notebooks a row, for each fact."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence


class FactCard:
    """Base class of what shows itself in Python and in notebooks."""

    def __repr__(self) -> str:
        facts = list(self._facts())
        width = max(len(name) for name, _ in facts)
        return "\n".join(f"{name:<{width}}  {value}" for name, value in facts)

    def _repr_html_(self) -> str:
        return html_table((name, [value]) for name, value in self._facts())

    def _facts(self) -> Iterator[tuple[str, str]]:
        """Yield name and value of each line."""
        raise NotImplementedError


def html_table(rows: Iterable[tuple[str, Sequence[str]]]) -> str:
    """Return rows with a heading each as HTML, without markup of the data.

    >>> html_table([("turnout", ["<75 %"])])
    '<table><tr><th>turnout</th><td>&lt;75 %</td></tr></table>'
    """
    lines = (
        f"<tr><th>{html.escape(name)}</th>"
        + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells)
        + "</tr>"
        for name, cells in rows
    )
    return f"<table>{''.join(lines)}</table>"
