"""Sentences and rows about the night of a plan: results by a time, and the sites that bind."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import marked, tr, tr_n
from sim.core.text import clock_text, joined, percent_text
from sim.show.plan_words import at_most, bad_days, more_days, percent

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.results import PlanResults
    from sim.results.summaries.plan import PlanSummary, ResultsBySummary

_SEARCHED = {
    "tables": marked("counting tables"), "vehicles": marked("vehicles"), "clerks": marked("clerks"),
}  # fmt: skip
_PATH_PARTS = {
    "reading": marked("reading"), "recounts": marked("recounts"), "vehicle": marked("vehicle"),
    "road": marked("road"), "queue": marked("queue"),
}  # fmt: skip
"""Parts of a path that are shown, with their headings; all others are added up."""


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
        else tr_n("{certified} of {n} commission certified",
                  "{certified} of {n} commissions are certified",
                  night.commissions, certified=night.certified)
    )  # fmt: skip
    yield tr(
        "all protocols by {time} on {days} of days: {certified}, with {means}",
        time=by, days=days, certified=certified, means=joined([*_means(night)]),
    )  # fmt: skip
    if night.fresh_days:
        yield _fresh_nights(summary, night)
    if night.certified == night.commissions:
        return
    if n := night.too_few_days:
        yield "; ".join((_commissions_too_few(n, summary), more_days(n, summary)))
    most = joined([tr(_SEARCHED[name]) for name in night.change])
    text = tr(
        "at most {percent} % of sites are in by {time} with the most {what} ({now} % with those "
        "of now)",
        percent=percent_text(night.sites_in_pct_at_most, 1), time=by, what=most,
        now=percent_text(night.sites_in_pct_now, 1),
    )  # fmt: skip
    if night.sites_binding:
        binds = tr_n("this one binds", "these {n} bind", night.sites_binding)
        text = f"{text}; {binds} (paths.csv)"
    yield text
    yield tr(
        "with the most {what} the last protocol of all is in by {time} on {days} of days "
        "(estimated)",
        what=most, time=_clock(night.all_in_at_best, summary), days=days,
    )  # fmt: skip


def _means(night: ResultsBySummary) -> Iterator[str]:
    """Yield what the commissions are planned to have."""
    yield tr_n("{n} clerk ({now} now)", "{n} clerks ({now} now)",
               night.clerks, now=night.clerks_now)  # fmt: skip
    if "vehicles" in night.change:
        yield tr_n("{n} vehicle ({now} now)", "{n} vehicles ({now} now)",
                   night.vehicles, now=night.vehicles_now)  # fmt: skip
    if "tables" in night.change:
        yield tr_n("{n} member more for counting tables", "{n} members more for counting tables",
                   night.members_for_tables)  # fmt: skip


def _fresh_nights(summary: PlanSummary, night: ResultsBySummary) -> str:
    """Return what fresh days say of what was planned."""
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


def path_heading(results: PlanResults) -> tuple[str, ...]:
    """Return the heading of :func:`path_rows`."""
    parts = (tr(_PATH_PARTS[name]) for name in _parts_shown(results))
    return tr("site"), tr("days late"), tr("accepted"), *parts, tr("all else")


def _parts_shown(results: PlanResults) -> list[str]:
    """Return the parts of paths that are shown; waits for vehicles only where there are any."""
    fetched = (results.tables["paths"]["vehicle_s"] > 0).any()
    return [name for name in _PATH_PARTS if fetched or name != "vehicle"]


def path_rows(results: PlanResults, most: int) -> Iterator[tuple[str, ...]]:
    """Yield the sites that bind most often, with the parts of the time until acceptance."""
    if "paths" not in results.tables:
        return
    paths = results.tables["paths"]
    binds = np.flatnonzero(paths["binds"] == "yes")
    order = np.lexsort([-paths[name][binds].astype(np.int64) for name in ("accepted", "late_days")])
    for k in binds[order][:most].tolist():
        lengths = [float(paths[f"{name}_s"][k]) for name in _parts_shown(results)]
        all_of_it = (paths["accepted"][k] - paths["closes"][k]) / np.timedelta64(1, "s")
        times = [_hours_text(seconds) for seconds in (*lengths, all_of_it - sum(lengths))]
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
