"""Votes of the nation by contest, as readers have them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import sim
from sim.results.contest_votes import nation_votes, times_of_votes
from tests.support.contests import bay

if TYPE_CHECKING:
    from pathlib import Path


def test_contests_come_in_order_with_their_ballots(tmp_path: Path) -> None:
    results = sim.run(bay(tmp_path / "bay"), seed=7)

    contests = nation_votes(results)

    assert [each.contest for each in contests] == ["mayor", "council", "board", "bridge"]
    races = results.tables["races"]
    cast = dict(zip(races["race"].tolist(), races["cast"].tolist(), strict=True))
    for each in contests:
        # Two marks a ballot in the council are one ballot.
        assert each.ballots[-1] == cast[each.contest]
        assert (np.diff(each.ballots) >= 0).all()
        assert each.ballots.shape == each.choices[0].votes.shape == times_of_votes(results).shape
    (council,) = (each for each in contests if each.contest == "council")
    rest = [choice.choice for choice in council.choices if choice.is_rest]
    assert rest == ["against_all", "invalid", "undervotes"]


def test_votes_by_party_have_no_contest(tiny: sim.RunResults) -> None:
    (votes,) = nation_votes(tiny)

    assert votes.contest == ""
    assert votes.ballots[-1] == tiny.summary.cast
    assert sum(int(choice.votes[-1]) for choice in votes.choices) == tiny.summary.cast
