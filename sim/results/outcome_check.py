"""The invariant of winners and seats: votes decide, or the rules say why they do not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.register.register import PLURALITY
from sim.voting.divisors import LISTS
from sim.voting.outcome import (
    MAJORITY,
    NOBODY,
    QUESTION,
    elected_parties,
    race_votes,
    race_votes_against_all,
    rules_of,
    without_majority,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.core.types import Flags, Ints
    from sim.election import Election
    from sim.register import Register

    Table = Mapping[str, NDArray[Any]]


@dataclass(frozen=True, slots=True)
class Invariant:
    """One invariant and the result of its checks."""

    code: str
    """``I1``, ``I2`` and so on."""
    text: str
    """The law, for people."""
    n_checked: int
    """Number of checks."""
    breaches: tuple[str, ...]
    """Where it does not hold: sites, races, columns of tables."""


def outcome_checked(election: Election, tables: Mapping[str, Table]) -> Invariant:
    """I8: each race elects those with most votes, or nobody where the rules say so."""
    register, winner = election.register, election.night.races.winner
    breaches = []
    checks = register.n_races
    votes = race_votes(register, election.day.tally)
    best = np.maximum.reduceat(votes, register.candidate_start[:-1])
    right = register.candidate_race[winner] == np.arange(register.n_races)
    right &= (votes[winner] == best) & (best > 0)
    rules = rules_of(election.scenario)
    bars = rules.against_all == "nobody_elected"
    against = race_votes_against_all(register, election.day.tally)
    nobody = (best == 0) | (bars & (against > best))
    nobody |= without_majority(register, election.day.tally, rules)
    nobody |= _first_tied(election, votes, best)
    wrong = np.where(nobody, winner != NOBODY, (winner == NOBODY) | ~right)
    wrong |= _wrong_seats(election, votes, nobody)
    breaches += [f"winner of {race}" for race in register.race_id[wrong].tolist()]
    races = tables["races"]
    breaches += [f"margin of {race}" for race in races["race"][races["margin"] < 0].tolist()]
    if election.scenario.has_reported_winners:
        for quota, seats in enumerate(register.quota_seats):
            inside = register.race_quota == quota
            missing = seats - elected_parties(register, election.seats, inside)
            checks += 1
            # A region lacks a reported seat where nobody is elected.
            if (missing < 0).any() or missing.sum() != (winner[inside] == NOBODY).sum():
                code = register.race_code[inside][0]
                breaches.append(f"seats of {code}")
    if election.scenario.turnout.final == "reported":
        day = election.day
        # Voters who left without a ballot are part of the reported turnout, but not in the boxes.
        missing = day.turned_back + day.gave_up + day.too_late
        cast = day.in_portable_box + day.in_ballot_boxes - day.second_ballots
        quotas = register.site_quota
        most = np.bincount(quotas, weights=cast + missing).astype(np.int64)
        least = np.bincount(quotas, weights=cast).astype(np.int64)
        checks += len(most)
        wrong = (least > register.quota_votes) | (most < register.quota_votes)
        breaches += [f"votes of quota {quota}" for quota in np.flatnonzero(wrong).tolist()]
    text = "most votes win, or nobody by the rules; reported seats and votes are met"
    return Invariant("I8", text, checks, tuple(breaches))


def _with_runoffs(election: Election) -> bool:
    """Return whether a tie leaves a seat open; reported winners stand in a tie as well."""
    scenario = election.scenario
    return scenario.law.tie == "runoff" and not scenario.has_reported_winners


def _first_tied(election: Election, votes: Ints, best: Ints) -> Flags:
    """Return races in which more candidates tie for most votes than there are seats, as flags.

    None where a lot decides, as it always does of lists.
    """
    register = election.register
    if not _with_runoffs(election):
        return np.zeros(register.n_races, dtype=bool)
    leading = votes == best[register.candidate_race]
    n_leading = np.bincount(register.candidate_race, leading, register.n_races)
    tied: Flags = (n_leading > register.race_seats) & ~np.isin(register.race_system, list(LISTS))
    return tied


def _wrong_single(register: Register, seats: Ints, votes: Ints, nobody: NDArray[np.bool_]) -> Flags:
    """Return races of one seat that nobody has, or that is not by votes, as flags."""
    given = np.bincount(register.candidate_race, seats, register.n_races)
    with_seat = np.bincount(register.candidate_race, seats * votes, register.n_races)
    best = np.maximum.reduceat(votes, register.candidate_start[:-1])
    wrong: Flags = np.where(nobody, given > 0, (given != 1) | (with_seat < best))
    return wrong


def _wrong_seats(election: Election, votes: Ints, nobody: NDArray[np.bool_]) -> Flags:
    """Return races whose seats are not all given, or not by votes, as flags.

    A seat is by votes if no candidate without one has more votes; of lists, if no list has a larger
    claim to a further seat than another had to its last.
    """
    register, seats, runoffs = election.register, election.seats, _with_runoffs(election)
    single = (register.race_seats == 1) & np.isin(register.race_system, [PLURALITY, MAJORITY])
    wrong: Flags = single & _wrong_single(register, seats, votes, nobody)
    for race in np.flatnonzero(~single).tolist():
        inside = slice(register.candidate_start[race], register.candidate_start[race + 1])
        won, of_race = seats[inside], votes[inside]
        lists = LISTS.get(str(register.race_system[race]))
        most = register.race_seats[race]
        if register.race_system[race] == QUESTION:
            most = 0
        given = most if lists else min(most, int((of_race > 0).sum()))
        if runoffs and not lists and 0 < most < len(of_race):
            last, further = np.sort(of_race)[::-1][most - 1 : most + 1]
            given = int((of_race > last).sum()) if last == further else given
        if nobody[race]:
            wrong[race] = won.any()
        elif won.sum() != given:
            wrong[race] = True
        elif lists:
            further = of_race / (lists * won + 1)
            last = of_race[won > 0] / (lists * (won[won > 0] - 1) + 1)
            wrong[race] = further.max() > last.min() * (1 + 1e-12)
        else:
            others = of_race[won == 0]
            wrong[race] = won.max() > 1
            wrong[race] |= won.any() and others.max(initial=0) > of_race[won > 0].min()
    return wrong
