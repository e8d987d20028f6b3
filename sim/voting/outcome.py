"""The outcome of each race given its ballots: the winner, and how the race was decided.

The candidate with most votes is elected, or as many as there are seats; a majority race in
which nobody has more than half of the votes needs a runoff, and elects nobody; seats of
lists are those of :mod:`sim.voting.divisors`. A tie is decided by lot, with
separate random words, so that strength has no influence on it, or by a runoff: the law says it.
A race in which no candidate has a vote elects nobody. Where more votes are against all than for
any candidate, ``outcome.against_all_rule`` says whether the leading candidate is elected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.streams import Stream
from sim.voting.divisors import LISTS, list_seats

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Flags, Ints, Names, Words
    from sim.register import Register
    from sim.scenario import Scenario


NOBODY = -1
"""Value in place of a candidate if nobody is elected, or leads."""
DECIDED = ("votes", "lot", "unopposed", "against_all_leads", "nobody")
"""Ways in which a race is decided: the values of the column ``decided`` of ``races.csv``."""
QUESTION = "question"
"""The system of races whose answers have no seats: the one with most votes wins."""
MAJORITY = "majority"
"""The system of races that need more than half of the votes."""
RUNOFF = "runoff"
"""A further way, of races that need a majority, or of ties where the law has no lots."""


class Rules(NamedTuple):
    """The rules by which races are decided, apart from the system of each."""

    against_all: str = "leader_wins"
    """``leader_wins`` or ``nobody_elected``: the rule if against all has most votes."""
    tie: str = "lot"
    """``lot`` or ``runoff``."""
    majority_of: str = "valid"
    """``valid`` or ``cast``: what a majority is more than half of."""


def rules_of(scenario: Scenario) -> Rules:
    """Return the rules of a scenario."""
    return Rules(scenario.outcome.against_all_rule, scenario.law.tie, scenario.law.majority_of)


@dataclass(frozen=True)
class Outcome:
    """The winners of races; arrays of shape ``(n_races,)``."""

    winner: Ints
    """Candidate, an index into the register, who has most votes; NOBODY where nobody is elected."""
    seats: Ints
    """Seats that each candidate has, or each list, shape ``(n_candidates,)``."""
    decided: Names
    """One of DECIDED, or RUNOFF; if several apply, the first of: ``nobody``, ``against_all_leads``
    if the race has no winner because of it, ``runoff``, ``unopposed``, ``against_all_leads``,
    ``lot``."""
    exchanged_ballots: Ints
    """Ballots that two candidates exchanged so that the reported one wins; 0 for none."""


def draw_lots(register: Register, streams: Streams) -> Words:
    """Return the lot of each candidate, shape ``(n_candidates,)``; in a tie the largest wins."""
    race_key = register.race_key[register.candidate_race]
    lots: Words = streams.words(Stream.LOT, register.candidate_number, race_key)[0]
    return lots


def decide_races(
    register: Register,
    tally: Ints,
    lots: Words,
    rules: Rules,
    assigned: Ints | None = None,
) -> tuple[Outcome, Ints]:
    """Decide each race from its ballots.

    If winners are reported and another candidate has more votes, the two exchange their
    ballots at every site: then the reported winner leads, and no other count changes. This
    happens in close races: the reported winner has the largest utility, but site preferences
    and the sampling of ballots add noise. The reported winner also wins every tie.

    Parameters
    ----------
    tally
        Counts of all sites: see :class:`sim.register.tally.Tally`.
    lots
        As :func:`draw_lots` gives them.
    rules
        Of the law. Reported winners stand in a tie as well.
    assigned
        Reported winner of each race, shape ``(n_races,)``; None if winners are sampled.

    Returns
    -------
    tuple
        The outcome; the tally with ballots exchanged, a copy.
    """
    tally = tally.copy()
    votes, against = race_votes(register, tally), race_votes_against_all(register, tally)
    start, race = register.candidate_start, register.candidate_race
    best = np.maximum.reduceat(votes, start[:-1])
    # The candidates of each race by votes, then lots, in ascending order.
    order = np.lexsort((lots, votes, race))
    winner: Ints = order[start[1:] - 1]
    exchanged = np.zeros(register.n_races, dtype=np.int64)
    if assigned is not None:
        behind = (votes[assigned] < best) & (best > 0)
        exchanged[behind] = (votes[winner] + votes[assigned])[behind]
        for index in np.flatnonzero(behind).tolist():
            _exchange(register, tally, int(winner[index]), int(assigned[index]))
        winner = assigned
    leads = against > best
    no_winner = leads & (rules.against_all == "nobody_elected")
    runoff = without_majority(register, tally, rules)
    lists = np.isin(register.race_system, list(LISTS))
    unopposed = np.diff(start) <= np.where(lists, 1, register.race_seats)
    seats, by_lot = _seats(register, votes, order, lots)
    decided = np.select(
        [best == 0, no_winner, runoff, unopposed, leads, by_lot],
        ["nobody", "against_all_leads", RUNOFF, "unopposed", "against_all_leads", "lot"],
        "votes",
    )
    nobody = (best == 0) | no_winner | runoff
    if rules.tie == "runoff" and assigned is None:
        tied = by_lot & ~nobody & ~lists
        last = order[np.maximum(start[1:] - register.race_seats, start[:-1])]
        # Those who tie for the last seat have none; with several seats others can have theirs.
        open_seat = tied[race] & (votes == votes[last][race])
        seats[open_seat] = 0
        decided[tied] = RUNOFF
        winner = np.where(open_seat[winner], NOBODY, winner)
    winner = np.where(nobody, NOBODY, winner)
    seats[nobody[race]] = 0
    if assigned is not None:
        # Reported winners are of races with one seat.
        seats[:] = 0
        seats[winner[winner != NOBODY]] = 1
    return Outcome(winner, seats, decided, exchanged), tally


def without_majority(register: Register, tally: Ints, rules: Rules) -> Flags:
    """Return which races need a majority that no candidate has, shape ``(n_races,)``."""
    votes = race_votes(register, tally)
    best = np.maximum.reduceat(votes, register.candidate_start[:-1])
    if rules.majority_of == "cast":
        of = race_ballots(register, tally)
    else:
        of = np.add.reduceat(votes, register.candidate_start[:-1])
        of = of + race_votes_against_all(register, tally)
    lacking: Flags = (register.race_system == MAJORITY) & (2 * best <= of)
    return lacking


def race_ballots(register: Register, tally: Ints) -> Ints:
    """Return the ballots cast in each race, shape ``(n_races,)``."""
    layout, vote_for = register.tally, register.race_vote_for[register.section_race]
    others = tally[layout.against_all] + tally[layout.invalid]
    # A ballot holds as many marks, used or not, as a voter may make.
    marks = layout.total(tally) - others
    return np.bincount(register.section_race, marks // vote_for + others, register.n_races).astype(
        np.int64
    )


def _seats(
    register: Register, votes: Ints, order: Ints, lots: Words
) -> tuple[Ints, NDArray[np.bool_]]:
    """Return the seats of each candidate, and whether a lot decides who has the last of a race.

    Parameters
    ----------
    order
        Candidates of each race by votes, then lots, in ascending order.
    """
    start, race = register.candidate_start, register.candidate_race
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = start[1:][race[order]] - 1 - np.arange(len(order))
    seats: Ints = ((rank < register.race_seats[race]) & (votes > 0)).astype(np.int64)
    # The votes of the last candidate who is elected, and of the first who is not.
    last = np.maximum(start[1:] - register.race_seats, start[:-1])
    next_one = np.maximum(last - 1, 0)
    votes_of_last = votes[order][last]
    by_lot: NDArray[np.bool_] = (last > start[:-1]) & (votes_of_last == votes[order][next_one])
    by_lot &= votes_of_last > 0
    for index in np.flatnonzero(np.isin(register.race_system, list(LISTS))).tolist():
        inside = slice(start[index], start[index + 1])
        seats[inside], by_lot[index] = list_seats(
            votes[inside].tolist(),
            int(register.race_seats[index]),
            LISTS[str(register.race_system[index])],
            lots[inside].tolist(),
        )
    seats[register.race_system[race] == QUESTION] = 0
    return seats, by_lot


def _exchange(register: Register, tally: Ints, one: int, other: int) -> None:
    """Exchange the ballots of two candidates of a race at every site, in place."""
    race = register.candidate_race[one]
    sections = np.flatnonzero(register.section_race == race)
    first = register.tally.start[sections] - register.candidate_start[race]
    tally[first + one], tally[first + other] = tally[first + other], tally[first + one]


def race_votes(register: Register, tally: Ints) -> Ints:
    """Return the votes of each candidate over all sites, shape ``(n_candidates,)``."""
    candidate = register.tally.candidate
    is_candidate = candidate >= 0
    votes = np.bincount(candidate[is_candidate], tally[is_candidate], len(register.candidate_race))
    return votes.astype(np.int64)


def race_votes_against_all(register: Register, tally: Ints) -> Ints:
    """Return the votes against all of each race, shape ``(n_races,)``."""
    against = tally[register.tally.against_all]
    return np.bincount(register.section_race, against, register.n_races).astype(np.int64)


def against_all_leads(register: Register, tally: Ints) -> Flags:
    """Return which races have more votes against all than for any candidate."""
    best = np.maximum.reduceat(race_votes(register, tally), register.candidate_start[:-1])
    leads: Flags = race_votes_against_all(register, tally) > best
    return leads


def join_winners(winners: Sequence[Ints], n_candidates: int) -> Ints:
    """Return the winners of copies of a country, as indexes of all their candidates.

    >>> join_winners([np.array([1, -1]), np.array([0, 2])], 3).tolist()
    [1, -1, 3, 5]
    """
    moved = [
        np.where(one == NOBODY, NOBODY, one + n_candidates * copy)
        for copy, one in enumerate(winners)
    ]
    return np.concatenate(moved)


def elected_parties(register: Register, seats: Ints, races: Flags) -> Ints:
    """Return seats in some races by party of nomination, shape ``(n_parties,)``.

    Parameters
    ----------
    seats
        As in :class:`Outcome`.
    races
        Flags of the races to count, shape ``(n_races,)``.
    """
    counted = seats * races[register.candidate_race]
    won = np.bincount(register.candidate_party, counted, len(register.parties))
    return won.astype(np.int64)
