"""The kinds of results: their classes of results, summary and manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sim.results.manifests import CalibrationManifest, ComparisonManifest, RunManifest
from sim.results.results import CalibrationResults, ComparisonResults, RunResults
from sim.results.summaries import CalibrationSummary, ComparisonSummary, RunSummary

if TYPE_CHECKING:
    from collections.abc import Mapping

_NAMED = ("calibration", "comparison")
"""Kinds that manifest and summary name with the key ``kind``; runs and ensembles lack it."""


class ResultClasses(NamedTuple):
    """The classes of one kind of result."""

    results: Any
    summary: Any
    manifest: Any


_OF_RUN = ResultClasses(RunResults, RunSummary, RunManifest)

CLASSES = {
    "run": _OF_RUN,
    "ensemble": _OF_RUN,
    "calibration": ResultClasses(CalibrationResults, CalibrationSummary, CalibrationManifest),
    "comparison": ResultClasses(ComparisonResults, ComparisonSummary, ComparisonManifest),
}
"""The classes of each kind of result, by the name of the kind."""


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
