"""The summary of a run as text that fits 80 columns; results only, no model."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, Any

from sim import clock

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results import Results

_HOURS = ("10:00", "12:00", "16:00", "20:00")


def summary_text(results: Results) -> str:
    """Return the summary of a run: turnout, targets, seats, waits, night."""
    summary = results.summary
    lines = [
        f"SIMULATED: {summary['scenario']}, seed {summary['seed']} ({summary['date']})",
        *_wrapped(summary["description"]),
        "",
        *_turnout(summary),
        *_targets(summary),
        "",
        *_seats(summary),
        "",
        *_waits(summary),
        *_night(summary),
        "",
        *_laws(summary),
    ]
    return "\n".join(lines)


def _wrapped(text: str) -> list[str]:
    return textwrap.wrap(text, 78)


def _turnout(summary: Mapping[str, Any]) -> Iterator[str]:
    shown = [hour for hour in _HOURS if hour in summary["turnout_at"]]
    yield "Turnout, % of registered (ballots issued by capital time; final: votes cast)"
    head = "".join(f"{hour:>8}" for hour in shown)
    yield f"  {'region':<17}{'registered':>10}{head}{'final':>8}{summary['reference']:>11}"
    rows = [("nation", summary), *((r["name"], r) for r in summary["regions"].values())]
    for name, row in rows:
        at = "".join(f"{row['turnout_at'][hour]:8.1f}" for hour in shown)
        final = 100 * row["cast"] / row["registered"]
        published = row.get("turnout_reference_pct")
        known = f"{published:11.2f}" if published is not None else " " * 11
        yield f"  {name[:17]:<17}{row['registered']:>10,}{at}{final:8.2f}{known}".rstrip()
    published = summary["registered_published"]
    if published is not None and published != summary["registered"]:
        yield f"  (published for the nation: {published:,} registered; see docs/data.md)"


def _targets(summary: Mapping[str, Any]) -> Iterator[str]:
    if not summary["targets"]:
        return
    met = sum(target["met"] for target in summary["targets"])
    yield ""
    yield f"Reported on the day: {met} of {len(summary['targets'])} figures met"
    for target in summary["targets"]:
        said = _said(target)
        got = (
            f"{target['simulated_count']:,} voters"
            if target["relation"] == "count_at_least"
            else f"{target['simulated_pct']:.2f} %"
        )
        mark = "met" if target["met"] else "NOT MET"
        yield f"  {target['code']} {target['time']}  reported {said:<24} simulated {got:<15} {mark}"


def _said(target: Mapping[str, Any]) -> str:
    if target["relation"] == "count_at_least":
        return f"at least {target['reported_count']:,.0f} voters"
    if target["relation"] == "highest":
        return "highest of all regions"
    value = f"{target['reported_pct']:.2f} %"
    return value if target["relation"] == "equals" else f"at least {value}"


def _seats(summary: Mapping[str, Any]) -> Iterator[str]:
    known = summary["seats_reference"]
    whole = summary["registered_published"] is not None
    yield f"Seats of {summary['races']:,} races"
    third = "by membership" if whole else ""
    yield f"  {'party':<36}{'won':>8}{summary['reference']:>10}{third:>15}".rstrip()
    for party, won in sorted(summary["seats_nomination"].items(), key=lambda item: -item[1]):
        if won or (known and known[party]):
            said = f"{known[party]:>10,}" if known else " " * 10
            members = f"{summary['seats_national'][party]:>15,}" if whole else ""
            yield f"  {party:<36}{won:>8,}{said}{members}".rstrip()


def _waits(summary: Mapping[str, Any]) -> Iterator[str]:
    waits = summary["waits"]
    yield (
        f"Waits at check-in: mean {_duration(waits['mean_s'])}, "
        f"95 in 100 at most {_duration(waits['p95_s'])}"
    )
    yield (
        f"  longest wait {_duration(waits['max_s'])}, longest line {waits['longest_line']:,} people"
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
    names = (
        ("last voter leaves", "last_voter"),
        ("first protocol accepted", "first_protocol"),
        ("half of the ballots counted at the sites", "half_counted"),
        ("half of the ballots in accepted protocols", "half_accepted"),
        ("half of the races called", "half_called"),
        ("last race called", "all_called"),
        ("last protocol accepted", "all_accepted"),
    )
    yield "Night, capital time"
    for name, key in names:
        at = dt.datetime.fromisoformat(night[key])
        days = (at.date() - date).days
        later = f" (+{days} d)" if days else ""
        yield f"  {at:%H:%M}{later:<7} {name}"
    yield f"  {night['recounts']:,} recounts, {night['returned']:,} protocols returned"
    if night["counts_over_legal_max"]:
        late = night["counts_over_legal_max"]
        yield f"  warning: {late:,} sites counted longer than the law allows"


def _laws(summary: Mapping[str, Any]) -> Iterator[str]:
    laws = summary["invariants"]
    breached = len(laws["breached"])
    yield f"Invariants: {laws['checked']:,} checks, {breached} broken"
    for breach in laws["breached"]:
        yield f"  {breach['code']} {breach['text']}: {', '.join(breach['where'])}"
