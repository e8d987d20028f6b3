"""Digests of the files of a pack."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from sim.core.errors import PackError
from sim.pack.files.digests import changed_files, pack_digests, pack_stamp
from tests.support.packs import VALLEY, write_pack

if TYPE_CHECKING:
    from pathlib import Path


def test_every_file_of_the_pack_has_its_digest_and_no_other_file(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)
    (folder / "notes.txt").write_text("not of the pack")

    assert pack_digests(folder) == {
        name: hashlib.sha256(content.encode()).hexdigest() for name, content in VALLEY.items()
    }


def test_a_folder_that_is_not_there_has_no_digests(tmp_path: Path) -> None:
    assert pack_digests(tmp_path / "nowhere") == {}
    assert pack_stamp(tmp_path / "nowhere\0") == ()


def test_the_stamp_changes_with_the_content_though_not_its_length(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)
    before = pack_stamp(folder)
    assert pack_stamp(folder) == before

    write_pack(folder, VALLEY, sites=VALLEY["sites.csv"].replace("812", "813"))

    assert pack_stamp(folder) != before


def test_changed_added_and_removed_files_are_named() -> None:
    found = dict(changed_files({"a": "1", "b": "2", "c": "3"}, {"a": "1", "b": "9", "d": "4"}))

    assert {name: text.split(" since")[0] for name, text in found.items()} == {
        "b": "was changed", "c": "was removed", "d": "was added",
    }  # fmt: skip


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)

    def refuse(_: object, __: str) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr("pathlib.Path.open", refuse)

    with pytest.raises(PackError, match=r"election\.toml: cannot be read: Input/output error"):
        pack_digests(folder)
