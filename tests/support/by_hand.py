"""Ensembles merged by a simple algorithm, row by row, from tables of single runs."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np

import sim
from sim.core.progress_protocol import NoProgress
from sim.core.slugs import slug
from sim.core.streams import Streams
from sim.election import build_country, run_election
from sim.ensemble import merge
from sim.ensemble.record import Record
from sim.ensemble.replication import record_of
from sim.results.columns import is_time
from sim.results.summary import build_summary
from sim.results.tables import build_tables

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.election import Country
    from sim.ensemble.merge import Merged
    from sim.results.columns import Table

    Row = dict[str, Any]

NAMES = {
    "turnout": ("code", "capital_time", "local_time", "registered"),
    "turnout_reports": ("code", "capital_time", "relation", "reported", "source"),
    "sites": (
        "site", "race", "code", "commission", "hours_behind_capital", "distance_km",
        "registered", "members", "desks", "booths", "boxes",
    ),
    "tallies": ("site", "race", "code", "choice", "party"),
    "races": ("race", "name", "code", "commission", "sites", "registered", "candidates"),
    "waits": ("local_time",),
    "queues": ("code", "local_time"),
    "night": ("code", "capital_time"),
    "votes": ("code", "capital_time", "contest", "choice", "party"),
}  # fmt: skip
"""Columns that are the same in every replication; they get no interval."""
FLAGS = ("incumbent_won", "stale")

UNEVEN = (
    "tiny",
    [
        "outcome.winners=sampled", "turnout.final=sampled", "polling.check_in_mean_s=900",
        "polling.check_in_cv=1.5", "arrivals.a=5", "arrivals.b=0.5", "arrivals.early_share=0",
        "counting.setup_cv=1", "counting.protocol_cv=1", "polling.home_share=0.3",
        "polling.visit_mean_s=7200", "polling.visit_cv=2", "announcements.stale_share=0.5",
    ],
)  # fmt: skip
"""Late voters, slow desks and slow counts: days and nights of very different lengths."""


class Single:
    """One replication, run alone."""

    def __init__(self, country: Country, replication: int) -> None:
        election = run_election(country, Streams(2021, replication))
        self.tables = build_tables(election)
        self.summary = build_summary(election, self.tables, "auto")
        self.record = Record(record_of(self.summary, self.tables, country))


class Singles:
    """Some replications of a country: what :func:`merge` reads."""

    def __init__(self, country: Country, single: Sequence[Single]) -> None:
        self.country, self.runs = country, single

    def __len__(self) -> int:
        return len(self.runs)

    def record(self, replication: int) -> Record:
        return self.runs[replication].record

    def merged(self) -> Merged:
        return merge(self, self.country.register, NoProgress())

    def chosen(self, numbers: Sequence[int]) -> Singles:
        return Singles(self.country, [self.runs[k] for k in numbers])

    def tables(self, name: str) -> list[Table]:
        return [single.tables[name] for single in self.runs]


def singles_of(assumed: tuple[str, list[str]], n: int) -> Singles:
    country = build_country(sim.load_scenario(*assumed))
    return Singles(country, [Single(country, k) for k in range(n)])


def plain(column: Any) -> list[Any]:
    """Return a column as Python values; None for a missing number."""
    return [None if value != value else value for value in column.tolist()]  # noqa: PLR0124


def quantile(values: Sequence[Any], per_cent: int) -> Any:
    """Return the smallest value that a given percentage does not exceed."""
    if None in values:
        assert set(values) == {None}
        return None
    return min(v for v in values if 100 * sum(w <= v for w in values) >= per_cent * len(values))


def ensemble(name: str, tables: Sequence[Table]) -> dict[str, list[Any]]:
    """Return a table of an ensemble, from the same table of its replications."""
    lined_up = _line_up(name, [rows(table) for table in tables])
    columns: dict[str, list[Any]] = {}
    for column in tables[0]:
        several = [[row[column] for row in rows] for rows in zip(*lined_up, strict=True)]
        if column == "origin" or column in NAMES[name]:
            columns[column] = [values[0] for values in several]
        elif column in FLAGS or isinstance(several[0][0], str):
            counts = [Counter(values) for values in several]
            most = [max(c.values()) for c in counts]
            columns[column] = [
                min(value for value, times in c.items() if times == n)
                for c, n in zip(counts, most, strict=True)
            ]
            columns[f"{column}_share"] = [
                None if value == "" else round(n / len(tables), 3)
                for value, n in zip(columns[column], most, strict=True)
            ]
        else:
            columns[column] = [quantile(values, 50) for values in several]
            columns[f"{column}_p05"] = [quantile(values, 5) for values in several]
            columns[f"{column}_p95"] = [quantile(values, 95) for values in several]
    return columns


def rows(table: Table) -> list[Row]:
    """Return a table row by row."""
    columns = [plain(column) for column in table.values()]
    return [dict(zip(table, values, strict=True)) for values in zip(*columns, strict=True)]


def _line_up(name: str, runs: list[list[Row]]) -> list[list[Row]]:
    """Give all replications the same rows."""
    if name in {"waits", "queues"}:
        times = sorted({row["local_time"] for rows in runs for row in rows})
        areas = list(dict.fromkeys(row.get("code", "") for row in runs[0]))
        found = [{(row.get("code", ""), row["local_time"]): row for row in rows} for rows in runs]
        nobody = {key: 0 for key in runs[0][0] if key not in {"origin", *NAMES[name]}}
        return [
            [
                run.get((area, time), {"origin": "simulated", "local_time": time} | nobody)
                | ({"code": area} if area else {})
                for area in areas
                for time in times
            ]
            for run in found
        ]
    if name in {"turnout", "night", "votes"}:
        times = sorted({row["capital_time"] for rows in runs for row in rows})
        return [
            [_at(time, series, name) for series in _series(rows) for time in times]
            for rows in runs
        ]  # fmt: skip
    return runs


def _series(rows: list[Row]) -> list[list[Row]]:
    """Return the rows of each time line: of an area, and in votes of a choice."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        key = tuple(row.get(name, "") for name in ("code", "contest", "choice"))
        found.setdefault(key, []).append(row)
    return list(found.values())


def _at(time: Any, rows: list[Row], name: str) -> Row:
    """Return the row of a time line at a time: zeros before, the last row after its end."""
    before = [row for row in rows if row["capital_time"] <= time]
    row = dict(before[-1] if before else rows[0])
    if not before:
        row |= {key: 0 for key in row if key not in {"origin", *NAMES[name]}}
    if "local_time" in row:
        row["local_time"] += time - row["capital_time"]
    row["capital_time"] = time
    return row


def leaves(tree: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    """Yield the path of each value of nested tables and lists, and the value."""
    if isinstance(tree, dict | list):
        for key, value in tree.items() if isinstance(tree, dict) else enumerate(tree):
            yield from leaves(value, (*path, key))
    else:
        yield path, tree


def figures(summary: Mapping[str, Any]) -> dict[str, Any]:
    """Return the numbers of a summary by column name."""
    wanted = (
        "simpy_sites", "sites", "races", "registered", "issued", "cast", "turnout_pct",
        "turnout_at", "seats_nomination", "seats_national", "seats", "incumbents_won_share",
        "decided", "races_against_all_leads", "races_without_winner", "races_exchanged",
        "left_without_ballot", "waits", "staff", "night", "turnout_reference_pct", "last_accepted",
    )  # fmt: skip
    values = {key: summary[key] for key in wanted if key in summary}
    return {
        "_".join(map(slug, path)): np.datetime64(value).item() if is_time(value) else value
        for path, value in leaves(values)
    }
