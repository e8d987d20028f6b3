"""Results of a known kind, loaded or with another summary."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sim.results import (
    CalibrationResults,
    ComparisonResults,
    FeasibilityResults,
    Results,
    RunResults,
    load_results,
)

if TYPE_CHECKING:
    from pathlib import Path

R = TypeVar("R", bound=Results)


def load_run(directory: str | Path) -> RunResults:
    """Load a run or an ensemble."""
    return _load(directory, RunResults)


def load_calibration(directory: str | Path) -> CalibrationResults:
    """Load a calibration."""
    return _load(directory, CalibrationResults)


def load_comparison(directory: str | Path) -> ComparisonResults:
    """Load a comparison."""
    return _load(directory, ComparisonResults)


def load_feasibility(directory: str | Path) -> FeasibilityResults:
    """Load a feasibility check."""
    return _load(directory, FeasibilityResults)


def _load(directory: str | Path, kind: type[R]) -> R:
    loaded = load_results(directory)
    assert isinstance(loaded, kind)
    return loaded


def with_summary(results: R, **changed: Any) -> R:
    """Return a result as if its summary had other values in some fields."""
    return replace(results, summary=replace(results.summary, **changed))


def with_scenario(results: RunResults, **changed: Any) -> RunResults:
    """Return a result as if its resolved scenario had other values at some keys."""
    scenario = {**results.manifest.scenario, **changed}
    return replace(results, manifest=replace(results.manifest, scenario=scenario))


def put_right(folder: Path) -> None:
    """Write the hashes and sizes of all files into the manifest."""
    path = folder / "manifest.json"
    manifest = json.loads(path.read_text(encoding="utf-8"))
    for name in manifest["sha256"]:
        if (folder / name).is_file():
            content = (folder / name).read_bytes()
            manifest["sha256"][name] = hashlib.sha256(content).hexdigest()
            if isinstance(manifest.get("bytes"), dict):
                manifest["bytes"][name] = len(content)
    path.write_text(json.dumps(manifest), encoding="utf-8")
