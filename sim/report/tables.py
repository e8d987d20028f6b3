"""The tables of the page: values of the summary as text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sim.report.words import (
    clock_later,
    number,
    percent,
    share,
    signed,
    signed_count,
)
from sim.results import NATION, Interval, interval

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.core.types import Json
    from sim.results import RunResults
    from sim.results.summaries import RunSummary
    from sim.results.summaries.run import TargetSummary


class ValueText(NamedTuple):
    """A value and its band, as text; the band is empty where nothing varies."""

    text: str
    band: str = ""


class Card(NamedTuple):
    """A value of the summary in each result."""

    label: str
    values: Sequence[ValueText]
    note: str = ""


class TargetRow(NamedTuple):
    """A target as a row of text: the reported value, the simulated one and the verdict."""

    where: str
    time: str
    reported: str
    simulated: ValueText
    residual: ValueText
    met: str
    source: str


_FIGURES: tuple[tuple[str, tuple[str, ...], str, str], ...] = (
    ("Registered voters", ("registered",), "", ""),
    ("Ballots cast", ("cast",), "", ""),
    ("Turnout", ("turnout_pct",), " %", "ballots issued ÷ registered"),
    ("Races", ("races",), "", ""),
    ("Polling sites", ("sites",), "", ""),
    ("Half of the races called", ("night", "half_called"), "", "capital time"),
    ("Last race called", ("night", "all_called"), "", ""),
    ("Last protocol accepted", ("night", "all_accepted"), "", ""),
    ("Wait at check-in, 95 in 100 at most", ("waits", "p95_s"), " s", ""),
    ("Longest wait", ("waits", "max_s"), " s", ""),
    ("Desks open", ("staff", "desks_open"), "", "the most at each site, added up"),
    ("Desk-hours", ("staff", "desk_hours"), "", "within the doors' hours, as planned"),
    ("Commission members", ("staff", "members"), "", "of the precincts, present"),
    ("Protocols returned", ("night", "returned"), "", "for correction"),
    ("Recounts at sites", ("night", "recounts"), "", ""),
)


def cards(results: Sequence[RunResults]) -> list[Card]:
    """Return the values at the head of the page."""
    return [
        Card(label, [_value(result.summary, path, unit) for result in results], note)
        for label, path, unit, note in _FIGURES
        # Results of an earlier version did not count all of them.
        if all(getattr(result.summary, path[0]) is not None for result in results)
    ]


def _value(summary: RunSummary, path: tuple[str, ...], unit: str) -> ValueText:
    def text_of(value: Any) -> str:
        if isinstance(value, str):
            return clock_later(value, summary.date)
        return f"{(percent if unit == ' %' else number)(value)}{unit}"

    return _banded(interval(summary, *path), text_of)


def _banded(of: Interval[Any], text_of: Callable[[Any], str]) -> ValueText:
    return ValueText(
        text_of(of.median), f"{text_of(of.low)} to {text_of(of.high)}" if of.varies else ""
    )


def targets(summary: RunSummary) -> list[TargetRow]:
    """Return the targets of a result with their simulated values."""
    found = []
    for k, target in enumerate(summary.targets):
        bands = [_entry(band, k) for band in (summary.p05, summary.p95)]
        if target.relation == "count_at_least":
            simulated = _of_target(target, bands, "simulated_count", number, "voters")
            residual = _of_target(target, bands, "residual", signed_count, "voters")
        else:
            simulated = _of_target(target, bands, "simulated_pct", percent, "%")
            residual = _of_target(target, bands, "residual", signed, "points")
        found.append(
            TargetRow(
                region_name(summary, target.code), target.time, _reported(target),
                simulated, residual, _met(target), target.source,
            )
        )  # fmt: skip
    return found


def _of_target(
    target: TargetSummary,
    bands: Sequence[Mapping[str, Json]],
    key: str,
    text_of: Callable[[Any], str],
    unit: str,
) -> ValueText:
    median = getattr(target, key)
    low, high = (band.get(key, median) for band in bands)
    text, band = _banded(Interval(median, low, high), text_of)
    return ValueText(f"{text} {unit}", band)


def _entry(band: Mapping[str, Json] | None, k: int) -> Mapping[str, Json]:
    """Return one end of the band of the target with index ``k``; empty where nothing varies."""
    entries = (band or {}).get("targets", [])
    assert isinstance(entries, list)
    entry = entries[k] if k < len(entries) else {}
    assert isinstance(entry, dict)
    return entry


def _reported(target: TargetSummary) -> str:
    if target.relation == "highest":
        return "highest of all regions"
    if target.relation == "count_at_least":
        return f"at least {target.reported_count:,g} voters"
    value = f"{percent(target.reported_pct)} %"
    return value if target.relation == "equals" else f"at least {value}"


def _met(target: TargetSummary) -> str:
    verdict = "yes" if target.met else "no"
    return verdict if target.met_share is None else f"{verdict}, in {share(target.met_share)}"


def region_name(summary: RunSummary, code: str) -> str:
    """Return the name of a region of the result, or of the nation."""
    if code == NATION:
        return "Nation"
    region = summary.regions.get(code)
    return str(region.name) if region else code


class RegionRow(NamedTuple):
    """Final values of a region or the nation."""

    name: str
    registered: int
    cast: int
    turnout_pct: float
    reference_pct: float | None
    last_accepted: str
    seats: Sequence[ValueText]


def regions_at_the_end(summary: RunSummary) -> list[RegionRow]:
    """Return the final values of the nation and of each region; seats are by nomination."""
    parties = list(summary.seats_nomination)
    nation = [_banded(interval(summary, "seats_nomination", party), number) for party in parties]
    rows = [
        RegionRow(
            "Nation", summary.registered, summary.cast, summary.turnout_pct, None,
            clock_later(summary.night.all_accepted, summary.date), nation,
        )
    ]  # fmt: skip
    for code, region in summary.regions.items():
        seats = [
            _banded(interval(summary, "regions", code, "seats", party), number) for party in parties
        ]
        rows.append(
            RegionRow(
                region.name, region.registered, region.cast, region.turnout_pct,
                region.turnout_reference_pct,
                clock_later(region.last_accepted, summary.date), seats,
            )
        )  # fmt: skip
    return rows


class PartySeats(NamedTuple):
    """Seats of one party at the end of the night."""

    party: str
    nomination: ValueText
    national: ValueText | None
    reference: int | None


def seats_at_the_end(summary: RunSummary) -> list[PartySeats]:
    """Return the seats of each party: by nomination, by membership, and published."""
    national, reference = summary.seats_national, summary.seats_reference
    return [
        PartySeats(
            party,
            _banded(interval(summary, "seats_nomination", party), number),
            _banded(interval(summary, "seats_national", party), number) if national else None,
            reference.get(party) if reference else None,
        )
        for party in summary.seats_nomination
    ]
