"""What was changed in a scenario, and what a directory is named after."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sim
from sim.results.scenario_changes import changes_of, folder_suffix

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.types import Json


SLOWER = "polling.check_in_mean_s=90"


def test_changes_are_relative_to_the_file_or_for_a_shipped_name_to_the_shipped_scenario(
    tmp_path: Path,
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "tiny"\n[polling]\ncheck_in_mean_s = 70.0\n')
    copy = tmp_path / "copy.toml"
    copy.write_text('extends = "tiny"\nname = "tiny"\n[polling]\ncheck_in_mean_s = 70.0\n')

    def differences(file: Path, *changes: str) -> list[tuple[Json, Json]]:
        return [
            (change.before, change.after) for change in changes_of(sim.load_scenario(file, changes))
        ]

    assert differences(file) == []
    assert differences(file, SLOWER) == [(70.0, 90.0)]
    # It has the name tiny, but is another scenario.
    assert differences(copy) == [(60.0, 70.0)]


def test_changes_are_named_for_a_file_that_is_valid_only_with_them(tmp_path: Path) -> None:
    file = tmp_path / "early.toml"
    file.write_text('extends = "tiny"\n[polling]\nopens = 21:00:00\n')

    scenario = sim.load_scenario(file, ["polling.opens=08:00"])

    assert [(change.before, change.after) for change in changes_of(scenario)] == [
        ("21:00:00", "08:00:00")
    ]


def test_folders_are_safe_and_different() -> None:
    changes = [
        (SLOWER,),
        ("arrivals.a=1.2",),
        ("arrivals.regions.ZHA.a=1.2",),
        ("arrivals.site_spread=0.1",),
        ("turnout.site_spread=0.1",),
        ("choice.strength.Nur Otan=2",),
        ("choice.strength.Nur Otan=3",),
        ("polling.opens=08:00",),
        tuple(f"{key}=0" for key in ("polling.lunch_s", "polling.home_share", "arrivals.early_s"))
        [:2],
        (*[SLOWER], "polling.booth_mean_s=46.5", "counting.pile_s=2", "commission.clerks=3"),
        (*[SLOWER], "polling.booth_mean_s=46.5", "counting.pile_s=2", "commission.clerks=4"),
    ]  # fmt: skip
    found = [folder_suffix(changes_of(sim.load_scenario("baseline", change))) for change in changes]

    assert found[0] == "-check_in_mean_s=90"
    assert len(set(found)) == len(found)
    for name in found:
        assert len(name) <= 50, name
        assert not set(name) - set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_.=,-"
        )
