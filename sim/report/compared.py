"""Results held against the first of them, as text for the page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from sim.comparison import compare, rows_of
from sim.comparison.reasons import said
from sim.comparison.regional import regional_metric, regions_by
from sim.comparison.wording import interval_said, step_said, value_said
from sim.report.metric_names import figure_name
from sim.results import NATION
from sim.results.schema import main_metrics
from sim.show.comparison import site_said

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.comparison import Difference
    from sim.results import Results

_MOVED = {
    "day": "by day", "votes": "only in votes or later", "night": "only at night",
    "queue": "only in the line of their commission", "register": "only in the register",
}  # fmt: skip


class Row(NamedTuple):
    """A figure, or a region, in the base and in the other result."""

    name: str
    base: str
    other: str
    step: str
    interval: str


class Compared(NamedTuple):
    """One result against the first."""

    letter: str
    pairing: str
    narrowed_by: float | None
    reasons: Sequence[tuple[str, str, str]]
    figures: Sequence[Row]
    metric: str
    """By which the regions are compared; empty if there is nothing to say about them."""
    regions: Sequence[Row]
    moved: Sequence[tuple[str, int]]
    """Sites that moved, by how; empty where luck moves nearly all."""
    n_same: int | None
    largest: Sequence[tuple[str, str]]


def compared(results: Sequence[Results]) -> list[Compared]:
    """Return the differences of each result from the first.

    Parameters
    ----------
    results
        At least two, of one country.
    """
    names = [f"result {number}" for number in range(1, len(results) + 1)]
    first, second, *more = results
    summary = compare(first, second, *more, names=names).results.summary
    return [_compared(first.summary, summary, against) for against in summary["against"]]


def _compared(
    base: Mapping[str, Any], summary: Mapping[str, Any], against: Mapping[str, Any]
) -> Compared:
    rows = rows_of(against)
    own = [row for row in rows if row.code == NATION]
    shown = [row for row in own if row.difference != 0 or row.metric in main_metrics()]
    metric = regional_metric(rows)
    regions = [row for row in regions_by(rows, metric) if not row.same] if metric else []
    sites = against["sites"]
    return Compared(
        against["letter"],
        against["pairing"],
        against["narrowed_by"],
        _reasons(against["reasons"]),
        [_row(figure_name(row.metric, base), row) for row in shown],
        figure_name(metric, base) if metric and regions else "",
        [_row(summary["regions"][row.code], row) for row in regions],
        [(words, sites[how]) for how, words in _MOVED.items() if sites[how]] if sites else [],
        sites["same"] if sites else None,
        [(site["site"], site_said(site)) for site in sites["largest"]] if sites else [],
    )


def _reasons(reasons: Sequence[Mapping[str, Any]]) -> list[tuple[str, str, str]]:
    """Return what differs; a list that one has empty and the other as tables tells nothing."""
    told = [(each["key"], said(each["base"]), said(each["other"])) for each in reasons]
    return [row for row in told if {row[1], row[2]} != {"-", "[]"}]


def _row(name: str, row: Difference) -> Row:
    values = (value_said(row.unit, row.base), value_said(row.unit, row.other))
    step = "same" if row.same else step_said(row, row.difference, with_unit=True)
    return Row(name, *values, step, interval_said(row))
