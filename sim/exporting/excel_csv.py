"""Write a folder of CSV that Excel opens on a double click where numbers have decimal commas.

There Excel reads a file in the system's code page unless it starts with a UTF-8 byte order
mark, and expects semicolons between cells and commas in numbers. In other locales it asks.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.exporting.about import about
from sim.exporting.cells import defused, times_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.results import Results

_ROWS = 50_000
"""Number of rows converted to text at once."""


def write(results: Results, path: Path) -> None:
    """Write the tables of a result and its description as files of a new folder."""
    path.mkdir()
    entries = list(about(results))
    _write(path / "about.csv", ("origin", "entry", "value"), [
        (entries[0][1], defused(name), defused(value)) for name, value in entries
    ])  # fmt: skip
    for name, table in results.tables.items():
        n_rows = len(next(iter(table.values())))
        rows = (
            row
            for start in range(0, n_rows, _ROWS)
            for row in zip(
                *(_texts(column[start : start + _ROWS]) for column in table.values()), strict=True
            )
        )
        _write(path / f"{name}.csv", tuple(table), rows)


def _write(path: Path, head: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file, delimiter=";", lineterminator="\r\n")
        writer.writerow(map(defused, head))
        writer.writerows(rows)


def _texts(column: NDArray[Any]) -> list[str]:
    if column.dtype.kind == "M":
        return ["" if time is None else time.isoformat(" ") for time in times_of(column)]
    if column.dtype.kind == "f":
        return [
            "" if np.isnan(value) else repr(value).replace(".", ",") for value in column.tolist()
        ]
    if column.dtype.kind in "iub":
        return [str(int(value)) for value in column.tolist()]
    return [defused(value) for value in map(str, column.tolist())]
