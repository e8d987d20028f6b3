"""What a plan says of the night: its tables of clerks and of paths, and their summary."""

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
    from sim.planning.nights import FoundClerks
    from sim.planning.promise import Promise
    from sim.register import Register
    from sim.results.columns import Table


def night_tables(
    night: FoundClerks, promise: Promise, register: Register, date: dt.date
) -> dict[str, Table]:
    """Return the tables ``clerks``, a row a commission, and ``paths``, a row a site."""
    found, last = night.found, _last_at_best(night, register)
    midnight = np.datetime64(date, "s")
    bound = 100 * promise.upper_bound(found.days, found.bad)
    clerks: Table = with_origin({
        "commission": register.commission_id,
        "sites": np.bincount(register.site_commission, minlength=len(night.now)),
        "clerks_now": night.now,
        "clerks": night.clerks,
        "clerks_most": night.most,
        "certified": np.where(found.certified, "yes", "no"),
        "days": found.days,
        "bad_days": found.bad,
        "bad_days_pct_at_most": np.floor(100 * bound) / 100,
        "bad_days_with_less": found.below,
        "bad_days_with_most": (last > night.by).sum(axis=0),
        "all_in_at_best": midnight + _seconds(reached_on(last, promise.days)),
        "fresh_days": np.full(len(night.now), night.fresh.nights if night.fresh else 0),
        "fresh_bad_days": night.fresh.bad if night.fresh else np.zeros_like(night.now),
        "over": np.where(night.fresh.over, "yes", "no") if night.fresh
                else np.full(len(night.now), ""),
    })  # fmt: skip
    return {"clerks": clerks, "paths": _paths(night, promise, register, date)}


def _seconds(times: Ints) -> NDArray[np.timedelta64]:
    """Return times, ms since midnight, as whole seconds."""
    found: NDArray[np.timedelta64] = (times // clock.SECOND_MS).astype("timedelta64[s]")
    return found


def _last_at_best(night: FoundClerks, register: Register) -> Ints:
    """Return the last acceptance with the most clerks, shape ``(n, n_commissions)``."""
    best = night.nights.best
    last = np.zeros((len(best), len(night.now)), dtype=np.int64)
    for commission in range(len(night.now)):
        last[:, commission] = best[:, register.site_commission == commission].max(axis=1)
    return last


def _paths(night: FoundClerks, promise: Promise, register: Register, date: dt.date) -> Table:
    accepted, nights = night.accepted, night.nights
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
        "binds": np.where(binding_sites(night, promise, register), "yes", "no"),
        "closes": closes,
        **{f"{part}_s": parts[:, k] for k, part in enumerate(PARTS)},
        "accepted": at,
    })  # fmt: skip


def binding_sites(night: FoundClerks, promise: Promise, register: Register) -> Flags:
    """Return the sites because of which their commission is late with any number of clerks.

    Without these, which are late most often, the others of the commission are in by the time on
    as many of the nights that were run as the promise has good days.
    """
    late = night.nights.best > night.by
    binds = np.zeros(late.shape[1], dtype=bool)
    for commission in np.flatnonzero(~night.found.certified):
        sites = np.flatnonzero(register.site_commission == commission)
        order = sites[np.argsort(-late[:, sites].sum(axis=0), kind="stable")]
        for k, site in enumerate(order):
            if promise.allows(len(late), late[:, order[k:]].any(axis=1).sum()):
                break
            binds[site] = True
    return binds


def results_by_summary(
    night: FoundClerks, promise: Promise, register: Register, date: dt.date
) -> ResultsBySummary:
    """Return what the summary of a plan says of the night."""
    binds = binding_sites(night, promise, register)
    late_now, late_best = (
        100 * float((times > night.by).mean()) for times in (night.accepted, night.nights.best)
    )
    fresh, certified = night.fresh, night.found.certified
    return ResultsBySummary(
        time=clock.stamp(date, night.by),
        days=len(night.nights.best),
        commissions=len(night.now),
        certified=int(certified.sum()),
        clerks_now=int(night.now.sum()),
        clerks=int(night.clerks.sum()),
        too_few_days=int(night.found.too_few_days(promise).sum()),
        sites_in_pct_now=round(100 - late_now, 2),
        sites_in_pct_at_most=round(100 - late_best, 2),
        all_in_at_best=clock.stamp(
            date, int(reached_on(night.nights.best.max(axis=1), promise.days))
        ),
        sites_binding=int(binds.sum()),
        fresh_days=fresh.nights if fresh else 0,
        over=int(np.count_nonzero(fresh.over & certified)) if fresh else 0,
    )
