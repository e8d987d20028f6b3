"""The summary of an exploration."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from sim.results.summaries.any_kind import Summary
from sim.results.summaries.election import ElectionSummary
from sim.results.summaries.shared import Change, Count, Date, Positive, Seed, WithoutEffect
from sim.results.typed_json import Least, optional


@dataclass(frozen=True, kw_only=True)
class ExploredParameter:
    """A parameter that was explored."""

    key: str
    label: str
    unit: str
    value: float
    """In the scenario."""
    low: float
    high: float
    basis: str
    """Where the range comes from."""
    regions: Count
    """Number of regions with another value, which move by the same factor."""
    moves: bool | None
    """Whether it moves any of the metrics; None if too few points were run to say."""


@dataclass(frozen=True, kw_only=True)
class ExploredMetric:
    """A metric whose changes were measured."""

    name: str
    label: str
    unit: str
    """``time``: seconds since midnight of the election day."""
    unchanged: float | None
    """Mean over the replications of the scenario as it is; None if it was not run."""
    low: float | None
    """Smallest mean of a point; None if no point has one."""
    high: float | None


@dataclass(frozen=True, kw_only=True)
class EffectSummary:
    """One measure of the effect of a parameter on a metric."""

    metric: str
    parameter: str
    measure: str
    effect: float
    effect_p05: float | None
    effect_p95: float | None


@dataclass(frozen=True, kw_only=True)
class RefusedPoint:
    """A combination of values that the scenario cannot have."""

    point: Count
    values: Mapping[str, float]
    why: str


@dataclass(frozen=True, kw_only=True)
class ExplorationSummary(Summary):
    """The summary of an exploration."""

    kind: str
    scenario: str
    changed: tuple[Change, ...] = ()
    election: ElectionSummary | None = optional()
    """None for the default one."""
    date: Date
    seed: Seed
    replications: Positive
    """At each point."""
    engine: str
    method: str
    samples: Positive | None
    """Trajectories, base samples, or values of each parameter; None for one at a time."""
    points: Positive
    runs: Count
    """Number of points × replications, without those that were refused."""
    parameters: Annotated[tuple[ExploredParameter, ...], Least(1)]
    left_out: tuple[WithoutEffect, ...]
    """Parameters of the sections that were not explored."""
    metrics: Annotated[tuple[ExploredMetric, ...], Least(1)]
    effects: tuple[EffectSummary, ...]
    refused: Count
    """Number of points that were refused; ``design.csv`` has all."""
    refused_first: tuple[RefusedPoint, ...]
