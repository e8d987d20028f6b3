"""The file or folder that a name or path refers to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import ScenarioError
from sim.scenario.finding import find_scenario, no_pack, scenario_folder
from tests.support.packs import VALLEY, write_pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working directory with a pack, one named like a shipped scenario, and other things."""
    write_pack(tmp_path / "valley", VALLEY)
    write_pack(tmp_path / "heat", VALLEY)
    (tmp_path / "empty").mkdir()
    (tmp_path / "mine.toml").write_text("")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("reference", "found"),
    [
        ("valley", "valley"),
        ("./valley", "valley"),
        ("valley/", "valley"),
        ("valley/election.toml", "valley"),
        ("./heat", "heat"),
        ("mine.toml", "mine.toml"),
    ],
)
@pytest.mark.usefixtures("here")
def test_names_and_paths_of_packs_and_files(reference: str, found: str) -> None:
    assert str(find_scenario(reference)) == found


@pytest.mark.usefixtures("here")
def test_a_shipped_name_wins_over_a_folder() -> None:
    assert find_scenario("heat") == scenario_folder() / "heat.toml"


def test_a_folder_is_found_beside_the_file_that_extends_it(here: Path) -> None:
    beside = here / "empty" / "rain.toml"

    assert find_scenario("../valley", beside).samefile(here / "valley")
    with pytest.raises(ScenarioError, match="extends: no scenario named 'valley'"):
        find_scenario("valley", beside)


@pytest.mark.parametrize(
    ("reference", "message"),
    [
        ("empty", "empty is not the folder of a pack: it has no election.toml"),
        ("./empty", "empty is not the folder of a pack: it has no election.toml"),
        (".", ". is not the folder of a pack: it has no election.toml"),
        ("valley/sites.csv", "valley/sites.csv is a file; a pack is a folder: valley"),
        ("./nowhere", "no such scenario file: nowhere"),
        ("vally\0", "no scenario named"),
        ("./vally\0", "no such scenario file"),
        ("mine", "no scenario named 'mine'; did you mean mine.toml?"),
    ],
)
@pytest.mark.usefixtures("here")
def test_what_cannot_be_found_is_refused_with_a_reason(reference: str, message: str) -> None:
    with pytest.raises(ScenarioError) as error:
        find_scenario(reference)

    assert message in str(error.value)


def test_why_a_path_is_no_pack(here: Path) -> None:
    assert no_pack(here / "valley") == ""
    assert no_pack(here / "nowhere") == "no such folder: nowhere"
    assert no_pack(here / "mine.toml") == (
        "mine.toml is a file; a pack is a folder with election.toml"
    )
