"""Lines of the text summaries of runs and ensembles: what was run, how races were decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import counted, interval_text, number_text
from sim.results import interval
from sim.results.labels import (
    MOST_NAMED,
    change_text,
    convergence_warning,
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


def head_lines(summary: RunSummary) -> Iterator[str]:
    """Yield a warning if the chains of the posterior have not converged; then what was run."""
    if warning := convergence_warning(summary):
        yield from wrapped(warning)
    n = summary.replications
    runs = f", {n:,} replications" if n > 1 else ""
    yield from wrapped(f"SIMULATED: {run_label(summary)}{runs} ({summary.date})")


def origin_lines(summary: RunSummary) -> Iterator[str]:
    """Yield the description of the scenario, its changes, and the posterior of its parameters."""
    yield from wrapped(summary.description)
    yield from change_lines(summary.changed)
    yield from idle_lines(summary.without_effect)
    if summary.engine not in {"auto", "simpy"}:
        yield from wrapped(f"CHANGED MODEL: the polling day by {summary.engine}, a user's")
    posterior = summary.posterior
    if posterior is not None:
        which = f", draw {posterior.draw}" if posterior.draw is not None else ""
        yield from wrapped(
            f"parameters sampled from the posterior {posterior.directory}{which}", hanging=""
        )


def idle_lines(settings: Sequence[WithoutEffect]) -> Iterator[str]:
    """Yield the settings that have no effect, and why."""
    for idle in settings:
        yield from wrapped(f"NO EFFECT: {idle.key}: {idle.why}")


def change_lines(changed: Sequence[Change]) -> Iterator[str]:
    """Yield all changes, unless the label of the scenario has them in full."""
    texts = [change_text(change, brief=False) for change in changed]
    if len(changed) <= MOST_NAMED and texts == [change_text(change) for change in changed]:
        return
    yield f"Changed, {len(changed):,}:"
    for change, text in zip(changed, texts, strict=True):
        yield from wrapped(f"{text} ({change.key})", "  ")


def staff_line(summary: RunSummary) -> Iterator[str]:
    """Yield the staff of the sites; nothing for results of versions that did not count it."""
    staff = summary.staff
    if staff is not None:
        yield (
            f"Staff: {counted(staff.members, 'member')}, "
            f"{counted(staff.desks_open, 'desk')} open at most, "
            f"{number_text(staff.desk_hours)} desk-hours"
        )


def incident_lines(summary: RunSummary) -> Iterator[str]:
    """Yield the effect of each incident; incidents without effect are marked."""
    if not summary.incidents:
        return
    medians = " (medians)" if summary.replications > 1 else ""
    yield ""
    yield f"Effects of incidents{medians}"
    for incident in summary.incidents:
        mark = "" if incident.changed else "NO EFFECT: "
        yield from wrapped(f"{mark}{incident.name}: {incident_text(incident)}", "  ")


WAYS = {
    "votes": "by votes",
    "lot": "by lot",
    "unopposed": "unopposed",
    "against_all_leads": "with against all ahead",
    "nobody": "without a vote for any candidate",
    "runoff": "with a runoff to come",
}
"""Names of the values of ``decided``."""
_RARE = {
    "races_against_all_leads": "more votes against all than for any candidate",
    "races_without_winner": "nobody elected",
    "races_exchanged": "ballots exchanged so that the reported candidate wins",
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
    ways = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    rare = [(words, _count(summary, key)) for key, words in _RARE.items()]
    return [
        f"Decided: {ways}",
        *(f"{words} in {n} {'race' if n == '1' else 'races'}" for words, n in rare if n),
    ]


def _count(summary: RunSummary, *path: str) -> str:
    """Return a count with its prediction interval; empty where it is 0 in every replication."""
    found = interval(summary, *path)
    return with_band(found, number_text) if found.high else ""
