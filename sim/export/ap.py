"""Write a night as JSON in the shape of the Elections API of the Associated Press, version 2."""

from __future__ import annotations

import datetime as dt
from itertools import count
from typing import TYPE_CHECKING

import numpy as np

from sim.export.json_pieces import json_pieces
from sim.export.known_night import unique_names
from sim.results.columns import percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Ints
    from sim.export.known_night import KnownContest, KnownNight
    from sim.export.nist_objects import Node

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
    # Candidates are numbered through all races, in the order of ballots, at every time.
    numbers = count(1)
    for contest in night.contests():
        ids = [str(next(numbers)) for _ in contest.choices]
        yield race_object(night, contest, names[contest.id], ids)


def race_object(night: KnownNight, contest: KnownContest, name: str, ids: list[str]) -> Node:
    """Return one race as it is known.

    Parameters
    ----------
    night, contest
        As they are known.
    name
        Of the race among all races.
    ids
        Of its choices.
    """
    question = contest.system == "question"
    return {
        "test": True,
        "raceID": contest.id,
        "raceType": "General",
        "raceTypeID": "G",
        "officeID": _QUESTION if question else contest.id,
        "officeName": name,
        "seatName": contest.name,
        "numWinners": contest.seats,
        "uncontested": sum(choice.is_candidate for choice in contest.choices) == 1,
        "reportingUnits": list(_units(night, contest, ids)),
    }


def _units(night: KnownNight, contest: KnownContest, ids: list[str]) -> Iterator[Node]:
    """Yield the whole race, then each of its sites."""
    summary, sites = night.results.summary, night.sites
    codes = sites["code"][contest.sites].tolist()
    code = codes[0] if len(set(codes)) == 1 else summary.nation
    name = summary.regions[code].name if code in summary.regions else summary.nation_name
    of_race: Node = {"statePostal": code, "stateName": name, "level": "state"}
    yield of_race | _known(night, contest, None, ids)
    for column, (row, code) in enumerate(zip(contest.sites.tolist(), codes, strict=True)):
        yield {
            "statePostal": code,
            "stateName": summary.regions[code].name,
            "level": "subunit",
            "reportingunitID": str(sites["site"][row]),
            "reportingunitName": str(sites["site"][row]),
            **_known(night, contest, np.array([column]), ids),
        }


def _known(night: KnownNight, contest: KnownContest, chosen: Ints | None, ids: list[str]) -> Node:
    """Return what is known of some sites of a race; without a time if none is accepted.

    Parameters
    ----------
    night, contest
        As they are known.
    chosen
        Indices of sites of the race; None for the whole race, which alone has winners.
    ids
        Of the choices.
    """
    columns = np.arange(len(contest.sites)) if chosen is None else chosen
    accepted = contest.accepted[columns]
    n = int(accepted.sum())
    rows = contest.sites[columns]
    cast, issued = night.sites["cast"][rows[accepted]].sum(), night.sites["issued"][rows].sum()
    times = night.sites["accepted"][rows[accepted]]
    elected = contest.elected if chosen is None else {}
    return {
        **({"lastUpdated": utc_text(night, times.max())} if n else {}),
        "precinctsReporting": n,
        "precinctsTotal": len(columns),
        "precinctsReportingPct": float(percent(n, len(columns))),
        **({"eevp": float(percent(cast, issued))} if chosen is None else {}),
        "candidates": [
            {
                "first": "",
                "last": choice.name,
                "party": night.results.summary.party_text(choice.party) if choice.party else "",
                "candidateID": ids[index],
                "polID": "0",
                "polNum": ids[index],
                "ballotOrder": index + 1,
                "voteCount": int(contest.votes[index, columns].sum()),
                **({"winner": "X"} if choice.is_candidate and choice.name in elected else {}),
            }
            for index, choice in enumerate(contest.choices)
        ],
    }


def utc_text(night: KnownNight, at: np.datetime64) -> str:
    """Return a time on the capital's clock as UTC."""
    moment: dt.datetime = at.astype("datetime64[s]").item()
    return f"{moment.replace(tzinfo=night.at.tzinfo).astimezone(dt.UTC):%Y-%m-%dT%H:%M:%SZ}"
