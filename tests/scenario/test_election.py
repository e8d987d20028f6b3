"""The hours of the doors that a scenario and its pack give."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

import sim
from sim.core.clock import HOUR_MS
from sim.core.errors import ScenarioError
from sim.scenario.election import capital_doors, doors_of, hours_of, site_hours
from tests.support.clocks import clocks

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from sim.core.types import Ints


def in_hours(times: Iterable[int] | Ints) -> list[float]:
    return [at / HOUR_MS for at in times]


def test_doors_that_do_not_close_after_they_open_close_on_the_next_day() -> None:
    assert in_hours(hours_of(sim.load_scenario("baseline"))) == [7, 20]
    late = sim.load_scenario("baseline", ["polling.opens=08:00", "polling.closes=02:00"])
    assert in_hours(hours_of(late)) == [8, 26]


def test_equal_times_are_refused() -> None:
    with pytest.raises(ScenarioError, match=r"polling\.closes must differ from polling\.opens"):
        sim.load_scenario("baseline", ["polling.closes=07:00"])


def test_the_hours_of_the_scenario_are_those_of_sites_without_their_own(tmp_path: Path) -> None:
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
