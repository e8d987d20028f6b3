"""The tables of the page: values of the summary as text."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from sim.reporting.words import (
    clock_later,
    number,
    percent,
    share,
    signed,
    signed_count,
)
from sim.results import Interval, interval
from sim.results.schema import METRICS, TIME
from sim.results.wording import quantity_text, value_text

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.core.types import Json
    from sim.reporting.words import Value
    from sim.results import RunResults
    from sim.results.schema import Metric
    from sim.results.summaries import RunSummary
    from sim.results.summaries.run import TargetSummary

T = TypeVar("T")


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
    quantity: str
    """The time of turnout; else what was reported."""
    reported: str
    simulated: ValueText
    residual: ValueText
    met: str
    source: str


def _card_metrics() -> tuple[Metric, ...]:
    """Return the metrics at the head of the page, in their order."""
    return tuple(sorted((m for m in METRICS if m.card), key=lambda metric: metric.card))


def cards(results: Sequence[RunResults]) -> list[Card]:
    """Return the values at the head of the page."""
    return [
        Card(
            metric.label,
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
    return summary.clock_name if metric.unit == TIME else metric.meaning


def _value(summary: RunSummary, metric: Metric) -> ValueText:
    unit = f" {metric.unit}" if metric.unit in {"%", "s"} else ""

    def text_of(value: Value) -> str:
        if isinstance(value, str):
            return clock_later(value, summary.date)
        return f"{(percent if unit == ' %' else number)(value)}{unit}"

    return _banded(interval(summary, *metric.path), text_of)


def _banded(of: Interval[T], text_of: Callable[[T], str]) -> ValueText:
    return ValueText(
        text_of(of.median), f"{text_of(of.low)} to {text_of(of.high)}" if of.varies else ""
    )


def targets(summary: RunSummary) -> list[TargetRow]:
    """Return the targets of a result with their simulated values."""
    return [
        TargetRow(
            _place(summary, target),
            target.time
            or quantity_text(target.what or "", target.item or "", target.contest or ""),
            _reported(target, summary.regions_word),
            *_simulated(target, [_entry(band, k) for band in (summary.p05, summary.p95)]),
            _met(target),
            target.source,
        )
        for k, target in enumerate(summary.targets)
    ]


def _place(summary: RunSummary, target: TargetSummary) -> str:
    """Return the name of the area of a target; its id and level if it is no region."""
    if target.level is None:
        return region_name(summary, target.code)
    return f"{target.code} ({target.level})"


def _simulated(
    target: TargetSummary, bands: Sequence[Mapping[str, Json]]
) -> tuple[ValueText, ValueText]:
    """Return the simulated value of a target and its residual, with their bands."""
    if target.what is not None:
        of_value = partial(value_text, target.what, target.relation)
        of_residual, unit = (
            (signed_count, "seats") if target.what == "seats" else (signed, "points")
        )
        return (
            _of_target(target, bands, "simulated", of_value, ""),
            _of_target(
                target,
                bands,
                "residual",
                of_residual,
                "hours" if target.what == "night" else unit,
            ),
        )
    if target.relation == "count_at_least":
        return (
            _of_target(target, bands, "simulated_count", number, "voters"),
            _of_target(target, bands, "residual", signed_count, "voters"),
        )
    return (
        _of_target(target, bands, "simulated_pct", percent, "%"),
        _of_target(target, bands, "residual", signed, "points"),
    )


def _of_target(
    target: TargetSummary,
    bands: Sequence[Mapping[str, Json]],
    key: str,
    text_of: Callable[[float], str],
    unit: str,
) -> ValueText:
    median: float = getattr(target, key)
    low, high = (_end(band, key, median) for band in bands)
    text, band = _banded(Interval(median, low, high), text_of)
    return ValueText(f"{text} {unit}".rstrip(), band)


def _end(band: Mapping[str, Json], key: str, otherwise: float) -> float:
    """Return a number of one end of a band; another where the band has none."""
    value = band.get(key)
    assert value is None or isinstance(value, int | float)
    return otherwise if value is None else value


def _entry(band: Mapping[str, Json] | None, k: int) -> Mapping[str, Json]:
    """Return one end of the bands of target number ``k``; empty if nothing varies."""
    entries = (band or {}).get("targets", [])
    assert isinstance(entries, list)
    entry = entries[k] if k < len(entries) else {}
    assert isinstance(entry, dict)
    return entry


def _reported(target: TargetSummary, regions: str) -> str:
    if target.relation == "highest":
        return f"highest of {f'level {target.level}' if target.level else f'all {regions}'}"
    if target.relation == "count_at_least":
        return f"at least {target.reported_count:,g} voters"
    if target.what is not None:
        value = value_text(target.what, target.relation, target.reported or 0.0)
    else:
        value = f"{percent(target.reported_pct)} %"
    return value if target.relation == "equals" else f"at least {value}"


def _met(target: TargetSummary) -> str:
    verdict = "yes" if target.met else "no"
    return verdict if target.met_share is None else f"{verdict}, in {share(target.met_share)}"


def region_name(summary: RunSummary, code: str) -> str:
    """Return the name of a region of the result, or of the nation."""
    if code == summary.nation:
        return summary.nation_name.capitalize()
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
    """Return the final values of the nation and of each region; seats are by nomination.

    Without seats where no region of a pack has any.
    """
    parties = list(summary.seats_nomination)
    # A race in several regions has its seat in none of them.
    if summary.election and not any(sum(r.seats.values()) for r in summary.regions.values()):
        parties = []
    nation = [_banded(interval(summary, "seats_nomination", party), number) for party in parties]
    rows = [
        RegionRow(
            region_name(summary, summary.nation), summary.registered, summary.cast,
            summary.turnout_pct, None,
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
    reference = summary.seats_reference
    # Winners in packs belong to the party that nominated them.
    national = summary.seats_national if summary.election is None else None
    return [
        PartySeats(
            party,
            _banded(interval(summary, "seats_nomination", party), number),
            _banded(interval(summary, "seats_national", party), number) if national else None,
            reference.get(party) if reference else None,
        )
        for party in summary.seats_nomination
    ]
