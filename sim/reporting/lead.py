"""The lead of a page: a headline and sentences, computed from its results."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, NamedTuple

from sim.core import clock as clocks
from sim.core.language import date_text, marked, named, tr, tr_n
from sim.core.text import duration_text, percent_text
from sim.reporting.words import clock, nights_in_band
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
        A moment before it in the same sentence; its day is not named again.

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
    if days == 1:
        return tr("{time} the next day", time=clock(stamp))
    return tr("{time} on {day}", time=clock(stamp), day=date_text(day, year=False))


def _alone(result: RunResults) -> str:
    """Return the headline of one result."""
    summary = result.summary
    if not summary.cast:
        return tr("Nobody voted")
    at = summary.night.all_called
    if summary.races == 1:
        return _of_one_race(result)
    half = summary.night.half_called
    first, last = moment_text(half, summary.date), moment_text(at, summary.date, after=half)
    if half[:16] == at[:16]:
        return tr_n(
            "All {n} race is called by {time}", "All {n} races are called by {time}",
            summary.races, time=_about(first, summary.replications),
        )  # fmt: skip
    if summary.replications > 1:
        return tr(
            "Half of the races are called by about {half}, the last one at about {last}",
            half=first, last=last,
        )  # fmt: skip
    return tr(
        "Half of the races are called by {half}, the last one at {last}", half=first, last=last
    )


def _about(time: str, replications: int) -> str:
    """Return a time; that of an ensemble is a median."""
    return tr("about {time}", time=time) if replications > 1 else time


def _of_one_race(result: RunResults) -> str:
    """Return the headline of the only race."""
    summary = result.summary
    name = named(str(result.tables["races"].get("name", result.tables["races"]["race"])[0]))
    name = f"{name[:1].upper()}{name[1:]}"
    return tr(
        "{race}: {outcome}, called at {time}",
        race=name,
        outcome=outcome_texts(result)[0].removesuffix(", " + tr("by votes")),
        time=_about(moment_text(summary.night.all_called, summary.date), summary.replications),
    )


def _against(first: RunResults, second: RunResults) -> str:
    """Return the headline of two results: how much later the last race is called."""
    one, other = (result.summary.night.all_called for result in (first, second))
    date = dt.date.fromisoformat(first.summary.date)
    later = clocks.unstamp(date, other) - clocks.unstamp(date, one)
    of_order = _LATER if later > 0 else _EARLIER
    exact, about = _SAME if abs(later) < clocks.MINUTE_MS else of_order
    return tr(
        about if first.summary.replications * second.summary.replications > 1 else exact,
        time=moment_text(one, first.summary.date), duration=_minutes(abs(later)),
    )  # fmt: skip


_SAME = (
    marked("The last race is called at {time} in both A and B"),
    marked("The last race is called at about {time} in both A and B"),
)
"""How two results differ, of runs and with medians of an ensemble."""
_LATER = (
    marked("The last race is called {duration} later in B than in A"),
    marked("The last race is called about {duration} later in B than in A"),
)
_EARLIER = (
    marked("The last race is called {duration} earlier in B than in A"),
    marked("The last race is called about {duration} earlier in B than in A"),
)


def _minutes(ms: int) -> str:
    """Return a duration in hours and minutes.

    >>> _minutes(3_966_000), _minutes(90_000)
    ('1 h 06 min', '2 min')
    """
    if ms >= clocks.HOUR_MS:
        return duration_text(ms)
    return tr("{minutes} min", minutes=round(ms / clocks.MINUTE_MS))


def _sentences(result: RunResults) -> list[str]:
    """Return who voted, and who won."""
    summary = result.summary
    voters = tr_n("{n} registered voter", "{n} registered voters", summary.registered)
    if not summary.cast:
        races = tr_n("{n} race", "{n} races", summary.races)
        return [tr("None of {voters} came; {races} had no vote.", voters=voters, races=races)]
    text = tr(
        "{n} of {voters} voted, {turnout} %",
        n=summary.issued, voters=voters, turnout=percent_text(summary.turnout_pct, 1),
    )  # fmt: skip
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
    who, m = named(most), sum(seats.values())
    if winners_are_set(result) and summary.seats_reference is not None:
        return tr(
            "; {party} nominated {n} of {m} winners, as reported: winners were set to those "
            "reported",
            party=who, n=n, m=m,
        )  # fmt: skip
    if summary.replications > 1:
        # Medians of parties do not add up to the seats.
        winners = filter(None, result.tables["races"]["winner"].tolist())
        m = sum(len(winner.split(";")) for winner in winners)
        return tr("; {party} nominated about {n} of {m} winners", party=who, n=n, m=m)
    return tr("; {party} nominated {n} of {m} winners", party=who, n=n, m=m)


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
    nights, low, high = nights_in_band(summary.replications), found.low, found.high
    first = moment_text(low, summary.date)
    until = moment_text(high, summary.date, after=low)
    if summary.races == 1:
        when = (
            tr("In {nights} the race is called at {first}.", nights=nights, first=first)
            if first == until
            else tr(
                "In {nights} the race is called between {first} and {last}.",
                nights=nights, first=first, last=until,
            )
        )  # fmt: skip
    elif first == until:
        when = tr("In {nights} the last race is called at {first}.", nights=nights, first=first)
    else:
        when = tr(
            "In {nights} the last race is called between {first} and {last}.",
            nights=nights, first=first, last=until,
        )  # fmt: skip
    return f"{letter}: {when[0].lower()}{when[1:]}" if letter else when
