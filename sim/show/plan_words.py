"""Sentences about a plan, for the terminal and for its page."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.language import localized, marked, tr, tr_n
from sim.core.text import (
    duration_text,
    number_text,
    percent_text,
    unit_text,
    wait_text,
)
from sim.results.wording import certified_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.summaries.plan import PlanSummary

_BINDS = {
    "door": marked("the wait at the door before it opens"),
    "desk": marked("desks"),
    "booth": marked("booths"),
    "box": marked("ballot boxes"),
    "hall": marked("hall"),
    "ballots": marked("ballots"),
}


def percent(share: float) -> str:
    """Return a share as per cent with as many decimals as it has, two at most.

    >>> percent(0.95), percent(0.995)
    ('95 %', '99.5 %')
    """
    return localized(f"{100 * share:.2f}".rstrip("0").rstrip(".")) + " %"


def limit_text(max_wait_s: float) -> str:
    """Return a limit of waits.

    >>> limit_text(600.0), limit_text(90.0)
    ('10 min', '90 s')
    """
    minutes = max_wait_s / 60
    if minutes.is_integer():
        return tr("{minutes} min", minutes=number_text(minutes))
    return wait_text(minutes) if minutes < 2 else duration_text(clock.SECOND_MS * max_wait_s)


def promise_text(summary: PlanSummary) -> str:
    """Return what a plan promises, or what waits were weighed by."""
    promise = summary.promise
    limit = limit_text(promise.max_wait_s)
    if summary.budget is not None:
        budget = summary.budget
        return tr(
            "{given} {what} given, {used} used, placed where they keep most voters from waiting "
            "over {limit}",
            given=budget.given, what=unit_text(budget.what), used=budget.used, limit=limit,
        )  # fmt: skip
    sure = tr("at all sites together") if promise.jointly else tr("at each site")
    return tr(
        "{share} of a site's voters wait at most {limit} (door, desk, booth and box), on {days} of "
        "days, with {confidence} confidence {where}",
        share=percent(promise.share), limit=limit, days=percent(promise.days),
        confidence=percent(promise.confidence), where=sure,
    )  # fmt: skip


def days_text(summary: PlanSummary) -> str:
    """Return where the days come from, with a warning where that is too narrow."""
    turnout = tr("turnout reported") if summary.reported_turnout else tr("turnout sampled")
    if summary.posterior is not None:
        name = summary.posterior.directory
        return tr("{turnout}, parameters sampled from {posterior}", turnout=turnout, posterior=name)
    return tr(
        "{turnout}, parameters fixed at those of the scenario, so the promise is for days that go "
        "as it says; --posterior plans for days of other parameters, too",
        turnout=turnout,
    )


def sites_text(summary: PlanSummary) -> str:
    """Return at how many sites what changes."""
    same = summary.sites - summary.sites_more - summary.sites_fewer
    first, *others = map(unit_text, summary.change)
    what = tr("{one} or {other}", one=first, other=others[0]) if others else first
    return tr_n(
        "{n} site with more {what} than now, {fewer} with fewer, {same} as now",
        "{n} sites with more {what} than now, {fewer} with fewer, {same} as now",
        summary.sites_more, what=what, fewer=summary.sites_fewer, same=same,
    )  # fmt: skip


def people_text(summary: PlanSummary) -> str:
    """Return how many members are needed and spare."""
    add = tr_n("{n} member to add", "{n} members to add", summary.members_to_add)
    spare = tr_n(
        "{n} member is spare: no desk, crew or law needs them",
        "{n} members are spare: no desk, crew or law needs them", summary.members_spare,
    )  # fmt: skip
    return f"{add}; {spare}"


def certified_texts(summary: PlanSummary) -> Iterator[str]:
    """Yield how many sites are certified, and what binds at the others."""
    if summary.budget is not None:
        return
    parts = [certified_text(summary.certified, summary.sites)]
    if summary.not_certified:
        parts.append(
            tr_n("{n} is not: it gets what was enough by the days simulated, or all that helps",
                 "{n} are not: they get what was enough by the days simulated, or all that helps",
                 summary.not_certified)
        )  # fmt: skip
        binds = ", ".join(
            tr("{stage} at {n}", stage=tr(_BINDS[stage]), n=n) for stage, n in summary.binds.items()
        )
        if binds:
            parts.append(tr("what binds: {binds}", binds=binds))
        if summary.binds.get("booth") and "booths" not in summary.change:
            parts[-1] += " " + tr("(--change desks,booths plans booths, too)")
    yield "; ".join(parts)
    if summary.too_few_days:
        yield "; ".join((_sites_too_few(summary), more_days(summary.too_few_days, summary)))


def _sites_too_few(summary: PlanSummary) -> str:
    """Return how many sites may be certified on more days."""
    return tr_n(
        "{n} site not certified for lack of days only: it had no more than {bad} bad ones",
        "{n} sites not certified for lack of days only: they had no more than {bad} bad ones",
        summary.too_few_days, bad=percent(1 - summary.promise.days),
    )  # fmt: skip


def more_days(n: int, summary: PlanSummary) -> str:
    """Return that more days may certify so many."""
    most = number_text(summary.promise.most_days)
    return tr_n(
        "more --most-days than {most} may certify it",
        "more --most-days than {most} may certify them", n, most=most,
    )  # fmt: skip


def validation_texts(summary: PlanSummary) -> Iterator[str]:
    """Yield what fresh days say; nothing if there were none."""
    found = summary.validation
    if found is None:
        return
    days = tr_n("on {n} fresh day", "on {n} fresh days", found.days)
    bad = bad_days(summary)
    if summary.budget is not None:
        yield tr_n(
            "{on_days}, {over} of {n} site had clearly more bad days than {bad} %",
            "{on_days}, {over} of {n} sites had clearly more bad days than {bad} %",
            summary.sites, on_days=days, over=found.sites_over, bad=bad,
        )  # fmt: skip
    elif summary.certified:
        text = tr_n(
            "{on_days}, {over} of {n} certified site had clearly more bad days than {bad} %",
            "{on_days}, {over} of {n} certified sites had clearly more bad days than {bad} %",
            summary.certified, on_days=days, over=found.sites_over, bad=bad,
        )  # fmt: skip
        yield "; ".join(filter(None, (text, _expected(summary))))
    if found.others_over:
        yield tr_n(
            "{over} of {n} site without a certificate had clearly more bad days than {bad} %",
            "{over} of {n} sites without a certificate had clearly more bad days than {bad} %",
            summary.not_certified, over=found.others_over, bad=bad,
        )  # fmt: skip
    if found.draws_seen:
        yield tr(
            "on {n} of these days the posterior had no other draws than those of the search",
            n=found.draws_seen,
        )
    yield tr(
        "on {n} of these days {now} % of voters waited over {limit} with the staff of now, "
        "{planned} % with the plan",
        n=found.compared_days, now=percent_text(found.waited_too_long_now_pct),
        limit=limit_text(summary.promise.max_wait_s),
        planned=percent_text(found.waited_too_long_pct),
    )  # fmt: skip


def bad_days(summary: PlanSummary) -> str:
    """Return the per cent of days that may be bad, with as many decimals as it has."""
    pct = 100 * (1 - summary.promise.days)
    decimals = next((n for n in (0, 1) if abs(pct - round(pct, n)) < 0.005), 2)
    return percent_text(pct, decimals)


def _expected(summary: PlanSummary) -> str:
    found = summary.validation
    if found is None or found.expected_at_most is None:
        return ""
    return at_most(found.expected_at_most, summary)


def at_most(expected: float, summary: PlanSummary) -> str:
    """Return how many certificates may be false: by chance, or none with some confidence."""
    if summary.promise.jointly:
        return tr("none, with {share} confidence", share=percent(summary.promise.confidence))
    decimals = 0 if expected >= 10 else 1
    return tr("at most {number} expected", number=number_text(expected, decimals))
