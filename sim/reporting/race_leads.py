"""Who leads in each area of a contest of an ensemble: by the medians of its votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.results.contest_votes import REST, times_of_votes

if TYPE_CHECKING:
    from sim.core.types import Ints, Times
    from sim.results import RunResults

Led = tuple[int, str, str]
"""A frame, and who leads from it on: choice and party, both empty for nobody or in a tie."""


def leads_of(result: RunResults, frames: Times) -> dict[str, dict[str, list[Led]]]:
    """Return who leads by race and region, with each change of the lead.

    Parameters
    ----------
    result
        An ensemble; ``votes.csv`` has the median votes of each choice in each region, unless it
        has those of all races summed by party.
    frames
        Times, shape ``(n_frames,)``.
    """
    table, times = result.tables["votes"], times_of_votes(result)
    at: Ints = np.searchsorted(times, frames, side="right") - 1
    names = ("contest", "code", "choice", "party")
    keys = zip(*(table[name][:: len(times)].tolist() for name in names), strict=True)
    votes: dict[tuple[str, str], list[tuple[str, str, Ints]]] = {}
    series = table["votes"].reshape(-1, len(times))
    for (contest, code, choice, party), row in zip(keys, series, strict=True):
        is_rest = not party and choice in REST
        if contest and code != result.summary.nation and not is_rest:
            counts = np.where(at >= 0, row[at], 0)
            votes.setdefault((contest, code), []).append((choice, party, counts))
    found: dict[str, dict[str, list[Led]]] = {}
    for (contest, code), choices in votes.items():
        found.setdefault(contest, {})[code] = _changes(choices)
    return found


def _changes(choices: list[tuple[str, str, Ints]]) -> list[Led]:
    """Return the frames at which the lead changes."""
    votes = np.array([counts for _, _, counts in choices])
    most = votes.max(axis=0)
    alone = ((votes == most).sum(axis=0) == 1) & (most > 0)
    best = np.where(alone, votes.argmax(axis=0), -1)
    starts = np.flatnonzero(np.diff(best, prepend=-1))
    return [
        (frame, *(choices[k][:2] if k >= 0 else ("", "")))
        for frame, k in zip(starts.tolist(), best[starts].tolist(), strict=True)
    ]
