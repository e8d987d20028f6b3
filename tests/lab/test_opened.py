"""What the lab opens: scenarios, and results with their scenario, seed and intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sim
from sim.core.errors import InputError
from sim.lab.opened import open_scenario
from tests.support.tuned import write_island

if TYPE_CHECKING:
    from pathlib import Path


def test_a_result_has_its_scenario_and_seed(tmp_path: Path) -> None:
    given = sim.load_scenario("tiny", ["polling.check_in_mean_s=90", "polling.opens=08:00"])
    sim.save(sim.run(given, seed=9), tmp_path / "run")
    opened = open_scenario(str(tmp_path / "run"))
    assert opened.scenario == given
    assert (opened.reference, opened.seed, opened.ensemble) == ("tiny", 9, None)
    assert sorted(opened.settings) == ["polling.check_in_mean_s=90", "polling.opens=08:00:00"]


def test_a_result_with_lists_and_tables_is_named_by_what_was_set(tmp_path: Path) -> None:
    settings = [
        "register.regions=['MAN']", "register.sites={MAN=75}", "announcements.times=[12:00:00]",
    ]  # fmt: skip
    given = sim.load_scenario("baseline", settings)
    sim.save(sim.run(given), tmp_path / "run")
    opened = open_scenario(str(tmp_path / "run"))
    assert opened.reference == "baseline"
    assert sim.load_scenario("baseline", opened.settings) == given == opened.scenario


def test_an_ensemble_has_intervals(tmp_path: Path) -> None:
    sim.save(sim.run("tiny", replications=2), tmp_path / "many")
    assert open_scenario(str(tmp_path / "many")).ensemble is not None


def test_a_run_of_a_pack_that_ships_opens_and_of_others_says_what_to_open(tmp_path: Path) -> None:
    sim.save(sim.run("two-shores"), tmp_path / "run")
    opened = open_scenario(str(tmp_path / "run"))
    assert opened.scenario == sim.load_scenario("two-shores")
    sim.save(sim.run(write_island(tmp_path / "island")), tmp_path / "island-run")
    with pytest.raises(InputError, match="a run of the pack island, which results do not hold"):
        open_scenario(str(tmp_path / "island-run"))


@pytest.mark.parametrize("reference", ["no-such-scenario", "no/such.toml"])
def test_what_is_not_there_is_refused(reference: str) -> None:
    with pytest.raises(InputError):
        open_scenario(reference)


def test_settings_beside_a_result_are_refused(tmp_path: Path) -> None:
    sim.save(sim.run("tiny"), tmp_path / "run")
    with pytest.raises(InputError, match="the values that it was run with"):
        open_scenario(str(tmp_path / "run"), ["polling.booth_mean_s=50"])


def test_results_of_other_kinds_are_refused(tmp_path: Path) -> None:
    run = sim.run("tiny")
    sim.save(sim.compare(run, run), tmp_path / "two")
    with pytest.raises(InputError, match=r"this is a comparison; the lab opens runs"):
        open_scenario(str(tmp_path / "two"))
