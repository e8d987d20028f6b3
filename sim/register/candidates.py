"""Candidates of each race: at most one per party except independents, at least two in all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import Problem, RegisterError
from sim.core.streams import WORD, share_limit

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.core.types import Ints, Words
    from sim.pack.published_rows import Party

    SampleWords = Callable[[int, int], Words]
    """Returns n random words of an item of a region."""

CANDIDATES_AT_LEAST = 2


def stand(  # noqa: PLR0913  the published numbers of one region, by keyword
    code: str,
    n_races: int,
    *,
    parties: Sequence[Party],
    seats: list[int],
    nominated: list[int],
    incumbents_stand_share: float,
    words: SampleWords,
    items: tuple[int, int, int, int],
) -> tuple[list[list[int]], list[int | None]]:
    """Return the candidates of each race of one region.

    First each published seat is assigned a race and a candidate in it, so that some choice of
    winners has the published seats. It is not the one of a run: winners are sampled in
    :mod:`sim.voting.ballots`.

    Parameters
    ----------
    code
        Region, for messages.
    n_races
        Races of the region.
    parties
        Who nominates candidates. One party, at most, is that of candidates who nominate
        themselves, of whom a race may have several.
    seats, nominated
        Published seats and candidates by party. A party that won more seats than it had
        candidates gets as many candidates as seats.
    incumbents_stand_share
        Share of races in which the incumbent stands: the candidate of the incumbents' party
        if there is one, else the first.
    words, items
        Random words, and their items for seats, further candidates, those who nominate
        themselves, incumbents.

    Returns
    -------
    tuple
        Parties of the candidates of each race, in ballot order; index of the incumbent in
        each race, or None.

    Raises
    ------
    RegisterError
        If the numbers of seats and races differ, or a race would have fewer than two candidates.
    """
    key = f"candidates of {code}"
    if sum(seats) != n_races:
        raise RegisterError([Problem("", key, f"{key}: {sum(seats)} seats for {n_races} races")])
    seat_item, candidate_item, independent_item, incumbent_item = items
    stands = np.zeros((n_races, len(parties)), dtype=np.int64)
    seat_party = np.repeat(np.arange(len(parties)), seats)
    stands[np.argsort(words(seat_item, n_races), kind="stable"), seat_party] = 1
    for party, rules in enumerate(parties):
        more = nominated[party] - seats[party]
        if rules.self_nominated or more <= 0:
            continue
        free = np.flatnonzero(stands[:, party] == 0)
        if more > len(free):
            message = f"{key}: {nominated[party]} of {rules.name} for {n_races} races"
            raise RegisterError([Problem("", key, message)])
        order = words(candidate_item, n_races * len(parties))[party * n_races + free]
        stands[free[np.argsort(order, kind="stable")[:more]], party] = 1
    alone = next((k for k, party in enumerate(parties) if party.self_nominated), None)
    if alone is not None:
        n = max(nominated[alone] - seats[alone], 0)
        _add_independents(stands[:, alone], stands, n, words, independent_item, key)
    ballots = [np.repeat(np.arange(len(parties)), row).tolist() for row in stands]
    runs = words(incumbent_item, n_races).astype(np.int64) < share_limit(incumbents_stand_share)
    of_incumbents = next((k for k, party in enumerate(parties) if party.incumbents), -1)
    incumbent = [
        (ballot.index(of_incumbents) if of_incumbents in ballot else 0) if run else None
        for ballot, run in zip(ballots, runs, strict=True)
    ]
    return ballots, incumbent


def _add_independents(  # noqa: PLR0913, PLR0917  called once
    independents: Ints, stands: Ints, n: int, words: SampleWords, item: int, key: str
) -> None:
    """Add independents to races with fewer than two candidates, then the others at random.

    ``independents`` is their column of ``stands``, shape ``(n_races, n_parties)``.
    """
    short = np.maximum(CANDIDATES_AT_LEAST - stands.sum(axis=1), 0)
    if short.sum() > n:
        message = f"{key}: {n} more independents cannot give every race two candidates"
        raise RegisterError([Problem("", key, message)])
    independents += short
    rest = n - int(short.sum())
    races = (words(item, rest).astype(np.int64) * len(stands)) // WORD
    np.add.at(independents, races, 1)
