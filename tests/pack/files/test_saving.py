"""A pack is saved whole or not at all, and none is overwritten."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import OutputError, PackError, Problem
from sim.pack.files.saving import check_new, save_folder

if TYPE_CHECKING:
    from pathlib import Path

FILES = {"election.toml": "name = 'Ақ'\n", "reported/results.csv": "a,b\n1,2\n"}


def test_all_files_are_saved_as_they_are(tmp_path: Path) -> None:
    save_folder(tmp_path / "new" / "pack", FILES)

    saved = tmp_path / "new" / "pack"
    assert {name: (saved / name).read_bytes().decode() for name in FILES} == FILES
    assert [path.name for path in saved.parent.iterdir()] == ["pack"]


@pytest.mark.parametrize("name", ["a folder", "a file", "a broken link"])
def test_what_exists_is_not_overwritten(tmp_path: Path, name: str) -> None:
    taken = tmp_path / name
    if name == "a folder":
        taken.mkdir()
    elif name == "a file":
        taken.write_text("mine")
    else:
        taken.symlink_to(tmp_path / "nowhere")

    with pytest.raises(PackError, match="exists already, and no pack is overwritten"):
        save_folder(taken, FILES)

    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_what_another_process_made_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    folder = tmp_path / "pack"

    with pytest.raises(PackError, match="exists already"):
        save_folder(folder, FILES, lambda _: folder.mkdir())

    assert list(folder.iterdir()) == []
    assert list(tmp_path.iterdir()) == [folder]


def test_a_pack_that_is_refused_leaves_nothing_and_is_named_by_its_final_name(
    tmp_path: Path,
) -> None:
    def refuse(made: Path) -> None:
        raise PackError([Problem(f"{made}/sites.csv", "site", "line 2: wrong")])

    with pytest.raises(PackError) as refused:
        save_folder(tmp_path / "new" / "pack", FILES, refuse)

    [problem] = refused.value.problems
    assert problem.where == f"{tmp_path}/new/pack/sites.csv"
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")

    with pytest.raises(OutputError, match="cannot be written: Not a directory"):
        save_folder(tmp_path / "file" / "pack", FILES)
    with pytest.raises(OutputError, match="File name too long"):
        check_new(tmp_path / ("x" * 300))
