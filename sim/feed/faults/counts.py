"""Faults of counts and calls: they change what every format shows."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.feed.faults.changes import VOTES, WINNER, ValueChange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.core.types import Flags, Ints
    from sim.exporting.known_night import KnownContest
    from sim.feed.faults.changes import Draft
    from sim.feed.faults.fault import FeedFault

    Wrong = Callable[[FeedFault, KnownContest, Ints], Ints | None]

_MINUTE = np.timedelta64(60, "s")
_CORRECTED = ("", "corrected")
_BOTH = ("corrected", "corrected")


def results_late(fault: FeedFault, draft: Draft) -> None:
    """Hold the sites that come in during the window until its end."""
    draft.hold(fault, fault.chosen_sites() & _within(fault, draft))


def stale(fault: FeedFault, draft: Draft) -> None:
    """Hold everything that comes in during the window; give the feed a new time each minute."""
    draft.hold(fault, _within(fault, draft))
    draft.hold_calls(fault, np.ones(len(draft.called), dtype=bool))
    draft.ticks.append(np.arange(fault.begins, fault.ends, _MINUTE))


def few_units(fault: FeedFault, draft: Draft) -> None:
    """Hold all sites that come in during the window but the first ones."""
    within = _within(fault, draft)
    order = np.argsort(draft.visible, kind="stable")
    first = order[within[order]][: int(fault.number_of("units"))]
    within[first] = False
    draft.hold(fault, within)


def call_withdrawn(fault: FeedFault, draft: Draft) -> None:
    """Show no winners of races during the window."""
    chosen = np.zeros(len(draft.called), dtype=bool)
    chosen[fault.chosen_races()] = True
    won = np.array([bool(contest.elected) for contest in draft.night.contests])
    for race in np.flatnonzero(chosen & won & (draft.called < fault.begins)).tolist():
        window = fault.begins, fault.ends
        announced = ("withdrawn", "called")
        draft.add(race, ValueChange(*window, _without_winner, announced=announced))
        draft.name(fault, race, None, (WINNER,), window)
    draft.hold_calls(fault, chosen)


def zeros(fault: FeedFault, draft: Draft) -> None:
    """Show no site of a race as accepted during the window."""
    for race in fault.chosen_races().tolist():
        contest = draft.night.contests[race]
        rows = contest.sites[draft.visible[contest.sites] < fault.ends]
        if not len(rows):
            continue
        seen = draft.visible[rows]
        begins = max(fault.begins, seen.min())
        draft.add(race, ValueChange(begins, fault.ends, _to_zero, announced=_BOTH))
        for row, at in zip(rows.tolist(), seen, strict=True):
            draft.name_counts(fault, race, row, (max(fault.begins, at), fault.ends))


def doubled(fault: FeedFault, draft: Draft) -> None:
    """Show the votes of sites twice during the window."""
    chosen = fault.chosen_sites() & (draft.visible < fault.ends)
    for place in _places(draft, chosen):
        seen = draft.visible[place.site]
        votes = draft.night.contests[place.race].votes[:, place.column]
        if votes.any():
            announced = _BOTH if seen < fault.begins else _CORRECTED
            change = ValueChange(max(fault.begins, seen), fault.ends, announced=announced)
            _make_wrong(fault, draft, place, 2 * votes, change)


def wrong_until_corrected(wrong: Wrong, fault: FeedFault, draft: Draft) -> None:
    """Show wrong votes of sites that come in during the window, until they are corrected.

    Parameters
    ----------
    wrong
        Returns the wrong votes of a site by choice from the right ones; None if nothing is wrong.
    fault, draft
        What changes what.
    """
    wait = np.timedelta64(int(fault.number_of("corrected_after_min")) * 60, "s")
    for place in _places(draft, fault.chosen_sites() & _within(fault, draft)):
        contest = draft.night.contests[place.race]
        votes = wrong(fault, contest, contest.votes[:, place.column])
        if votes is not None:
            seen = draft.visible[place.site]
            change = ValueChange(seen, seen + wait, announced=_CORRECTED)
            _make_wrong(fault, draft, place, votes, change)


def _make_wrong(
    fault: FeedFault, draft: Draft, place: _Place, votes: Ints, change: ValueChange
) -> None:
    """Give a race other votes at one of its sites for some time."""
    with_votes = partial(_with_votes, column=place.column, votes=votes)
    draft.add(place.race, change._replace(on_contest=with_votes, site=place.site))
    # Swapped votes change the totals of candidates, and so the value of the race.
    for site in (place.site, None):
        draft.name(fault, place.race, site, (VOTES,), (change.begins, change.ends))


def _within(fault: FeedFault, draft: Draft) -> Flags:
    """Return which sites become visible during the window."""
    found: Flags = (fault.begins <= draft.visible) & (draft.visible < fault.ends)
    return found


class _Place(NamedTuple):
    """A site in a race."""

    race: int
    column: int
    """Index of the site among those of the race."""
    site: int
    """Index of the site among all."""


def _places(draft: Draft, chosen: Flags) -> Iterator[_Place]:
    """Yield chosen sites in each of their races."""
    for race, contest in enumerate(draft.night.contests):
        for column in np.flatnonzero(chosen[contest.sites]).tolist():
            yield _Place(race, column, int(contest.sites[column]))


def _leaders(contest: KnownContest, votes: Ints) -> list[int]:
    """Return the candidates of a contest by their votes at a site, most first."""
    candidates = [i for i, choice in enumerate(contest.choices) if choice.is_candidate]
    return sorted(candidates, key=lambda index: (-votes[index], index))


def _swapped(_fault: FeedFault, contest: KnownContest, votes: Ints) -> Ints | None:
    first, *others = _leaders(contest, votes)
    if not others or votes[first] == votes[others[0]]:
        return None
    wrong = votes.copy()
    wrong[[first, others[0]]] = votes[[others[0], first]]
    return wrong


def _transposed(_fault: FeedFault, contest: KnownContest, votes: Ints) -> Ints | None:
    leader = _leaders(contest, votes)[0]
    digits = str(votes[leader])
    for i, pair in enumerate(pairwise(digits)):
        if pair[0] != pair[1]:
            wrong = votes.copy()
            wrong[leader] = int(digits[:i] + pair[1] + pair[0] + digits[i + 2 :])
            return wrong
    return None


def _extra_zero(_fault: FeedFault, contest: KnownContest, votes: Ints) -> Ints | None:
    leader = _leaders(contest, votes)[0]
    wrong = votes.copy()
    wrong[leader] *= 10
    return wrong if votes[leader] else None


def _part(fault: FeedFault, _contest: KnownContest, votes: Ints) -> Ints | None:
    wrong = np.floor(fault.number_of("part") * votes).astype(np.int64)
    return wrong if (wrong != votes).any() else None


def _impossible(_fault: FeedFault, contest: KnownContest, votes: Ints) -> Ints | None:
    first, *others = _leaders(contest, votes)
    moved = votes[first] // 2
    if not others or moved < 2:
        return None
    wrong = votes.copy()
    wrong[first] -= moved
    wrong[others[0]] += moved - 1
    return wrong


def _with_votes(contest: KnownContest, column: int, votes: Ints) -> KnownContest:
    if not contest.accepted[column]:
        return contest
    changed = contest.votes.copy()
    changed[:, column] = votes
    return replace(contest, votes=changed)


def _without_winner(contest: KnownContest) -> KnownContest:
    return replace(contest, called=False, declared=False, elected={})


def _to_zero(contest: KnownContest) -> KnownContest:
    nothing = np.zeros_like(contest.accepted)
    return replace(
        contest,
        accepted=nothing,
        votes=np.zeros_like(contest.votes),
        invalid=np.zeros_like(contest.invalid),
        undervotes=None if contest.undervotes is None else np.zeros_like(contest.undervotes),
    )


COUNT_EFFECTS: Mapping[str, Callable[[FeedFault, Draft], None]] = {
    "results_late": results_late,
    "stale": stale,
    "few_units": few_units,
    "call_withdrawn": call_withdrawn,
    "zeros": zeros,
    "doubled": doubled,
    "swapped": partial(wrong_until_corrected, _swapped),
    "transposed": partial(wrong_until_corrected, _transposed),
    "extra_zero": partial(wrong_until_corrected, _extra_zero),
    "part_as_all": partial(wrong_until_corrected, _part),
    "impossible_batch": partial(wrong_until_corrected, _impossible),
}
"""What each kind does to a draft."""
