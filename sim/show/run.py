"""The summary of a result as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.language import tr
from sim.results.elected import winner_lines
from sim.results.result_kinds import kind_named
from sim.results.translated import shown_in
from sim.show.arrivals import arrival_lines
from sim.show.run_lines import (
    decided_lines,
    head_lines,
    incident_lines,
    origin_lines,
    staff_line,
)
from sim.show.run_night import night_lines
from sim.show.run_turnout import seat_lines, target_lines, turnout_lines
from sim.show.run_waits import wait_lines
from sim.show.table import wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results import Results, RunResults
    from sim.results.summaries import RunSummary

_MOST_BREACHES = 20
"""Broken invariants that are listed; the others are counted."""


def summary_text(results: Results, language: str | None = None) -> str:
    """Return the summary of a result of any kind as text.

    Parameters
    ----------
    results
        Of any kind.
    language
        Code of the language; that which was chosen by default: see :mod:`sim.core.language`.
    """
    with shown_in(results.summary, language):
        return kind_named(results.kind).text.value(results)


def run_text(results: RunResults) -> str:
    """Return the summary of a run as text; for an ensemble medians with prediction intervals."""
    summary = results.summary
    lines = [
        *head_lines(summary),
        *origin_lines(summary),
        *_about_brackets(summary),
        "",
        *turnout_lines(summary),
        *target_lines(results),
        "",
        *_winner_lines(results),
        *seat_lines(summary),
        *decided_lines(summary),
        "",
        *wait_lines(results),
        *staff_line(summary),
        "",
        *night_lines(results),
        *incident_lines(summary),
        "",
        *arrival_lines(results),
        *_invariant_lines(summary),
    ]
    return "\n".join(lines)


def _winner_lines(results: RunResults) -> Iterator[str]:
    """Yield who won; nothing where candidates have no names."""
    if lines := winner_lines(results):
        yield tr("Elected")
        for line in lines:
            yield from wrapped(line, "  ")
        yield ""


def _about_brackets(summary: RunSummary) -> Iterator[str]:
    if summary.replications > 1:
        yield tr("Medians; in brackets 5 to 95 in 100 replications, where they differ")


def _invariant_lines(summary: RunSummary) -> Iterator[str]:
    breached = summary.invariants.breached
    checked = summary.invariants.checked
    yield tr("Invariants: {n} checks, {broken} broken", n=checked, broken=len(breached))
    for breach in breached[:_MOST_BREACHES]:
        where = ", ".join(breach.where)
        if breach.replication is not None:
            where = tr("replication {n}, {where}", n=breach.replication, where=where)
        yield from wrapped(f"{breach.code} {breach.text}: {where}", "  ")
    if len(breached) > _MOST_BREACHES:
        more = len(breached) - _MOST_BREACHES
        yield "  " + tr("and {n} more, see summary.json", n=more)
