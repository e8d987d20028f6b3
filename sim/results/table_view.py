"""Tables of a result with their declarations, as users access them; pandas and polars frames."""

from __future__ import annotations

import html
import re
from typing import TYPE_CHECKING, Any

from sim.core.errors import SaylauError
from sim.core.suggest import nearest
from sim.core.text import counted
from sim.results.csv_text import cells_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    import pandas as pd
    import polars as pl
    from numpy.typing import NDArray

    from sim.results import schema
    from sim.results.columns import Table

_ROWS_SHOWN = 5
"""Number of rows that a notebook shows."""
_NAME_WIDTH = 32
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
"""A link of the documents: its text stands for it."""


class TableView:
    """One table of a result.

    ``len(table)`` is the number of rows, ``table["issued"]`` is a column as a NumPy array, and
    iteration yields the names of the columns. The ``repr`` lists the columns with their meaning.
    """

    def __init__(self, declared: schema.Table, columns: Table) -> None:
        self._declared, self._table = declared, columns

    @property
    def name(self) -> str:
        """Return the name of the table; its file is ``NAME.csv``."""
        return self._declared.name

    @property
    def columns(self) -> tuple[schema.Column, ...]:
        """Return the declarations of the columns: name, kind, unit, meaning, role."""
        return tuple(self.column(name) for name in self._table)

    def column(self, name: str) -> schema.Column:
        """Return the declaration of one column.

        Raises
        ------
        KeyError
            If there is no such column.
        """
        found = self._declared.find(name) if name in self._table else None
        if found is None:
            raise KeyError(f"{self.name} has no column {name!r}; {nearest(name, self._table)}")
        return found

    def keys(self) -> tuple[str, ...]:
        """Return the names of the columns; ``dict(table)`` needs this method."""
        return tuple(self._table)

    def __getitem__(self, name: str) -> NDArray[Any]:
        self.column(name)
        return self._table[name]

    def __contains__(self, name: object) -> bool:
        return name in self._table

    def __iter__(self) -> Iterator[str]:
        return iter(self._table)

    def __len__(self) -> int:
        return len(next(iter(self._table.values()), ()))

    def to_pandas(self) -> pd.DataFrame:
        """Return the table as a pandas DataFrame: flags as booleans, times as datetimes.

        Raises
        ------
        SaylauError
            If pandas is not installed.
        """
        try:
            import pandas as pd  # noqa: PLC0415  not a dependency
        except ImportError:
            raise _missing("to_pandas", "pandas") from None
        return pd.DataFrame({name: self._typed(name) for name in self._table})

    def to_polars(self) -> pl.DataFrame:
        """Return the table as a polars DataFrame: flags as booleans, times as datetimes.

        Raises
        ------
        SaylauError
            If polars is not installed.
        """
        try:
            import polars as pl  # noqa: PLC0415  not a dependency
        except ImportError:
            raise _missing("to_polars", "polars") from None
        # polars has no times with a precision of seconds.
        return pl.DataFrame({
            name: column.astype("datetime64[ms]") if column.dtype.kind == "M" else column
            for name in self._table
            for column in [self._typed(name)]
        })  # fmt: skip

    def _typed(self, name: str) -> NDArray[Any]:
        """Return a column with the type that other libraries use for its kind."""
        column, kind = self._table[name], self.column(name).kind
        if kind == "flag":
            return column.astype(bool)
        return column.astype(object) if kind == "text" else column

    def __repr__(self) -> str:
        lines = [f"{self.name}: {counted(len(self), 'row')} ({self._declared.meaning})"]
        width = max((len(_unit(column)) for column in self.columns), default=0)
        for column in self.columns:
            meaning = _LINK.sub(r"\1", column.meaning)
            lines.append(f"  {column.name:<{_NAME_WIDTH}}{_unit(column):<{width}}  {meaning}")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        """Return the first rows for a notebook; headings have the meaning as a tooltip."""
        head = "".join(
            f'<th title="{html.escape(c.meaning)}">{html.escape(c.name)}'
            f"<br><small>{html.escape(c.unit or c.kind)}</small></th>"
            for c in self.columns
        )
        shown = (cells_of(column[:_ROWS_SHOWN]) for column in self._table.values())
        rows = "".join(
            f"<tr>{''.join(f'<td>{html.escape(cell)}</td>' for cell in row)}</tr>"
            for row in zip(*shown, strict=True)
        )
        title = html.escape(f"{self.name}: {self._declared.meaning}, simulated")
        more = f"<p>{_ROWS_SHOWN} of {len(self):,} rows</p>" if len(self) > _ROWS_SHOWN else ""
        return f"<p>{title}</p><table><tr>{head}</tr>{rows}</table>{more}"


def _unit(column: schema.Column) -> str:
    """Return the unit of a column, or its kind; of one that another column names, that one."""
    return column.unit or column.kind


def _missing(method: str, package: str) -> SaylauError:
    return SaylauError(f"{method}() needs {package}, which is not installed: pip install {package}")
