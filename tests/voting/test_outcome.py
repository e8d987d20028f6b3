"""How races are decided: lots, unopposed candidates, against all, nobody; in every output."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.api import run
from sim.comparison import compare
from sim.core.streams import Streams
from sim.day_alone import run_day_alone
from sim.election import build_country
from sim.plots.run.seats import NOBODY as NOBODY_ROW
from sim.plots.run.seats import figure as seats_figure
from sim.plots.run.seats import seats_data
from sim.plots.style.style import house_style
from sim.reporting import render
from sim.results.summary import seats_won
from sim.results.target_values import observe
from sim.show.run import summary_text
from sim.voting.outcome import DECIDED, NOBODY
from tests.support.given import country, race
from tests.support.packs import VALLEY, write_pack
from tests.support.pages import Page
from tests.support.targets import target

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults
    from sim.scenario import Scenario

MANY = 600
"""Races of the country of many ties."""


@pytest.fixture(scope="module")
def ties() -> Scenario:
    """Return a country in which two voters decide each race, and one party is far stronger."""
    races = [race(f"R{k}", ["Auyl", "Adal"], 2, [2]) for k in range(MANY)]
    # Strength makes ties no less likely here, as shares are nearly even.
    choice = {
        "strength": {"Adal": 3.0}, "sharpness": 0.05, "against_all_share": 0.0,
        "invalid_share": 0.0,
    }  # fmt: skip
    return country(*races, choice=choice)


def test_lots_are_fair_and_the_same_whatever_runs_them(ties: Scenario) -> None:
    result = run(ties, seed=5)
    races = result.tables["races"]
    drawn = races["decided"] == "lot"

    assert (drawn == (races["margin"] == 0)).all()
    n, won = int(drawn.sum()), int((races["party"][drawn] == "Adal").sum())
    assert n > MANY / 3
    # Five standard deviations of a fair coin; the larger utility won 296 of 307.
    assert abs(won - n / 2) < 5 * np.sqrt(n) / 2
    assert (races["called"][drawn] == races["declared"][drawn]).all()
    for other in (run(ties, seed=5, engine="simpy"), run(ties, seed=5, workers=2)):
        for name, column in races.items():
            assert (other.tables["races"][name] == column).all(), name


def test_lots_are_paired_across_scenarios_and_differ_between_seeds(ties: Scenario) -> None:
    slower = ties.model_copy(
        update={"polling": ties.polling.model_copy(update={"check_in_mean_s": 200.0})}
    )
    base, other, third = run(ties, seed=5), run(slower, seed=5), run(ties, seed=6)
    tied = [r.tables["races"]["decided"] == "lot" for r in (base, other, third)]
    party = [r.tables["races"]["party"] for r in (base, other, third)]

    both = tied[0] & tied[1]
    assert both.sum() > MANY / 3
    assert (party[0][both] == party[1][both]).all()
    both = tied[0] & tied[2]
    assert 0.3 < (party[0][both] == party[2][both]).mean() < 0.7


def test_copies_of_a_country_have_separate_lots() -> None:
    races = [race(f"R{k}", ["Auyl", "Adal"], 2, [2]) for k in range(60)]
    choice = {"against_all_share": 0.0, "invalid_share": 0.0}
    given = country(*races, register={"scale": 2}, choice=choice)
    table = run(given, seed=5).tables["races"]
    one, two = ({k: v[rows] for k, v in table.items()} for rows in (slice(60), slice(60, None)))
    both = (one["decided"] == "lot") & (two["decided"] == "lot")

    assert both.sum() > 8
    assert 0 < (one["party"][both] == two["party"][both]).sum() < both.sum()
    assert set(table["party"].tolist()) <= {"Auyl", "Adal"}


PROTEST = race("Protest", ["Auyl", "Independent", "Adal"], 90, [100])
SOLO = race("Solo", ["Auyl"], 40, [60, 40])
EMPTY = race("Empty", ["Auyl", "Independent"], 0, [1, 1])
PLAIN = race("Plain", ["Auyl", "Independent"], 900, [700, 500], region="WEST")
AGAINST = {"against_all_share": 0.5, "sharpness": 0.05}


@pytest.fixture(scope="module", params=["leader_wins", "nobody_elected"])
def of_all_kinds(request: pytest.FixtureRequest) -> RunResults:
    """Return a run of a country with most ways of deciding a race, by either rule."""
    choice = {**AGAINST, "regions": {"WEST": {"against_all_share": 0.0}}}
    outcome = {"against_all_rule": request.param}
    return run(country(PROTEST, SOLO, EMPTY, PLAIN, choice=choice, outcome=outcome), seed=2021)


def rule_of(result: RunResults) -> str:
    scenario: Any = result.manifest.scenario
    rule: str = scenario["outcome"]["against_all_rule"]
    return rule


def test_each_way_is_marked(of_all_kinds: RunResults) -> None:
    races = {name: column.tolist() for name, column in of_all_kinds.tables["races"].items()}
    bars = rule_of(of_all_kinds) == "nobody_elected"
    against, votes = races["against_all_votes"], races["winner_votes"]

    protest, solo, empty, plain = races["decided"]
    assert (protest, empty, plain) == ("against_all_leads", "nobody", "votes")
    assert solo == ("against_all_leads" if bars and races["winner"][1] == "" else "unopposed")
    assert against[0] > votes[0]
    assert (races["winner"][0], races["party"][0], votes[0]) == (
        ("", "", 0) if bars else (races["party"][0], races["party"][0], votes[0])
    )
    assert (races["winner"][2], races["party"][2], races["incumbent_won"][2]) == ("", "", 0)
    assert of_all_kinds.summary.invariants.breached == ()


def test_the_summary_counts_races_as_the_table_has_them(of_all_kinds: RunResults) -> None:
    summary, races = of_all_kinds.summary, of_all_kinds.tables["races"]

    counts = Counter(races["decided"].tolist())
    assert summary.decided == {way: counts[way] for way in DECIDED}
    without = int((races["winner"] == "").sum())
    assert summary.races_without_winner == without
    leads = races["against_all_votes"] > races["winner_votes"]
    assert summary.races_against_all_leads == leads.sum() >= 1
    assert sum(summary.seats_nomination.values()) == 4 - without
    assert sum(sum(r.seats.values()) for r in summary.regions.values()) == 4 - without


def test_text_figures_and_page_state_it(of_all_kinds: RunResults) -> None:
    text = summary_text(of_all_kinds)
    without = of_all_kinds.summary.races_without_winner
    page = Page(render([of_all_kinds])).visible()

    for shown in (" ".join(text.split()), " ".join(page.split())):
        assert "1 without a vote for any candidate" in shown
        assert "more votes against all than for any candidate in" in shown
    assert f"nobody elected in {without} race" in text
    assert "against all leads" in page
    data = seats_data(of_all_kinds)
    assert data.party[-1] == NOBODY_ROW
    assert sum(seats.median for seats in data.simulated) == 4


def test_comparisons_and_pages_distinguish_the_two_rules() -> None:
    one = run(country(PROTEST, choice=AGAINST), seed=2021)
    other = run(
        country(PROTEST, choice=AGAINST, outcome={"against_all_rule": "nobody_elected"}), seed=2021
    )

    difference = compare(one, other).results.summary.against[0]
    moved = {row.metric: row.difference for row in difference.differences}
    assert moved["races_without_winner"] == 1
    assert "nobody elected" in Page(render([one, other])).visible()


def test_bands_of_replications_say_how_often(ties: Scenario) -> None:
    few = country(race("A", ["Auyl", "Adal"], 2, [2]), race("B", ["Auyl"], 1, [1]))
    result = sim.run(few, seed=5, replications=8)
    races, summary = result.tables["races"], result.summary

    ways = [result.tables["replications"][f"decided_{way}"] for way in DECIDED]
    assert (np.sum(ways, axis=0) == 2).all()
    assert races["decided"][1] in {"unopposed", "nobody"}
    assert 0 < races["decided_share"][1] <= 1
    assert summary.decided is not None
    assert sum(summary.decided.values()) >= 1
    assert "Decided:" in summary_text(result)


def test_an_uncontested_race_is_called_before_its_last_protocol() -> None:
    sites = [{"registered": 60}, {"registered": 40, "distance_km": 60.0}]
    solo = {**SOLO, "sites": sites}
    races = run(country(solo, choice={"against_all_share": 0.5}), seed=2021).tables["races"]

    assert races["decided"].tolist() == ["unopposed"]
    # Against all has more votes, which is shown nevertheless.
    assert races["against_all_votes"][0] > races["winner_votes"][0] > 0
    assert races["called"][0] < races["declared"][0]
    assert races["lead_changes"].tolist() == [0]


def test_a_calibration_sees_the_seats_of_a_country_without_winners() -> None:
    outcome = {"against_all_rule": "nobody_elected"}
    plain = {**PLAIN, "votes_cast": 1200}
    choice = {**AGAINST, "regions": {"WEST": {"against_all_share": 0.0}}}
    scenario = country(plain, PROTEST, EMPTY, register={"scale": 2}, choice=choice, outcome=outcome)
    polled = run_day_alone(build_country(scenario), Streams(2021))
    races = run(scenario, seed=2021).tables["races"]

    assert (polled.winner == NOBODY).tolist() == [False, True, True] * 2
    whole = seats_won(polled, np.ones(6, dtype=bool))
    assert whole == {p: (races["party"] == p).sum() for p in polled.register.parties}
    asked = [target("seats", "KZ", 1.0, item="Auyl"), target("incumbents", "KZ", 50.0, error=0.5)]
    assert observe(polled, asked).tolist() == [whole["Auyl"], 0.0]
    empty = run_day_alone(build_country(country(EMPTY)), Streams(1))
    assert observe(empty, asked[1:]).tolist() == [0.0]


def test_reported_winners_do_not_win_where_nobody_is_elected() -> None:
    protest = {**PROTEST, "winner": "Adal"}
    outcome = {"winners": "reported", "against_all_rule": "nobody_elected"}
    result = run(country(protest, {**EMPTY, "winner": "Auyl"}, choice=AGAINST, outcome=outcome))

    assert result.tables["races"]["winner"].tolist() == ["", ""]
    assert sum(result.summary.seats_nomination.values()) == 0
    assert result.summary.invariants.breached == ()


@pytest.mark.parametrize(
    ("votes", "seed", "title"),
    [
        ((1, 0, 0), 2, "Nobody is elected in 2 (2–3) of 3 races"),
        ((1,), 0, "Most often nobody is elected"),
        ((1,), 2, "No party wins a seat in most replications"),
    ],
)
def test_the_title_of_the_seats_is_true_if_many_races_have_no_winner(
    votes: tuple[int, ...], seed: int, title: str
) -> None:
    races = [race(f"R{k}", votes=n, registered=[1]) for k, n in enumerate(votes)]
    choice = {"invalid_share": 0.5, "share_spread": 0.0}
    result = run(country(*races, choice=choice), seed=seed, replications=9)

    assert max(result.summary.seats_nomination.values()) == 0
    with house_style():
        assert title in {text.get_text() for text in seats_figure(result).texts}


def test_a_tie_is_left_to_a_runoff_where_the_law_has_no_lots(ties: Scenario) -> None:
    by_lot = run(ties, seed=5).tables["races"]
    law = ties.law.model_copy(update={"tie": "runoff"})
    result = run(ties.model_copy(update={"law": law}), seed=5)
    races = result.tables["races"]
    tied = by_lot["decided"] == "lot"

    assert tied.any()
    assert (races["decided"] == np.where(tied, "runoff", by_lot["decided"])).all()
    assert (races["winner"] == np.where(tied, "", by_lot["winner"])).all()
    assert (races["called"][tied] == races["declared"][tied]).all()
    assert result.summary.decided
    assert result.summary.decided["runoff"] == tied.sum()
    assert result.summary.invariants.breached == ()


def test_only_those_who_tie_for_the_last_seat_have_none() -> None:
    town = run(sim.load_scenario("two-shores", ["law.tie=runoff"]), seed=2021)
    races = {name: column.tolist() for name, column in town.tables["races"].items()}
    council = races["race"].index("council")
    usual = run(sim.load_scenario("two-shores"), seed=2021).tables["races"]

    assert usual["decided"][council] == "lot"
    assert races["decided"][council] == "runoff"
    assert races["winner"][council] == str(usual["winner"][council]).split(";")[0]
    assert town.summary.invariants.breached == ()


@pytest.mark.parametrize(("of", "way"), [("valid", "votes"), ("cast", "runoff")])
def test_a_majority_is_of_valid_votes_or_of_ballots_cast(of: str, way: str, tmp_path: Path) -> None:
    election = VALLEY["election.toml"] + f'[law]\nsystem = "majority"\nmajority_of = "{of}"\n'
    candidates = "contest,candidate,party,expected_pct\nmayor,Nan Poe,RIVER,45\nmayor,Al,HILL,30\n"
    write_pack(tmp_path, VALLEY, election=election, candidates=candidates)

    result = run(sim.load_scenario(tmp_path, ["choice.site_spread=0"]), seed=3)

    # 45 % of ballots, 60 % of valid votes.
    (decided,) = result.tables["races"]["decided"].tolist()
    assert decided == way
    assert result.summary.invariants.breached == ()
    assert result.tables["races"]["called"] <= result.tables["races"]["declared"]
