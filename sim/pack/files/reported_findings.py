"""What is suspicious in reported values, or cannot be compared: it is reported, not refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.text import counted
from sim.pack.files.declared_reported import INVALID
from sim.pack.files.pack import PackFinding

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.pack.files.columns import Columns
    from sim.pack.files.tables import PackTables

_LISTED = 3
"""Contests that are named; more are counted."""


def find_reported(tables: PackTables) -> Iterator[PackFinding]:
    """Yield values without a source, and votes whose shares are not of all ballots."""
    files = tables.reported
    has_sources = bool(tables.settings.sources or tables.settings.source)
    for columns in (files.turnout, files.results, files.arrivals):
        if columns is None or has_sources:
            continue
        rows = [row for row, text in enumerate(columns.texts["source"]) if not text]
        if rows:
            verb = "has" if len(rows) == 1 else "have"
            message = f"{counted(len(rows), 'value')} {verb} no source, and election.toml has no "
            message += "sources"
            yield PackFinding("P11", f"{columns.file.name}:{columns.lines[rows[0]]}", message)
    if files.results is not None:
        yield from _votes(tables, files.results)
        yield from _too_many(tables, files.results)


def _votes(tables: PackTables, results: Columns) -> Iterator[PackFinding]:
    """Yield contests whose votes are compared otherwise than as shares of ballots, or not."""
    contests = [tables.contest_of(results, row) for row in range(len(results))]
    without = set(contests)
    without -= {contest for contest, name in zip(contests, results.texts["candidate"], strict=True)
                if name == INVALID}  # fmt: skip
    several = _several_marks(tables)
    every = [*dict.fromkeys(contests)]
    marked = [contest for contest in every if contest in several]
    valid = [contest for contest in every if contest in without - several]
    for named, what in (
        (marked, "votes are not compared, as a ballot may have several marks"),
        (valid, (f"no rows for {INVALID}; shares of the votes are compared with shares of all "
                "ballots")),
    ):  # fmt: skip
        if named:
            contest = "contest" if len(named) == 1 else "contests"
            message = f"{contest} {', '.join(named[:_LISTED])}"
            message += f" and {len(named) - _LISTED} more" if len(named) > _LISTED else ""
            yield PackFinding("P12", results.file.name, f"{message}: {what}")


def _too_many(tables: PackTables, results: Columns) -> Iterator[PackFinding]:
    """Yield the sites of which more votes of a contest are reported than voters registered."""
    sites, several = tables.sites, _several_marks(tables)
    assert sites is not None  # those of sites.csv, or generated
    registered = dict(zip(sites.texts["site"], sites.counts["registered"].tolist(), strict=True))
    rows: dict[tuple[str, str], list[int]] = {}
    for row, site in enumerate(results.texts["site"]):
        contest = tables.contest_of(results, row)
        if site and contest not in several:
            rows.setdefault((site, contest), []).append(row)
    votes = results.counts["votes"]
    found = [
        (those[0], site, n, contest)
        for (site, contest), those in rows.items()
        if 0 < registered[site] < (n := int(votes[those].sum()))
    ]
    if found:
        row, site, n, contest = found[0]
        message = f"{counted(len(found), 'sum')} of votes of a site above its registered voters: "
        message += f"first {site}, {n:,} votes of {contest} for {registered[site]:,} voters"
        yield PackFinding("P13", f"{results.file.name}:{results.lines[row]}", message)


def _several_marks(tables: PackTables) -> set[str]:
    contests = tables.contests
    if contests is None:
        return set()
    rows = np.flatnonzero(contests.counts["vote_for"] > 1).tolist()
    return {contests.texts["contest"][row] for row in rows}
