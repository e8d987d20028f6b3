"""A plan as results that can be saved: summary, tables, manifest."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.day.wait_counts import LEVEL_BOX, LEVEL_DOOR, LEVEL_OVER
from sim.ensemble.replication import pack_used
from sim.planning.paths import night_tables, results_by_summary
from sim.results.columns import SIMULATED, with_origin
from sim.results.held_election import held_election, names_of_areas
from sim.results.manifests import PlanManifest, times_since
from sim.results.result_kinds import PLAN
from sim.results.results import PlanResults
from sim.results.saving import FORMAT, versions
from sim.results.scenario_changes import changes_of
from sim.results.summaries.plan import (
    BudgetSummary,
    PlanSummary,
    PromiseSummary,
    StaffTotals,
    ValidationSummary,
)
from sim.scenario.election import placeless_tree

if TYPE_CHECKING:
    from collections.abc import Collection

    from sim.core.types import Flags, Ints, Names
    from sim.ensemble.posterior_draws import Posterior
    from sim.planning.asked import PlanAsked
    from sim.planning.planned import Planned
    from sim.planning.staff import Change, SiteStaff
    from sim.results.columns import Table
    from sim.scenario import Scenario

_STAGES = next(column.values for column in PLAN.tables["plan"].columns if column.name == "binds")


def plan_results(  # noqa: PLR0913, PLR0917  what was asked beside what was found
    made: Planned,
    scenario: Scenario,
    asked: PlanAsked,
    seed: int,
    posterior: Posterior | None,
    started: float,
) -> PlanResults:
    """Return a plan as results that can be saved, shown and loaded like any other.

    Parameters
    ----------
    made
        The plan.
    scenario, asked, seed, posterior
        What it was made from.
    started
        When it was begun, as returned by ``time.time``.
    """
    tables = {
        "plan": _plan_table(made),
        "regions": _regions_table(made),
        "curve": _curve_table(made, asked.change),
        "validation": _validation_table(made),
    }
    night, register = made.night, made.country.one
    if night is not None:
        to_add = made.to_add_for_tables
        tables |= night_tables(night, register, to_add, scenario.date)
    used = posterior.about() if posterior else None
    changed = changes_of(scenario)
    manifest = PlanManifest(
        origin=SIMULATED,
        format=FORMAT,
        kind=PLAN.name,
        scenario=placeless_tree(scenario),
        changed=changed,
        pack=pack_used(scenario),
        seed=seed,
        posterior=used,
        register_sha256=register.digest(),
        versions=versions(),
        times=times_since(started),
    )
    summary = PlanSummary(
        origin=SIMULATED,
        kind=PLAN.name,
        scenario=scenario.name,
        description=scenario.description,
        changed=changed,
        election=held_election(scenario),
        area_names=names_of_areas(scenario, ()),
        date=scenario.date.isoformat(),
        seed=seed,
        replications=1,
        posterior=used,
        reported_turnout=made.country.scenario.turnout.final == "reported",
        sites=register.n_sites,
        registered=int(register.site_registered.sum()),
        promise=PromiseSummary(
            max_wait_s=asked.max_wait_s, share=asked.share, days=asked.days,
            confidence=asked.confidence, jointly=asked.jointly, most_days=asked.most_days,
        ),
        change=asked.change,
        budget=_budget(made, asked),
        now=_totals(made.now),
        planned=_totals(made.staff),
        members_to_add=int(made.to_add.sum()),
        members_spare=int(made.spare.sum()),
        sites_more=int(made.more.sum()),
        sites_fewer=int(made.fewer.sum()),
        certified=int(made.certified.sum()),
        not_certified=0 if made.found is None else int((~made.certified).sum()),
        too_few_days=0 if made.found is None else int(made.found.too_few_days(made.promise).sum()),
        binds=_what_binds_most(made),
        site_days=made.site_days,
        validation=_validation(made, jointly=asked.jointly),
        results_by=night
        and results_by_summary(night, register, made.to_add_for_tables, scenario.date),
    )  # fmt: skip
    return PlanResults(summary, tables, manifest, scenario=scenario)


def _budget(made: Planned, asked: PlanAsked) -> BudgetSummary | None:
    if asked.budget is None:
        return None
    what, given = asked.budget
    return BudgetSummary(what=what, given=given, used=int(getattr(made.staff, what).sum()))


def _totals(staff: SiteStaff) -> StaffTotals:
    return StaffTotals(**{name: int(column.sum()) for name, column in staff._asdict().items()})


def _binds(made: Planned) -> Names:
    """Return where those who waited too long waited most, at each site, or what made them wait.

    It is empty if nobody did.
    """
    if made.found is None:
        return np.full(made.country.one.n_sites, "")
    sums = made.found.sums
    stage = np.array(_STAGES)[sums[:, LEVEL_DOOR : LEVEL_BOX + 1].argmax(axis=1)]
    has_less = (made.found.below >= 0) | ~made.certified
    stage = np.where(made.other_limits == "", stage, made.other_limits)
    return np.where((sums[:, LEVEL_OVER] > 0) & has_less, stage, "")


def _what_binds_most(made: Planned) -> dict[str, int]:
    """Return how many sites are not certified, by what binds."""
    binds = _binds(made)[~made.certified]
    return {stage: n for stage in _STAGES if (n := int(np.count_nonzero(binds == stage)))}


def _plan_table(made: Planned) -> Table:
    register, found = made.country.one, made.found
    zeros = np.zeros(register.n_sites, dtype=np.int64)
    if found is None:
        certified, bound = np.full(register.n_sites, ""), np.full(register.n_sites, np.nan)
    else:
        certified = np.where(found.certified, "yes", "no")
        # Up to two decimals, so that the bound of a certified site is not rounded above it.
        percent = 100 * made.promise.upper_bound(found.days, found.bad, found.n_chosen)
        bound = np.where(found.days > 0, np.floor(100 * percent) / 100, np.nan)
    return with_origin({
        "site": register.site_id,
        "code": register.region_code[register.site_region],
        "registered": register.site_registered,
        "members_now": made.now.members,
        "desks_now": made.now.desks,
        "booths_now": made.now.booths,
        "members": made.staff.members,
        "desks": made.staff.desks,
        "booths": made.staff.booths,
        "members_to_add": made.to_add,
        "members_spare": made.spare,
        "certified": certified,
        "days": zeros if found is None else found.days,
        "bad_days": zeros if found is None else found.bad,
        "bad_days_pct_at_most": bound,
        "bad_days_with_less": zeros - 1 if found is None else found.below,
        "binds": _binds(made),
    })  # fmt: skip


def _regions_table(made: Planned) -> Table:
    register = made.country.one
    region = register.site_region

    def total(by_site: Ints | Flags) -> Ints:
        sums = np.bincount(region, by_site, register.n_regions).astype(np.int64)
        return np.append(sums.sum(), sums)

    staff = {
        f"{name}{ending}": total(column)
        for ending, which in (("_now", made.now), ("", made.staff))
        for name, column in which._asdict().items()
    }
    return with_origin({
        "code": np.append(register.nation_code, register.region_code),
        "sites": total(np.ones(register.n_sites, dtype=np.int64)),
        "registered": total(register.site_registered),
        "members_now": staff["members_now"],
        "members": staff["members"],
        "members_to_add": total(made.to_add),
        "members_spare": total(made.spare),
        "desks_now": staff["desks_now"],
        "desks": staff["desks"],
        "booths_now": staff["booths_now"],
        "booths": staff["booths"],
        "sites_more": total(made.more),
        "sites_fewer": total(made.fewer),
        "certified": total(made.certified),
    })  # fmt: skip


def _curve_table(made: Planned, change: Collection[Change]) -> Table:
    points = made.curve
    booths = ("booths",) if "booths" in change else ()
    columns = {
        name: np.array([getattr(point, name) for point in points], dtype=np.int64)
        for name in ("desks", *booths, "members", "members_to_add", "sites_not_enough")
    }
    limits = np.array([point.max_wait_ms / clock.SECOND_MS for point in points])
    return with_origin({"max_wait_s": limits, **columns})


def _validation_table(made: Planned) -> Table:
    fresh, register = made.fresh, made.country.one
    n = register.n_sites if fresh else 0
    none = np.zeros(0, dtype=np.int64)
    return with_origin({
        "site": register.site_id[:n],
        "days": np.full(n, fresh.days if fresh else 0),
        "bad_days": fresh.bad if fresh else none,
        "over": np.where(fresh.over, "yes", "no") if fresh else np.array([], dtype=np.str_),
        "compared_days": np.full(n, fresh.compared_days if fresh else 0),
        "voters": fresh.voters if fresh else none,
        "waited_too_long_now": fresh.too_long_now if fresh else none,
        "waited_too_long": fresh.too_long if fresh else none,
    })  # fmt: skip


def _validation(made: Planned, *, jointly: bool) -> ValidationSummary | None:
    fresh, promise = made.fresh, made.promise
    if fresh is None:
        return None
    voters = max(int(fresh.voters.sum()), 1)
    n_sites = len(fresh.bad)
    promised = np.ones(n_sites, dtype=bool) if made.found is None else made.certified
    allowed = (1 - promise.confidence) * (1 if jointly else n_sites)
    return ValidationSummary(
        days=fresh.days,
        draws_seen=fresh.draws_seen,
        sites_over=int(np.count_nonzero(fresh.over & promised)),
        others_over=int(np.count_nonzero(fresh.over & ~promised)),
        expected_at_most=None if made.found is None else round(allowed, 2),
        bad_days_pct=round(100 * float(fresh.bad.sum()) / (fresh.days * n_sites), 3),
        compared_days=fresh.compared_days,
        waited_too_long_now_pct=round(100 * int(fresh.too_long_now.sum()) / voters, 3),
        waited_too_long_pct=round(100 * int(fresh.too_long.sum()) / voters, 3),
    )
