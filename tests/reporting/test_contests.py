"""Votes by contest on the page."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

import sim
from sim.reporting import contests
from sim.reporting.contests import contests_of, party_fields, votes_by_field
from sim.reporting.page import render
from sim.reporting.replay import frames_of
from sim.results.summaries.run import TargetSummary

if TYPE_CHECKING:
    from sim.results import RunResults


@pytest.fixture(scope="module")
def shores() -> RunResults:
    return sim.run(sim.load_scenario("two-shores"), seed=2021)


def test_each_contest_has_a_table_with_its_votes_and_its_winner(shores: RunResults) -> None:
    found = {contest.name: contest for contest in contests_of(shores)}
    at_end = {
        name: values[-1] for name, values in votes_by_field(shores, frames_of([shores])).items()
    }

    assert list(found) == [
        "Mayor",
        "Council of the East Shore",
        "Shall the bridge be open at night?",
    ]
    races, tallies = shores.tables["races"], shores.tables["tallies"]
    for race, name, outcome in zip(
        races["race"].tolist(),
        races["name"].tolist(),
        ("runoff", "by lot", "by votes"),
        strict=True,
    ):
        contest = found[name]
        assert outcome in contest.outcome
        votes = [at_end[row.field] for row in contest.rows if not row.is_rest]
        assert votes == sorted(votes, reverse=True)
        rest = [row.is_rest for row in contest.rows]
        assert rest == sorted(rest)
        assert sum(at_end[row.field] for row in contest.rows) == (
            tallies["votes"][tallies["race"] == race].sum()
        )
    mayor = found["Mayor"].rows
    assert sum(at_end[f"{row.field}_pct"] for row in mayor) == pytest.approx(100, abs=0.03)


def test_the_page_has_the_tables_and_no_votes_by_party(shores: RunResults) -> None:
    page = render([shores])

    assert page.count('<table class="contest">') == 3
    assert re.search(
        r'data-from="[^"]+">[0-9:]+ \+1 d Dov Lark, Eve Moss \(Tide, Hill\), by lot<', page
    )
    assert "Seats called, by nomination" in page
    assert party_fields(shores) == {}


def test_a_country_without_names_of_candidates_has_votes_by_party(tiny: RunResults) -> None:
    page = render([tiny])

    assert contests_of(tiny) == []
    assert list(party_fields(tiny))[-2:] == ["Against all", "Invalid ballots"]
    assert '<table class="contest">' not in page
    assert "Seats called and votes, by nomination" in page
    votes = votes_by_field(tiny, frames_of([tiny]))
    assert not [name for name in votes if name.endswith("_pct")]
    assert sum(values[-1] for values in votes.values()) == tiny.summary.cast


def test_an_ensemble_says_how_often_the_most_frequent_winner_wins() -> None:
    many = sim.run(sim.load_scenario("two-shores"), seed=2021, replications=3, workers=1)

    races = many.tables["races"]
    shares = dict(zip(races["race"].tolist(), races["winner_share"].tolist(), strict=True))
    bridge = contests_of(many)[-1]
    assert (
        bridge.outcome == f"{races['winner'][-1]} in {100 * shares['bridge']:.0f} % of replications"
    )


def test_no_more_contests_than_a_page_has_room_for(
    shores: RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(contests, "MOST_CONTESTS", 2)

    shown = contests_of(shores)
    assert [contest.name for contest in shown] == ["Mayor", "Council of the East Shore"]
    fields = {row.field for contest in shown for row in contest.rows}
    votes = votes_by_field(shores, frames_of([shores]))
    assert {name.removesuffix("_pct") for name in votes} == fields


def test_the_page_of_a_pack_does_not_say_that_nothing_was_reported(shores: RunResults) -> None:
    target = TargetSummary(
        code="East Shore", what="votes", item="Ada Reed with a name of many words",
        contest="mayor", relation="equals", reported=40.0, within=1.0, simulated=43.3,
        residual=3.3, met=False, source="",
    )  # fmt: skip
    known = replace(shores, summary=replace(shores.summary, targets=(target,)))
    page, without = render([known]), render([shores])

    assert "No value reported on the day applies" in without.rpartition("<footer>")[2]
    assert "Reported values name no source." in page.rpartition("<footer>")[2]
    # A cell of many words is wide, so that its row is not high on a telephone.
    assert '<td class="wordy">votes: Ada Reed with a name' in page
