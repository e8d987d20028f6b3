"""The kinds of results: their classes of results, summary and manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sim.results.manifests import (
    CalibrationManifest,
    ComparisonManifest,
    ExplorationManifest,
    FeasibilityManifest,
    RunManifest,
)
from sim.results.results import (
    CalibrationResults,
    ComparisonResults,
    ExplorationResults,
    FeasibilityResults,
    RunResults,
)
from sim.results.summaries import RunSummary

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = ("calibration", "comparison", "exploration", "feasibility")
"""Kinds that manifest and summary name with the key ``kind``; runs and ensembles lack it."""


class ResultClasses(NamedTuple):
    """The classes of one kind of result."""

    results: Any
    summary: Any
    manifest: Any


def classes_of(kind: str) -> ResultClasses:
    """Return the classes of a kind of result, by its name."""
    # A run starts sooner without the summaries of other kinds.
    if kind == "calibration":
        from sim.results.summaries.calibration import CalibrationSummary

        return ResultClasses(CalibrationResults, CalibrationSummary, CalibrationManifest)
    if kind == "comparison":
        from sim.results.summaries.comparison import ComparisonSummary

        return ResultClasses(ComparisonResults, ComparisonSummary, ComparisonManifest)
    if kind == "feasibility":
        from sim.results.summaries.feasibility import FeasibilitySummary

        return ResultClasses(FeasibilityResults, FeasibilitySummary, FeasibilityManifest)
    if kind == "exploration":
        from sim.results.summaries.exploration import ExplorationSummary

        return ResultClasses(ExplorationResults, ExplorationSummary, ExplorationManifest)
    return ResultClasses(RunResults, RunSummary, RunManifest)


def kind_of(manifest: Mapping[str, Any]) -> str | None:
    """Return the kind of the result that a manifest describes; None if it describes none.

    >>> kind_of({"replications": 1}), kind_of({"replications": 9}), kind_of({"kind": "x"})
    ('run', 'ensemble', None)
    """
    if "kind" in manifest:
        kind = manifest["kind"]
        return kind if kind in _NAMED else None
    replications = manifest.get("replications")
    if not isinstance(replications, int) or isinstance(replications, bool):
        return None
    return "ensemble" if replications > 1 else "run"
