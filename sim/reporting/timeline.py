"""The time line: turnout by day, accepted protocols by night, incidents below."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.language import date_text
from sim.core.text import capitalized
from sim.reporting.assumptions import IncidentEntry, incidents
from sim.reporting.words import clock
from sim.results.labels import incident_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.core.types import Times
    from sim.results import RunResults
    from sim.results.columns import Table
    from sim.results.summaries.run import IncidentSummary


_HOURS = (2, 3, 4, 6, 12, 24)


class Lane(NamedTuple):
    """An incident and its position, per cent of the width."""

    incident: IncidentEntry
    x: float
    width: float
    effect: str
    """Its effect as text; empty for results of versions that did not record it."""
    without_effect: bool


class Timeline(NamedTuple):
    """A time line; positions are per cent of its width, curves are paths on 1000 × 100 units."""

    day: str
    night: str
    day_fan: str
    """Band of the turnout of an ensemble; empty for a single run, like ``night_fan``."""
    night_fan: str
    night_from: float
    cursor: float
    """Position of the last frame."""
    ticks: Sequence[tuple[float, str]]
    lanes: Sequence[Lane]


class Span(NamedTuple):
    """The time from the opening of the sites to the last frame, of all results."""

    first: np.datetime64
    last: np.datetime64

    def x(self, at: Times | np.datetime64) -> NDArray[np.float64]:
        """Return the positions of times, per cent of the width."""
        part = (at - self.first) / (self.last - self.first)
        position: NDArray[np.float64] = np.round(100 * np.clip(part, 0, 1), 3)
        return position


def span_of(results: Sequence[RunResults], frames: Times) -> Span:
    """Return the span that the time line covers."""
    day = [result.tables["turnout"]["capital_time"] for result in results]
    first = min(*(times.min() for times in day), frames[0])
    return Span(first, max(*(times.max() for times in day), frames[-1]))


def timeline_of(result: RunResults, span: Span, last: np.datetime64) -> Timeline:
    """Return the time line of one result, with the cursor at the last frame."""
    nation = result.summary.nation
    turnout, night = (
        {name: column[table["code"] == nation] for name, column in table.items()}
        for table in (_until_empty(result), result.tables["night"])
    )
    hours = (span.last - span.first) / np.timedelta64(1, "h")
    step = next((step for step in _HOURS if hours / step <= 7), 48)
    midnight = span.first.astype("datetime64[D]").astype("datetime64[s]")
    at = np.arange(midnight, span.last + np.timedelta64(1, "s"), np.timedelta64(step, "h"))
    at = at[at >= span.first]
    return Timeline(
        _area(span, turnout, "turnout_pct"),
        _area(span, night, "accepted_pct"),
        _fan(span, turnout, "turnout_pct"),
        _fan(span, night, "accepted_pct"),
        float(span.x(night["capital_time"][0])),
        float(span.x(last)),
        _ticks(span, at),
        _lanes(result, span),
    )


def _ticks(span: Span, at: Times) -> list[tuple[float, str]]:
    """Return the ticks of the axis: clock times; of several midnights each is a date."""
    of_midnight = at == at.astype("datetime64[D]")
    dated = of_midnight & (of_midnight.sum() > 1)
    texts = [
        date_text(time.astype("datetime64[D]").item(), year=False) if is_date else clock(time)
        for time, is_date in zip(at, dated, strict=True)
    ]
    return list(zip(span.x(at).tolist(), texts, strict=True))


def _until_empty(result: RunResults) -> Table:
    """Return turnout until the last site is empty, or for as long as it rises."""
    table = result.tables["turnout"]
    times, pct = table["capital_time"], table["turnout_pct"]
    of_nation = table["code"] == result.summary.nation
    rising = times[of_nation][int(np.argmax(pct[of_nation]))]
    empty = np.datetime64(result.summary.night.last_voter, "s")
    later = times[of_nation & (times >= empty)]
    last = max(rising, later.min() if len(later) else times.max())
    return {name: column[times <= last] for name, column in table.items()}


def _area(span: Span, table: Table, column: str) -> str:
    """Return the path of the area below a curve."""
    x, pct = span.x(table["capital_time"]), table[column]
    return f"M{10 * x[0]:g} 100L{_points(x, pct)}L{10 * x[-1]:g} 100Z"


def _fan(span: Span, table: Table, column: str) -> str:
    """Return the path of the area between the ends of the band; empty for a single run."""
    if f"{column}_p05" not in table:
        return ""
    x, low, high = span.x(table["capital_time"]), table[f"{column}_p05"], table[f"{column}_p95"]
    return f"M{_points(x, high)}L{_points(x[::-1], low[::-1])}Z"


def _points(x: NDArray[np.float64], pct: NDArray[np.float64]) -> str:
    points = zip((10 * x).round(1).tolist(), (100 - pct).round(1).tolist(), strict=True)
    return "L".join(f"{a:g} {b:g}" for a, b in points)


def _lanes(result: RunResults, span: Span) -> list[Lane]:
    found = incidents(result.manifest.scenario)
    effects = result.summary.incidents or [None] * len(found)
    return [_lane(one, span, effect) for one, effect in zip(found, effects, strict=True)]


def _lane(incident: IncidentEntry, span: Span, effect: IncidentSummary | None) -> Lane:
    x = float(span.x(np.datetime64(incident.start, "s")))
    last = span.last if incident.end is None else np.datetime64(incident.end, "s")
    end = float(span.x(last))
    width = max(round(end - x, 3), 0.4)
    if effect is None:
        return Lane(incident, x, width, "", without_effect=False)
    text = incident_text(effect)
    text = capitalized(text) if effect.changed else text
    return Lane(incident, x, width, text, without_effect=not effect.changed)
