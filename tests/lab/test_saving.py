"""The command line of a state, and the scenario file that it is saved as."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import sim
from sim.core.errors import InputError
from sim.lab.opened import open_scenario
from sim.lab.saving import command_line, save_scenario
from sim.lab.states import States
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from sim.lab.opened import Opened
    from sim.lab.states import LabState
    from sim.scenario import Scenario

CHANGES = {
    "polling.check_in_mean_s": "90", "polling.opens": "08:30", "outcome.winners": "sampled",
    "choice.strength.People's Party": "0.5", "arrivals.regions.ALM.a": "1.9",
    "announcements.times": "[12:00:00, 20:00:00]", "law.read_aloud": "false",
}  # fmt: skip


def changed(opened: Opened, settings: dict[str, str]) -> LabState:
    return States(opened.scenario).change(settings)


def by_command(line: str) -> Scenario:
    """Return the scenario that a command line runs."""
    words = shlex.split(line)
    assert words[:2] == ["saylau", "run"]
    return sim.load_scenario(
        words[2], [w for w, b in zip(words[1:], words, strict=False) if b == "--set"]
    )


def test_the_command_line_gives_the_same_scenario() -> None:
    opened = open_scenario("baseline", ["polling.booth_mean_s=50", "polling.opens=09:00"], 7)
    state = changed(opened, CHANGES)
    line = command_line(opened, state)
    assert by_command(line) == state.scenario
    assert line.endswith("--seed 7")
    assert line.count("polling.opens") == 1


@pytest.mark.parametrize("reference", ["baseline", "two-shores", "inside/mine.toml"])
def test_the_saved_file_gives_the_same_scenario(
    reference: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("inside").mkdir()
    Path("inside/mine.toml").write_text('extends = "baseline"\n[polling]\nbooth_mean_s = 50\n')
    opened = open_scenario(reference, ["polling.booth_cv=0.3"])
    settings = {"polling.check_in_mean_s": "90"} if reference == "two-shores" else CHANGES
    state = changed(opened, settings)
    reasons = {"polling.check_in_mean_s": "timed it\n[polling]\nbooth_cv = 9"}
    save_scenario(opened, state, Path("saved.toml"), 'as "seen" on the day', reasons)

    saved = sim.load_scenario("saved.toml")
    fixed = {"name", "description"}
    assert saved.model_dump(exclude=fixed) == state.scenario.model_dump(exclude=fixed)
    assert (saved.name, saved.description) == ("saved", 'as "seen" on the day')
    text = Path("saved.toml").read_text()
    assert "check_in_mean_s = 90  # was" in text
    assert "timed it [polling] booth_cv = 9\n" in text
    assert "# Simulated: made with saylau lab" in text
    assert saylau_here("check", "saved.toml", cwd=tmp_path).returncode == 0


def test_the_former_value_is_named_where_it_was_empty(tmp_path: Path) -> None:
    opened = open_scenario("tiny")
    state = changed(opened, {"swing.parties": '{"Nur Otan" = 0.1}'})
    save_scenario(opened, state, tmp_path / "mine.toml", "", {"swing.parties": "counted"})
    assert "# was empty: counted\n" in (tmp_path / "mine.toml").read_text()


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    opened = open_scenario("tiny")
    state = changed(opened, {})
    save_scenario(opened, state, tmp_path / "mine.toml", "", {})
    before = (tmp_path / "mine.toml").read_bytes()
    with pytest.raises(InputError, match=r"exists already, and no file is overwritten"):
        save_scenario(opened, state, tmp_path / "mine.toml", "", {})
    assert (tmp_path / "mine.toml").read_bytes() == before


@pytest.mark.parametrize("name", ["", "Mine.toml", "mine", "mine.toml\n", "-x.toml", ".toml"])
def test_names_that_a_scenario_cannot_have_are_refused(name: str, tmp_path: Path) -> None:
    opened = open_scenario("tiny")
    with pytest.raises(InputError, match="lower-case"):
        save_scenario(opened, changed(opened, {}), tmp_path / name, "", {})
    assert list(tmp_path.iterdir()) == []


def test_a_scenario_that_only_a_result_has_is_saved_complete(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('extends = "tiny"\n[polling]\nbooth_mean_s = 50\n')
    sim.save(sim.run(tmp_path / "mine.toml"), tmp_path / "result")
    opened = open_scenario(str(tmp_path / "result"))
    state = changed(opened, {"polling.check_in_mean_s": "95"})
    assert command_line(opened, state) == ""
    save_scenario(opened, state, tmp_path / "again.toml", "", {})
    saved = sim.load_scenario(tmp_path / "again.toml")
    fixed = {"name", "description"}
    assert saved.model_dump(exclude=fixed) == state.scenario.model_dump(exclude=fixed)
    assert "check_in_mean_s = 95.0  # was" in (tmp_path / "again.toml").read_text()
