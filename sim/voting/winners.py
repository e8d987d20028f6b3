"""Winners of races, sampled from their exact joint distribution given the seats of parties.

With ``outcome.winners = "reported"`` each region elects exactly the published
number from each party. Winners are sampled from the joint distribution of all races
given those numbers, by forward filtering and backward sampling [3]_; unconditionally each
race is a conditional logit [1]_ [2]_. The utilities given the winner
have a closed form: the largest utility is Gumbel at log(sum(exp(v))), the others are truncated
below it [4]_.

References
----------
.. [1] McFadden D. (1974). Conditional logit analysis of qualitative choice behavior. In
   P. Zarembka (ed.), Frontiers in Econometrics: 105–142. Academic Press, New York.
.. [2] Yellott J. I. (1977). The relationship between Luce's choice axiom, Thurstone's
   theory of comparative judgment, and the double exponential distribution. Journal of
   Mathematical Psychology 15(2): 109–144. doi:10.1016/0022-2496(77)90026-8
.. [3] Scott S. L. (2002). Bayesian methods for hidden Markov models: Recursive
   computing in the 21st century. Journal of the American Statistical Association
   97(457): 337–351. doi:10.1198/016214502753479464
.. [4] Maddison C. J., Tarlow D., Minka T. (2014). A* sampling. Advances in Neural
   Information Processing Systems 27: 3086–3094.
"""

from __future__ import annotations

from bisect import bisect_left
from functools import lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import Problem, RegisterError
from sim.core.streams import gumbel, uniform

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints, Words
    from sim.register import Register


def win_probabilities(register: Register, strength: Floats) -> Floats:
    """Return P(candidate wins its race), a conditional logit, shape ``(n_candidates,)``."""
    weight = np.exp(strength)
    return weight / np.bincount(register.candidate_race, weights=weight)[register.candidate_race]


def assign_winners(register: Register, strength: Floats, race_words: Words) -> Ints:
    """Sample the winner of each race, given the seats of each party in each quota.

    Parameters
    ----------
    strength
        Of each candidate, shape ``(n_candidates,)``.
    race_words
        Random words, shape ``(4, n_races)``: word 0 decides the party, word 1 the candidate.

    Returns
    -------
    NDArray
        Candidate of each race, shape ``(n_races,)``.

    Raises
    ------
    RegisterError
        If no choice of winners has those seats; lists every such quota.
    """
    probability = win_probabilities(register, strength)
    by_party = np.zeros((register.n_races, len(register.parties)))
    np.add.at(by_party, (register.candidate_race, register.candidate_party), probability)
    winner = np.empty(register.n_races, dtype=np.int64)
    problems, starts = [], register.candidate_start.tolist()
    party_words, candidate_words = uniform(race_words[0]), uniform(race_words[1])
    for quota, seats in enumerate(register.quota_seats):
        races = np.flatnonzero(register.race_quota == quota)
        parties = _parties_given_seats(by_party[races], seats, party_words[races])
        if parties is None:
            where = register.race_code[races[0]]
            wanted = ", ".join(
                f"{n} {party}" for party, n in zip(register.parties, seats, strict=True) if n
            )
            message = (
                f"outcome.winners = 'reported': the candidates of {where} cannot win {wanted}; "
                "change the candidates, or set it to 'sampled'"
            )
            problems.append(Problem("", "outcome.winners", message))
            continue
        for race, party in zip(races.tolist(), parties, strict=True):
            start, end = starts[race], starts[race + 1]
            weight = probability[start:end] * (register.candidate_party[start:end] == party)
            up_to = weight.cumsum() / weight.sum()
            winner[race] = start + up_to.searchsorted(candidate_words[race])
    if problems:
        raise RegisterError(problems)
    return winner


def _parties_given_seats(probability: Floats, seats: Ints, uniforms: Floats) -> Ints | None:
    """Sample the winning party of each race from the exact distribution given the seats.

    The state after r races is the seats won by each party except the largest one, which has
    won the others. ``forward[r][state]`` is the probability of the state after r races.
    Backwards, the party of race r is sampled with a probability proportional to ``forward`` of
    the state before the race times the probability of the party.

    Parameters
    ----------
    probability
        Of each party to win each race, shape ``(n_races, n_parties)``.
    seats
        Shape ``(n_parties,)``.
    uniforms
        In (0, 1), shape ``(n_races,)``.
    """
    n_races = len(probability)
    if seats.sum() != n_races:
        return None
    main = int(seats.argmax())
    others = [p for p in range(len(seats)) if p != main and seats[p] > 0]
    state = [int(seats[p]) for p in others]
    rows: tuple[tuple[float, ...], ...] = tuple(map(tuple, probability.tolist()))
    forward = _forward(rows, main, tuple(others), tuple(state))
    if forward is None:
        return None
    parties = np.empty(n_races, dtype=np.int64)
    for race in range(n_races - 1, -1, -1):
        before, row = forward[race], rows[race]
        main_has = race + 1 - sum(state)
        weights = [before.item(*state) * row[main] if main_has > 0 else 0.0]
        for axis, party in enumerate(others):
            state[axis] -= 1
            weights.append(before.item(*state) * row[party] if state[axis] >= 0 else 0.0)
            state[axis] += 1
        up_to = list(accumulate(weights))
        sampled = bisect_left(up_to, uniforms.item(race) * up_to[-1])
        parties[race] = main if sampled == 0 else others[sampled - 1]
        if sampled:
            state[sampled - 1] -= 1
    return parties


# Of the regions of a country with two sets of strengths: a run and one that is compared with it.
@lru_cache(maxsize=32)
def _forward(
    rows: tuple[tuple[float, ...], ...], main: int, others: tuple[int, ...], seats: tuple[int, ...]
) -> list[Floats] | None:
    """Return the probabilities of the states after 0, 1, ... races; None if seats cannot be won.

    Replications with the same strengths have the same.

    Parameters
    ----------
    rows
        Probability of each party, by race.
    main, others
        The party with most seats, and those with any besides.
    seats
        Of the others.
    """
    # Of each other party: the states with one seat more, and those without it.
    steps = []
    for axis, party in enumerate(others):
        inner = (slice(None),) * axis
        steps.append((party, (*inner, slice(1, None)), (*inner, slice(None, -1))))
    forward = [np.zeros(tuple(n + 1 for n in seats))]
    forward[0][(0,) * len(seats)] = 1.0
    for row in rows:
        before = forward[-1]
        after = before * row[main]
        for party, more, fewer in steps:
            after[more] += before[fewer] * row[party]
        total = after.sum()
        if total == 0:
            return None
        forward.append(after / total)
    return forward if forward[-1].item(*seats) else None


def utility_given_winners(
    register: Register,
    strength: Floats,
    assigned: Ints,
    candidate_words: Words,
    race_words: Words,
) -> Floats:
    """Sample utilities given the winner of each race, who has the largest.

    Parameters
    ----------
    strength
        Of each candidate, shape ``(n_candidates,)``.
    assigned
        Winner of each race, shape ``(n_races,)``.
    candidate_words, race_words
        Random words for the utilities of the others, and for the largest of each race.
    """
    race = register.candidate_race
    largest = np.log(np.bincount(race, weights=np.exp(strength))) + gumbel(race_words)
    bound = largest[race]
    below = strength - np.log(np.exp(strength - bound) - np.log(uniform(candidate_words)))
    is_winner = np.arange(len(race)) == assigned[race]
    return np.where(is_winner, bound, below)
