"""The comparison of results with the first of them, as text for the page."""

from __future__ import annotations

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
from sim.core.language import marked, tr
from sim.core.text import unit_text
from sim.reporting.metric_names import metric_name
from sim.reporting.page_tables import place_text
from sim.results.schema import main_metrics
from sim.show.comparison import site_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.comparison import Difference
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
    base: str
    other: str
    difference: str
    interval: str


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
        [_row(metric_name(row.metric, base.seats_nomination), row) for row in shown],
        metric_name(metric, base.seats_nomination) if metric and regions else "",
        [_row(place_text(base, row.code), row) for row in regions],
        [tr(words, n=n) for how, words in _HOW.items() if (n := getattr(sites, how))]
        if sites
        else [],
        sites.same if sites else None,
        [(site.site, site_text(site)) for site in sites.largest] if sites else [],
    )


def _reasons(reasons: Sequence[ReasonSummary]) -> list[tuple[str, str, str]]:
    """Return the inputs that differ; an empty list does not differ from an absent one."""
    rows = [(each.key, reason_text(each.base), reason_text(each.other)) for each in reasons]
    return [row for row in rows if {row[1], row[2]} != {"-", "[]"}]


_LONG_S = 120
"""Seconds from which durations are shown in minutes."""


def _row(name: str, row: Difference) -> DifferenceRow:
    name, row = _in_minutes(name, row)
    values = (metric_text(row.unit, row.base), metric_text(row.unit, row.other))
    change = tr("same") if row.same else difference_text(row, row.difference, with_unit=True)
    return DifferenceRow(name, *values, change, difference_interval(row))


def _in_minutes(name: str, row: Difference) -> tuple[str, Difference]:
    """Return a metric of long durations in minutes, others as they are."""
    if row.unit != "s" or max(abs(row.base), abs(row.other)) < _LONG_S:
        return name, row
    ends = ("base", "other", "difference", "low", "high", "each_low", "each_high")
    values = {end: round(getattr(row, end) / 60, 1) for end in ends}
    return name.removesuffix(f", {unit_text('s')}") + f", {unit_text('min')}", row._replace(
        unit="min", **values
    )
