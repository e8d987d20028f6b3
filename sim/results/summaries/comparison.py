"""The summary of a comparison."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from sim.results.brief import Brief
from sim.results.summaries.any_kind import Summary
from sim.results.summaries.election import ElectionSummary
from sim.results.summaries.shared import Change, Count, Date, Positive, PosteriorUsed, Seed
from sim.results.typed_json import AnyJson, Least, optional


@dataclass(frozen=True, kw_only=True)
class ComparedResult:
    """One of the results that are compared."""

    letter: str
    name: str
    """In English."""
    name_parts: tuple[str, ...] = ()
    """What the name is composed of, so that it can be in any language: see
    :mod:`sim.results.compared_names`; empty if it was given, or is that of a directory."""
    scenario: str
    description: str
    changed: tuple[Change, ...] = ()
    seed: Seed
    replications: Positive
    engine: str | None = optional()
    """The function of a user that ran the polling day; None for the engines that ship."""
    posterior: PosteriorUsed | str | None
    """Only the name of the posterior in comparisons of earlier versions."""
    register_sha256: str


@dataclass(frozen=True, kw_only=True)
class ReasonSummary:
    """An input that differs from the base."""

    kind: str
    key: str
    base: AnyJson
    other: AnyJson


@dataclass(frozen=True, kw_only=True)
class DifferenceSummary:
    """The difference of one metric, in the nation or a region."""

    metric: str
    code: str
    unit: str
    base: float | None
    other: float | None
    difference: float | None
    difference_p05: float | None
    difference_p95: float | None
    each_p05: float | None
    each_p95: float | None
    width_ratio: float | None
    moved: bool | None


@dataclass(frozen=True, kw_only=True)
class SiteMoved:
    """A site that differs from the base."""

    site: str
    code: str
    commission: str
    how: str
    columns: tuple[str, ...]
    whole_wait_mean_s: float | None = optional()
    """Not known of results of earlier versions."""
    wait_mean_s: float | None
    issued: float | None
    last_left_s: float | None
    accepted_s: float | None


@dataclass(frozen=True, kw_only=True)
class SitesMoved:
    """How many sites differ from the base, and how."""

    same: Count
    day: Count
    votes: Count
    night: Count
    queue: Count
    register: Count
    by_region: Mapping[str, Count]
    largest: tuple[SiteMoved, ...]


@dataclass(frozen=True, kw_only=True)
class AgainstSummary:
    """One result compared with the base."""

    letter: str
    name: str
    paired: bool
    pairing: str
    pairs: Count
    reasons: tuple[ReasonSummary, ...]
    compared: Count
    moved: Count
    with_interval: Count
    off_zero: Count
    told: Count
    """Number of differences of which it is known whether they exceed random variation."""
    narrowed_by: float | None
    sites: SitesMoved | None
    regions_moved: tuple[str, ...]
    differences: tuple[DifferenceSummary, ...]


@dataclass(frozen=True, kw_only=True)
class ConditionSummary:
    """A condition, and the results for which it holds."""

    condition: str
    holds_for: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, repr=False)
class ComparisonSummary(Brief, Summary):
    """The summary of a comparison."""

    kind: str
    election: ElectionSummary | None = optional()
    """None for the default one."""
    date: Date
    sites: Positive
    regions: Mapping[str, str]
    """Names by code."""
    results: Annotated[tuple[ComparedResult, ...], Least(2)]
    metrics: tuple[str, ...]
    against: Annotated[tuple[AgainstSummary, ...], Least(1)]
    conditions: tuple[ConditionSummary, ...]
