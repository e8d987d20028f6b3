"""Several contests on one ballot: a small pack from the doors to the declared races."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.core.streams import Streams
from sim.election import build_country, run_election
from sim.results.tables import build_tables
from tests.support.commands import saylau_here
from tests.support.contests import CANDIDATES, CONTESTS, bay

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults

CHANGES = (
    "choice.ticket=0.5", "choice.undervote_share=0.1", "law.against_all=true",
    "choice.against_all_share=0.05",
)  # fmt: skip


def run(folder: Path, *changes: str, **options: Any) -> RunResults:
    return sim.run(bay(folder, (*CHANGES, *changes)), seed=3, **options)


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> RunResults:
    return run(tmp_path_factory.mktemp("bay"))


def test_every_contest_adds_up_to_the_ballots_cast_at_each_site(result: RunResults) -> None:
    sites, tallies = result.tables["sites"], result.tables["tallies"]
    cast = dict(zip(sites["site"].tolist(), sites["cast"].tolist(), strict=True))
    found: dict[tuple[str, str], dict[str, int]] = {}
    for site, race, choice, votes in zip(
        *(tallies[name].tolist() for name in ("site", "race", "choice", "votes")), strict=True
    ):
        found.setdefault((site, race), {})[choice] = votes

    north, south = ["mayor", "council", "board"], ["mayor", "board", "bridge"]
    styles = {"school": north, "hall": north, "inn": south, "dock": south}
    assert list(found) == [(site, race) for site, races in styles.items() for race in races]
    for (site, race), counts in found.items():
        whole = counts["invalid"] + counts["against_all"]
        marks = sum(counts.values()) - whole
        assert marks == (2 if race == "council" else 1) * (cast[site] - whole), (site, race)
        assert ("undervotes" in counts) == (race != "mayor")
    assert not result.summary.invariants.breached
    assert result.summary.invariants.laws["I2"] == 12


def test_both_engines_and_any_number_of_workers_give_the_same_numbers(
    result: RunResults, tmp_path: Path
) -> None:
    for options in ({"engine": "simpy"}, {"workers": 2}):
        other = run(tmp_path / "again", **options)
        for name, table in result.tables.items():
            for column, values in table.items():
                assert np.array_equal(
                    values, other.tables[name][column], equal_nan=values.dtype.kind == "f"
                ), (options, name, column)


def test_another_contest_leaves_the_others_as_they_are(result: RunResults, tmp_path: Path) -> None:
    contests = CONTESTS.replace("council", "fire,1,1,plurality,\ncouncil")
    candidates = f"{CANDIDATES}fire,Gus,RED,60\nfire,Hal,BLUE,40\n"
    more = sim.run(bay(tmp_path, CHANGES, contests=contests, candidates=candidates), seed=3)

    before, after = result.tables["tallies"], more.tables["tallies"]
    old = after["race"] != "fire"
    for name in ("site", "race", "choice", "votes"):
        assert (after[name][old] == before[name]).all(), name
    day = ("came", "issued", "cast", "wait_mean_s", "last_left", "count_from")
    for name in day:
        assert (more.tables["sites"][name] == result.tables["sites"][name]).all(), name
    # One more contest is counted after the others.
    assert (more.tables["sites"]["signed"] > result.tables["sites"]["signed"]).any()


def test_voters_who_voted_before_do_not_come_and_are_counted(result: RunResults) -> None:
    sites = result.tables["sites"]
    before = np.array([100, 0, 60, 0])
    left = sites["turned_back"] + sites["gave_up"] + sites["too_late"]

    assert (sites["came"] + before == sites["issued"] + left).all()
    # They are issued ballots before the doors open: the first quarter hour has them.
    turnout = result.tables["turnout"]
    first = turnout["issued"][turnout["code"] == "N"][0]
    assert 100 <= first < 130
    assert (sites["cast"] <= sites["issued"]).all()


def test_seats_and_ways_follow_from_the_votes(tmp_path: Path) -> None:
    election = run_election(build_country(bay(tmp_path, ("choice.invalid_share=0",))), Streams(3))
    register = election.register
    tables = build_tables(election)
    tallies, races = tables["tallies"], tables["races"]
    total: dict[str, dict[str, int]] = {}
    for race, choice, votes in zip(
        *(tallies[name].tolist() for name in ("race", "choice", "votes")), strict=True
    ):
        of_race = total.setdefault(race, {})
        of_race[choice] = of_race.get(choice, 0) + votes
    row = {race: k for k, race in enumerate(races["race"].tolist())}

    mayor, council, board, bridge = (total[r] for r in ("mayor", "council", "board", "bridge"))
    has_majority = 2 * mayor["Ann"] > mayor["Ann"] + mayor["Bo"] + mayor["Cy"]
    assert races["decided"][row["mayor"]] == ("votes" if has_majority else "runoff")
    assert races["winner"][row["mayor"]] == ("Ann" if has_majority else "")
    best = sorted((n for n in ("Di", "Ed", "Flo")), key=lambda n: -council[n])
    assert set(races["winner"][row["council"]].split(";")) == set(best[:2])
    assert races["margin"][row["council"]] == council[best[1]] - council[best[2]]
    # 55 to 45 per cent and five seats by D'Hondt: 55, 45, 27.5, 22.5, 18.3 | 15.
    assert 1.5 > board["List A"] / board["List B"] > 1
    assert races["winner"][row["board"]] == "List A 3;List B 2"
    assert races["party"][row["board"]] == "RED;BLUE"
    assert bridge["No"] > bridge["Yes"]
    assert races["winner"][row["bridge"]] == "No"
    assert races["party"][row["bridge"]] == ""
    seats = dict(zip(register.candidate_name.tolist(), election.seats.tolist(), strict=True))
    assert (seats["List A"], seats["List B"]) == (3, 2)
    assert seats["No"] == 0


def test_each_contest_is_declared_with_the_last_of_its_sites(result: RunResults) -> None:
    sites, races = result.tables["sites"], result.tables["races"]
    accepted = dict(zip(sites["site"].tolist(), sites["accepted"].tolist(), strict=True))
    where = {
        "mayor": list(accepted), "board": list(accepted),
        "council": ["school", "hall"], "bridge": ["inn", "dock"],
    }  # fmt: skip
    for race, called, declared in zip(
        races["race"].tolist(), races["called"].tolist(), races["declared"].tolist(), strict=True
    ):
        assert declared == max(accepted[site] for site in where[race]), race
        assert called <= declared


def test_saved_results_with_several_winners_are_shown_and_read_again(tmp_path: Path) -> None:
    bay(tmp_path / "bay", CHANGES)
    done = saylau_here("run", "bay", "--no-plots", "--out", "out", cwd=tmp_path)
    assert done.returncode == 0, done.stderr

    shown = saylau_here("show", "out", cwd=tmp_path)

    races = sim.load_results(tmp_path / "out").tables["races"]
    board = races["race"].tolist().index("board")
    first, second = races["winner"][board].split(";")
    assert {first[:6], second[:6]} == {"List A", "List B"}
    assert set(races["party"][board].split(";")) == {"RED", "BLUE"}
    assert f"board: {first}, {second} (" in " ".join(shown.stdout.split())
