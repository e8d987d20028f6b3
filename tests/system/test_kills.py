"""Runs that are killed leave nothing, and are resumed to the same bytes."""

from __future__ import annotations

import os
from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest

from tests.kills import in_one_go, one_kill

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills as POSIX does")
def test_a_killed_run_is_resumed_to_the_same_bytes(tmp_path: Path) -> None:
    undisturbed = in_one_go("tiny", tmp_path)
    (tmp_path / "killed").mkdir()
    # While replications are run, not while Python starts.
    late = replace(undisturbed, seconds=undisturbed.seconds * 0.9)

    assert list(one_kill("tiny", "kill all", Random(5), late, tmp_path / "killed")) == []
