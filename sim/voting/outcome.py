"""The outcome of each race given its ballots: the winner, and how the race was decided.

The candidate with most votes is elected. A tie between candidates is decided by lot, with
separate random words, so that strength has no influence on it. A race in which no
candidate has a vote elects nobody. Where more votes are against all than for any
candidate, ``outcome.against_all_rule`` says whether the leading candidate is elected.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import Stream
from sim.register.tally import AGAINST_ALL

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.streams import Streams
    from sim.core.types import Ints, Names, Words
    from sim.register import Register


NOBODY = -1
"""Value in place of a candidate if nobody is elected, or leads."""
DECIDED = ("votes", "lot", "unopposed", "against_all_leads", "nobody")
"""Ways in which a race is decided: the values of the column ``decided`` of ``races.csv``."""


@dataclass(frozen=True)
class Outcome:
    """The winners of races; arrays of shape ``(n_races,)``."""

    winner: Ints
    """Candidate, an index into the register; NOBODY where nobody is elected."""
    decided: Names
    """One of DECIDED; if several apply, the first of: ``nobody``, ``against_all_leads`` if the race
    has no winner because of it, ``unopposed``, ``against_all_leads``, ``lot``."""
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
    against_all_rule: str,
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
    against_all_rule
        ``leader_wins`` or ``nobody_elected``: the rule if against all has most votes.
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
    n_leading = np.add.reduceat((votes == best[race]).astype(np.int64), start[:-1])
    # The last candidate of each race by votes, then lots, in ascending order.
    winner: Ints = np.lexsort((lots, votes, race))[start[1:] - 1]
    exchanged = np.zeros(register.n_races, dtype=np.int64)
    if assigned is not None:
        behind = (votes[assigned] < best) & (best > 0)
        exchanged[behind] = (votes[winner] + votes[assigned])[behind]
        for index in np.flatnonzero(behind).tolist():
            _exchange(register, tally, int(winner[index]), int(assigned[index]))
        winner = assigned
    leads = against > best
    no_winner = leads & (against_all_rule == "nobody_elected")
    decided = np.select(
        [best == 0, no_winner, np.diff(start) == 1, leads, n_leading > 1],
        ["nobody", "against_all_leads", "unopposed", "against_all_leads", "lot"],
        "votes",
    )
    return Outcome(np.where((best == 0) | no_winner, NOBODY, winner), decided, exchanged), tally


def _exchange(register: Register, tally: Ints, one: int, other: int) -> None:
    """Exchange the ballots of two candidates of a race at every site, in place."""
    race = register.candidate_race[one]
    sites = np.flatnonzero(register.site_race == race)
    first = register.tally.start[sites] - register.candidate_start[race]
    tally[first + one], tally[first + other] = tally[first + other], tally[first + one]


def race_votes(register: Register, tally: Ints) -> Ints:
    """Return the votes of each candidate over all sites, shape ``(n_candidates,)``."""
    candidate = register.tally.candidate
    is_candidate = candidate >= 0
    votes = np.bincount(candidate[is_candidate], tally[is_candidate], len(register.candidate_race))
    return votes.astype(np.int64)


def race_votes_against_all(register: Register, tally: Ints) -> Ints:
    """Return the votes against all of each race, shape ``(n_races,)``."""
    against = register.tally.candidate == AGAINST_ALL
    race = register.site_race[register.tally.site[against]]
    return np.bincount(race, tally[against], register.n_races).astype(np.int64)


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


def elected_parties(register: Register, winner: Ints) -> Ints:
    """Return seats by party of nomination, shape ``(n_parties,)``; NOBODY has none."""
    party = register.candidate_party[winner[winner != NOBODY]]
    return np.bincount(party, minlength=len(register.parties))
