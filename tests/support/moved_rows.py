"""Packs with rows in another order or one more, and what then differs of the rows that remain."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults

_FILES = ("sites.csv", "areas.csv", "candidates.csv", "expected.csv")
"""The order of contests.csv is that of the ballot, on which the first has no undervotes."""
_KEYS = {"sites": ("site",), "tallies": ("site", "race", "choice")}


def change_rows(folder: Path, added: str) -> None:
    """Put the rows of a pack into another order, and add a site like the first if it has an id."""
    for path in (folder / name for name in _FILES if (folder / name).is_file()):
        header, *rows = path.read_text(encoding="utf-8").splitlines()
        first = rows[0].partition(",")[2]
        np.random.default_rng(5).shuffle(rows)
        if added and path.name == "sites.csv":
            rows.insert(0, f"{added},{first}")
        path.write_text("\n".join([header, *rows, ""]), encoding="utf-8")


def differing_columns(one: RunResults, other: RunResults) -> set[str]:
    """Return the columns of sites and tallies that differ in a row that both results have."""
    found = set()
    for name, keys in _KEYS.items():
        tables = [results.tables[name] for results in (one, other)]
        rows = [
            {
                key: row
                for row, key in enumerate(zip(*(table[k].tolist() for k in keys), strict=True))
            }
            for table in tables
        ]
        assert rows[0].keys() <= rows[1].keys()
        for column in tables[0]:
            # As text, NaN equals itself.
            here, there = (list(map(str, table[column].tolist())) for table in tables)
            if any(here[row] != there[rows[1][key]] for key, row in rows[0].items()):
                found.add(column)
    return found
