"""The tables of a result by their names, with a short text form."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import counted

if TYPE_CHECKING:
    from sim.results.columns import Table


class TablesByName(dict[str, "Table"]):
    """Columns as arrays, by table and column; the ``repr`` has no arrays."""

    def __repr__(self) -> str:
        rows = (
            f".{name} ({counted(len(next(iter(table.values()), ())), 'row')})"
            for name, table in self.items()
        )
        return f"{counted(len(self), 'table')}: {', '.join(rows)}"
