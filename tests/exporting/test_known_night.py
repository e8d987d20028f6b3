"""A night as it is known, from tables in memory or from files in parts."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import sim
from sim.exporting.known_night import known_night
from sim.exporting.one_run import TABLES
from sim.results import save
from tests.support.contests import bay

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_files_read_in_parts_give_the_night_of_tables_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(sim.run(bay(tmp_path / "pack")), tmp_path / "run")
    whole = sim.load_results(tmp_path / "run")
    expected = list(known_night(whole).contests())
    monkeypatch.setattr(import_module("sim.results.csv_text"), "_ROWS_READ", 4)
    alone = sim.load_results(tmp_path / "run", only=TABLES)

    found = list(known_night(alone).contests())

    assert "tallies" not in alone.tables
    assert [contest.id for contest in found] == ["mayor", "council", "board", "bridge"]
    for one, other in zip(found, expected, strict=True):
        assert (one.choices, one.elected, one.name) == (other.choices, other.elected, other.name)
        assert one.votes.tolist() == other.votes.tolist()
        assert one.invalid.tolist() == other.invalid.tolist()
        assert one.sites.tolist() == other.sites.tolist()
