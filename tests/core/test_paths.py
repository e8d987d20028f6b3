"""Paths in messages."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.paths import label

if TYPE_CHECKING:
    import pytest


def test_a_path_is_relative_inside_the_working_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert label(tmp_path / "a" / "b.csv") == os.path.join("a", "b.csv")  # noqa: PTH118
    assert label(Path("/elsewhere/b.csv")) == "/elsewhere/b.csv"


def test_any_path_can_be_printed() -> None:
    assert label(Path("a\0b")) == "a\0b"
    assert label(Path(os.fsdecode(b"/elsewhere/\xff"))) == "/elsewhere/\\xff"
