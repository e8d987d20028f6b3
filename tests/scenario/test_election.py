"""The election of a scenario: what it may name, the hours of its doors, never an old pack."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.core.clock import HOUR_MS
from sim.core.errors import ScenarioError
from sim.scenario import load_scenario
from sim.scenario.election import (
    by_elections_of,
    capital_doors,
    doors_of,
    election_pack,
    hours_of,
    is_pack,
    nameable_regions,
    nation_code,
    norms_of,
    pack_files,
    party_names,
    placeless_tree,
    region_behind_ms,
    region_codes,
    site_hours,
)
from tests.support.clocks import clocks
from tests.support.given import country, race
from tests.support.packs import VALLEY, edited, write_pack

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sim.core.types import Ints
    from sim.scenario import Scenario


@pytest.fixture
def valley(tmp_path: Path) -> Scenario:
    return load_scenario(write_pack(tmp_path / "valley", VALLEY))


def test_names_that_a_scenario_of_a_pack_may_use(valley: Scenario) -> None:
    assert is_pack(valley)
    assert sorted(region_codes(valley)) == ["East", "West"]
    assert nameable_regions(valley) == region_codes(valley)
    assert len(party_names(valley)) == 3
    assert nation_code(valley) == "ALL"
    assert not by_elections_of(valley)
    assert region_behind_ms(valley) == {"West": 0, "East": -15 * 60_000}


def test_names_of_the_election_that_ships() -> None:
    baseline = load_scenario("baseline")

    assert not is_pack(baseline)
    assert len(region_codes(baseline)) == 14
    assert nation_code(baseline) == "KZ"
    assert pack_files(baseline) == {}
    assert placeless_tree(baseline) == baseline.tree()


def test_a_region_may_be_named_like_the_nation(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path / "v",
        VALLEY,
        sites=VALLEY["sites.csv"].replace(",West,", ",ALL,"),
        areas=VALLEY["areas.csv"].replace("West,", "ALL,"),
    )

    assert nation_code(load_scenario(folder)) == "ALL*"


def test_without_levels_the_whole_election_is_one_region(tmp_path: Path) -> None:
    settings = edited("election.toml", ('levels = ["side", "parish"]', "levels = []"), base=VALLEY)
    sites = "".join(
        f"{line.split(',')[0]},{line.split(',')[3]}\n"
        for line in VALLEY["sites.csv"].splitlines() if not line.startswith("inn")
    )  # fmt: skip
    folder = write_pack(tmp_path / "v", VALLEY, election=settings, sites=sites, areas=None)

    scenario = load_scenario(folder)

    assert region_codes(scenario) == ["valley"]
    assert region_behind_ms(scenario) == {"valley": 0}


def test_a_pack_is_read_again_once_a_file_changed(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)
    scenario = load_scenario(folder)
    first, digests = election_pack(scenario), pack_files(scenario)
    assert election_pack(scenario) is first

    write_pack(folder, VALLEY, sites=edited("sites.csv", ("812", "9812"), base=VALLEY))

    assert election_pack(scenario).sites.registered.sum() == first.sites.registered.sum() + 9000
    changed = pack_files(scenario)
    assert {name for name in digests if digests[name] != changed[name]} == {"sites.csv"}


def test_norms_are_those_of_the_scenario(valley: Scenario) -> None:
    folder = valley.election
    few = load_scenario(folder, ["register.registered_per_desk=100"])

    assert norms_of(few).registered_per_desk == 100
    assert election_pack(few).sites.desks.sum() > election_pack(valley).sites.desks.sum()


def test_a_tree_without_places_has_the_folders_name(valley: Scenario) -> None:
    assert placeless_tree(valley) == valley.tree() | {"election": "valley"}
    assert valley.tree()["election"] != "valley"


# --- hours ---


def in_hours(times: Iterable[int] | Ints) -> list[float]:
    return [at / HOUR_MS for at in times]


def test_doors_that_do_not_close_after_they_open_close_on_the_next_day() -> None:
    assert in_hours(hours_of(sim.load_scenario("baseline"))) == [7, 20]
    late = sim.load_scenario("baseline", ["polling.opens=08:00", "polling.closes=02:00"])
    assert in_hours(hours_of(late)) == [8, 26]


def test_equal_times_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"polling\.closes must differ from polling\.opens"):
        sim.load_scenario("baseline", ["polling.closes=07:00"])


def test_the_hours_of_the_scenario_are_those_of_sites_without_given_ones(tmp_path: Path) -> None:
    changed = clocks(tmp_path / "clocks", "polling.closes=21:00")

    opens, closes = site_hours(changed)

    assert in_hours(opens) == [8, 20, 8, 8, 7, 5]
    assert in_hours(closes) == [21, 26, 21, 21, 18.5, 10]
    assert in_hours(doors_of(changed)) == [5, 26, 10]
    # New York to Tonga: 17 hours ahead.
    assert in_hours(capital_doors(changed)) == [-12, 26, -7]


def test_clock_times_until_the_last_closing_are_of_the_next_day(tmp_path: Path) -> None:
    doors = doors_of(clocks(tmp_path / "clocks"))

    times = [dt.time(2), dt.time(2, 1), dt.time(23), dt.time(0)]
    assert in_hours([doors.at(time) for time in times]) == pytest.approx([26, 2 + 1 / 60, 23, 24])
    # In 2021 no time was.
    plain = doors_of(sim.load_scenario("baseline"))
    assert in_hours([plain.at(dt.time(0)), plain.at(dt.time(6))]) == [0, 6]


def test_a_file_that_extends_a_pack_keeps_its_own_values(tmp_path: Path) -> None:
    clocks(tmp_path / "clocks")
    file = tmp_path / "late.toml"
    file.write_text('extends = "clocks"\n[polling]\ncloses = 22:00:00\n', encoding="utf-8")

    scenario = sim.load_scenario(file)

    assert (scenario.name, in_hours(hours_of(scenario))) == ("late", [8, 22])


def test_sites_held_open_count_as_open(tmp_path: Path) -> None:
    file = tmp_path / "held.toml"
    held = '[[incident]]\nname = "x"\nkind = "held_open"\nto = 01:00:00\n'
    file.write_text(f'extends = "baseline"\n{held}', encoding="utf-8")

    assert in_hours(doors_of(sim.load_scenario(file))) == [7, 25, 20]


def given(*zones: str | None, capital: str = "Asia/Almaty", **more: Any) -> Scenario:
    """Return a country of races, each in a separate region, by the time zone of each."""
    races = [
        {**race(f"R{k}", region=f"X{k}"), **more, **({"timezone": zone} if zone else {})}
        for k, zone in enumerate(zones)
    ]
    return country(*races, register={"source": "given", "races": races, "timezone": capital})


def test_given_races_may_be_ahead_of_the_capital_and_by_half_hours() -> None:
    scenario = given("Asia/Kolkata", "Asia/Vladivostok", None, "Asia/Almaty")

    assert region_behind_ms(scenario) == {
        "X0": HOUR_MS // 2, "X1": -4 * HOUR_MS, "X2": 0, "X3": 0,
    }  # fmt: skip
    sites = sim.run(scenario, seed=1).tables["sites"]
    assert sites["hours_behind_capital"].tolist() == [0.5, -4, 0, 0]


def test_hours_that_agree_with_the_zone_may_be_given_as_well() -> None:
    scenario = given("Asia/Oral", hours_behind_capital=1)

    assert region_behind_ms(scenario) == {"X0": HOUR_MS}


@pytest.mark.parametrize(
    ("zones", "capital", "more", "message"),
    [
        (["Asia/Kolkatta"], "Asia/Almaty", {}, "timezone must be the IANA name of a time zone"),
        (["Asia/Kolkata"], "UTC+6", {}, "not an offset: its clocks may change"),
        (["Asia/Kolkata"], "", {}, "register.timezone is missing: races give their time zones"),
        (
            ["Asia/Kolkata"], "Asia/Almaty", {"hours_behind_capital": 1},
            "Asia/Kolkata is 0.5 hours behind the capital then, and hours_behind_capital says 1",
        ),
    ],
)  # fmt: skip
def test_time_zones_that_are_none_or_disagree_are_refused(
    zones: list[str], capital: str, more: dict[str, int], message: str
) -> None:
    with pytest.raises(ScenarioError) as error:
        given(*zones, capital=capital, **more)

    (problem,) = error.value.problems
    assert message in problem.message


def test_a_region_has_one_clock() -> None:
    races = [race("A", timezone="Asia/Kolkata"), race("B", timezone="Asia/Oral")]

    with pytest.raises(ScenarioError, match="region EAST must have the same clock in all its rac"):
        country(*races, register={"source": "given", "races": races, "timezone": "Asia/Almaty"})
