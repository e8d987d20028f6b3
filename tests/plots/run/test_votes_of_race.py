"""Votes by candidate: all ballots, in the colours of the parties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from matplotlib.text import Text

import sim
from sim.plots.run import seats, turnout_nation, votes_of_race
from sim.plots.run.votes_of_race import candidate_votes
from sim.plots.style.saving import title_and_description
from sim.plots.style.sources import is_given, sources_of
from sim.plots.style.style import QUIET_INK, SIMULATED, house_style
from sim.plots.style.texts import boxed, text_width
from tests.support.kinds_of_nights import nine_contests
from tests.support.packs import ISLES, write_isles

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults


def _run(folder: Path, **changed: str) -> RunResults:
    return sim.run(sim.load_scenario(str(write_isles(folder / "isles", **changed))), seed=7)


@pytest.fixture(scope="module")
def isles(tmp_path_factory: pytest.TempPathFactory) -> RunResults:
    return _run(tmp_path_factory.mktemp("votes"))


def test_candidates_are_ranked_and_add_up_to_the_ballots(isles: RunResults) -> None:
    rows = candidate_votes(isles)

    assert [row.name for row in rows] == [
        "Ann Lee (MHK)", "Bo Roy (TYN)", "Cy Day (Independent)", "Invalid ballots",
    ]  # fmt: skip
    assert [row.colour for row in rows] == ["#7a1fa2", SIMULATED, SIMULATED, QUIET_INK]
    assert sum(row.votes for row in rows) == isles.summary.cast
    assert sum(row.pct for row in rows) == pytest.approx(100, abs=0.03)


def test_the_figure_of_seats_is_that_of_the_votes(isles: RunResults) -> None:
    with house_style():
        figures = [title_and_description(each.figure(isles)) for each in (seats, votes_of_race)]

    assert figures[0] == figures[1]
    assert figures[0][0].startswith("Keeper of the isles: Ann Lee (MHK), ")
    assert "Reported values: none" in figures[0][1]


def test_long_names_have_two_lines(tmp_path: Path) -> None:
    long = "Nominee of the Federation of Free Fishers"
    written = ISLES["candidates.csv"].replace("Cy Day", long)
    with house_style():
        axes = votes_of_race.figure(_run(tmp_path, candidates=written)).axes[0]

    shown = [label.get_text() for label in axes.get_yticklabels()]
    assert "Nominee of the Federation of Free\nFishers (Independent)" in shown
    longest = boxed(f"{long} and of the {long}, {long}", 220, 45, 12, 9)
    assert 1.2 * longest.size * (len(longest.lines) + 0.5) <= 45
    assert longest.size < 12
    assert max(text_width(line, longest.size) for line in longest.lines) <= 220


def test_figures_do_not_say_that_nothing_was_reported_where_something_was(tmp_path: Path) -> None:
    folder = write_isles(tmp_path / "isles")
    (folder / "reported").mkdir()
    votes = "candidate,votes\nAnn Lee,60\nBo Roy,40\n"
    (folder / "reported" / "results.csv").write_text(votes, encoding="utf-8")
    unnamed = sim.run(sim.load_scenario(str(folder)), seed=7)
    turnout = "pct,source\n50,Isles Gazette\n"
    (folder / "reported" / "turnout.csv").write_text(turnout, encoding="utf-8")
    results = sim.run(sim.load_scenario(str(folder)), seed=7)
    with house_style():
        told = [[title_and_description(each.figure(of))[1] for each in (votes_of_race,
                turnout_nation)] for of in (unnamed, results)]  # fmt: skip

    assert ["Reported values: in targets.csv" in text for text in told[0]] == [True, False]
    assert "Reported values: none." in told[0][1]
    assert all("Reported values: in targets.csv" in text for text in told[1])
    assert sources_of(results.summary, "", known=True) == "Isles Gazette"
    assert not is_given(results.summary)


def test_a_candidate_may_be_called_like_no_candidate(tmp_path: Path) -> None:
    text = ISLES["candidates.csv"].replace("Cy Day", "invalid").replace(",,8", ",MHK,8")
    results = _run(tmp_path, candidates=text)
    votes = {row.name: row.votes for row in candidate_votes(results)}

    assert votes.keys() >= {"invalid (MHK)", "Invalid ballots"}
    assert sum(votes.values()) == results.summary.cast


def test_several_races_have_a_panel_each_with_who_won_and_how() -> None:
    shores = sim.run(sim.load_scenario("two-shores"), seed=2021)
    with house_style():
        figure = seats.figure(shores)

    texts = {text.get_text() for text in figure.findobj(Text)}
    assert texts >= {
        "Mayor", "runoff needed", "Council of the East Shore",
        "Dov Lark, Eve Moss (Tide, Hill), by lot", "Yes, by votes", "Ada Reed (Tide)",
    }  # fmt: skip
    assert title_and_description(figure)[0] == "2 of 3 races have a winner"
    assert len(figure.axes) == 3
    # Two marks a ballot: the shares of the council add up to more than all ballots.
    council = candidate_votes(shores, 1)
    cast = int(shores.tables["races"]["cast"][1])
    assert [row.pct for row in council] == pytest.approx(
        [100 * row.votes / cast for row in council], abs=0.01
    )
    assert sum(row.pct for row in council) > 150


def test_many_candidates_leave_room_for_the_first(tmp_path: Path) -> None:
    more = "".join(f"keeper,Candidate number {k} of a long list of names,,0.1\n" for k in range(18))
    results = _run(tmp_path, candidates=ISLES["candidates.csv"] + more)
    with house_style():
        figure = votes_of_race.figure(results)

    assert len(figure.axes[0].get_yticklabels()) == 9
    assert "13 more are in tallies.csv" in title_and_description(figure)[1]


@pytest.mark.parametrize(("size", "shown", "more"), [("slide", 4, 0), ("square", 2, 2)])
def test_nine_races_show_more_than_their_winners(
    tmp_path: Path, size: str, shown: int, more: int
) -> None:
    with house_style():
        slide = votes_of_race.figure(nine_contests(tmp_path), size)

    assert [len(axes.patches) for axes in slide.axes] == [shown] * 9
    texts = [text.get_text() for axes in slide.axes for text in axes.texts]
    assert texts.count(f"{more} more, see tallies.csv") == (9 if more else 0)
