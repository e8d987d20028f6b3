"""Results of a known kind, loaded or with another summary."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from sim.results import (
    CalibrationResults,
    ComparisonResults,
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
