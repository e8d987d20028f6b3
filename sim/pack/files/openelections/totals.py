"""Precincts of OpenElections files that are the sum of others, which must not be counted twice.

Some are named so (``Total``, ``Green County Total``), some have no name, and some are hidden: a
precinct with another name whose every number is the sum of the others of its county.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, TypeAlias

from sim.core.text import counted, shown
from sim.pack.files.openelections.words import is_total, plain

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from sim.pack.files.faults import Faults
    from sim.pack.files.openelections.vote_rows import Row

SiteKey: TypeAlias = "tuple[str, str]"
"""County and precinct."""
_Table: TypeAlias = "Counter[tuple[str, ...]]"
_FEWEST = 2
"""Others with votes that a hidden total must have: of two equal sites neither is a total."""


@dataclass(frozen=True, slots=True)
class WithoutTotals:
    """The rows of an OpenElections file without those of totals."""

    rows: tuple[Row, ...]
    notes: tuple[str, ...]


def without_totals(rows: tuple[Row, ...], faults: Faults) -> WithoutTotals:
    """Leave out the rows of precincts that are the sum of others, and say which.

    Parameters
    ----------
    rows
        The rows of the file.
    faults
        Takes rows without a precinct that are no totals.
    """
    tables = _tables(rows)
    named = {key for key in tables if key[1] and (is_total(key[1]) or is_total(key[0]))}
    nameless = {key for key in tables if not key[1]}
    others = {key: table for key, table in tables.items() if key not in named | nameless}
    hidden = set(_hidden(others))
    real = {key: table for key, table in others.items() if key not in hidden}
    lines: dict[SiteKey, int] = {}
    for row in rows:
        lines.setdefault((row.county, row.precinct), row.line)
    for key in nameless:
        if not (is_total(key[0]) or _is_sum(tables[key], _beside(key, real))):
            faults.add("", lines[key], "precinct", _nameless_message(key, real))
    left = named | nameless | hidden
    notes = tuple(
        _note(key, tables[key], _beside(key, real), lines[key]) for key in tables if key in left
    )
    kept = tuple(row for row in rows if (row.county, row.precinct) not in left)
    return WithoutTotals(kept, notes)


def _tables(rows: Iterable[Row]) -> dict[SiteKey, _Table]:
    """Return the votes of each precinct by office, district, party and candidate."""
    tables: dict[SiteKey, _Table] = defaultdict(Counter)
    for row in rows:
        what = (plain(row.office), plain(row.district), plain(row.party), plain(row.candidate))
        tables[row.county, row.precinct][what] += row.votes
    return tables


def _beside(key: SiteKey, tables: Mapping[SiteKey, _Table]) -> list[_Table]:
    """Return the tables that a precinct may be the sum of: its county's, or else all."""
    of_county = [table for other, table in tables.items() if other != key and other[0] == key[0]]
    return of_county or [table for other, table in tables.items() if other != key]


def _hidden(tables: Mapping[SiteKey, _Table]) -> Iterable[SiteKey]:
    """Yield the precincts whose numbers are the sums of the others of their county, or of all."""
    counties: dict[str, list[SiteKey]] = defaultdict(list)
    sums = {key: table.total() for key, table in tables.items()}
    for key in tables:
        if sums[key]:
            counties[key[0]].append(key)
    for group in [*counties.values(), list(chain.from_iterable(counties.values()))]:
        whole = sum(sums[key] for key in group)
        for key in group:
            if len(group) > _FEWEST and 2 * sums[key] == whole:
                others = [tables[other] for other in group if other != key]
                if _is_sum(tables[key], others):
                    yield key


def _is_sum(table: _Table, others: list[_Table]) -> bool:
    """Return whether each number of a table is the sum of those of others."""
    return bool(others) and all(
        votes == sum(other[what] for other in others) for what, votes in table.items()
    )


def _note(key: SiteKey, table: _Table, others: list[_Table], line: int) -> str:
    name = shown(key[1]) if key[1] else f"the precinct without a name in {shown(key[0])}"
    start = f"{name} was left out: line {line:,}"
    if _is_sum(table, others):
        return f"{start}, each of its numbers is the sum of {counted(len(others), 'site')}"
    wrong = sum(votes != sum(other[what] for other in others) for what, votes in table.items())
    return f"{start}, it is named a total, though {wrong:,} of its {len(table):,} numbers are not"


def _nameless_message(key: SiteKey, real: Mapping[SiteKey, _Table]) -> str:
    if not real:
        return (
            "is empty, and so in every row: a file by county; a file by precinct is needed, "
            "whose name ends in __precinct.csv"
        )
    return (
        "is empty, and the votes of these rows are not the sum of the precincts of "
        f"{shown(key[0])}; name the precinct, or remove the rows"
    )
