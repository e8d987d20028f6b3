"""Charts as SVG: points and paths, drawn before the page is opened, so that they need no script."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.report.words import percent
from sim.results import NATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from sim.results import RunResults

PANEL_WIDTH, PANEL_HEIGHT = 240, 130
_LEFT, _RIGHT, _TOP, _BOTTOM = 30, 8, 8, 20
WAITS_WIDTH, WAITS_HEIGHT = 560, 240


class Line(NamedTuple):
    """A curve with its band."""

    path: str
    band: str
    end: str


class Mark(NamedTuple):
    """A reported figure."""

    x: float
    y: float
    relation: str
    said: str


class Tick(NamedTuple):
    """A label on an axis."""

    at: float
    text: str


class Panel(NamedTuple):
    """One small chart."""

    code: str
    name: str
    lines: Sequence[Line]
    marks: Sequence[Mark]
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]
    said: str
    behind: bool = False


def _hours(date: str, stamps: Iterable[Any]) -> NDArray[np.float64]:
    """Return times as hours since midnight of the day."""
    at = np.array(list(stamps), dtype="datetime64[s]") - np.datetime64(date, "s")
    hours: NDArray[np.float64] = at.astype(np.int64) / 3600
    return hours


class Scale(NamedTuple):
    """Where values stand on a chart."""

    x: tuple[float, float]
    y_most: float
    width: float
    height: float

    def at(self, x: Any, y: Any) -> tuple[Any, Any]:
        """Return the point of a value, in units of the drawing."""
        span = max(self.x[1] - self.x[0], 1e-9)
        left = _LEFT + (np.asarray(x) - self.x[0]) / span * (self.width - _LEFT - _RIGHT)
        inner = self.height - _TOP - _BOTTOM
        return np.round(left, 1), np.round(_TOP + (1 - np.asarray(y) / self.y_most) * inner, 1)

    def path(self, x: Any, y: Any) -> str:
        """Return a line through points."""
        return "M" + "L".join(f"{a:g} {b:g}" for a, b in zip(*self.at(x, y), strict=True))

    def band(self, x: Any, low: Any, high: Any) -> str:
        """Return the area between two lines."""
        there = np.concatenate([np.asarray(x), np.asarray(x)[::-1]])
        return self.path(there, np.concatenate([np.asarray(high), np.asarray(low)[::-1]])) + "Z"

    def x_ticks(self, step: int) -> list[Tick]:
        """Return clock times every so many hours."""
        first = int(-(-self.x[0] // step) * step)
        hours = range(first, int(self.x[1]) + 1, step)
        return [Tick(float(self.at(hour, 0)[0]), f"{hour % 24:02d}") for hour in hours]

    def y_ticks(self, values: Iterable[int]) -> list[Tick]:
        """Return labels at values."""
        return [Tick(float(self.at(0, value)[1]), str(value)) for value in values]


def _step(span: float) -> int:
    """Return hours between labels, so that few enough are there to be read."""
    return next((step for step in (2, 4, 6, 12) if span / step <= 5), 24)


def turnout_panels(results: Sequence[RunResults]) -> list[Panel]:
    """Return turnout by hour: the nation, then a panel a region, all with the same axes."""
    date = results[0].summary.date
    times = [_hours(date, result.tables["turnout"]["capital_time"]) for result in results]
    first, last = min(t.min() for t in times), max(t.max() for t in times)
    scale = Scale((float(first), float(last)), 100, PANEL_WIDTH, PANEL_HEIGHT)
    regions = results[0].summary.regions
    names = {NATION: "Nation"} | {code: region.name for code, region in regions.items()}
    return [_turnout_panel(results, code, name, scale) for code, name in names.items()]


def _turnout_panel(results: Sequence[RunResults], code: str, name: str, scale: Scale) -> Panel:
    date = results[0].summary.date
    lines, said, behind = [], [], False
    for result in results:
        table = result.tables["turnout"]
        rows = np.flatnonzero(table["code"] == code)
        x, pct = _hours(date, table["capital_time"][rows]), table["turnout_pct"][rows]
        band = ""
        if "turnout_pct_p05" in table:
            band = scale.band(x, table["turnout_pct_p05"][rows], table["turnout_pct_p95"][rows])
        lines.append(Line(scale.path(x, pct), band, percent(pct[-1])))
        behind |= bool(table["capital_time"][rows[0]] != table["local_time"][rows[0]])
        summary = result.summary if code == NATION else result.summary.regions[code]
        at = ", ".join(f"{percent(v)} % at {hour}" for hour, v in summary.turnout_at.items())
        said.append(f"{at}; {percent(pct[-1])} % at the end")
    marks = _marks(results[0], code, scale)
    ticks = scale.x_ticks(_step(scale.x[1] - scale.x[0]))
    text = f"Turnout by hour, {name}: {' | '.join(said)}"
    y_ticks = scale.y_ticks((0, 50, 100))
    return Panel(code, name, lines, marks, ticks, y_ticks, text, behind)


def _marks(result: RunResults, code: str, scale: Scale) -> list[Mark]:
    """Return what was reported of a region and can be put on the chart."""
    table, marks = result.tables["turnout_reports"], []
    for row in np.flatnonzero(table["code"] == code).tolist():
        relation, reported = str(table["relation"][row]), table["reported"][row]
        if relation not in {"equals", "at_least"}:
            continue
        hour = float(_hours(result.summary.date, [table["capital_time"][row]])[0])
        if scale.x[0] <= hour <= scale.x[1]:
            x, y = scale.at(hour, float(reported))
            least = "" if relation == "equals" else "at least "
            clock = str(table["capital_time"][row])[11:16]
            marks.append(
                Mark(
                    float(x),
                    float(y),
                    relation,
                    f"reported {least}{percent(reported)} % at {clock}",
                )
            )
    return marks


class Waits(NamedTuple):
    """Waits by half hour of arrival, of one result."""

    mean: str
    p95: Line
    x_ticks: Sequence[Tick]
    y_ticks: Sequence[Tick]


def waits_charts(results: Sequence[RunResults]) -> list[Waits | None]:
    """Return a chart a result, all with the same axes; waits in minutes.

    Where nobody waited, since nobody voted at a site, there is None.
    """
    starts = [_starts(result) for result in results]
    waited = [(result, x) for result, x in zip(results, starts, strict=True) if x]
    if not waited:
        return [None] * len(results)
    tops = [_column(r, "p95_s_p95" if _banded(r) else "p95_s").max() / 60 for r, _ in waited]
    steps = (1, 2, 5, 10, 20, 30, 60, 120, 240)
    step = next((s for s in steps if max(tops) / s <= 5), 480)
    most = max(1, int(-(-max(tops) // step))) * step
    last = max(max(x) for _, x in waited) + 0.5
    scale = Scale((min(min(x) for _, x in waited), last), most, WAITS_WIDTH, WAITS_HEIGHT)
    ticks = range(0, most + 1, step)
    return [
        _waits_chart(result, np.array(x) + 0.25, scale, ticks) if x else None
        for result, x in zip(results, starts, strict=True)
    ]


def _waits_chart(result: RunResults, x: NDArray[np.float64], scale: Scale, ticks: range) -> Waits:
    mean, p95 = _column(result, "mean_s") / 60, _column(result, "p95_s") / 60
    band = ""
    if _banded(result):
        low, high = _column(result, "p95_s_p05") / 60, _column(result, "p95_s_p95") / 60
        band = scale.band(x, low, high)
    return Waits(
        scale.path(x, mean),
        Line(scale.path(x, p95), band, ""),
        scale.x_ticks(2),
        scale.y_ticks(ticks),
    )


def _banded(result: RunResults) -> bool:
    return "wait_p95_s_p95" in result.tables["waits"]


def _column(result: RunResults, name: str) -> NDArray[np.float64]:
    return result.tables["waits"][f"wait_{name}"].astype(np.float64)


def _starts(result: RunResults) -> list[float]:
    """Return the hours at which the half hours begin; past 24 after midnight."""
    hours: list[float] = []
    for text in result.tables["waits"]["local_time"].tolist():
        time = dt.time.fromisoformat(text)
        hour = time.hour + time.minute / 60
        hours.append(hour + 24 if hours and hour < hours[-1] else hour)
    return hours
