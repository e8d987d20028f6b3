"""The token: the same for one user, and nobody else can read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.lab.token import user_token

if TYPE_CHECKING:
    from pathlib import Path


def test_the_token_is_kept_for_the_user_alone(tmp_path: Path) -> None:
    first = user_token(tmp_path / "state")
    assert user_token(tmp_path / "state") == first
    assert (tmp_path / "state" / "lab-token").stat().st_mode & 0o777 == 0o600
    assert user_token(tmp_path / "other") != first


def test_a_file_that_others_can_read_or_without_a_token_is_not_used(tmp_path: Path) -> None:
    first = user_token(tmp_path)
    (tmp_path / "lab-token").chmod(0o644)
    assert user_token(tmp_path) != first
    (tmp_path / "lab-token").chmod(0o600)
    (tmp_path / "lab-token").write_text("short")
    assert user_token(tmp_path) not in {first, "short"}


def test_where_nothing_can_be_written_the_token_is_new(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert user_token(tmp_path / "file") != user_token(tmp_path / "file")
