"""Tables in parts: as they are read whole, and refused if their files are not those written."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.errors import ResultsError
from sim.results import load_results, save
from sim.results.results import RunResults
from sim.results.table_parts import table_parts

if TYPE_CHECKING:
    from pathlib import Path


def alone(tiny: RunResults, folder: Path) -> RunResults:
    """Return the saved run without its tables."""
    save(tiny, folder)
    found = load_results(folder, only=())
    assert isinstance(found, RunResults)
    return found


def test_parts_are_the_table(
    tiny: RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(import_module("sim.results.csv_text"), "_ROWS_READ", 5)
    parts = list(table_parts(alone(tiny, tmp_path / "run"), "tallies"))

    assert len(parts) == -(-len(tiny.tables["tallies"]["site"]) // 5)
    for name, column in tiny.tables["tallies"].items():
        np.testing.assert_array_equal(np.concatenate([part[name] for part in parts]), column)
    assert list(table_parts(tiny, "tallies")) == [tiny.tables["tallies"]]


def test_a_file_that_was_changed_or_is_missing_is_refused(tiny: RunResults, tmp_path: Path) -> None:
    results = alone(tiny, tmp_path / "run")
    file = tmp_path / "run" / "tallies.csv"
    content = file.read_bytes()
    file.write_bytes(content.replace(b"simulated", b"simulatet", 1))
    with pytest.raises(ResultsError, match=r"tallies.csv: differs from manifest.json"):
        next(table_parts(results, "tallies"))
    file.unlink()
    with pytest.raises(ResultsError, match=r"tallies.csv: is missing"):
        next(table_parts(results, "tallies"))
    with pytest.raises(ResultsError, match=r"site_queues.csv: is missing: a run has it"):
        next(table_parts(results, "site_queues"))
