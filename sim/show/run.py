"""The summary of a run as text that fits 80 columns; results only, no model."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sim.core import clock
from sim.core.text import counted
from sim.show.calibration import calibration_text
from sim.show.comparison import comparison_text
from sim.show.ensemble import ensemble_text
from sim.show.lines import (
    NOBODY_WAITED,
    decided_lines,
    head_lines,
    incident_lines,
    milestones,
    nobody_waited,
    origin_lines,
    seats_heading,
    staff_line,
    target_lines,
    targets_heading,
    turnout_lines,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results import Results


def summary_text(results: Results) -> str:
    """Return the summary of a run or an ensemble: turnout, targets, seats, waits, night.

    A calibration and a comparison have summaries of their own kind.
    """
    summary = results.summary
    if summary.get("kind") == "calibration":
        return calibration_text(results)
    if summary.get("kind") == "comparison":
        return comparison_text(results)
    if summary["replications"] > 1:
        return ensemble_text(results)
    lines = [
        *head_lines(summary),
        *origin_lines(summary),
        "",
        *turnout_lines(summary),
        *_targets(summary),
        "",
        *_seats(summary),
        *decided_lines(summary),
        "",
        *_waits(results),
        *staff_line(summary),
        *_night(summary),
        *incident_lines(summary),
        "",
        *_laws(summary),
    ]
    return "\n".join(lines)


def _targets(summary: Mapping[str, Any]) -> Iterator[str]:
    if not summary["targets"]:
        return
    met = sum(target["met"] for target in summary["targets"])
    yield ""
    yield f"{targets_heading(summary)}: {met} of {len(summary['targets'])} values met"
    for target in summary["targets"]:
        yield from target_lines(target, "met" if target["met"] else "NOT MET", widths=(24, 15))


def _seats(summary: Mapping[str, Any]) -> Iterator[str]:
    known = summary["seats_reference"]
    whole = summary["registered_published"] is not None
    yield seats_heading(summary)
    third = "by membership" if whole else ""
    yield f"  {'party':<36}{'won':>8}{summary['reference']:>10}{third:>15}".rstrip()
    for party, won in sorted(summary["seats_nomination"].items(), key=lambda item: -item[1]):
        if won or (known and known[party]):
            said = f"{known[party]:>10,}" if known else " " * 10
            members = f"{summary['seats_national'][party]:>15,}" if whole else ""
            yield f"  {party:<36}{won:>8,}{said}{members}".rstrip()


def _waits(results: Results) -> Iterator[str]:
    summary = results.summary
    if nobody_waited(results):
        yield NOBODY_WAITED
        return
    waits = summary["waits"]
    yield (
        f"Waits at check-in: mean {_duration(waits['mean_s'])}, "
        f"95 in 100 at most {_duration(waits['p95_s'])}"
    )
    yield (
        f"  longest wait {_duration(waits['max_s'])}, "
        f"longest line {counted(waits['longest_line'], 'person', 'people')}"
    )
    left = summary["left_without_ballot"]
    if any(left.values()):
        yield (
            f"  left without a ballot: {left['turned_back']:,} turned back, "
            f"{left['gave_up']:,} gave up, {left['too_late']:,} too late"
        )


def _duration(seconds: float) -> str:
    return clock.duration(1000 * seconds)


def _night(summary: Mapping[str, Any]) -> Iterator[str]:
    night, date = summary["night"], dt.date.fromisoformat(summary["date"])
    yield "Night, capital time"
    for key, name in milestones(summary).items():
        at = dt.datetime.fromisoformat(night[key])
        days = (at.date() - date).days
        later = f" (+{days} d)" if days else ""
        yield f"  {at:%H:%M}{later:<7} {name}"
    yield f"  {night['recounts']:,} recounts, {night['returned']:,} protocols returned"
    if night.get("discrepant_protocols"):
        n, ballots = night["discrepant_protocols"], night["discrepant_ballots"]
        yield (
            f"  {n:,} {'protocol' if n == 1 else 'protocols'} accepted with a discrepancy: "
            f"{ballots:,} ballots not signed for"
        )
    if night["counts_over_legal_max"]:
        late = night["counts_over_legal_max"]
        yield f"  warning: {late:,} sites counted longer than the law allows"


def _laws(summary: Mapping[str, Any]) -> Iterator[str]:
    laws = summary["invariants"]
    breached = len(laws["breached"])
    yield f"Invariants: {laws['checked']:,} checks, {breached} broken"
    for breach in laws["breached"]:
        yield f"  {breach['code']} {breach['text']}: {', '.join(breach['where'])}"
