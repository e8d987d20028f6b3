"""Votes by contest in the replay: a small table each, with a bar a choice."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import named, tr
from sim.reporting.marks import marks_of
from sim.reporting.words import plain
from sim.results.contest_votes import REST, nation_votes, times_of_votes
from sim.results.elected import outcome_texts
from sim.results.wording import candidate_text

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.types import Ints, Times
    from sim.reporting.marks import Mark
    from sim.results import RunResults
    from sim.results.contest_votes import ChoiceVotes

MOST_CONTESTS = 24
"""Contests that have a table; more would make the page slow, and nobody would read them."""


class ChoiceRow(NamedTuple):
    """A row of such a table."""

    label: str
    field: str
    """Name of the column of its votes, of which :func:`votes_by_field` has the values."""
    is_rest: bool
    mark: Mark | None
    """Of the party."""


class Contest(NamedTuple):
    """One contest, or the votes by party."""

    race: str
    name: str
    called: str
    """Time of the call."""
    outcome: str
    """Who won, and how it was decided."""
    rows: tuple[ChoiceRow, ...]
    """Most votes first, at the end those that are no candidates."""


def contests_of(result: RunResults) -> list[Contest]:
    """Return the contests of which the result has votes by candidate, as far as a page has room."""
    races, summary = result.tables["races"], result.summary
    outcomes, names = outcome_texts(result), races.get("name", races["race"])
    row_of = {race: row for row, race in enumerate(races["race"].tolist())}
    marks = marks_of(summary)
    found: list[Contest] = []
    first = 0
    for contest in nation_votes(result):
        fields = [f"votes_{first + k}" for k in range(len(contest.choices))]
        first += len(fields)
        if contest.contest not in row_of or len(found) == MOST_CONTESTS:
            continue
        row = row_of[contest.contest]
        rows = [
            ChoiceRow(choice_text(result, choice), field, choice.is_rest, marks.get(choice.party))
            for choice, field in sorted(
                zip(contest.choices, fields, strict=True), key=lambda pair: _rank(pair[0])
            )
            if choice.votes[-1] or not choice.is_rest
        ]
        called = str(plain(races["called"][row]))
        found.append(Contest(contest.contest, str(names[row]), called, outcomes[row], tuple(rows)))
    return found


def _rank(choice: ChoiceVotes) -> tuple[int, int]:
    order = list(REST).index(choice.choice) + 1 if choice.is_rest else 0
    return order, -int(choice.votes[-1])


def choice_text(result: RunResults, choice: ChoiceVotes) -> str:
    """Return a choice as people read it: a candidate with the party."""
    if choice.is_rest:
        return tr(REST[choice.choice])
    return candidate_text(choice.choice, result.summary.party_text(choice.party))


def party_label(party: str) -> str:
    """Return a key of :func:`party_fields` as people read it."""
    return tr(party) if party in REST.values() else named(party)


def party_fields(result: RunResults) -> dict[str, str]:
    """Return the column of the votes by party, against all and invalid; empty without such sums."""
    first = 0
    for contest in nation_votes(result):
        if not contest.contest:
            return {
                REST[choice.choice] if choice.is_rest else choice.choice: f"votes_{first + k}"
                for k, choice in enumerate(contest.choices)
            }
        first += len(contest.choices)
    return {}


def votes_by_field(result: RunResults, frames: Times) -> Mapping[str, list[float]]:
    """Return votes and their per cent of ballots at some times, by the names of their columns.

    ``votes_0`` and so on, with ``votes_0_pct``, in the order of ``votes.csv``; contests without a
    table are left out, and votes by party have no percentages.
    """
    at: Ints = np.searchsorted(times_of_votes(result), frames, side="right") - 1
    found: dict[str, list[float]] = {}
    shown = {row.field for contest in contests_of(result) for row in contest.rows}
    shown |= set(party_fields(result).values())
    first = 0
    for contest in nation_votes(result):
        ballots = np.where(at >= 0, contest.ballots[at], 0)
        for k, choice in enumerate(contest.choices, first):
            if f"votes_{k}" not in shown:
                continue
            votes = np.where(at >= 0, choice.votes[at], 0)
            found[f"votes_{k}"] = votes.tolist()
            if contest.contest:
                pct = np.divide(100 * votes, ballots, out=np.zeros(len(at)), where=ballots > 0)
                found[f"votes_{k}_pct"] = np.round(np.minimum(pct, 100), 2).tolist()
        first += len(contest.choices)
    return found
