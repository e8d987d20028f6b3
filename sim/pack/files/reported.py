"""The records of what was reported, from the files of a pack: turnout, votes, arrivals."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from sim.core import clock
from sim.pack.files.ballot_styles import ballots_of_sites
from sim.pack.files.clocks import clock_ms
from sim.pack.files.pack import NATION
from sim.pack.files.reported_records import (
    Reported,
    ReportedArrivals,
    ReportedTurnout,
    ReportedVotes,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.pack.files.columns import Columns
    from sim.pack.files.settings import Settings
    from sim.pack.files.tables import PackTables

_DECIMALS = 2
"""Decimals of shares of votes, in per cent."""


def build_reported(tables: PackTables) -> Reported:
    """Return the reported values of tables that have no faults."""
    files = tables.reported
    arrivals, results = files.arrivals, files.results
    return Reported(
        () if files.turnout is None else tuple(_turnout(tables, files.turnout)),
        () if results is None else tuple(_votes(tables, results)),
        None if arrivals is None else _arrivals(tables, arrivals),
    )


def _area(tables: PackTables, columns: Columns, row: int) -> tuple[str, str]:
    """Return area and level of a row; both empty for all areas together."""
    area = columns.texts["area"][row]
    if not area or (area == NATION and not tables.levels_of(area)):
        return "", ""
    return area, tables.level_in_row(columns, row)


def _turnout(tables: PackTables, columns: Columns) -> Iterator[ReportedTurnout]:
    for row, pct in enumerate(columns.texts["pct"]):
        area, level = _area(tables, columns, row)
        at = int(columns.counts["time"][row])
        yield ReportedTurnout(
            area,
            level,
            _of_the_night(at, tables.settings) if at >= 0 else -1,
            None if not pct else float(pct) if "." in pct else int(pct),
            int(columns.counts["count"][row]),
            columns.texts["relation"][row] or "equals",
            columns.texts["note"][row],
            columns.texts["source"][row],
        )


def _of_the_night(at: int, settings: Settings) -> int:
    """Return a clock time, on the next day if doors close then and it is not after opening."""
    opens, closes = clock.from_time(settings.opens), clock.from_time(settings.closes)
    return at + clock.DAY_MS if closes <= opens and at < opens else at


def _votes(tables: PackTables, columns: Columns) -> Iterator[ReportedVotes]:
    """Yield the shares of choices by contest and area.

    Rows of sites are added up by the areas that tables are made for, and all together, where all
    sites that vote in the contest are reported.
    """
    found: dict[tuple[str, str, str], dict[str, int]] = defaultdict(dict)
    sources: dict[tuple[str, str, str], str] = {}
    for key, row in _rows_of_areas(tables, columns):
        votes = found[key]
        name = columns.texts["candidate"][row]
        votes[name] = votes.get(name, 0) + int(columns.counts["votes"][row])
        sources.setdefault(key, columns.texts["source"][row])
    for key, votes in found.items():
        total = sum(votes.values())
        for name, n in votes.items():
            if total:
                pct = round(100 * n / total, _DECIMALS)
                yield ReportedVotes(*key, name, pct, sources[key])


def _rows_of_areas(
    tables: PackTables, columns: Columns
) -> Iterator[tuple[tuple[str, str, str], int]]:
    """Yield area, level and contest that each row counts for."""
    contests = [tables.contest_of(columns, row) for row in range(len(columns))]
    whole = _wholly_reported(tables, columns, contests)
    level = tables.settings.report_level
    region = _region_of_site(tables)
    for row, site in enumerate(columns.texts["site"]):
        contest = contests[row]
        if not site:
            yield (*_area(tables, columns, row), contest), row
            continue
        areas = [(region[site], level), ("", "")] if level else [("", "")]
        for area, of_level in areas:
            if (area, contest) in whole:
                yield (area, of_level, contest), row


def _region_of_site(tables: PackTables) -> dict[str, str]:
    sites, level = tables.sites, tables.settings.report_level
    assert sites is not None  # there are no faults
    regions = sites.texts[level] if level else [""] * len(sites)
    return dict(zip(sites.texts["site"], regions, strict=True))


def _wholly_reported(
    tables: PackTables, columns: Columns, contests: list[str]
) -> set[tuple[str, str]]:
    """Return the areas, and contests, of which every site has a row; "" is all together."""
    region = _region_of_site(tables)
    voting: dict[tuple[str, str], int] = defaultdict(int)
    ids = tables.contest_ids or []
    for site, ballot in zip(region, ballots_of_sites(tables), strict=True):
        for place in ballot:
            for area in {region[site], ""}:
                voting[area, ids[place]] += 1
    reported: dict[tuple[str, str], int] = defaultdict(int)
    pairs = zip(columns.texts["site"], contests, strict=True)
    for site, contest in dict.fromkeys(pair for pair in pairs if pair[0]):
        for area in {region[site], ""}:
            reported[area, contest] += 1
    return {key for key, n in reported.items() if n == voting[key]}


def _arrivals(tables: PackTables, columns: Columns) -> ReportedArrivals:
    sites = tables.sites
    assert sites is not None  # there are no faults
    index = {site: number for number, site in enumerate(sites.texts["site"])}
    zone = ZoneInfo(tables.settings.timezone)
    return ReportedArrivals(
        np.array([index[site] for site in columns.texts["site"]], dtype=np.int64),
        tuple(columns.texts["stage"]),
        np.array([_moment_ms(text, tables.settings, zone) for text in columns.texts["at"]],
                 dtype=np.int64),
    )  # fmt: skip


def _moment_ms(text: str, settings: Settings, zone: ZoneInfo) -> int:
    """Return milliseconds since midnight of the election day, capital time.

    >>> from types import SimpleNamespace
    >>> day = SimpleNamespace(date=dt.date(2018, 7, 1), opens=dt.time(8))
    >>> mexico = ZoneInfo("America/Mexico_City")
    >>> [_moment_ms(text, day, mexico) / 3_600_000
    ...  for text in ("20:30", "01:00", "2018-07-02T01:00", "2018-07-01T20:00:00-07:00")]
    [20.5, 25.0, 25.0, 22.0]
    """
    at = clock_ms(text)
    if at is not None:
        return at + clock.DAY_MS if at < clock.from_time(settings.opens) else at
    moment = dt.datetime.fromisoformat(text)
    if moment.tzinfo is not None:
        moment = moment.astimezone(zone).replace(tzinfo=None)
    passed = moment - dt.datetime.combine(settings.date, dt.time())
    return round(passed / dt.timedelta(milliseconds=1))
