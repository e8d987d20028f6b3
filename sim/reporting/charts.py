"""Coordinates of the charts as SVG, computed when the page is written: they need no script."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.clock import HOUR_MS
from sim.core.language import tr
from sim.core.text import clock_of, later_text
from sim.reporting.page_tables import is_coded, region_name
from sim.reporting.words import percent
from sim.results.summaries.run import waits_shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

    from sim.core.types import Floats
    from sim.results import RunResults

PANEL_WIDTH, PANEL_HEIGHT = 240, 130
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 8, 8, 20
WAITS_WIDTH, WAITS_HEIGHT = 560, 240


class Curve(NamedTuple):
    """A curve and its band, as SVG paths."""

    path: str
    band: str
    """Empty for a single run."""
    end: str
    """Last value as text; may be empty."""


class ReportedMark(NamedTuple):
    """A reported value on a chart, with its description."""

    x: float
    y: float
    relation: str
    text: str


class AxisTick(NamedTuple):
    """A label on an axis."""

    at: float
    text: str


class TurnoutPanel(NamedTuple):
    """The turnout chart of the nation or a region."""

    code: str
    name: str
    curves: Sequence[Curve]
    marks: Sequence[ReportedMark]
    x_ticks: Sequence[AxisTick]
    y_ticks: Sequence[AxisTick]
    text: str
    """Description for a screen reader."""
    has_code: bool
    """Whether its code stands beside its name, which is another."""
    behind: str = ""
    """How much later or earlier the doors open than in the capital; empty if then."""


def _hours(date: str, stamps: Iterable[np.datetime64]) -> NDArray[np.float64]:
    """Return times as hours since midnight of the day."""
    at = np.array(list(stamps), dtype="datetime64[s]") - np.datetime64(date, "s")
    hours: NDArray[np.float64] = at.astype(np.int64) / 3600
    return hours


class ChartScale(NamedTuple):
    """The axes of a chart, which map values to its coordinates."""

    x: tuple[float, float]
    y_most: float
    width: float
    height: float

    def at(self, x: ArrayLike, y: ArrayLike) -> tuple[Floats, Floats]:
        """Return the coordinates of values on the chart."""
        span = max(self.x[1] - self.x[0], 1e-9)
        left = _LEFT + (np.asarray(x) - self.x[0]) / span * (self.width - _LEFT - _RIGHT)
        inner = self.height - _TOP - _BOTTOM
        return np.round(left, 1), np.round(_TOP + (1 - np.asarray(y) / self.y_most) * inner, 1)

    def path(self, x: ArrayLike, y: ArrayLike) -> str:
        """Return the path of a line through points."""
        return "M" + "L".join(f"{a:g} {b:g}" for a, b in zip(*self.at(x, y), strict=True))

    def band(self, x: ArrayLike, low: ArrayLike, high: ArrayLike) -> str:
        """Return the path of the area between two lines."""
        there = np.concatenate([np.asarray(x), np.asarray(x)[::-1]])
        return self.path(there, np.concatenate([np.asarray(high), np.asarray(low)[::-1]])) + "Z"

    def x_ticks(self, step: int) -> list[AxisTick]:
        """Return ticks at clock times, ``step`` hours apart."""
        first = int(-(-self.x[0] // step) * step)
        hours = range(first, int(self.x[1]) + 1, step)
        return [AxisTick(float(self.at(hour, 0)[0]), f"{hour % 24:02d}") for hour in hours]

    def y_ticks(self, values: Iterable[int]) -> list[AxisTick]:
        """Return ticks at values."""
        return [AxisTick(float(self.at(0, value)[1]), str(value)) for value in values]


def _step(span: float) -> int:
    """Return the hours between ticks that give at most six of them."""
    return next((step for step in (2, 4, 6, 12) if span / step <= 5), 24)


def turnout_panels(results: Sequence[RunResults]) -> list[TurnoutPanel]:
    """Return a chart of turnout by hour for the nation and each region, on the same axes."""
    date = results[0].summary.date
    times = [_hours(date, result.tables["turnout"]["capital_time"]) for result in results]
    first, last = min(t.min() for t in times), max(t.max() for t in times)
    scale = ChartScale((float(first), float(last)), 100, PANEL_WIDTH, PANEL_HEIGHT)
    summary = results[0].summary
    codes = (summary.nation, *summary.regions)
    return [_turnout_panel(results, code, region_name(summary, code), scale) for code in codes]


def _turnout_panel(
    results: Sequence[RunResults], code: str, name: str, scale: ChartScale
) -> TurnoutPanel:
    date = results[0].summary.date
    curves, texts, behind = [], [], ""
    for result in results:
        table = result.tables["turnout"]
        rows = np.flatnonzero(table["code"] == code)
        x, pct = _hours(date, table["capital_time"][rows]), table["turnout_pct"][rows]
        band = ""
        if "turnout_pct_p05" in table:
            band = scale.band(x, table["turnout_pct_p05"][rows], table["turnout_pct_p95"][rows])
        curves.append(Curve(scale.path(x, pct), band, percent(pct[-1])))
        behind = later_text(float((x - _hours(date, table["local_time"][rows]))[0]))
        whole = result.summary
        summary = whole if code == whole.nation else whole.regions[code]
        at = ", ".join(
            tr("{pct} % at {time}", pct=percent(v), time=hour)
            for hour, v in summary.turnout_at.items()
        )
        texts.append(tr("{turnout}; {pct} % at the end", turnout=at, pct=percent(pct[-1])))
    marks = _marks(results[0], code, scale)
    ticks = scale.x_ticks(_step(scale.x[1] - scale.x[0]))
    text = tr("Turnout by hour, {area}: {turnout}", area=name, turnout=" | ".join(texts))
    y_ticks = scale.y_ticks((0, 50, 100))
    has_code = is_coded(results[0].summary, code)
    return TurnoutPanel(code, name, curves, marks, ticks, y_ticks, text, has_code, behind)


def _marks(result: RunResults, code: str, scale: ChartScale) -> list[ReportedMark]:
    """Return the reported values of a region that have a point on the chart."""
    table, marks = result.tables["turnout_reports"], []
    for row in np.flatnonzero(table["code"] == code).tolist():
        relation, reported = str(table["relation"][row]), table["reported"][row]
        if relation not in {"equals", "at_least"}:
            continue
        hour = float(_hours(result.summary.date, [table["capital_time"][row]])[0])
        if scale.x[0] <= hour <= scale.x[1]:
            x, y = scale.at(hour, float(reported))
            text = _reported_text(
                relation, percent(reported), str(table["capital_time"][row])[11:16]
            )
            marks.append(ReportedMark(float(x), float(y), relation, text))
    return marks


def _reported_text(relation: str, pct: str, time: str) -> str:
    if relation == "equals":
        return tr("reported {pct} % at {time}", pct=pct, time=time)
    return tr("reported at least {pct} % at {time}", pct=pct, time=time)


class WaitsChart(NamedTuple):
    """Waiting times by half hour of arrival, of one result."""

    mean: str
    p95: Curve
    x_ticks: Sequence[AxisTick]
    y_ticks: Sequence[AxisTick]


def waits_charts(results: Sequence[RunResults]) -> list[WaitsChart | None]:
    """Return a chart of waiting times for each result, on the same axes, in minutes.

    None for a result in which nobody voted at a site.
    """
    starts = [_starts(result) for result in results]
    waited = [(result, x) for result, x in zip(results, starts, strict=True) if x]
    if not waited:
        return [None] * len(results)
    wait = f"{waits_shown(result.summary for result in results)}wait"
    p95 = f"{wait}_p95_s"
    tops = [_minutes(r, f"{p95}_p95" if _banded(r) else p95).max() for r, _ in waited]
    steps = (1, 2, 5, 10, 20, 30, 60, 120, 240)
    step = next((s for s in steps if max(tops) / s <= 5), 480)
    most = max(1, int(-(-max(tops) // step))) * step
    last = max(max(x) for _, x in waited) + 0.5
    scale = ChartScale((min(min(x) for _, x in waited), last), most, WAITS_WIDTH, WAITS_HEIGHT)
    ticks = range(0, most + 1, step)
    return [
        _waits_chart(result, wait, np.array(x) + 0.25, scale, ticks) if x else None
        for result, x in zip(results, starts, strict=True)
    ]


def _waits_chart(
    result: RunResults, wait: str, x: NDArray[np.float64], scale: ChartScale, ticks: range
) -> WaitsChart:
    mean, p95 = _minutes(result, f"{wait}_mean_s"), _minutes(result, f"{wait}_p95_s")
    band = ""
    if _banded(result):
        low, high = (_minutes(result, f"{wait}_p95_s_{end}") for end in ("p05", "p95"))
        band = scale.band(x, low, high)
    return WaitsChart(
        scale.path(x, mean),
        Curve(scale.path(x, p95), band, ""),
        scale.x_ticks(2),
        scale.y_ticks(ticks),
    )


def _banded(result: RunResults) -> bool:
    return result.summary.replications > 1


def _minutes(result: RunResults, column: str) -> NDArray[np.float64]:
    return result.tables["waits"][column].astype(np.float64) / 60


def _starts(result: RunResults) -> list[float]:
    """Return the hours at which the half hours begin; 24 and more after midnight."""
    texts = result.tables["waits"]["local_time"].tolist()
    return [clock_of(text) / HOUR_MS for text in texts]
