"""The lead of a page: a headline and sentences, computed from its results."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from sim.core import clock as clocks
from sim.core.text import counted, duration_text
from sim.reporting.words import clock, nights_in_band, whole_percent
from sim.results import time_interval
from sim.results.elected import outcome_texts, winners_are_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.results import RunResults
    from sim.results.summaries import RunSummary


class Lead(NamedTuple):
    """The lead of a page."""

    headline: str
    sentences: Sequence[str]
    """What happened in the first result; of an ensemble, also how far that is uncertain."""


def lead_of(results: Sequence[RunResults]) -> Lead:
    """Return the lead of the page of some results."""
    first = results[0]
    headline = _alone(first) if len(results) == 1 else _against(first, results[1])
    return Lead(headline, [*_sentences(first), *map(_uncertainty, _ensembles(results))])


def moment_text(stamp: str, date: str, *, after: str = "") -> str:
    """Return the clock time of a moment, and its day if that is not the election day.

    Parameters
    ----------
    stamp, date
        The moment and the election day, as in result files.
    after
        A moment before it in the same sentence; its day is not said again.

    Examples
    --------
    >>> moment_text("2021-07-26T07:03:10", "2021-07-25")
    '07:03 the next day'
    >>> moment_text("2021-07-27T15:14:00", "2021-07-25")
    '15:14 on 27 July'
    >>> moment_text("2021-07-26T07:03:10", "2021-07-25", after="2021-07-26T02:00:00")
    '07:03'
    """
    day = dt.date.fromisoformat(stamp[:10])
    days = (day - dt.date.fromisoformat(date)).days
    if not days or after[:10] == stamp[:10]:
        return clock(stamp)
    return f"{clock(stamp)} {'the next day' if days == 1 else f'on {day.day} {day:%B}'}"


def _alone(result: RunResults) -> str:
    """Return the headline of one result."""
    summary = result.summary
    if not summary.cast:
        return "Nobody voted"
    at = summary.night.all_called
    about = "about " if summary.replications > 1 else ""
    if summary.races == 1:
        name = str(result.tables["races"].get("name", result.tables["races"]["race"])[0])
        outcome = outcome_texts(result)[0].removesuffix(", by votes")
        called = f"called at {about}{moment_text(at, summary.date)}"
        return f"{name[:1].upper()}{name[1:]}: {outcome}, {called}"
    half = summary.night.half_called
    first = moment_text(half, summary.date)
    last = moment_text(at, summary.date, after=half)
    if half[:16] == at[:16]:
        return f"All {summary.races:,} races are called by {about}{first}"
    return f"Half of the races are called by {about}{first}, the last one at {about}{last}"


def _against(first: RunResults, second: RunResults) -> str:
    """Return the headline of two results: how much later the last race is called."""
    one, other = (result.summary.night.all_called for result in (first, second))
    date = dt.date.fromisoformat(first.summary.date)
    later = clocks.unstamp(date, other) - clocks.unstamp(date, one)
    if abs(later) < clocks.MINUTE_MS:
        return f"The last race is called at {clock(one)} in both A and B"
    how = "later" if later > 0 else "earlier"
    about = "about " if first.summary.replications + second.summary.replications > 2 else ""
    return f"The last race is called {about}{_minutes(abs(later))} {how} in B than in A"


def _minutes(ms: int) -> str:
    """Return a duration in hours and minutes.

    >>> _minutes(3_966_000), _minutes(90_000)
    ('1 h 06 min', '2 min')
    """
    return duration_text(ms) if ms >= clocks.HOUR_MS else f"{round(ms / clocks.MINUTE_MS)} min"


def _sentences(result: RunResults) -> list[str]:
    """Return who voted, and who won."""
    summary = result.summary
    if not summary.cast:
        voters = counted(summary.registered, "registered voter")
        return [f"None of {voters} came; {counted(summary.races, 'race')} had no vote."]
    turnout = whole_percent(summary.turnout_pct)
    text = (
        f"{summary.cast:,} of {counted(summary.registered, 'registered voter')} voted, {turnout} %"
    )
    return [f"{text}{_winner(result)}."]


def _winner(result: RunResults) -> str:
    """Return who nominated most winners, after the turnout; empty where that says nothing."""
    summary = result.summary
    seats = {party: n for party, n in summary.seats_nomination.items() if n}
    if summary.races == 1 or not seats:
        return ""
    most, n = max(seats.items(), key=lambda entry: entry[1])
    if list(seats.values()).count(n) > 1:
        return ""
    is_set = winners_are_set(result) and summary.seats_reference is not None
    text = f"; {summary.party_text(most)} nominated {n:,} of {sum(seats.values()):,} winners"
    return text + (", as reported: winners were set to those reported" if is_set else "")


def _ensembles(results: Sequence[RunResults]) -> list[tuple[str, RunSummary]]:
    """Return the summaries of the ensembles, each with its letter if there are several results."""
    letters = "ABCD" if len(results) > 1 else " "
    return [
        (letter.strip(), result.summary)
        for letter, result in zip(letters, results, strict=False)
        if result.summary.replications > 1
    ]


def _uncertainty(one: tuple[str, RunSummary]) -> str:
    """Return in words when the last race is called."""
    letter, summary = one
    found = time_interval(summary, "night", "all_called")
    nights = nights_in_band(summary.replications)
    low, high = found.low, found.high
    last = "the race" if summary.races == 1 else "the last race"
    first = moment_text(low, summary.date)
    until = moment_text(high, summary.date, after=low)
    when = f"at {first}" if first == until else f"between {first} and {until}"
    start = f"{letter}: in" if letter else "In"
    return f"{start} {nights} {last} is called {when}."
