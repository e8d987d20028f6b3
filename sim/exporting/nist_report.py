"""A night as an election report of NIST SP 1500-100, version 2."""

from __future__ import annotations

from collections import Counter
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from sim.exporting.alike import CELL, Alike
from sim.exporting.nist_contests import candidate_objects, contest_object, list_parties
from sim.exporting.nist_objects import count_status, external_ids, node, pattern, text
from sim.exporting.nist_units import Units
from sim.exporting.object_ids import object_id
from sim.exporting.one_run import is_by_election, unique_names
from sim.results.contest_votes import INVALID

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.exporting.known_night import KnownNight
    from sim.exporting.nist_objects import Node

_NOTES = "SIMULATED: every number in this report was computed by Saylau, a simulator of elections."

_BALLOTS = pattern(
    "BallotCounts",
    {"GpUnitId": CELL, "Type": "total", "BallotsCast": CELL, "BallotsRejected": CELL},
)


def report(night: KnownNight) -> Node:
    """Return the report of a night; its long lists are iterators, to be read once and in order."""
    units = Units(night)
    status = "unofficial-complete" if night.is_complete else "unofficial-partial"
    return node(
        "ElectionReport",
        {
            "Election": iter([_election(night, units)]),
            "Format": "precinct-level",
            "GeneratedDate": night.at.isoformat(),
            "GpUnit": units.objects(),
            "Issuer": "Saylau, a simulator of elections",
            "IssuerAbbreviation": "Saylau",
            "IsTest": True,
            "Notes": _NOTES,
            "Party": _parties(night),
            "SequenceStart": 1,
            "SequenceEnd": 1,
            "Status": status,
            "TestType": "simulation",
            "VendorApplicationId": f"saylau {night.results.manifest.versions['saylau']}",
        },
    )


def _election(night: KnownNight, units: Units) -> Node:
    summary = night.results.summary
    held = summary.election
    id_ = object_id("election", held.name if held is not None else summary.scenario, summary.date)
    name = held.title if held is not None else f"Saylau, scenario {summary.scenario}"
    known_as = held.name if held is not None else summary.scenario
    started = bool(night.accepted.any())
    return node(
        "Election",
        {
            "BallotCounts": iter([_ballot_counts(night, units)]),
            "Candidate": chain.from_iterable(map(candidate_objects, night.contests())),
            "Contest": _contests(night, units),
            "CountStatus": [count_status(night.is_complete, started)],
            "ElectionScopeId": units.root,
            "ExternalIdentifier": external_ids(id_, known_as),
            "Name": text(name, "und" if held is not None else "en"),
            "StartDate": summary.date,
            "EndDate": summary.date,
            "Type": "special" if is_by_election(night.results) else "general",
        },
    )  # fmt: skip


def _contests(night: KnownNight, units: Units) -> Iterator[Node]:
    names = unique_names(night.results.tables["races"])
    first = night.sites["race"]
    for contest in night.contests():
        is_first = (first[contest.sites] == contest.id).tolist()
        yield contest_object(contest, units, names[contest.id], is_first=is_first)


def _ballot_counts(night: KnownNight, units: Units) -> Alike:
    """Return ballots cast and rejected, of all together and of each accepted site."""
    tallies, sites = night.tallies, night.sites
    rows = tallies.rows_of(INVALID)
    sections = tallies.sections_of(rows)
    at = tallies.site[sections]
    is_first = night.results.tables["races"]["race"][tallies.race[sections]] == sites["race"][at]
    invalid = np.zeros(len(sites["site"]), dtype=np.int64)
    invalid[at[is_first]] = tallies.votes[rows[is_first]]
    rejected = np.where(night.accepted, invalid, 0)
    cast = night.of_known("cast")
    accepted = np.flatnonzero(night.accepted)
    places = [units.root, *units.ids_of_sites(accepted)]
    counts = ([int(of.sum()), *of[accepted].tolist()] for of in (cast, rejected))
    return Alike(_BALLOTS, (places, *counts))


def _parties(night: KnownNight) -> Iterator[Node]:
    """Yield those who nominate candidates, then lists that are not of one party."""
    summary = night.results.summary
    parties = night.tallies.parties
    shorts = Counter(map(summary.party_text, parties))
    for party in filter(None, parties):
        short = summary.party_text(party)
        colour = summary.party_colour(party, "").removeprefix("#").lower()
        id_ = object_id("party", party)
        yield node(
            "Party",
            {
                "Abbreviation": text(short if shorts[short] == 1 else party),
                **({"Color": colour} if colour else {}),
                "ExternalIdentifier": external_ids(id_, party),
                "Name": text(party),
            },
            id_,
        )
    # Few elections have lists.
    for contest in night.contests() if night.has_lists else ():
        for id_, name in list_parties(contest):
            named = {"ExternalIdentifier": external_ids(id_, name), "Name": text(name)}
            yield node("Party", named, id_)
