"""The command ``tune``: what it prints and writes, and what it refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sim.results.json_shapes import shape_problems
from sim.results.summaries.tune import TuneSummary
from sim.results.typed_json import from_json, shape_of
from tests.support.commands import saylau_here
from tests.support.tuned import turned, write_island

if TYPE_CHECKING:
    from pathlib import Path


def test_the_command_prints_and_plots(tmp_path: Path) -> None:
    place = tmp_path / "results/tiny/tune.png"
    place.parent.mkdir(parents=True)
    place.write_bytes(b"the last one")
    done = saylau_here("tune", "tiny", "--set", "polling.check_in_mean_s=300", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("SIMULATED: tiny")
    assert done.stdout.endswith("Figure written to results/tiny/tune.png\n")
    assert done.stderr == ""
    files = [path.relative_to(tmp_path).as_posix() for path in tmp_path.rglob("*.*")]
    assert files == ["results/tiny/tune.png"]
    assert (tmp_path / files[0]).read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("place", ["results", "results/tiny", "results/tiny/tune.png"])
def test_the_table_needs_no_file(place: str, tmp_path: Path) -> None:
    # In place of a folder without permission, which the administrator has all the same.
    blocked = tmp_path / place
    if place.endswith(".png"):
        blocked.mkdir(parents=True)
    else:
        blocked.parent.mkdir(parents=True, exist_ok=True)
        blocked.write_text("")

    done = saylau_here("tune", "tiny", cwd=tmp_path)
    asked = saylau_here("tune", "tiny", "--figure", "results/tiny/tune.png", cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith("SIMULATED: tiny")
    assert "Figure written" not in done.stdout
    assert done.stderr.startswith("note: results/tiny/tune.png cannot be written: ")
    assert asked.returncode == 1


def test_json_has_everything_and_no_picture_is_plotted(tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text("code,time,value\nWEST,12:00,55\n")
    done = saylau_here(
        "tune", "tiny", "--json", "--no-plots", "--seed", "7", "--targets", "mine.csv",
        "--drop", "EAST@final", cwd=tmp_path,
    )  # fmt: skip
    told = json.loads(done.stdout)

    assert told["origin"] == "simulated"
    assert told["seed"] == 7
    assert [r["name"] for r in told["figures"]] == ["WEST@final", "WEST@12:00"]
    assert "figure" not in told
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]


def test_json_is_the_summary(tmp_path: Path) -> None:
    change = "polling.check_in_mean_s=90"
    done = saylau_here("tune", "tiny", "--json", "--no-plots", "--set", change, cwd=tmp_path)
    content = json.loads(done.stdout)

    assert list(shape_problems(shape_of(TuneSummary), content)) == []
    assert from_json(TuneSummary, content) == turned("tiny", change)


def test_json_names_what_was_changed(tmp_path: Path) -> None:
    done = saylau_here(
        "tune", "tiny", "--json", "--no-plots", "--set", "polling.check_in_mean_s=90", cwd=tmp_path
    )

    assert json.loads(done.stdout)["changed"] == [
        {
            "key": "polling.check_in_mean_s",
            "label": "check-in",
            "unit": "s",
            "from": 60.0,
            "to": 90.0,
        }
    ]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["nowhere"], "no scenario named 'nowhere'"),
        (["tiny", "--set", "poling.opens=7"], "did you mean 'polling'?"),
        (["tiny", "--set", "x"], "must read section.key=value"),
        (["tiny", "--seed", "-1"], "-1 is not in the range"),
        (["tiny", "--drop", "EAST@finale"], "'EAST@finale'; known: EAST@final, EAST@seats"),
        (["tiny", "--targets", "none.csv"], "none.csv: cannot be read: No such file"),
        (["tiny", "--figure", "a.jpg"], "must end in .png, .svg or .pdf; got a.jpg"),
        (["tiny", "--figure", "a.png", "--no-plots"], "--no-plots exclude each other"),
        (["tiny", "--drop", "EAST@final", "--drop", "WEST@final", "--drop", "EAST@seats",
          "--drop", "WEST@seats"], "no target is left to judge the simulation by"),
    ],
)  # fmt: skip
def test_bad_input_exits_2_and_writes_nothing(
    arguments: list[str], expected: str, tmp_path: Path
) -> None:
    done = saylau_here("tune", *arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_exits_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = saylau_here("tune", "tiny", "--figure", "file/tune.png", cwd=tmp_path)

    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@pytest.fixture(scope="module")
def island(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A pack with a region that has the code of one of the default election."""
    return write_island(tmp_path_factory.mktemp("packs") / "valley")


def test_areas_of_a_pack_have_its_names_in_text_and_json(island: Path) -> None:
    done = saylau_here("tune", str(island), "--no-plots", cwd=island.parent)
    found = saylau_here("tune", str(island), "--no-plots", "--json", cwd=island.parent)
    tuned = json.loads(found.stdout)

    assert "(Asia/Kolkata time)" in done.stdout
    for label in ("all 12:00", "Isle of Man 12:00", "Ford 13:00"):
        assert f"  {label} " in done.stdout
    assert tuned["area_names"] == {"MAN": "Isle of Man", "East": "East Bank", "Ford": "Ford"}
    assert tuned["election"]["region"] == "side"
    assert list(shape_problems(shape_of(TuneSummary), tuned)) == []
    assert from_json(TuneSummary, tuned).area_name("MAN") == "Isle of Man"


IDLE = "polling.patience_mean_s=100"
WHY = "polling.renege_share is 0"


def test_a_change_without_effect_is_named_in_text_and_json(tmp_path: Path) -> None:
    text = saylau_here("tune", "tiny", "--set", IDLE, "--no-plots", cwd=tmp_path)
    machine = saylau_here("tune", "tiny", "--set", IDLE, "--no-plots", "--json", cwd=tmp_path)
    other = saylau_here(
        "tune", "tiny", "--set", "polling.check_in_mean_s=90", "--no-plots", cwd=tmp_path
    )

    assert f"NO EFFECT: polling.patience_mean_s: {WHY}" in text.stdout
    assert json.loads(machine.stdout)["without_effect"] == [
        {"key": "polling.patience_mean_s", "why": WHY}
    ]
    assert "NO EFFECT" not in other.stdout


def test_a_key_of_the_file_without_effect_is_named(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "tiny"\n[polling]\npatience_mean_s = 100\n')

    done = saylau_here("tune", "mine.toml", "--no-plots", cwd=tmp_path)

    assert f"NO EFFECT: polling.patience_mean_s: {WHY}" in done.stdout


def test_a_setting_that_the_scenario_has_is_noted(tmp_path: Path) -> None:
    done = saylau_here(
        "tune", "tiny", "--set", "polling.check_in_mean_s=60", "--no-plots", cwd=tmp_path
    )

    assert "--set polling.check_in_mean_s=60 has no effect" in done.stderr
