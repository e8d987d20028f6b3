"""The tables of the page: values of the summary as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sim.core import clock
from sim.core.language import named, tr
from sim.core.text import clock_of, clock_text, duration_text
from sim.reporting.words import (
    clock_later,
    number,
    percent,
    plain_number,
    raw,
)
from sim.results import Interval, interval
from sim.results.schema import METRICS, TIME

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sim.reporting.words import Value
    from sim.results import RunResults
    from sim.results.schema import Metric
    from sim.results.summaries import RunSummary

T = TypeVar("T", bound="Value")


class ValueText(NamedTuple):
    """A value and its band, as text; the band is empty where nothing varies."""

    text: str
    band: str = ""
    value: str = ""
    """As files have it, for programs."""


_LARGE = 1000
"""Numbers from which decimals say nothing."""


class Card(NamedTuple):
    """A value of the summary in each result."""

    label: str
    values: Sequence[ValueText]
    note: str = ""


def _card_metrics() -> tuple[Metric, ...]:
    """Return the metrics at the head of the page, in their order."""
    return tuple(sorted((m for m in METRICS if m.card), key=lambda metric: metric.card))


def cards(results: Sequence[RunResults]) -> list[Card]:
    """Return the values at the head of the page."""
    return [
        Card(
            metric.shown,
            [_value(result.summary, metric) for result in results],
            _note(metric, results[0].summary),
        )
        for metric in _card_metrics()
        # Results of earlier versions do not have all of them.
        if all(_is_known(result.summary, metric) for result in results)
    ]


def _is_known(summary: RunSummary, metric: Metric) -> bool:
    """Return whether a summary has the value of a metric."""
    value: object = summary
    for key in metric.path:
        value = None if value is None else getattr(value, key)
    return value is not None


def _note(metric: Metric, summary: RunSummary) -> str:
    return summary.clock_name if metric.unit == TIME else tr(metric.meaning)


def _value(summary: RunSummary, metric: Metric) -> ValueText:
    def text_of(value: Value) -> str:
        if isinstance(value, str):
            return clock_later(value, summary.date)
        seconds = plain_number(value) if metric.unit == "s" else None
        if seconds is not None:
            return duration_text(seconds * clock.SECOND_MS)
        return f"{percent(value)} %" if metric.unit == "%" else _counted(value)

    return banded(interval(summary, *metric.path), text_of)


def _counted(value: Value) -> str:
    """Return a number; a large one without decimals."""
    found = plain_number(value)
    return number(round(found) if found is not None and found >= _LARGE else value)


def banded(of: Interval[T], text_of: Callable[[T], str]) -> ValueText:
    """Return a value and its band as text."""
    return ValueText(
        text_of(of.median),
        tr("{low} to {high}", low=text_of(of.low), high=text_of(of.high)) if of.varies else "",
        raw(of.median),
    )


def region_name(summary: RunSummary, code: str) -> str:
    """Return the name of a region of the result, or of the nation."""
    if code == summary.nation:
        return summary.nation_name.capitalize()
    region = summary.regions.get(code)
    return named(str(region.name)) if region else code


def is_coded(summary: RunSummary, code: str) -> bool:
    """Return whether the code of an area stands beside its name: not that of the nation."""
    region = summary.regions.get(code)
    return code != summary.nation and region is not None and region.name != code


def coded_regions(summary: RunSummary) -> dict[str, str]:
    """Return the names of the regions whose code is not their name, by code."""
    return {code: region_name(summary, code) for code in summary.regions if is_coded(summary, code)}


def time_text(text: str) -> str:
    """Return a local time of a table with the days after the election day.

    >>> time_text("21:30"), time_text("00:30 +1 d")
    ('21:30', '00:30 +1 d')
    """
    return clock_text(clock_of(text), day=True)


def place_text(summary: RunSummary, code: str) -> str:
    """Return the name of a region with its code, or of the nation."""
    name = region_name(summary, code)
    return f"{name} ({code})" if is_coded(summary, code) else name


class RegionRow(NamedTuple):
    """Final values of a region or the nation."""

    name: str
    registered: int
    cast: int
    turnout_pct: float
    reference_pct: float | None
    last_accepted: ValueText
    seats: Sequence[ValueText]


def regions_at_the_end(summary: RunSummary) -> list[RegionRow]:
    """Return the final values of the nation and of each region; seats are by nomination.

    Without seats where no region of a pack has any.
    """
    parties = list(summary.seats_nomination)
    # A race in several regions has its seat in none of them.
    if summary.election and not any(sum(r.seats.values()) for r in summary.regions.values()):
        parties = []
    nation = [banded(interval(summary, "seats_nomination", party), number) for party in parties]
    rows = [
        RegionRow(
            region_name(summary, summary.nation), summary.registered, summary.cast,
            summary.turnout_pct, None,
            _later(summary, summary.night.all_accepted), nation,
        )
    ]  # fmt: skip
    for code, region in summary.regions.items():
        seats = [
            banded(interval(summary, "regions", code, "seats", party), number) for party in parties
        ]
        rows.append(
            RegionRow(
                place_text(summary, code), region.registered, region.cast, region.turnout_pct,
                region.turnout_reference_pct,
                _later(summary, region.last_accepted), seats,
            )
        )  # fmt: skip
    return rows


def _later(summary: RunSummary, stamp: str) -> ValueText:
    return ValueText(clock_later(stamp, summary.date), value=stamp)


class PartySeats(NamedTuple):
    """Seats of one party at the end of the night."""

    party: str
    nomination: ValueText
    national: ValueText | None
    reference: int | None


def seats_at_the_end(summary: RunSummary) -> list[PartySeats]:
    """Return the seats of each party: by nomination, by membership, and published."""
    reference = summary.seats_reference
    # Winners in packs belong to the party that nominated them.
    national = summary.seats_national if summary.election is None else None
    return [
        PartySeats(
            party,
            banded(interval(summary, "seats_nomination", party), number),
            banded(interval(summary, "seats_national", party), number) if national else None,
            reference.get(party) if reference else None,
        )
        for party in summary.seats_nomination
    ]
