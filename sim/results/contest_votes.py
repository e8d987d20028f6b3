"""Votes of the nation through the night, contest by contest, read from ``votes.csv``."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import marked

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints, Times
    from sim.results.columns import Table
    from sim.results.results import RunResults

AGAINST_ALL, INVALID, UNDERVOTES = "against_all", "invalid", "undervotes"
REST = {
    AGAINST_ALL: marked("Against all"),
    INVALID: marked("Invalid ballots"),
    UNDERVOTES: marked("Marks not used"),
}
"""Choices that are not candidates, as people read them."""


class ChoiceVotes(NamedTuple):
    """The votes for one choice."""

    choice: str
    party: str
    votes: Ints
    """In accepted protocols; shape ``(n_times,)``."""

    @property
    def is_rest(self) -> bool:
        """Whether it is not a candidate, nor an answer; who is called ``invalid`` has a party."""
        return not self.party and self.choice in REST


class ContestVotes(NamedTuple):
    """The votes of one contest, or those summed by party."""

    contest: str
    """Id of the race; empty for sums by party."""
    choices: tuple[ChoiceVotes, ...]
    ballots: Floats
    """Ballots with these votes; shape ``(n_times,)``."""


def times_of_votes(results: RunResults) -> Times:
    """Return the times of the votes, shape ``(n_times,)``."""
    table = results.tables["votes"]
    times: Times = np.unique(table["capital_time"])
    return times


def nation_votes(results: RunResults) -> list[ContestVotes]:
    """Return the votes of all regions together, in the order of the table."""
    table, n_times = results.tables["votes"], len(times_of_votes(results))
    rows = np.flatnonzero(table["code"] == results.summary.nation)
    votes = table["votes"][rows].reshape(-1, n_times)
    keys = (table[name][rows[::n_times]].tolist() for name in ("contest", "choice", "party"))
    by_contest: dict[str, list[ChoiceVotes]] = {}
    for contest, choice, party, series in zip(*keys, votes, strict=True):
        by_contest.setdefault(contest, []).append(ChoiceVotes(choice, party, series))
    return [
        ContestVotes(contest, tuple(choices), _ballots(results.tables["races"], contest, choices))
        for contest, choices in by_contest.items()
    ]


def _ballots(races: Table, contest: str, choices: list[ChoiceVotes]) -> Floats:
    """Return the ballots that have some votes: where several marks are allowed, fewer."""
    whole = {AGAINST_ALL, INVALID}
    zero = np.zeros(len(choices[0].votes))
    ballots = sum((c.votes for c in choices if c.is_rest and c.choice in whole), zero)
    marks = sum((c.votes for c in choices if not (c.is_rest and c.choice in whole)), zero)
    cast = races["cast"][races["race"] == contest]
    others = float(cast[0]) - float(ballots[-1]) if len(cast) else 0.0
    # Of an ensemble the numbers are medians, so that they fit roughly.
    vote_for = max(1, round(float(marks[-1]) / others)) if others > 0 else 1
    found: Floats = ballots + marks / vote_for
    return found
