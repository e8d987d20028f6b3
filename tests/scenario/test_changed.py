"""What a scenario changes in the one that it extends."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from sim.scenario import changed_toml, resolve, resolved_toml

if TYPE_CHECKING:
    from pathlib import Path


def test_each_origin_is_named_once_above_its_values() -> None:
    text = changed_toml(resolve("evening-only", ["polling.booth_cv=0.1"], "--set"))

    lines = text.splitlines()
    assert lines[0] == 'name = "evening-only"'
    assert lines[2].startswith("# ")
    assert lines[2].endswith("evening-only.toml")
    assert lines[3] == "polling.opens = 18:00:00  # 07:00:00"
    assert lines[-2:] == ["# --set", "polling.booth_cv = 0.1  # 0.42"]
    assert text.count("evening-only.toml") == 1
    assert tomllib.loads(text)["polling"]["booth_cv"] == 0.1


def test_incidents_are_without_what_they_do_not_have() -> None:
    resolved = resolve("power-cut")

    text = changed_toml(resolved)

    assert "[[incident]]\n" in text
    assert "sites" not in text
    assert [each.name for each in resolved.scenario.incidents] == [
        each["name"] for each in tomllib.loads(text)["incident"]
    ]


@pytest.mark.parametrize("name", ["baseline", "tiny", "two-ballots", "snowbound-roads"])
def test_lines_fit_80_columns(name: str) -> None:
    resolved = resolve(name)

    for text in (changed_toml(resolved), resolved_toml(resolved.scenario, resolved.origins)):
        long = [line for line in text.splitlines() if len(line) > 80]
        # A path is not broken.
        assert [line for line in long if not line.startswith("# ")] == []
        assert tomllib.loads(text)["name"] == name


def test_without_a_scenario_that_it_extends_the_defaults_are_the_former_values() -> None:
    text = changed_toml(resolve("tiny"))

    assert "arrivals.a = 1.0  # 1.99" in text
    assert "polling.closes" not in text
    assert max(map(len, text.splitlines())) <= 80
    races = tomllib.loads(text)["register"]["races"]
    assert [(race["name"], len(race["sites"])) for race in races] == [("Alma", 2), ("Bulaq", 1)]


def test_a_scenario_that_changes_nothing_says_so(tmp_path: Path) -> None:
    file = tmp_path / "same.toml"
    file.write_text('extends = "baseline"\n[polling]\nlunch_s = 2400.0\n')

    assert changed_toml(resolve(file)).endswith("# nothing differs\n")
