"""The comparison of results with the first of them, as text for the page."""

from __future__ import annotations

import datetime as dt
import math
import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from sim.comparison import compare, rows_of
from sim.comparison.difference_text import (
    difference_interval,
    difference_text,
    metric_text,
    pairing_effect_text,
)
from sim.comparison.pairing import pairing_text
from sim.comparison.reasons import reason_text
from sim.comparison.regional import regional_metric, regions_by
from sim.core import clock as clocks
from sim.core.language import marked, tr
from sim.core.text import interval_text, number_text, signed_text, unit_text
from sim.reporting.metric_names import metric_name
from sim.reporting.page_tables import ValueText, place_text
from sim.results.schema import TIME, main_metrics
from sim.show.comparison import site_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.comparison import Difference
    from sim.core.types import Json
    from sim.results import RunResults
    from sim.results.summaries import RunSummary
    from sim.results.summaries.comparison import AgainstSummary, ComparisonSummary, ReasonSummary

_HOW = {
    "day": marked("{n} during the day"), "votes": marked("{n} only in votes or later"),
    "night": marked("{n} only at night"),
    "queue": marked("{n} only in the queue at their commission"),
    "register": marked("{n} only in the register"),
}  # fmt: skip


class DifferenceRow(NamedTuple):
    """A metric or a region in the base and in the other result, as text."""

    name: str
    base: ValueText
    other: ValueText
    difference: ValueText
    interval: ValueText
    """Without text where a metric has none."""


class AgainstFirst(NamedTuple):
    """One result compared with the first."""

    letter: str
    pairing: str
    pairing_effect: str
    """What pairing does to the intervals; empty if unpaired."""
    reasons: Sequence[tuple[str, str, str]]
    metrics: Sequence[DifferenceRow]
    metric: str
    """The metric of ``regions``; empty if no region differs."""
    regions: Sequence[DifferenceRow]
    sites: Sequence[str]
    """How many sites differ in which part of the election; empty if unpaired."""
    n_same: int | None
    largest: Sequence[tuple[str, str]]


def comparison_of(results: Sequence[RunResults]) -> ComparisonSummary | None:
    """Return the comparison of results of one country with the first; None for a single one."""
    if len(results) == 1:
        return None
    names = [f"result {number}" for number in range(1, len(results) + 1)]
    first, second, *more = results
    return compare(first, second, *more, names=names).results.summary


def compared(base: RunSummary, summary: ComparisonSummary | None) -> list[AgainstFirst]:
    """Return the differences of each result from the first, ``base``, as text."""
    return [_compared(base, summary, each) for each in summary.against] if summary else []


def _compared(
    base: RunSummary, summary: ComparisonSummary, against: AgainstSummary
) -> AgainstFirst:
    rows = rows_of(against)
    national = [row for row in rows if row.code == base.nation]
    shown = [row for row in national if row.difference != 0 or row.metric in main_metrics()]
    metric = regional_metric(rows, base.nation)
    ranked = regions_by(rows, metric, base.nation) if metric else []
    regions = [row for row in ranked if not row.same]
    sites = against.sites
    return AgainstFirst(
        against.letter,
        pairing_text(against.pairing),
        "" if against.narrowed_by is None else pairing_effect_text(against.narrowed_by),
        _reasons(against.reasons),
        [_row(metric_name(row.metric, base.seats_nomination), row, base.date) for row in shown],
        metric_name(metric, base.seats_nomination) if metric and regions else "",
        [_row(place_text(base, row.code), row, base.date) for row in regions],
        [tr(words, n=n) for how, words in _HOW.items() if (n := getattr(sites, how))]
        if sites
        else [],
        sites.same if sites else None,
        [(site.site, site_text(site)) for site in sites.largest] if sites else [],
    )


def _reasons(reasons: Sequence[ReasonSummary]) -> list[tuple[str, str, str]]:
    """Return the inputs that differ; an empty list does not differ from an absent one."""
    rows = [(each.key, _brief(each.base), _brief(each.other)) for each in reasons]
    return [row for row in rows if {row[1], row[2]} != {"-", "[]"}]


_HASH = re.compile("[0-9a-f]{64}")
_HASH_SHOWN = 12
"""Characters of a hash that tell it from others; the whole is among those of the files."""


def _brief(value: Json) -> str:
    text = reason_text(value)
    return f"{text[:_HASH_SHOWN]}…" if _HASH.fullmatch(text) else text


_WITH_UNIT = ("%", "s")
"""Units of differences that the name of the metric does not have: points, and minutes."""


def _row(name: str, row: Difference, date: str) -> DifferenceRow:
    """Return a metric as text; of durations all are in minutes, as short as some are."""
    in_minutes = row.unit == "s"
    if in_minutes:
        name = name.removesuffix(f", {unit_text('s')}") + f", {unit_text('min')}"
    text_of = _minutes if in_minutes else partial(metric_text, row.unit)
    change = difference_text(row, row.difference, with_unit=row.unit in _WITH_UNIT)
    interval = difference_interval(row)
    if in_minutes:
        change = f"{_signed_minutes(row.difference)} {unit_text('min')}"
        interval = interval and interval_text(*map(_signed_minutes, (row.low, row.high)))
    ends = f"{_plain(row, row.low)} to {_plain(row, row.high)}" if interval else ""
    return DifferenceRow(
        name,
        ValueText(text_of(row.base), value=_plain(row, row.base, date)),
        ValueText(text_of(row.other), value=_plain(row, row.other, date)),
        ValueText(tr("same") if row.same else change, value=_plain(row, row.difference)),
        ValueText(interval, value=ends),
    )


def _minutes(seconds: float) -> str:
    return number_text(seconds / 60, 2)


def _signed_minutes(seconds: float) -> str:
    return signed_text(seconds / 60, 2)


def _plain(row: Difference, value: float, date: str = "") -> str:
    """Return a value as files have it, a duration in minutes.

    Differences of times, which have no ``date``, are in minutes, too.
    """
    if math.isnan(value):
        return ""
    if row.unit == TIME and date:
        return clocks.stamp(dt.date.fromisoformat(date), int(value) * clocks.SECOND_MS)
    return f"{value / 60:.2f}" if row.unit in ("s", TIME) else f"{value:.12g}"
