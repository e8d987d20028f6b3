"""The summary of a calibration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.results.summaries.parts import Change, Count, Date, Origin, Positive, Seed


@dataclass(frozen=True, kw_only=True)
class Chains:
    """The chains of one group of parameters."""

    group: str
    steps: Count
    autocorrelation: float
    r_hat: float
    """Rank-normalised, the largest of the parameters."""
    ess_bulk: Count | None = None
    """Bulk effective sample size, the least of the parameters."""
    converged: bool
    sentence: str


@dataclass(frozen=True, kw_only=True)
class CorrectionSummary:
    """Rounds of simulation, and how far the last one moved turnout, in percentage points."""

    rounds: Count
    moved_pct: float


@dataclass(frozen=True, kw_only=True)
class OutsideTarget:
    """A target that is far off, with or without itself in the calibration."""

    target: str
    item: str
    z: float
    left_out_z: float


@dataclass(frozen=True, kw_only=True)
class TargetsMet:
    """How many targets there are, how many are met, and which are far off."""

    n: Count
    met: Count
    outside: tuple[OutsideTarget, ...]


@dataclass(frozen=True, kw_only=True)
class SeatsPredicted:
    """Reported seats of a party in the nation, and the posterior's."""

    reported: Count
    p05: float
    p50: float
    p95: float
    mean: float


@dataclass(frozen=True, kw_only=True)
class FindingSummary:
    """A finding of the lint: see :class:`sim.pack.checks.Finding`."""

    code: str
    severity: str
    message: str


@dataclass(frozen=True, kw_only=True)
class CalibrationSummary:
    """The summary of a calibration."""

    origin: Origin
    kind: str
    scenario: str
    description: str
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
