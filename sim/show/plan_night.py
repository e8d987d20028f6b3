"""Sentences and rows about the night of a plan: results by a time, and the sites that bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import tr, tr_n
from sim.core.text import clock_text, percent_text
from sim.show.plan_words import at_most, bad_days, more_days, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.results import PlanResults
    from sim.results.summaries.plan import PlanSummary, ResultsBySummary

_PATH_PARTS = ("reading", "recounts", "road", "queue")
"""Parts of a path that are shown; all others are added up."""


def night_texts(summary: PlanSummary) -> Iterator[str]:
    """Yield what can be had by the time asked for; nothing if none was."""
    night = summary.results_by
    if night is None:
        return
    by, days = _clock(night.time, summary), percent(summary.promise.days)
    certified = (
        tr_n("{certified} of {n} commission is certified",
             "{certified} of {n} commissions is certified",
             night.commissions, certified=night.certified)
        if night.certified == 1
        else tr_n("{certified} of {n} commission are certified",
                  "{certified} of {n} commissions are certified",
                  night.commissions, certified=night.certified)
    )  # fmt: skip
    clerks = tr_n("{n} clerk", "{n} clerks", night.clerks)
    yield tr(
        "all protocols by {time} on {days} of days: {certified}, with {clerks} ({n} now)",
        time=by, days=days, certified=certified, clerks=clerks, n=night.clerks_now,
    )  # fmt: skip
    if night.fresh_days:
        yield _fresh_nights(summary, night)
    if night.certified == night.commissions:
        return
    if n := night.too_few_days:
        yield "; ".join((_commissions_too_few(n, summary), more_days(n, summary)))
    text = tr(
        "at most {percent} % of sites are in by {time} with any number of clerks ({now} % with "
        "those of now)",
        percent=percent_text(night.sites_in_pct_at_most, 1), time=by,
        now=percent_text(night.sites_in_pct_now, 1),
    )  # fmt: skip
    if night.sites_binding:
        binds = tr_n("this one binds", "these {n} bind", night.sites_binding)
        text = f"{text}; {binds} (paths.csv)"
    yield text
    yield tr(
        "with any number of clerks the last protocol of all is in by {time} on {days} of days "
        "(estimated)",
        time=_clock(night.all_in_at_best, summary), days=days,
    )  # fmt: skip


def _fresh_nights(summary: PlanSummary, night: ResultsBySummary) -> str:
    """Return what fresh days say of the planned clerks."""
    promise = summary.promise
    found = tr_n(
        "{on_days}, {over} of {n} certified commission had clearly more late days than {bad} %",
        "{on_days}, {over} of {n} certified commissions had clearly more late days than {bad} %",
        night.certified, over=night.over, bad=bad_days(summary),
        on_days=tr_n("on {n} fresh day", "on {n} fresh days", night.fresh_days),
    )  # fmt: skip
    return f"{found}; {at_most((1 - promise.confidence) * night.certified, summary)}"


def _commissions_too_few(n: int, summary: PlanSummary) -> str:
    """Return how many commissions may be certified on more days."""
    return tr_n(
        "{n} commission not certified for lack of days only: it had no more than {bad} bad ones",
        "{n} commissions not certified for lack of days only: "
        "they had no more than {bad} bad ones",
        n, bad=percent(1 - summary.promise.days),
    )  # fmt: skip


def _clock(time: object, summary: PlanSummary) -> str:
    """Return a time as clock time, with the days after the election day."""
    midnight = np.datetime64(summary.date, "ms")
    at = int((np.datetime64(str(time), "ms") - midnight).astype(np.int64))
    return clock_text(at, day=True)


def path_heading() -> tuple[str, ...]:
    """Return the heading of :func:`path_rows`."""
    return (
        tr("site"), tr("days late"), tr("accepted"), tr("reading"), tr("recounts"), tr("road"),
        tr("queue"), tr("all else"),
    )  # fmt: skip


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
    rest = f"{minutes % 60:02d}"
    return tr("{hours} h {rest}", hours=minutes // 60, rest=rest)
