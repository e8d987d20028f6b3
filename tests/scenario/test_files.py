"""The files that a scenario is read from."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.files import files_of
from tests.support.packs import VALLEY, write_pack

if TYPE_CHECKING:
    import pytest


def test_files_of_the_user_are_named_and_those_that_ship_are_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.toml").write_text('extends = "parent.toml"\n')
    Path("parent.toml").write_text('extends = "baseline"\n')
    assert files_of("mine.toml") == (Path("mine.toml"), Path("parent.toml"))
    assert files_of("baseline") == files_of("two-shores") == ()


def test_a_pack_has_all_files_of_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "valley"
    write_pack(folder, VALLEY)
    (tmp_path / "of.toml").write_text('election = "valley"\n')
    inside = {path for path in folder.rglob("*") if path.is_file()}
    assert set(files_of(str(folder))) == inside
    assert set(files_of(str(tmp_path / "of.toml"))) == {tmp_path / "of.toml", *inside}
