"""What a plan says of the night: its tables of commissions and of paths, and their summary."""

# No reference: sums, means and order statistics of simulated nights.

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.planning.nights import PARTS
from sim.planning.promise import reached_on
from sim.results.columns import with_origin
from sim.results.summaries.plan import ResultsBySummary

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

    from sim.core.types import Flags, Ints
    from sim.planning.night_search import FoundNight
    from sim.register import Register
    from sim.results.columns import Table


def night_tables(
    night: FoundNight, register: Register, members_to_add: Ints, date: dt.date
) -> dict[str, Table]:
    """Return the tables ``intake``, a row a commission, and ``paths``, a row a site.

    Parameters
    ----------
    night
        What was found.
    register
        The country.
    members_to_add
        Members whom counting tables need, of each site.
    date
        The election day.
    """
    found, last, now, staff = night.found, _last_at_best(night, register), night.now, night.staff
    midnight, fresh = np.datetime64(date, "s"), night.fresh
    bound = 100 * night.promise.upper_bound(found.days, found.bad, found.n_chosen)
    n = len(register.commission_id)
    intake: Table = with_origin({
        "commission": register.commission_id,
        "sites": np.bincount(register.site_commission, minlength=n),
        "tables_now": now.tables,
        "tables": staff.tables,
        "members_to_add": np.bincount(register.site_commission, members_to_add, n).astype(np.int64),
        "vehicles_now": now.vehicles,
        "vehicles": staff.vehicles,
        "clerks_now": now.clerks,
        "clerks": staff.clerks,
        "clerks_most": night.most.clerks,
        "certified": np.where(found.certified, "yes", "no"),
        "days": found.days,
        "bad_days": found.bad,
        "bad_days_pct_at_most": np.floor(100 * bound) / 100,
        "bad_days_with_less": found.below,
        "bad_days_with_most": (last > night.by).sum(axis=0),
        "all_in_at_best": midnight + _seconds(reached_on(last, night.promise.days)),
        "fresh_days": np.full(n, fresh.nights if fresh else 0),
        "fresh_bad_days": fresh.bad if fresh else np.zeros(n, dtype=np.int64),
        "over": np.where(fresh.over, "yes", "no") if fresh else np.full(n, ""),
    })  # fmt: skip
    return {"intake": intake, "paths": _paths(night, register, date)}


def _seconds(times: Ints) -> NDArray[np.timedelta64]:
    """Return times, ms since midnight, as whole seconds."""
    found: NDArray[np.timedelta64] = (times // clock.SECOND_MS).astype("timedelta64[s]")
    return found


def _last_at_best(night: FoundNight, register: Register) -> Ints:
    """Return the last acceptance with the most of all, shape ``(n, n_commissions)``."""
    best = night.nights.best
    last = np.zeros((len(best), len(register.commission_id)), dtype=np.int64)
    for commission in range(last.shape[1]):
        last[:, commission] = best[:, register.site_commission == commission].max(axis=1)
    return last


def _paths(night: FoundNight, register: Register, date: dt.date) -> Table:
    accepted, nights = night.nights.accepted, night.nights
    n_days, n_sites = accepted.shape
    late_days = (accepted > night.by).sum(axis=0)
    # The middle one of the days on which it is late, which are the last in order of acceptance.
    place, sites = n_days - 1 - np.maximum(late_days - 1, 0) // 2, np.arange(n_sites)
    day = np.argsort(accepted, axis=0, kind="stable")[place, sites]
    parts = nights.parts[day, sites] / clock.SECOND_MS
    midnight = np.datetime64(date, "s")
    closes, at = (midnight + _seconds(times[day, sites]) for times in (nights.closes, accepted))
    return with_origin({
        "site": register.site_id,
        "commission": register.commission_id[register.site_commission],
        "days": np.full(n_sites, n_days),
        "late_days": late_days,
        "late_days_with_most": (nights.best > night.by).sum(axis=0),
        "binds": np.where(binding_sites(night, register), "yes", "no"),
        "closes": closes,
        **{f"{part}_s": parts[:, k] for k, part in enumerate(PARTS)},
        "accepted": at,
    })  # fmt: skip


def binding_sites(night: FoundNight, register: Register) -> Flags:
    """Return the sites because of which their commission is late with the most of all.

    Without these, which are late most often, the others of the commission are in by the time on
    as many of the nights that were run as the promise has good days.
    """
    late = night.nights.best > night.by
    binds = np.zeros(late.shape[1], dtype=bool)
    for commission in np.flatnonzero(~night.found.certified):
        sites = np.flatnonzero(register.site_commission == commission)
        order = sites[np.argsort(-late[:, sites].sum(axis=0), kind="stable")]
        for k, site in enumerate(order):
            if night.promise.allows(len(late), late[:, order[k:]].any(axis=1).sum()):
                break
            binds[site] = True
    return binds


def lacking_days(night: FoundNight, register: Register) -> Flags:
    """Return the commissions that are not certified though no site of them binds."""
    bound = np.bincount(register.site_commission, binding_sites(night, register))
    found: Flags = ~night.found.certified & (bound == 0)
    return found


def results_by_summary(
    night: FoundNight, register: Register, members_to_add: Ints, date: dt.date
) -> ResultsBySummary:
    """Return what the summary of a plan says of the night; see :func:`night_tables`."""
    binds = binding_sites(night, register)
    late_now, late_best = (
        100 * float((times > night.by).mean())
        for times in (night.nights.accepted, night.nights.best)
    )
    fresh, certified = night.fresh, night.found.certified
    return ResultsBySummary(
        time=clock.stamp(date, night.by),
        days=len(night.nights.best),
        change=night.change,
        commissions=len(certified),
        certified=int(certified.sum()),
        members_for_tables=int(members_to_add.sum()),
        vehicles_now=int(night.now.vehicles.sum()),
        vehicles=int(night.staff.vehicles.sum()),
        clerks_now=int(night.now.clerks.sum()),
        clerks=int(night.staff.clerks.sum()),
        too_few_days=int(lacking_days(night, register).sum()),
        sites_in_pct_now=round(100 - late_now, 2),
        sites_in_pct_at_most=round(100 - late_best, 2),
        all_in_at_best=clock.stamp(
            date, int(reached_on(night.nights.best.max(axis=1), night.promise.days))
        ),
        sites_binding=int(binds.sum()),
        fresh_days=fresh.nights if fresh else 0,
        over=int(np.count_nonzero(fresh.over & certified)) if fresh else 0,
    )
