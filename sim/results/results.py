"""Results of every kind: the records that figures, comparisons and reports read."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.core.language import tr
from sim.results.labels import run_label
from sim.results.notebook import TableAccess, reservations, run_findings
from sim.results.tables_by_name import TablesByName

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from sim.results.columns import Table
    from sim.results.manifests import (
        CalibrationManifest,
        ComparisonManifest,
        ExplorationManifest,
        FeasibilityManifest,
        Manifest,
        PlanManifest,
        RunManifest,
    )
    from sim.results.summaries import RunSummary
    from sim.results.summaries.any_kind import Summary
    from sim.results.summaries.calibration import CalibrationSummary
    from sim.results.summaries.comparison import ComparisonSummary
    from sim.results.summaries.exploration import ExplorationSummary
    from sim.results.summaries.feasibility import FeasibilitySummary
    from sim.results.summaries.plan import PlanSummary
    from sim.scenario import Scenario


@dataclass(frozen=True, repr=False)
class Results(TableAccess):
    """The results of a run, or of another kind.

    ``results.sites`` and the like are its tables with their declarations
    (:class:`~sim.results.table_view.TableView`), ``results.plot`` has its figures.
    """

    summary: Summary
    tables: Mapping[str, Table]
    manifest: Manifest
    """Resolved scenario, seed, versions and times; once saved also the hash of every file."""
    directory: Path | None = field(default=None, compare=False)
    """The directory of a saved result; None if it is not saved."""

    def __post_init__(self) -> None:
        # Frozen, but not yet seen by anybody.
        object.__setattr__(self, "tables", TablesByName(self.tables))


@dataclass(frozen=True, repr=False)
class RunResults(Results):
    """The results of a run or an ensemble."""

    summary: RunSummary
    manifest: RunManifest

    def _findings(self) -> Iterator[tuple[str, str]]:
        yield from run_findings(self.summary)


@dataclass(frozen=True, repr=False)
class CalibrationResults(Results):
    """The results of a calibration."""

    summary: CalibrationSummary
    manifest: CalibrationManifest

    def _findings(self) -> Iterator[tuple[str, str]]:
        if not self.summary.converged:
            yield "chains", tr("NOT CONVERGED: do not rely on any value here.")


@dataclass(frozen=True, repr=False)
class ComparisonResults(Results):
    """The results of a comparison."""

    summary: ComparisonSummary
    manifest: ComparisonManifest

    def _inputs(self) -> Iterator[tuple[str, str]]:
        for result in self.summary.results:
            label = run_label(result)
            is_said = bool(result.name_parts) or label.startswith(result.name)
            named = label if is_said else f"{result.name}: {label}"
            yield result.letter, "; ".join([named, *(text for _, text in reservations(result))])


@dataclass(frozen=True, repr=False)
class FeasibilityResults(Results):
    """The results of a feasibility check."""

    summary: FeasibilitySummary
    manifest: FeasibilityManifest


@dataclass(frozen=True, repr=False)
class ExplorationResults(Results):
    """The results of an exploration."""

    summary: ExplorationSummary
    manifest: ExplorationManifest


@dataclass(frozen=True, repr=False)
class PlanResults(Results):
    """The results of a plan."""

    summary: PlanSummary
    manifest: PlanManifest
    scenario: Scenario | None = field(default=None, compare=False)
    """The scenario that it was made for, so that one with the plan can be saved; None if the plan
    was loaded."""
