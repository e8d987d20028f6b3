"""The summary of an ensemble as text that fits 80 columns: medians, and bands in brackets."""

from __future__ import annotations

import datetime as dt
import textwrap
from typing import TYPE_CHECKING, Any

from sim.core import clock
from sim.core.text import counted
from sim.results import Interval, interval
from sim.results.columns import percent, percent_text
from sim.show.lines import (
    NOBODY_WAITED,
    decided_lines,
    head_lines,
    hours_shown,
    incident_lines,
    milestones,
    nobody_waited,
    origin_lines,
    published_lines,
    seats_heading,
    staff_line,
    target_lines,
    targets_heading,
    turnout_lines,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from sim.results import Results

_BREACHES = 20
"""So many broken invariants are listed; the rest is counted."""


def ensemble_text(results: Results) -> str:
    """Return the summary of an ensemble: turnout, targets, seats, waits, night."""
    summary = results.summary
    n_replications = summary["replications"]
    lines = [
        *head_lines(summary, f", {n_replications:,} replications"),
        *origin_lines(summary),
        "Medians; in brackets 5 to 95 in 100 replications, where they differ",
        "",
        *_turnout(summary),
        *_targets(results),
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


def in_brackets(found: Interval, say: Callable[[Any], str]) -> str:
    """Return a band as text; nothing if both of its ends read the same.

    >>> in_brackets(Interval(33, 30, 36), str), in_brackets(Interval(1, 1, 1), str)
    ('(30–36)', '')
    """
    low, high = say(found.low), say(found.high)
    return "" if low == high else f"({low}–{high})"


def with_band(found: Interval, say: Callable[[Any], str]) -> str:
    """Return a median with its band as text."""
    return f"{say(found.median)} {in_brackets(found, say)}".rstrip()


def _number(count: int) -> str:
    return f"{count:,}"


def _turnout(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield the table of turnout; its bands take the place of the registered voters."""
    rows = [
        ("nation", summary, _final(summary)),
        *(
            (region["name"], region, _final(summary, "regions", code))
            for code, region in summary["regions"].items()
        ),
    ]
    if not any(final.varies for _, _, final in rows):
        yield from turnout_lines(summary)
        return
    shown = hours_shown(summary)
    yield f"Turnout, % of {summary['registered']:,} registered"
    yield "(ballots issued by capital time; final: votes cast)"
    head = "".join(f"{hour:>7}" for hour in shown)
    yield f"  {'region':<17}{head}{'final':>8}{'':15}{summary['reference']:>10}"
    for name, row, final in rows:
        at = "".join(f"{percent_text(row['turnout_at'][hour], 1):>7}" for hour in shown)
        published = row.get("turnout_reference_pct")
        known = f"{percent_text(published):>10}" if published is not None else ""
        band = in_brackets(final, percent_text)
        yield f"  {name[:17]:<17}{at}{percent_text(final.median):>8} {band:<14}{known}".rstrip()
    yield from published_lines(summary)


def _final(summary: Mapping[str, Any], *path: str) -> Interval:
    """Return votes cast, per cent of registered."""
    registered = interval(summary, *path, "registered").median
    cast = interval(summary, *path, "cast")
    return Interval(*(float(percent(ballots, registered)) for ballots in cast))


def _targets(results: Results) -> Iterator[str]:
    targets = results.summary["targets"]
    if not targets:
        return
    table = results.tables["replications"]
    share = float((table["targets_met"] == table["targets"]).mean())
    yield ""
    yield (
        f"{targets_heading(results.summary)}: all {len(targets)} values met in "
        f"{per_cent(share)} of replications"
    )
    for target in targets:
        verdict = f"met {per_cent(target['met_share'])}"
        yield from target_lines(target, verdict, widths=(22, 14))


def per_cent(share: float) -> str:
    """Say a share; not all and not nothing unless it is.

    >>> per_cent(0.97), per_cent(0.999), per_cent(1.0)
    ('97 %', '>99 %', '100 %')
    """
    if 0 < share < 0.01:
        return "<1 %"
    return ">99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"


def _seats(summary: Mapping[str, Any]) -> Iterator[str]:
    known = summary["seats_reference"]
    whole = summary["registered_published"] is not None
    yield seats_heading(summary)
    third = "by membership" if whole else ""
    # Only a larger country than ours has bands of more digits, and it has no third column.
    width = 10 if whole else 24
    yield f"  {'party':<34}{'won':>6} {'':{width}}{summary['reference']:>9}{third:>17}".rstrip()
    for party, _ in sorted(summary["seats_nomination"].items(), key=lambda item: -item[1]):
        won = interval(summary, "seats_nomination", party)
        if won.high or (known and known[party]):
            said = f"{known[party]:>9,}" if known else " " * 9
            members = interval(summary, "seats_national", party)
            inside = _in_column(members, width) if whole else ""
            yield f"  {party:<34}{_in_column(won, width)}{said}{inside}".rstrip()


def _in_column(seats: Interval, width: int) -> str:
    return f"{seats.median:>6,} {in_brackets(seats, _number):<{width}}"


def _waits(results: Results) -> Iterator[str]:
    summary = results.summary
    if nobody_waited(results):
        yield NOBODY_WAITED
        return
    yield "Waits at check-in"
    names = {"mean_s": "mean", "p95_s": "95 in 100 at most", "max_s": "longest"}
    for key, name in names.items():
        found = interval(summary, "waits", key)
        yield f"  {name:<19}{_duration(found.median):<13}{in_brackets(found, _duration)}".rstrip()
    line = interval(summary, "waits", "longest_line")
    people = counted(line.median, "person", "people")
    yield f"  {'longest line':<19}{people:<13}{in_brackets(line, _number)}".rstrip()
    left = {
        "turned back": interval(summary, "left_without_ballot", "turned_back"),
        "gave up": interval(summary, "left_without_ballot", "gave_up"),
        "too late": interval(summary, "left_without_ballot", "too_late"),
    }
    if any(found.high for found in left.values()):
        yield "  left without a ballot"
        for name, found in left.items():
            yield f"    {name:<17}{found.median:<13,}{in_brackets(found, _number)}".rstrip()


def _duration(seconds: float) -> str:
    return clock.duration(seconds * clock.SECOND_MS)


def _night(summary: Mapping[str, Any]) -> Iterator[str]:
    date = dt.date.fromisoformat(summary["date"])
    yield "Night, capital time"
    for key, name in milestones(summary).items():
        found = Interval(*map(dt.datetime.fromisoformat, interval(summary, "night", key)))
        days = (found.median.date() - date).days
        later = f" (+{days} d)" if days else ""
        band = in_brackets(found, _clock_beside(found.median, date))
        yield f"  {found.median:%H:%M}{later:<7} {name:<42}{band}".rstrip()
    recounts, returned = (interval(summary, "night", key) for key in ("recounts", "returned"))
    yield (
        f"  {with_band(recounts, _number)} recounts, "
        f"{with_band(returned, _number)} protocols returned"
    )
    late = interval(summary, "night", "counts_over_legal_max")
    if late.high:
        yield f"  warning: {with_band(late, _number)} sites counted longer than the law allows"


def _clock_beside(median: dt.datetime, date: dt.date) -> Callable[[dt.datetime], str]:
    """Return how to say a clock time beside another: with its day if that is another one."""

    def say(at: dt.datetime) -> str:
        days = (at.date() - date).days
        return f"{at:%H:%M}" + (f" +{days} d" if days and at.date() != median.date() else "")

    return say


def _laws(summary: Mapping[str, Any]) -> Iterator[str]:
    laws = summary["invariants"]
    breached = laws["breached"]
    yield f"Invariants: {laws['checked']:,} checks, {len(breached):,} broken"
    for breach in breached[:_BREACHES]:
        yield from textwrap.wrap(
            f"{breach['code']} {breach['text']}: replication {breach['replication']}, "
            f"{', '.join(breach['where'])}",
            78, initial_indent="  ", subsequent_indent="    ",
        )  # fmt: skip
    if len(breached) > _BREACHES:
        yield f"  and {len(breached) - _BREACHES:,} more, see summary.json"
