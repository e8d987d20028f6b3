"""Sentences about a plan, for the terminal and for its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.text import clock_text, counted, duration_text, number_text, percent_text, wait_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.results import PlanResults
    from sim.results.summaries.plan import PlanSummary, ResultsBySummary

_PATH_PARTS = ("reading", "recounts", "road", "queue")
"""Parts of a path that are shown; all others are added up."""
PATH_HEADING = ("site", "days late", "accepted", *_PATH_PARTS, "all else")
"""Of :func:`path_rows`."""
_BINDS = {"door": "the wait at the door before it opens", "desk": "desks", "booth": "booths",
          "box": "ballot boxes"}  # fmt: skip


def percent(share: float) -> str:
    """Return a share as per cent with as many decimals as it has, two at most.

    >>> percent(0.95), percent(0.995)
    ('95 %', '99.5 %')
    """
    return f"{100 * share:.2f}".rstrip("0").rstrip(".") + " %"


def limit_text(max_wait_s: float) -> str:
    """Return a limit of waits.

    >>> limit_text(600.0), limit_text(90.0)
    ('10 min', '90 s')
    """
    minutes = max_wait_s / 60
    if minutes.is_integer():
        return f"{minutes:.0f} min"
    return wait_text(minutes) if minutes < 2 else duration_text(clock.SECOND_MS * max_wait_s)


def promise_text(summary: PlanSummary) -> str:
    """Return what a plan promises, or what waits were weighed by."""
    promise = summary.promise
    limit = limit_text(promise.max_wait_s)
    if summary.budget is not None:
        what, given, used = (getattr(summary.budget, name) for name in ("what", "given", "used"))
        return (
            f"{given:,} {what} given, {used:,} used, placed where they keep most voters from "
            f"waiting over {limit}"
        )
    sure = "at all sites together" if promise.jointly else "at each site"
    return (
        f"{percent(promise.share)} of a site's voters wait at most {limit} (door, desk, booth and "
        f"box), on {percent(promise.days)} of days, with {percent(promise.confidence)} confidence "
        f"{sure}"
    )


def days_text(summary: PlanSummary) -> str:
    """Return where the days come from, with a warning where that is too narrow."""
    turnout = "reported" if summary.reported_turnout else "sampled"
    if summary.posterior is not None:
        return f"turnout {turnout}, parameters sampled from {summary.posterior.directory}"
    return (
        f"turnout {turnout}, parameters fixed at those of the scenario, so the promise is for days "
        "that go as it says; --posterior plans for days of other parameters, too"
    )


def sites_text(summary: PlanSummary) -> str:
    """Return at how many sites what changes."""
    same = summary.sites - summary.sites_more - summary.sites_fewer
    what = " or ".join(summary.change)
    return (
        f"{counted(summary.sites_more, 'site')} with more {what} than now, "
        f"{summary.sites_fewer:,} with fewer, {same:,} as now"
    )


def people_text(summary: PlanSummary) -> str:
    """Return how many members are needed and spare."""
    add = counted(summary.members_to_add, "member")
    spare = counted(summary.members_spare, "member")
    be = "is" if summary.members_spare == 1 else "are"
    return f"{add} to add; {spare} {be} spare: no desk, crew or law needs them"


def certified_texts(summary: PlanSummary) -> Iterator[str]:
    """Yield how many sites are certified, and what binds at the others."""
    if summary.budget is not None:
        return
    text = f"{summary.certified:,} of {counted(summary.sites, 'site')} are certified"
    if summary.not_certified:
        parts = ", ".join(f"{_BINDS[stage]} at {n:,}" for stage, n in summary.binds.items())
        binds = f"; what binds: {parts}" if parts else ""
        hint = ""
        if summary.binds.get("booth") and "booths" not in summary.change:
            hint = " (--change desks,booths plans booths, too)"
        keep = "is not, and keeps its" if summary.not_certified == 1 else "are not, and keep their"
        text += f"; {summary.not_certified:,} {keep} staff{binds}{hint}"
    yield text
    if summary.too_few_days:
        yield _too_few(summary.too_few_days, "site", summary)


def _too_few(n: int, what: str, summary: PlanSummary) -> str:
    """Return that so many may be certified on more days."""
    bad = percent(1 - summary.promise.days)
    had, them = ("it had", "it") if n == 1 else ("they had", "them")
    return (
        f"{counted(n, what)} not certified for lack of days only: {had} no more than {bad} bad "
        f"ones; more --most-days than {summary.promise.most_days:,} may certify {them}"
    )


def night_texts(summary: PlanSummary) -> Iterator[str]:
    """Yield what can be had by the time asked for; nothing if none was."""
    night = summary.results_by
    if night is None:
        return
    by, days = _clock(night.time, summary), percent(summary.promise.days)
    be = "is" if night.certified == 1 else "are"
    yield (
        f"all protocols by {by} on {days} of days: {night.certified:,} of "
        f"{counted(night.commissions, 'commission')} {be} certified, with "
        f"{counted(night.clerks, 'clerk')} ({night.clerks_now:,} now)"
    )
    if night.fresh_days:
        yield _fresh_nights(summary, night)
    if night.certified == night.commissions:
        return
    if night.too_few_days:
        yield _too_few(night.too_few_days, "commission", summary)
    these = "this one binds" if night.sites_binding == 1 else f"these {night.sites_binding:,} bind"
    yield (
        f"at most {percent_text(night.sites_in_pct_at_most, 1)} % of sites are in by {by} with any "
        f"number of clerks ({percent_text(night.sites_in_pct_now, 1)} % with those of now)"
        + (f"; {these} (paths.csv)" if night.sites_binding else "")
    )
    yield (
        "with any number of clerks the last protocol of all is in by "
        f"{_clock(night.all_in_at_best, summary)} on {days} of days (estimated)"
    )


def _fresh_nights(summary: PlanSummary, night: ResultsBySummary) -> str:
    """Return what fresh nights say of the planned clerks."""
    promise = summary.promise
    allowed = (1 - promise.confidence) * (1 if promise.jointly else night.certified)
    expected = f"at most {number_text(allowed, 0 if allowed >= 10 else 1)} expected"
    if promise.jointly:
        expected = f"none, with {percent(promise.confidence)} confidence"
    return (
        f"on {counted(night.fresh_days, 'fresh day')}, {night.over:,} of "
        f"{counted(night.certified, 'certified commission')} had clearly more late days than "
        f"{percent(1 - promise.days)}; {expected}"
    )


def _clock(time: object, summary: PlanSummary) -> str:
    """Return a time as clock time, with the days after the election day."""
    midnight = np.datetime64(summary.date, "ms")
    at = int((np.datetime64(str(time), "ms") - midnight).astype(np.int64))
    return clock_text(at, day=True)


def path_rows(results: PlanResults, most: int) -> Iterator[tuple[str, ...]]:
    """Yield the sites that bind most often, with the parts of the time until acceptance."""
    if "paths" not in results.tables:
        return
    paths = results.tables["paths"]
    binds = np.flatnonzero(paths["binds"] == "yes")
    order = np.lexsort([-paths[name][binds].astype(np.int64) for name in ("accepted", "late_days")])
    for k in binds[order][:most].tolist():
        main = {name: float(paths[f"{name}_s"][k]) for name in _PATH_PARTS}
        all_of_it = (paths["accepted"][k] - paths["closes"][k]) / np.timedelta64(1, "s")
        lengths = (*main.values(), all_of_it - sum(main.values()))
        times = [_hours_text(seconds) for seconds in lengths]
        late = f"{percent_text(100 * paths['late_days'][k] / paths['days'][k], 0)} %"
        accepted = _clock(paths["accepted"][k], results.summary)
        yield str(paths["site"][k]), late, accepted, *times


def _hours_text(seconds: float) -> str:
    """Return a duration in hours and minutes, in one form for a column.

    >>> _hours_text(11_400), _hours_text(240)
    ('3 h 10', '0 h 04')
    """
    minutes = round(seconds / 60)
    return f"{minutes // 60} h {minutes % 60:02d}"


def validation_texts(summary: PlanSummary) -> Iterator[str]:
    """Yield what fresh days say; nothing if there were none."""
    found = summary.validation
    if found is None:
        return
    n = counted(found.days, "fresh day")
    bad = percent_text(100 * (1 - summary.promise.days), 2).rstrip("0").rstrip(".")
    if summary.budget is not None:
        yield (
            f"on {n}, {found.sites_over:,} of {counted(summary.sites, 'site')} had clearly more "
            f"bad days than {bad} %"
        )
    elif summary.certified:
        yield (
            f"on {n}, {found.sites_over:,} of {counted(summary.certified, 'certified site')} had "
            f"clearly more bad days than {bad} %{_expected(summary)}"
        )
    if found.others_over:
        yield (
            f"{found.others_over:,} of {counted(summary.not_certified, 'site')} without a "
            f"certificate had clearly more bad days than {bad} %"
        )
    if found.draws_seen:
        yield (
            f"on {found.draws_seen:,} of these days the posterior had no other draws than those of "
            "the search"
        )
    yield (
        f"on {found.compared_days} of these days {percent_text(found.waited_too_long_now_pct)} % "
        f"of voters waited over {limit_text(summary.promise.max_wait_s)} with the staff of now, "
        f"{percent_text(found.waited_too_long_pct)} % with the plan"
    )


def _expected(summary: PlanSummary) -> str:
    found = summary.validation
    if found is None or found.expected_at_most is None:
        return ""
    if summary.promise.jointly:
        return f"; none, with {percent(summary.promise.confidence)} confidence"
    decimals = 0 if found.expected_at_most >= 10 else 1
    return f"; at most {number_text(found.expected_at_most, decimals)} expected"
