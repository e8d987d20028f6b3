"""Write a night as JSON in the shape of the Elections API of the Associated Press, version 2."""

from __future__ import annotations

import datetime as dt
from itertools import chain, count
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.exporting.alike import CELL, Alike, Pattern
from sim.exporting.json_pieces import json_pieces
from sim.exporting.one_run import is_by_election, unique_names
from sim.results.columns import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sim.core.types import Ints, Times
    from sim.exporting.known_night import KnownContest, KnownNight
    from sim.exporting.nist_objects import Node

_QUESTION = "I"
"""The id of offices that are no offices: questions to voters."""
SIMULATED = "every number was computed by Saylau, a simulator of elections"
"""What every file and reply says."""


def pieces(night: KnownNight) -> Iterator[str]:
    """Yield the text of the file piece by piece."""
    yield from json_pieces(report(night))
    yield "\n"


def report(night: KnownNight) -> Node:
    """Return the reply that a request for all races at this time would get."""
    return {
        "electionDate": night.results.summary.date,
        "timestamp": utc_text(night, np.datetime64(night.at.replace(tzinfo=None), "s")),
        "test": True,
        "simulated": SIMULATED,
        "races": _races(night),
    }


def _races(night: KnownNight) -> Iterator[Node]:
    names = unique_names(night.results.tables["races"])
    sites = _sites(night)
    # Candidates are numbered through all races, in the order of ballots, at every time.
    numbers = count(1)
    for contest in night.contests():
        ids = [str(next(numbers)) for _ in contest.choices]
        units = _units(night, sites, contest.sites.tolist(), contest, ids)
        yield _race(night, contest, names[contest.id], chain([_whole(night, contest, ids)], units))


def race_object(night: KnownNight, contest: KnownContest, name: str, ids: list[str]) -> Node:
    """Return one race as it is known, its units as a list of objects.

    Parameters
    ----------
    night, contest
        As they are known.
    name
        Of the race among all races.
    ids
        Of its choices.
    """
    rows = list(range(len(contest.sites)))
    units = _units(night, _sites(night, contest.sites), rows, contest, ids)
    objects = (one for alike in units for one in alike.objects())
    return _race(night, contest, name, [_whole(night, contest, ids), *objects])


def _race(night: KnownNight, contest: KnownContest, name: str, units: Iterable[Any]) -> Node:
    question = contest.system == "question"
    return {
        "test": True,
        "raceID": contest.id,
        "raceType": "General",
        "raceTypeID": "G",
        **({"special": True} if is_by_election(night.results) else {}),
        "officeID": _QUESTION if question else contest.id,
        "officeName": name,
        "seatName": contest.name,
        "numWinners": contest.seats,
        "uncontested": sum(choice.is_candidate for choice in contest.choices) == 1,
        "reportingUnits": units,
    }


class _Sites(NamedTuple):
    """What races have of their sites, by site."""

    code: list[str]
    region: list[str]
    id: list[str]
    accepted: list[str]
    """When, UTC; empty if that is not known."""


def _sites(night: KnownNight, rows: Ints | slice = slice(None)) -> _Sites:
    """Return what races have of some sites, which have these rows in ``sites.csv``."""
    sites, regions = night.sites, night.results.summary.regions
    codes = sites["code"][rows].tolist()
    behind = np.timedelta64(int((night.at.utcoffset() or dt.timedelta()).total_seconds()), "s")
    accepted: Times = sites["accepted"][rows]
    times = np.datetime_as_string(accepted - behind, unit="s").tolist()
    known = zip(times, night.accepted[rows].tolist(), strict=True)
    return _Sites(
        codes,
        [regions[code].name for code in codes],
        sites["site"][rows].tolist(),
        [f"{time}Z" if accepted else "" for time, accepted in known],
    )


def _whole(night: KnownNight, contest: KnownContest, ids: list[str]) -> Node:
    """Return what is known of a race; without a time if no site of it is accepted."""
    summary, sites = night.results.summary, night.sites
    codes = set(sites["code"][contest.sites].tolist())
    code = codes.pop() if len(codes) == 1 else summary.nation
    name = summary.regions[code].name if code in summary.regions else summary.nation_name
    n = int(contest.accepted.sum())
    counted = contest.sites[contest.accepted]
    times, cast = sites["accepted"][counted], sites["cast"][counted].sum()
    candidates = _candidates(night, contest, ids)
    for candidate, choice, votes in zip(
        candidates, contest.choices, contest.votes.sum(axis=1).tolist(), strict=True
    ):
        candidate["voteCount"] = votes
        if choice.is_candidate and choice.name in contest.elected:
            candidate["winner"] = "X"
    return {
        "statePostal": code,
        "stateName": name,
        "level": "state",
        **({"lastUpdated": utc_text(night, times.max())} if n else {}),
        "precinctsReporting": n,
        "precinctsTotal": len(contest.sites),
        "precinctsReportingPct": float(percent(n, len(contest.sites))),
        "eevp": float(percent(cast, sites["issued"][contest.sites].sum())),
        "candidates": candidates,
    }


def _units(
    night: KnownNight, sites: _Sites, rows: list[int], contest: KnownContest, ids: list[str]
) -> Iterator[Alike]:
    """Yield the sites of a race, each by itself; ``rows`` are their places in ``sites``."""
    candidates = _candidates(night, contest, ids)
    accepted, awaited = (_unit(candidates, reporting=reporting) for reporting in (1, 0))
    by_site = contest.votes.T.tolist()
    known = contest.accepted.tolist()
    for row, is_known, votes in zip(rows, known, by_site, strict=True):
        time = sites.accepted[row] if is_known else ""
        name = sites.id[row]
        of_site = (sites.code[row], sites.region[row], name, name, *([time] if time else []))
        cells = (*of_site, *votes)
        yield Alike(accepted if time else awaited, tuple([cell] for cell in cells))


def _unit(candidates: list[Node], *, reporting: int) -> Pattern:
    """Return the pattern of the sites of a race: code and name of area, site, time, votes."""
    return Pattern({
        "statePostal": CELL,
        "stateName": CELL,
        "level": "subunit",
        "reportingunitID": CELL,
        "reportingunitName": CELL,
        **({"lastUpdated": CELL} if reporting else {}),
        "precinctsReporting": reporting,
        "precinctsTotal": 1,
        "precinctsReportingPct": 100.0 * reporting,
        "candidates": candidates,
    })  # fmt: skip


def _candidates(night: KnownNight, contest: KnownContest, ids: list[str]) -> list[Node]:
    """Return the candidates of a race with a cell for their votes."""
    summary = night.results.summary
    return [
        {
            "first": "",
            "last": choice.name,
            "party": summary.party_text(choice.party) if choice.party else "",
            "candidateID": id_,
            "polID": "0",
            "polNum": id_,
            "ballotOrder": order,
            "voteCount": CELL,
        }
        for order, (id_, choice) in enumerate(zip(ids, contest.choices, strict=True), 1)
    ]


def utc_text(night: KnownNight, at: np.datetime64) -> str:
    """Return a time on the capital's clock as UTC."""
    moment: dt.datetime = at.astype("datetime64[s]").item()
    return f"{moment.replace(tzinfo=night.at.tzinfo).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
