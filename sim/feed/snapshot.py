"""Snapshots of a feed: what it shows at a time, in every format. The core: no clock, no network."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.exporting.ap import SIMULATED, utc_text
from sim.exporting.nist_json import pieces as nist_pieces
from sim.exporting.nist_xml import pieces as xml_pieces
from sim.exporting.openelections import pieces as openelections_pieces
from sim.feed.shown import Shown
from sim.feed.states import Postal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from sim.core.types import Ints
    from sim.exporting.known_night import KnownNight
    from sim.feed.faults.fault import FeedFault
    from sim.feed.night import FeedNight
    from sim.feed.shown import ShownNight

MOST_RACES = 1_000
"""Races of an update at most; the next request has the others."""

CSV = "text/csv; charset=utf-8"
FORMATS: Mapping[str, tuple[str, Callable[[KnownNight], Iterator[str]]]] = {
    "/nist.json": ("application/json", nist_pieces),
    "/nist.xml": ("application/xml", xml_pieces),
    "/openelections.csv": (CSV, openelections_pieces),
}
"""Paths of the formats that have the whole night, their types, and what writes them."""


def snapshot(night: FeedNight, faults: Sequence[FeedFault], at: str) -> ShownNight:
    """Return what a feed shows at a time.

    Parameters
    ----------
    night
        The truth.
    faults
        Empty for the truth.
    at
        A time as :func:`sim.exporting.known_night.known_night` takes it.
    """
    return Shown(night, faults, Postal()).known(night.moment(at))


@dataclass(frozen=True)
class ApQuery:
    """Which races a request in the shape of AP asks for."""

    with_units: bool = False
    """Whether races have their reporting units."""
    states: frozenset[str] = frozenset()
    races: frozenset[str] = frozenset()
    offices: frozenset[str] = frozenset()
    """Codes, ids of races and ids of offices; empty for all."""
    after: int | None = None
    """The version that the client has: only races that changed since are wanted."""
    without_results: bool = False
    """Whether races are wanted as they are before the first result."""


@dataclass(frozen=True)
class ApPage:
    """The races of one reply."""

    races: tuple[str, ...]
    """Their JSON."""
    next_after: int
    """The version from which the next request goes on."""
    is_truncated: bool


def ap_page(shown: Shown, query: ApQuery, version: int, most: int = MOST_RACES) -> ApPage:
    """Return the races that a query asks for, as they are at a version.

    Parameters
    ----------
    shown, query, version
        What is asked of which feed, and when.
    most
        Races of an update; races that changed in one moment come together.
    """
    before = shown.before(version)
    updates = shown.last_updates(before)
    wanted = _wanted(shown, query)
    truncated, next_after = False, version
    if query.after is not None:
        wanted = wanted[updates[wanted] >= shown.before(query.after)]
        wanted = wanted[np.argsort(updates[wanted], kind="stable")]
        if len(wanted) > most and (last := updates[wanted[most - 1]]) < updates[wanted[-1]]:
            wanted = wanted[updates[wanted] <= last]
            truncated, next_after = True, shown.version(last) + 1
    index = 1 if query.with_units else 0
    texts = tuple(shown.race_texts(race, before)[index] for race in wanted.tolist())
    return ApPage(texts, next_after, truncated)


def ap_text(shown: Shown, query: ApQuery, version: int, link: str) -> str:
    """Return the reply to a query; without a change since the last one, only the next link.

    Parameters
    ----------
    shown, query, version
        As in :func:`ap_page`.
    link
        The next request, up to the time that it takes as ``minDateTime``; empty for none.
    """
    page = ap_page(shown, query, version)
    next_at = utc_text(shown.night.final, shown.before(page.next_after))
    entries: dict[str, object] = {"simulated": SIMULATED}
    if link:
        entries["nextrequest"] = link + next_at
    if query.after is None or page.races:
        entries |= {
            "electionDate": shown.night.results.summary.date,
            "timestamp": utc_text(shown.night.final, shown.updated(version)),
            "test": True,
        }
    if query.after is not None:
        entries["isTruncated"] = page.is_truncated
    head = json.dumps(entries, ensure_ascii=False, separators=(",", ":"))
    if "test" not in entries:
        return head
    return f'{head[:-1]},"races":[' + ",\n".join(page.races) + "]}"


def _wanted(shown: Shown, query: ApQuery) -> Ints:
    """Return the indices of the races that meet the conditions of a query."""
    night = shown.night
    if not (query.races or query.offices or query.states):
        return np.arange(len(night.contests))
    found = []
    for race, contest in enumerate(night.contests):
        if query.races and contest.id not in query.races:
            continue
        office = "I" if contest.system == "question" else contest.id
        if query.offices and office not in query.offices:
            continue
        if query.states and shown.postal_codes[race] not in query.states:
            continue
        found.append(race)
    return np.array(found, dtype=np.int64)
