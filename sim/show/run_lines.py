"""Lines of the text summaries of runs and ensembles: what was run, how races were decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.language import marked, tr, tr_n
from sim.core.recorded import tr_given
from sim.core.text import interval_text, number_text
from sim.results import interval
from sim.results.labels import (
    MOST_NAMED,
    change_text,
    changed_model,
    convergence_warning,
    day_text,
    idle_text,
    incident_text,
    run_label,
)
from sim.show.table import wrapped

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import TypeVar

    from sim.results import Interval
    from sim.results.summaries import RunSummary
    from sim.results.summaries.shared import Change, WithoutEffect

    T = TypeVar("T")


def band_text(found: Interval[T], text: Callable[[T], str]) -> str:
    """Return a prediction interval in brackets; empty if both ends have the same text.

    >>> from sim.results import Interval
    >>> band_text(Interval(33, 30, 36), str), band_text(Interval(1, 1, 1), str)
    ('(30–36)', '')
    """
    ends = interval_text(text(found.low), text(found.high))
    return f"({ends})" if ends else ""


def with_band(found: Interval[T], text: Callable[[T], str]) -> str:
    """Return a median with its prediction interval in brackets."""
    return f"{text(found.median)} {band_text(found, text)}".rstrip()


def plural_of(found: Interval[float]) -> int:
    """Return the number that decides the plural after a median with its prediction interval.

    >>> from sim.results import Interval
    >>> plural_of(Interval(1, 1, 1)), plural_of(Interval(1, 0, 3)), plural_of(Interval(5, 4, 6))
    (1, 2, 5)
    """
    n = round(found.median)
    return 2 if n == 1 and found.varies else n


def head_lines(summary: RunSummary) -> Iterator[str]:
    """Yield a warning if the chains of the posterior have not converged; then what was run."""
    if warning := convergence_warning(summary):
        yield from wrapped(warning)
    n, run, date = summary.replications, run_label(summary), day_text(summary.date)
    if n > 1:
        text = tr("SIMULATED: {run}, {n} replications ({date})", run=run, n=n, date=date)
    else:
        text = tr("SIMULATED: {run} ({date})", run=run, date=date)
    yield from wrapped(text)


def origin_lines(summary: RunSummary) -> Iterator[str]:
    """Yield the description of the scenario, its changes, and the posterior of its parameters."""
    yield from wrapped(tr_given(summary.description))
    yield from change_lines(summary.changed)
    yield from idle_lines(summary.without_effect)
    if text := changed_model(summary.engine):
        yield from wrapped(text)
    posterior = summary.posterior
    if posterior is not None:
        name = posterior.directory
        text = tr("parameters sampled from the posterior {posterior}", posterior=name)
        if posterior.draw is not None:
            text = tr("{sampled}, draw {number}", sampled=text, number=str(posterior.draw))
        yield from wrapped(text, hanging="")


def idle_lines(settings: Sequence[WithoutEffect]) -> Iterator[str]:
    """Yield the settings that have no effect, and why."""
    for idle in settings:
        text = f"{idle.key}: {idle_text(idle)}"
        yield from wrapped(tr("NO EFFECT: {text}", text=text))
        yield from _about_members(idle.why)


def _about_members(limit: str) -> Iterator[str]:
    """Yield what to do where members limit desks, from why a setting has no effect."""
    if "may not issue" in limit:
        text = tr(
            "each desk needs a member who may issue: add members, too, by an incident "
            "members_added, or desks and members of sites by a file, register.staff"
        )
        yield from wrapped(text, "    ", "")


def change_lines(changed: Sequence[Change]) -> Iterator[str]:
    """Yield all changes, unless the label of the scenario has them in full."""
    texts = [change_text(change, brief=False) for change in changed]
    if len(changed) <= MOST_NAMED and texts == [change_text(change) for change in changed]:
        return
    yield tr("Changed, {n}:", n=len(changed))
    for change, text in zip(changed, texts, strict=True):
        yield from wrapped(f"{text} ({change.key})", "  ")


def staff_line(summary: RunSummary) -> Iterator[str]:
    """Yield the staff of the sites; nothing for results of versions that did not count it."""
    staff = summary.staff
    if staff is not None:
        parts = (
            tr_n("{n} member", "{n} members", staff.members),
            tr_n("{n} desk open at most", "{n} desks open at most", staff.desks_open),
            tr("{hours} desk-hours", hours=number_text(staff.desk_hours)),
        )
        yield from wrapped(tr("Staff: {parts}", parts=", ".join(parts)))


def incident_lines(summary: RunSummary) -> Iterator[str]:
    """Yield the effect of each incident; incidents without effect are marked."""
    if not summary.incidents:
        return
    yield ""
    many = summary.replications > 1
    yield tr("Effects of incidents (medians)") if many else tr("Effects of incidents")
    for incident in summary.incidents:
        text = f"{tr_given(incident.name)}: {incident_text(incident)}"
        yield from wrapped(text if incident.changed else tr("NO EFFECT: {text}", text=text), "  ")
        if not incident.changed:
            yield from _about_members(incident.note)


WAYS = {
    "votes": marked("by votes"),
    "lot": marked("by lot"),
    "unopposed": marked("unopposed"),
    "against_all_leads": marked("with against all ahead"),
    "nobody": marked("without a vote for any candidate"),
    "runoff": marked("with a runoff to come"),
}
"""Names of the values of ``decided``."""
_RARE = {
    "races_against_all_leads": marked("more votes against all than for any candidate"),
    "races_without_winner": marked("nobody elected"),
    "races_exchanged": marked("ballots exchanged so that the reported candidate wins"),
}
"""Counts of races that are shown where there are any."""


def decided_lines(summary: RunSummary) -> Iterator[str]:
    """Yield how races were decided; nothing for results of versions that did not record it."""
    head, *more = decided_texts(summary) or [""]
    yield from wrapped(head)
    for text in more:
        yield from wrapped(text, "  ")


def decided_texts(summary: RunSummary) -> list[str]:
    """Return how races were decided, then rare cases; empty if it was not recorded."""
    if summary.decided is None:
        return []
    counts = {
        words: _count(summary, "decided", way)
        for way, words in WAYS.items()
        if way in summary.decided
    }
    ways = ", ".join(f"{count} {tr(words)}" for words, count in counts.items() if count)
    rare = [
        tr_n("{case} in {number} race", "{case} in {number} races",
             plural_of(interval(summary, key)), case=tr(words), number=number)
        for key, words in _RARE.items()
        if (number := _count(summary, key))
    ]  # fmt: skip
    return [tr("Decided: {ways}", ways=ways), *rare]


def _count(summary: RunSummary, *path: str) -> str:
    """Return a count with its prediction interval; empty where it is 0 in every replication."""
    found = interval(summary, *path)
    return with_band(found, number_text) if found.high else ""
