"""Seats of lists by divisors: D'Hondt and Sainte-Laguë.

A list with v votes and s seats has the claim v / d(s) to the next one, with d(s) = s + 1 (D'Hondt)
or 2s + 1 (Sainte-Laguë); each seat goes to the largest claim [1]_. Seats are right if, and only if,
no list has a larger claim to a further seat than another had to its last.

References
----------
.. [1] Pukelsheim F. (2017). Proportional Representation: Apportionment Methods and
   Their Applications, 2nd edition. Springer, Cham. doi:10.1007/978-3-319-64707-4
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

LISTS = {"list-dhondt": 1, "list-sainte-lague": 2}
"""By system: the step from one divisor to the next."""


def list_seats(
    votes: Sequence[int], n_seats: int, step: int, lots: Sequence[int]
) -> tuple[list[int], bool]:
    """Return the seats of each list, and whether a lot decided who has the last.

    Parameters
    ----------
    votes
        Of each list.
    n_seats
        Seats in all; none is given if nobody has a vote.
    step
        As in LISTS.
    lots
        Of each list; of equal claims to the last seat that with the larger lot has it.

    >>> list_seats([100, 80, 30, 20], 8, 1, [0] * 4)
    ([4, 3, 1, 0], False)
    >>> list_seats([100, 80, 30, 20], 8, 2, [0] * 4)
    ([3, 3, 1, 1], False)
    >>> list_seats([50, 50], 1, 1, [3, 4])
    ([0, 1], True)
    """
    won, by_lot = [0] * len(votes), False
    if not any(votes):
        return won, by_lot
    for _ in range(n_seats):
        best = [0]
        for k in range(1, len(votes)):
            mine = votes[k] * (step * won[best[0]] + 1)
            others = votes[best[0]] * (step * won[k] + 1)
            if mine > others:
                best = [k]
            elif mine == others:
                best.append(k)
        # All equal claims are met in turn, unless the seats end before.
        by_lot = len(best) > n_seats - sum(won)
        won[max(best, key=lambda k: lots[k])] += 1
    return won, by_lot


def seats_certain(votes: Sequence[int], won: Sequence[int], step: int, out: int) -> bool:
    """Return whether ballots still out cannot change the seats of lists.

    Parameters
    ----------
    votes
        Of each list.
    won
        Its seats by these votes.
    step
        As in LISTS.
    out
        Ballots that are not counted yet, each with at most one vote.

    >>> seats_certain([60, 40], [1, 0], 1, 19), seats_certain([60, 40], [1, 0], 1, 20)
    (True, False)
    """
    return all(
        (votes[i] + out) * (step * (won[j] - 1) + 1) < votes[j] * (step * won[i] + 1)
        for j in range(len(votes))
        if won[j]
        for i in range(len(votes))
        if i != j
    )
