"""The summary of a run or an ensemble."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated

from sim.results.brief import Brief
from sim.results.json_shapes import one_of
from sim.results.result_kinds import run_or_ensemble
from sim.results.schema import RELATIONS
from sim.results.summaries.any_kind import Summary
from sim.results.summaries.election import ElectionSummary
from sim.results.summaries.shared import (
    ByHour,
    Change,
    Clock,
    Count,
    Date,
    Positive,
    PosteriorUsed,
    Seats,
    Seed,
    Stamp,
    WithoutEffect,
)
from sim.results.typed_json import AnyJson, optional

OTHER_WHAT = ("final_turnout", "seats", "votes", "incumbents", "night")
"""Kinds of targets other than turnout by hour."""


@dataclass(frozen=True, kw_only=True)
class RegionSummary:
    """One region."""

    name: str
    registered: Positive
    issued: Count
    cast: Count
    turnout_pct: float
    turnout_reference_pct: float | None = None
    """Reported or given turnout, computed from votes cast."""
    turnout_at: ByHour
    seats: Seats
    """By party of nomination."""
    last_accepted: Stamp


@dataclass(frozen=True, kw_only=True)
class LeftWithoutBallot:
    """Voters who came and left without a ballot."""

    turned_back: Count
    """Balked: left at once because of the queue, and did not return."""
    gave_up: Count
    """Reneged: left the queue."""
    too_late: Count
    """Came again after closing, or were not served when the doors closed."""

    @property
    def any(self) -> bool:
        """Whether there are any."""
        return bool(self.turned_back or self.gave_up or self.too_late)


@dataclass(frozen=True, kw_only=True)
class WaitsSummary:
    """Waiting times of all voters of all sites: for a check-in desk, and whole waits."""

    mean_s: float
    p50_s: float
    p95_s: float
    max_s: float
    longest_line: Count
    over_30_min: Count
    """Of waits for a desk."""
    whole_mean_s: float | None = optional()
    """Mean whole wait: at the door before it opens, for a desk, a booth and a box; the following
    are its quantiles and its parts, besides ``mean_s``."""
    whole_p50_s: float | None = optional()
    whole_p95_s: float | None = optional()
    whole_max_s: float | None = optional()
    door_mean_s: float | None = optional()
    booth_mean_s: float | None = optional()
    box_mean_s: float | None = optional()
    longest_booth_queue: Count | None = optional()
    long_or_left: Count | None = optional()
    """Whose whole wait was over ten minutes, or who left without a ballot."""
    long_or_left_pct: float | None = optional()
    """The same in per cent of those who voted at a site or left."""

    @property
    def shown(self) -> str:
        """Return the prefix of metrics and columns of the waits to show.

        ``whole_``; or nothing if only waits for a desk are known, as in earlier results.
        """
        return "" if self.whole_mean_s is None else "whole_"


def waits_shown(summaries: Iterable[RunSummary]) -> str:
    """Return the prefix of the waits that all results have: see :attr:`WaitsSummary.shown`."""
    return min(summary.waits.shown for summary in summaries)


@dataclass(frozen=True, kw_only=True)
class StaffSummary:
    """Members of commissions, desks and desk-hours of all sites together, and their use."""

    members: Count
    desks_open: Count
    desk_hours: float
    desks_busy_pct: float | None = optional()
    booths_busy_pct: float | None = optional()


@dataclass(frozen=True, kw_only=True)
class NightSummary:
    """Milestones of the night, and counts of recounts, returned protocols and discrepancies."""

    last_voter: Stamp
    first_protocol: Stamp
    first_called: Stamp
    half_counted: Stamp
    half_accepted: Stamp
    half_called: Stamp
    sites_99_accepted: Stamp | None = optional()
    all_called: Stamp
    all_accepted: Stamp
    recounts: Count
    returned: Count
    lead_changes: Count
    counts_over_legal_max: Count
    discrepant_protocols: Count | None = optional()
    discrepant_ballots: Count | None = optional()


@dataclass(frozen=True, kw_only=True)
class IncidentSummary:
    """The effect of an incident."""

    name: str
    kind: str
    of: str
    """``sites`` or ``commissions``."""
    matched: Count
    """Number of sites or commissions that met its conditions."""
    affected: Count
    """Number of those that it affects, a random share of them."""
    changed: Count
    """Number of those where it had an effect."""
    note: str
    """Why it had no effect, or a remark; may be empty."""


@dataclass(frozen=True, kw_only=True)
class TargetSummary:
    """A target and its simulated value; turnout by hour has other keys than other targets."""

    code: str
    level: str | None = optional()
    """Level of the area; None where the target gives none."""
    contest: str | None = optional()
    """Of the votes; None where the target gives none."""
    what: Annotated[str, one_of(*OTHER_WHAT)] | None = optional()
    """None for turnout by hour."""
    item: str | None = optional()
    time: Clock | None = None
    """Clock time of turnout by hour; else None."""
    relation: Annotated[str, one_of(*RELATIONS)]
    reported: float | None = optional()
    within: float | None = optional()
    simulated: float | None = optional()
    reported_pct: float | None = None
    reported_count: float | None = None
    within_pct: float | None = None
    simulated_pct: float | None = None
    simulated_count: int | None = None
    residual: float
    met: bool
    source: str
    met_share: float | None = optional()
    """Share of the replications that meet it; only in an ensemble."""


@dataclass(frozen=True, kw_only=True)
class Breach:
    """An invariant that does not hold."""

    code: str
    text: str
    where: tuple[str, ...]
    replication: Count | None = optional()


@dataclass(frozen=True, kw_only=True)
class InvariantsSummary:
    """The checks of invariants, and those that failed."""

    checked: Count
    breached: tuple[Breach, ...]
    laws: Mapping[str, Count]
    """Number of checks by code of the invariant."""


@dataclass(frozen=True, kw_only=True, repr=False)
class RunSummary(Brief, Summary):
    """The summary of a run, or of an ensemble: then values are medians, with bands."""

    scenario: str
    description: str
    changed: tuple[Change, ...] = ()
    without_effect: tuple[WithoutEffect, ...] = ()
    election: ElectionSummary | None = optional()
    """None for the default one."""
    date: Date
    seed: Seed
    replications: Positive
    replication: Count | None = optional()
    """Which one of an ensemble with this seed a single run is; None for the first, number 0."""
    engine: str
    simpy_sites: Count
    reference: str
    """``reported`` or ``given``: the origin of the values shown beside the simulated ones."""
    sites: Positive
    races: Positive
    registered: Positive
    registered_published: Count | None
    issued: Count
    cast: Count
    turnout_pct: float
    turnout_at: ByHour
    regions: Mapping[str, RegionSummary]
    seats_nomination: Seats
    seats_national: Seats
    """By party membership."""
    seats_reference: Seats | None
    decided: Mapping[str, Count] | None = optional()
    races_against_all_leads: Count | None = optional()
    races_without_winner: Count | None = optional()
    races_exchanged: Count | None = optional()
    incumbents_won_share: float
    left_without_ballot: LeftWithoutBallot
    waits: WaitsSummary
    staff: StaffSummary | None = optional()
    night: NightSummary
    incidents: tuple[IncidentSummary, ...] = ()
    targets: tuple[TargetSummary, ...]
    targets_left_out: Positive | None = optional()
    """Number of reported values of the whole, where the run is of some of its regions."""
    invariants: InvariantsSummary
    posterior: PosteriorUsed | None = optional()
    night_chance: Mapping[str, Stamp] | None = optional()
    """Milestones of the same night with the parameters of the scenario, where those of the night
    are sampled: between replications they differ by chance alone."""
    p05: Mapping[str, AnyJson] | None = optional()
    """5 % quantiles of values that vary, nested as in the summary; only in an ensemble."""
    p95: Mapping[str, AnyJson] | None = optional()
    """95 % quantiles of values that vary, in the same way."""

    @property
    def kind(self) -> str:
        """``run`` or ``ensemble``."""
        return run_or_ensemble(self.replications).name
