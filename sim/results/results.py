"""Results of every kind: all that plots, comparisons and reports read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.results.columns import Table
    from sim.results.manifests import (
        CalibrationManifest,
        ComparisonManifest,
        Manifest,
        RunManifest,
    )
    from sim.results.summaries import (
        CalibrationSummary,
        ComparisonSummary,
        RunSummary,
        Summary,
    )


@dataclass(frozen=True)
class Results:
    """The results of a run, an ensemble, a calibration or a comparison."""

    summary: Summary
    tables: Mapping[str, Table]
    manifest: Manifest
    """Resolved scenario, seed, versions, times; with hashes of all files once saved."""


@dataclass(frozen=True)
class RunResults(Results):
    """The results of a run or an ensemble."""

    summary: RunSummary
    manifest: RunManifest


@dataclass(frozen=True)
class CalibrationResults(Results):
    """The results of a calibration."""

    summary: CalibrationSummary
    manifest: CalibrationManifest


@dataclass(frozen=True)
class ComparisonResults(Results):
    """The results of a comparison."""

    summary: ComparisonSummary
    manifest: ComparisonManifest
