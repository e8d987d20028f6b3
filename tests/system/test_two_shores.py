"""The made-up town that ships as a pack: three contests, checked by hand."""

from __future__ import annotations

import shutil
from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

import sim
from sim.results import RunResults, csv_text
from sim.scenario.finding import shipped_packs
from tests.support.moved_rows import change_rows, differing_columns

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def town() -> RunResults:
    return sim.run(sim.load_scenario("two-shores"), seed=2021)


def _votes(town: RunResults) -> dict[str, dict[str, int]]:
    table = town.tables["tallies"]
    found: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for race, choice, votes in zip(table["race"], table["choice"], table["votes"], strict=True):
        found[str(race)][str(choice)] += int(votes)
    return found


def test_each_shore_has_its_ballot_style(town: RunResults) -> None:
    table = town.tables["tallies"]
    races = defaultdict(set)
    for site, race in zip(table["site"].tolist(), table["race"].tolist(), strict=True):
        races[site].add(race)

    assert dict(races) == {
        "E1": {"mayor", "council"}, "E2": {"mayor", "council"}, "E3": {"mayor", "council"},
        "W1": {"mayor", "bridge"}, "W2": {"mayor", "bridge"},
    }  # fmt: skip


def test_marks_add_up_to_the_ballots_cast(town: RunResults) -> None:
    votes = _votes(town)
    cast = dict(zip(town.tables["sites"]["site"], town.tables["sites"]["cast"], strict=True))
    east = int(sum(cast[site] for site in ("E1", "E2", "E3")))
    west = int(sum(cast[site] for site in ("W1", "W2")))

    assert sum(votes["mayor"].values()) == east + west
    assert sum(votes["bridge"].values()) == west
    # Each valid ballot of the council has two marks, used or not; an invalid one has none.
    council = dict(votes["council"])
    invalid = council.pop("invalid")
    assert sum(council.values()) == 2 * (east - invalid)


def test_the_mayor_needs_a_runoff_and_the_last_seat_of_the_council_a_lot(town: RunResults) -> None:
    votes, races = _votes(town), town.tables["races"]
    decided = dict(zip(races["race"].tolist(), races["decided"].tolist(), strict=True))
    winner = dict(zip(races["race"].tolist(), races["winner"].tolist(), strict=True))

    mayor = sorted(votes["mayor"][name] for name in ("Ada Reed", "Ben Stone", "Cleo Wren"))
    assert 2 * mayor[-1] <= sum(mayor)
    assert (decided["mayor"], winner["mayor"]) == ("runoff", "")
    council = [votes["council"][name] for name in ("Dov Lark", "Eve Moss", "Finn Oak")]
    assert council[0] > council[1] == council[2]
    assert decided["council"] == "lot"
    assert winner["council"] in {"Dov Lark;Eve Moss", "Dov Lark;Finn Oak"}
    assert winner["bridge"] == max(("Yes", "No"), key=lambda answer: votes["bridge"][answer])


def test_one_site_is_open_past_midnight_and_one_shore_an_hour_behind(town: RunResults) -> None:
    sites = town.tables["sites"]
    from_ = dict(zip(sites["site"].tolist(), sites["count_from"].astype(str), strict=True))

    assert from_["E3"] >= "2030-06-03T01:00:00"
    assert "2030-06-02T20:00:00" <= from_["E1"] < "2030-06-02T20:30:00"
    assert "2030-06-02T21:00:00" <= from_["W1"] < "2030-06-02T21:30:00"


def test_both_engines_give_the_same_tables(town: RunResults) -> None:
    other = sim.run(sim.load_scenario("two-shores"), seed=2021, engine="simpy")

    assert town.tables.keys() == other.tables.keys()
    for name, table in town.tables.items():
        assert csv_text(table) == csv_text(other.tables[name]), name


def test_rows_in_another_order_or_one_more_leave_all_others_as_they_are(
    town: RunResults, tmp_path: Path
) -> None:
    for name, added in (("moved", ""), ("grown", "E0")):
        folder = tmp_path / name
        shutil.copytree(shipped_packs()["two-shores"], folder)
        change_rows(folder, added)
        other = sim.run(sim.load_scenario(folder), seed=2021)

        assert other.summary.sites == 5 + bool(added)
        assert differing_columns(town, other) == set()
