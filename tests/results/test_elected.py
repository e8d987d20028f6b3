"""Who won, as text."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.results.elected import MOST_NAMED, winner_lines, winner_names
from tests.support.packs import write_isles

if TYPE_CHECKING:
    from sim.results import RunResults


@pytest.fixture(scope="module")
def isles(tmp_path_factory: pytest.TempPathFactory) -> RunResults:
    folder = write_isles(tmp_path_factory.mktemp("elected") / "isles")
    return sim.run(sim.load_scenario(str(folder)), seed=7)


def _with_races(results: RunResults, n: int, **columns: list[str] | list[float]) -> RunResults:
    races = {name: np.repeat(column, n) for name, column in results.tables["races"].items()}
    races |= {name: np.array(column) for name, column in columns.items()}
    return replace(results, tables={**results.tables, "races": races})


def test_a_winner_has_the_party_and_the_share_of_ballots(isles: RunResults) -> None:
    cast = int(isles.tables["races"]["cast"][0])
    pct = 100 * int(isles.tables["races"]["winner_votes"][0]) / cast

    assert winner_lines(isles) == [f"Keeper of the isles: Ann Lee (MHK), {pct:.1f} % of ballots"]


def test_a_race_can_elect_nobody_or_a_candidate_without_party(isles: RunResults) -> None:
    results = _with_races(isles, 2, winner=["", "Cy Day"], party=["", "Independent"])

    assert winner_names(results) == ["nobody elected", "Cy Day (Independent)"]
    assert winner_lines(results)[0] == "Keeper of the isles: nobody elected"


def test_the_most_frequent_winner_has_the_party_of_that_candidate(
    isles: RunResults,
) -> None:
    tallies = isles.tables["tallies"]
    other = tallies["party"][(tallies["choice"] != "Ann Lee") & (tallies["party"] != "")][0]
    results = _with_races(isles, 1, winner=["Ann Lee"], party=[str(other)], winner_share=[0.5])

    assert winner_names(results) == ["Ann Lee (MHK)"]


def test_many_races_are_counted(isles: RunResults) -> None:
    lines = winner_lines(_with_races(isles, 1_250))

    assert len(lines) == MOST_NAMED + 1
    assert lines[-1] == "and 1,240 more, see races.csv"


def test_races_of_2021_are_not_listed_as_their_candidates_have_no_names(
    tiny: sim.RunResults,
) -> None:
    assert winner_lines(tiny) == []
    assert winner_names(tiny) == tiny.tables["races"]["winner"].tolist()
