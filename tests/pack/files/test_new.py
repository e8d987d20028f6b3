"""The pack to start from can be read, and says what each line is for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import PackError
from sim.pack.files.new import new_pack
from tests.support.packs import NORMS, read

if TYPE_CHECKING:
    from pathlib import Path


def test_a_new_pack_can_be_read(tmp_path: Path) -> None:
    made = new_pack(tmp_path / "my town", NORMS)

    pack = read(tmp_path / "my town")
    assert made.settings == pack.settings
    assert pack.settings.name == "my-town"
    assert (len(pack.sites), int(pack.sites.registered.sum())) == (3, 2550)
    assert pack.candidates.name.tolist() == ["Ana Example", "Rui Sample"]
    assert pack.findings == ()


def test_its_settings_are_ten_lines_each_with_a_comment(tmp_path: Path) -> None:
    new_pack(tmp_path / "town", NORMS)

    lines = (tmp_path / "town" / "election.toml").read_text(encoding="utf-8").splitlines()
    assert len(lines) == 10
    assert [line for line in lines if "#" not in line] == []
    assert max(map(len, lines)) <= 100


def test_a_folder_that_exists_is_left_alone(tmp_path: Path) -> None:
    new_pack(tmp_path / "town", NORMS)
    settings = tmp_path / "town" / "election.toml"
    settings.write_text("mine")

    with pytest.raises(PackError, match="exists already"):
        new_pack(tmp_path / "town", NORMS)

    assert settings.read_text() == "mine"
