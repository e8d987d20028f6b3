"""Contests, candidates and their votes as objects of NIST SP 1500-100."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from sim.exporting.alike import CELL, Alike
from sim.exporting.nist_objects import count_status, external_ids, node, pattern, text
from sim.exporting.object_ids import object_id

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Ints
    from sim.exporting.alike import Pattern
    from sim.exporting.known_night import KnownContest
    from sim.exporting.nist_objects import Node
    from sim.exporting.nist_units import Units

_VARIATIONS = {
    "plurality": "plurality", "majority": "majority", "list-dhondt": "proportional",
    "list-sainte-lague": "proportional", "question": "majority",
}  # fmt: skip

_VOTES = pattern("VoteCounts", {"GpUnitId": CELL, "Type": "total", "Count": CELL})
_VOTES_OR_SEATS = pattern("VoteCounts", {"GpUnitId": CELL, "Type": CELL, "Count": CELL})


def candidate_objects(contest: KnownContest) -> Iterator[Alike]:
    """Yield the candidates of a contest, against all included; none of questions and lists."""
    if contest.system == "question" or _is_of_parties(contest):
        return
    decided = "winner" if contest.declared else "projected-winner"
    for choice in contest.choices:
        id_ = object_id("candidate", contest.id, choice.name)
        parties = [object_id("party", choice.party)] if choice.party else []
        status = decided if choice.is_candidate and choice.name in contest.elected else ""
        pattern = _candidate(status, is_named=choice.is_candidate, has_party=bool(parties))
        cells = (id_, choice.name, choice.name, id_, *parties)
        yield Alike(pattern, tuple([cell] for cell in cells))


@cache
def _candidate(status: str, *, is_named: bool, has_party: bool) -> Pattern:
    """Return the pattern of candidates: id, name twice, id and, if they have one, party."""
    return pattern(
        "Candidate",
        {
            "BallotName": text(CELL, "und" if is_named else "en"),
            "ExternalIdentifier": external_ids(CELL, CELL),
            **({"PartyId": CELL} if has_party else {}),
            **({"PostElectionStatus": status} if status else {}),
        },
        CELL,
    )


def contest_object(contest: KnownContest, units: Units, name: str, *, is_first: list[bool]) -> Node:
    """Return a contest with its votes: of the whole district, and of each accepted site.

    Parameters
    ----------
    contest
        As it is known.
    units
        For its district and sites.
    name
        Its name among all contests of the election.
    is_first
        Of each of its sites, whether this is the first contest on the ballot there. Then its
        invalid ballots are those that the site rejected.
    """
    district = units.district(contest.id)
    places = [district, *units.ids_of_sites(contest.sites[contest.accepted])]
    kind, extra = _kind(contest)
    started, complete = bool(contest.accepted.any()), bool(contest.accepted.all())
    base: Node = {
        "ContestSelection": [
            _selection(contest, index, places) for index in range(len(contest.choices))
        ],
        "CountStatus": [count_status(complete, started)],
        "ElectionDistrictId": district,
        "ExternalIdentifier": external_ids(object_id("contest", contest.id), contest.id),
        "Name": name,
    }
    others = _other_counts(contest, places, is_first)
    if others is not None:
        base["OtherCounts"] = others
    base |= {
        "SubUnitsReported": int(contest.accepted.sum()),
        "TotalSubUnits": len(contest.sites),
    }
    if contest.system in _VARIATIONS:
        several = contest.vote_for > 1 and contest.system == "plurality"
        base["VoteVariation"] = "n-of-m" if several else _VARIATIONS[contest.system]
    return node(kind, base | extra, object_id("contest", contest.id))


def _is_of_parties(contest: KnownContest) -> bool:
    """Return whether voters choose lists."""
    return contest.system.startswith("list-")


def _kind(contest: KnownContest) -> tuple[str, Node]:
    """Return the type of a contest and the elements that only this type has."""
    if contest.system == "question":
        return "BallotMeasureContest", {"Type": "referendum"}
    if _is_of_parties(contest):
        return "PartyContest", {}
    return "CandidateContest", {
        "NumberElected": contest.seats, "VotesAllowed": contest.vote_for,
    }  # fmt: skip


def _selection(contest: KnownContest, index: int, places: list[str]) -> Node:
    """Return a line of the ballot with its votes."""
    choice = contest.choices[index]
    id_ = object_id("selection", contest.id, choice.name)
    counts = _counts(contest, contest.votes[index])
    votes = Alike(_VOTES, (places, counts))
    if _is_of_parties(contest) and choice.name in contest.elected:
        kinds = [*["total"] * len(places), "seats"]
        seats = contest.elected[choice.name]
        votes = Alike(_VOTES_OR_SEATS, ([*places, places[0]], kinds, [*counts, seats]))
    base: Node = {"SequenceOrder": index + 1, "VoteCounts": votes}
    if contest.system == "question":
        named = {"Selection": text(choice.name, "und" if choice.is_candidate else "en")}
        return node("BallotMeasureSelection", base | named, id_)
    if _is_of_parties(contest):
        return node("PartySelection", base | {"PartyIds": [list_id(contest, index)]}, id_)
    candidate = object_id("candidate", contest.id, choice.name)
    return node("CandidateSelection", base | {"CandidateIds": [candidate]}, id_)


def list_id(contest: KnownContest, index: int) -> str:
    """Return the id of the party whose list a choice is; of a list without one, that of the list.

    Lists of one contest that have the same party are told apart, too.
    """
    choice = contest.choices[index]
    same = [other for other in contest.choices if other.party == choice.party]
    if choice.party and len(same) == 1:
        return object_id("party", choice.party)
    return object_id("list", contest.id, choice.name)


def list_parties(contest: KnownContest) -> Iterator[tuple[str, str]]:
    """Yield ids and names of lists that are not of one party, which need an object each."""
    if _is_of_parties(contest):
        for index, choice in enumerate(contest.choices):
            id_ = list_id(contest, index)
            if id_.startswith("list."):
                yield id_, choice.name


def _counts(contest: KnownContest, by_site: Ints) -> list[int]:
    """Return the count of the district, then those of the accepted sites."""
    return [int(by_site.sum()), *by_site[contest.accepted].tolist()]


def _other_counts(contest: KnownContest, places: list[str], is_first: list[bool]) -> Alike | None:
    """Return marks not used, and invalid ballots that are no rejected ballots of the site."""
    counts = {}
    if not all(is_first):
        later = contest.invalid.copy()
        later[is_first] = 0
        counts["Overvotes"] = _counts(contest, later)
    if contest.undervotes is not None:
        counts["Undervotes"] = _counts(contest, contest.undervotes)
    return Alike(_others(tuple(counts)), (places, *counts.values())) if counts else None


@cache
def _others(names: tuple[str, ...]) -> Pattern:
    return pattern("OtherCounts", {"GpUnitId": CELL} | dict.fromkeys(names, CELL))
