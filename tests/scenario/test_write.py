"""A scenario written as a file: it is the same when loaded, and has its comments."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

import sim
from sim.scenario import with_values
from sim.scenario.write import scenario_toml

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

RICH = """
name = "rich"
description = "a \\"quoted\\" word, a \\\\ and Бердібек"
extends = "baseline"
date = 2021-08-01

[register]
regions = ["AKM", "MAN"]

[polling]
opens = 08:30:00

[arrivals.regions.MAN]
a = 1.25

[choice.strength]
"People's Party" = 0.5
"Nur Otan" = -1.5e-5

[choice.regions.AKM]
against_all_share = 0.08
strength = { "People's Party" = 1.0 }

[[incident]]
name = "no key"
kind = "late_opening"
to = 09:00:00
where = { regions = ["AKM"], share = 0.5 }

[[target]]
code = "MAN"
time = 12:00:00
value = 31.5
source = "a # in a source"

[[target]]
what = "night"
code = "KZ"
item = "all_accepted"
value = 02:30:00
"""


def again(scenario: Scenario, folder: Path, *told: object) -> Scenario:
    file = folder / "again.toml"
    file.write_text(scenario_toml(scenario, *told), encoding="utf-8")  # type: ignore[arg-type]
    return sim.load_scenario(file)


@pytest.mark.parametrize("name", ["baseline", "tiny", "evening-only", "byelection-talaptan"])
def test_shipped_scenarios_are_unchanged_after_writing_and_loading(
    name: str, tmp_path: Path
) -> None:
    scenario = sim.load_scenario(name)

    assert again(scenario, tmp_path) == scenario


@pytest.fixture
def rich(tmp_path: Path) -> Scenario:
    file = tmp_path / "rich.toml"
    file.write_text(RICH, encoding="utf-8")
    return sim.load_scenario(file)


def test_everything_a_file_may_have_is_written_and_loaded(rich: Scenario, tmp_path: Path) -> None:
    found = again(rich, tmp_path)

    assert found == rich
    assert found.description == rich.description
    assert [target.source for target in found.targets] == ["a # in a source", ""]


def test_a_written_file_is_complete_and_has_no_defaults(rich: Scenario) -> None:
    written = tomllib.loads(scenario_toml(rich))

    assert "extends" not in written
    assert written["polling"] == {"opens": rich.polling.opens}
    assert "counting" not in written
    assert scenario_toml(sim.scenario.Scenario(name="bare")) == 'name = "bare"\n'


def test_comments_stand_behind_their_values_and_the_head_on_top(
    rich: Scenario, tmp_path: Path
) -> None:
    comments = {
        "arrivals.regions.MAN.a": "from the posterior # really",
        "choice.strength.People's Party": "held",
        "choice.regions.AKM.strength.People's Party": "not informed",
    }
    lines = scenario_toml(rich, "Made by hand.\n\nTwice.", comments).splitlines()

    assert lines[:4] == ["# Made by hand.", "#", "# Twice.", ""]
    behind = [line for line in lines if "  # " in line]
    assert sorted(line.partition("  # ")[2] for line in behind) == sorted(comments.values())
    assert "a = 1.25  # from the posterior # really" in behind
    assert again(rich, tmp_path, "Made by hand.\n\nTwice.", comments) == rich


def test_what_has_a_comment_is_written_even_if_it_is_the_default() -> None:
    bare = sim.scenario.Scenario(name="bare")
    text = scenario_toml(bare, "", {"choice.incumbency": "90 %: 1 to 2"})

    assert text.splitlines()[2:] == [
        "[choice]", f"incumbency = {bare.choice.incumbency}  # 90 %: 1 to 2"
    ]  # fmt: skip


def test_numbers_are_exact_after_writing_and_loading(tmp_path: Path) -> None:
    scenario = with_values(
        sim.load_scenario("baseline"),
        {"arrivals.a": 1 / 3 + 1, "choice.incumbency": 1e-7, "arrivals.regions.ZHA.b": 0.1 + 0.2},
    )

    assert again(scenario, tmp_path) == scenario


def test_a_code_with_a_dot_stays_one_key() -> None:
    scenario = with_values(sim.load_scenario("tiny"), {"arrivals.regions.EAST.a": 1.25})
    content = scenario.model_dump(by_alias=True)
    for race in content["register"]["races"]:
        race["region"] = f"{race['region']}.1"
    content["arrivals"]["regions"] = {"EAST.1": {"a": 1.25, "b": None}}
    dotted = type(scenario).model_validate(content)

    again = tomllib.loads(scenario_toml(dotted))

    assert again["arrivals"]["regions"] == {"EAST.1": {"a": 1.25}}
