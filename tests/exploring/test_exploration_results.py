"""An exploration as results: saved, loaded, and the same again."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import sim
from sim.results import csv_text
from tests.support.explorations import tiny_exploration

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import Results


def texts(results: Results) -> dict[str, str]:
    return {name: csv_text(table) for name, table in results.tables.items()}


def test_an_exploration_is_saved_and_loaded_again(tmp_path: Path) -> None:
    results = sim.save(tiny_exploration(), tmp_path / "it")

    loaded = sim.load_results(tmp_path / "it")

    assert loaded.kind == "exploration"
    assert loaded.summary == results.summary
    assert texts(loaded) == texts(results)
    assert replace(loaded.manifest, times=None) == replace(results.manifest, times=None)
    assert "12 runs" in repr(loaded)
