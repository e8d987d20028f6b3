"""The summary of a plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.results.summaries.any_kind import Summary
from sim.results.summaries.election import ElectionSummary, OfNamedAreas
from sim.results.summaries.shared import Change, Count, Date, Positive, PosteriorUsed, Seed
from sim.results.typed_json import optional


@dataclass(frozen=True, kw_only=True)
class PromiseSummary:
    """What the plan promises."""

    max_wait_s: float
    share: float
    days: float
    confidence: float
    jointly: bool
    """Whether the confidence is that of all sites together."""
    most_days: Positive


@dataclass(frozen=True, kw_only=True)
class BudgetSummary:
    """The total that was given, in place of a promise to be certified."""

    what: str
    """``desks`` or ``members``."""
    given: Positive
    used: Positive


@dataclass(frozen=True, kw_only=True)
class StaffTotals:
    """Sums over all sites."""

    members: Count
    desks: Count
    booths: Count


@dataclass(frozen=True, kw_only=True)
class ValidationSummary:
    """The plan on fresh days."""

    days: Positive
    draws_seen: Count = 0
    """Days among them with a posterior draw that the search had, too, as there are too few."""
    sites_over: Count
    """Certified sites with clearly more bad days than promised; all such sites if desks or members
    were given."""
    others_over: Count
    """Such sites that are not certified."""
    expected_at_most: float | None
    """Sites at which the promise may fail by the confidence; None if nothing was certified."""
    bad_days_pct: float
    """Of all days of all sites."""
    compared_days: Count
    waited_too_long_now_pct: float
    """Of all voters, with the staff of now."""
    waited_too_long_pct: float
    """Of the same voters, with the plan."""


@dataclass(frozen=True, kw_only=True)
class ResultsBySummary:
    """When results are complete, and what commissions need for it."""

    time: str
    """By which all protocols of a commission are to be accepted, on a good day; capital time."""
    days: Positive
    """Nights that were simulated."""
    change: tuple[str, ...] = ("clerks",)
    """What was searched: ``tables``, ``vehicles``, ``clerks``."""
    commissions: Positive
    certified: Count
    """Commissions whose protocols are in by then, with what was planned."""
    too_few_days: Count = 0
    """Commissions that are not certified though they were late on no more days than promised."""
    members_for_tables: Count = 0
    """Members to add whom only counting tables need."""
    vehicles_now: Count = 0
    vehicles: Count = 0
    clerks_now: Positive
    clerks: Positive
    sites_in_pct_now: float
    """Protocols accepted by then, of all sites and nights, with what commissions have now."""
    sites_in_pct_at_most: float
    """The same with the most of all that was searched."""
    all_in_at_best: str
    """Estimated: by then all protocols of all commissions are in on as many days as promised, with
    the most of all that was searched."""
    sites_binding: Count
    """Sites because of which other commissions are late with the most of all that was searched."""
    fresh_days: Count = 0
    """Fresh nights of the validation; 0 if there were none."""
    over: Count = 0
    """Certified commissions that were late on clearly more of them than promised."""


@dataclass(frozen=True, kw_only=True)
class PlanSummary(Summary, OfNamedAreas):
    """The summary of a plan."""

    kind: str
    scenario: str
    description: str
    changed: tuple[Change, ...] = ()
    election: ElectionSummary | None = optional()
    """None for the default one."""
    area_names: Mapping[str, str] | None = optional()
    date: Date
    seed: Seed
    replications: Positive
    """Always 1: figures of runs name it."""
    posterior: PosteriorUsed | None = optional()
    """From which each day took its parameters; None for those of the scenario."""
    reported_turnout: bool = False
    """Whether every day has the reported votes, and only who comes differs."""
    sites: Positive
    registered: Positive
    promise: PromiseSummary
    change: tuple[str, ...]
    """What was searched: ``desks``, ``booths``."""
    budget: BudgetSummary | None = optional()
    now: StaffTotals
    planned: StaffTotals
    members_to_add: Count
    members_spare: Count
    sites_more: Count
    sites_fewer: Count
    certified: Count
    not_certified: Count
    too_few_days: Count = 0
    """Sites among them that had no more bad days than promised, with the most desks."""
    binds: Mapping[str, Count]
    """What binds, of the sites that are not certified."""
    site_days: Count
    """Days that were simulated, all sites together."""
    validation: ValidationSummary | None = optional()
    results_by: ResultsBySummary | None = optional()
