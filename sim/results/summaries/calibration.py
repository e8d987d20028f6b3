"""The summary of a calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.results.brief import Brief
from sim.results.summaries.any_kind import Summary
from sim.results.summaries.election import ElectionSummary, OfNamedAreas
from sim.results.summaries.shared import Change, Count, Date, Positive, Seed
from sim.results.typed_json import optional


@dataclass(frozen=True, kw_only=True)
class Chains:
    """The chains of one group of parameters."""

    group: str
    steps: Count
    autocorrelation: float
    """Integrated autocorrelation time in steps, the largest of the parameters."""
    r_hat: float
    """Rank-normalised R-hat, the largest of the parameters."""
    ess_bulk: Count | None = None
    """Bulk effective sample size, the smallest of the parameters."""
    converged: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class CorrectionSummary:
    """Number of corrections by simulation, and the last change of turnout, percentage points."""

    rounds: Count
    moved_pct: float


@dataclass(frozen=True, kw_only=True)
class OutsideTarget:
    """A target that is far from its prediction, whether or not the calibration uses it."""

    target: str
    item: str
    z: float
    left_out_z: float


@dataclass(frozen=True, kw_only=True)
class TargetsMet:
    """Numbers of targets and of those that are met, and the targets far from their predictions."""

    n: Count
    met: Count
    outside: tuple[OutsideTarget, ...]


@dataclass(frozen=True, kw_only=True)
class SeatsPredicted:
    """Reported seats of a party in the nation, and their posterior prediction."""

    reported: Count
    p05: float
    p50: float
    p95: float
    mean: float


@dataclass(frozen=True, kw_only=True)
class FindingSummary:
    """A finding of the check of reported values: see :class:`sim.pack.checks.Finding`."""

    code: str
    severity: str
    message: str


@dataclass(frozen=True, kw_only=True, repr=False)
class CalibrationSummary(Brief, Summary, OfNamedAreas):
    """The summary of a calibration."""

    kind: str
    scenario: str
    description: str
    election: ElectionSummary | None = optional()
    """None for the default election."""
    area_names: Mapping[str, str] | None = optional()
    prior: str | None = optional()
    """Where the prior of arrivals of a pack is from; None for the default election."""
    skipped: Mapping[str, str] | None = optional()
    """What of a pack was not calibrated, and why."""
    changed: tuple[Change, ...] = ()
    date: Date
    seed: Seed
    effort: str
    command: str
    draws: Positive
    converged: bool
    chains: tuple[Chains, ...]
    correction: CorrectionSummary
    targets: TargetsMet
    dropped: tuple[str, ...]
    weighted: tuple[str, ...]
    informed: Count
    uninformed: tuple[str, ...]
    seats_national: Mapping[str, SeatsPredicted]
    lint: tuple[FindingSummary, ...]
