"""Axes of time and per cent."""

from __future__ import annotations

import datetime as dt
import math
from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.language import tr
from sim.core.text import clock_of, hour_text
from sim.plots.style.boxes import extent_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matplotlib.axes import Axes

    from sim.core.types import Names


def hours(date: str, stamps: Sequence[str] | Names) -> list[float]:
    """Return ISO times in hours since midnight of a date; above 24 on the next day.

    >>> hours("2021-07-25", ["2021-07-25T10:30:00", "2021-07-26T01:00:00"])
    [10.5, 25.0]
    """
    midnight = dt.datetime.fromisoformat(date)
    return [
        (dt.datetime.fromisoformat(str(stamp)) - midnight).total_seconds() / 3600
        for stamp in stamps
    ]


def clock_hours(clocks: Iterable[str]) -> list[float]:
    """Return clock times in hours since midnight of the election day.

    >>> clock_hours(["06:30", "20:00", "01:00 +1 d"])
    [6.5, 20.0, 25.0]
    """
    return [clock_of(text) / clock.HOUR_MS for text in clocks]


def on_day(time: str, days: int) -> str:
    """Return a clock time with its day in words, if that is later than the election day.

    >>> on_day("21:06", 0), on_day("02:15", 1), on_day("03:00", 2)
    ('21:06', '02:15 the next day', '03:00 +2 d')
    """
    if days == 1:
        return tr("{time} the next day", time=time)
    return _later(time, days) if days else time


def _later(time: str, days: int) -> str:
    signed = f"{days:+d}"
    return tr("{time} {days} d", time=time, days=signed)


def clock_text(hour: float, days: int = 0) -> str:
    """Return a time of the night, given in hours, with its day if that is another one.

    >>> clock_text(20.5), clock_text(26.25), clock_text(26.25, 1), clock_text(50, 1)
    ('20:30', '02:15 +1 d', '02:15', '02:00 +2 d')
    """
    day = int(hour // 24)
    if day == days:
        return hour_text(hour)
    return _later(hour_text(hour), day)


def clock_axis(  # noqa: PLR0913
    axes: Axes,
    first: float,
    last: float,
    step: int = 1,
    size: float = 11,
    *,
    named_to: float = math.inf,
) -> None:
    """Label a time axis, in hours, with clock times at least ``step`` hours apart.

    There are as many as have room. The first of each later day says so below: ``+1 d``.

    Parameters
    ----------
    axes
        The panel, with its final width.
    first, last
        Ends of the axis, in hours since midnight of the election day.
    step
        Whole hours.
    size
        Of the font, in points; below 10, in one of many panels, no label is at the right end,
        where it would touch that of the next panel.
    named_to
        Later hours have no label.
    """
    most = max(2.0, min(16.0, extent_of(axes).width / (3.6 * size)))
    step = max(step, next((h for h in (1, 2, 3, 4, 6, 12) if (last - first) / h <= most), 24))
    start, edge = int(-(-first // step) * step), 0.06 if size < 10 else 0.0
    end = min(last - edge * (last - first), named_to)
    ticks = list(range(start, int(end) + 1, step))
    days = [tick // 24 for tick in ticks]
    labels = [
        f"{tick % 24:02d}:00" + (f"\n{_day_text(day)}" if day > before else "")
        for tick, day, before in zip(ticks, days, [max(0, int(first // 24)), *days], strict=False)
    ]
    axes.set_xticks(ticks, labels, fontsize=size)
    axes.set_xlim(first, last)


def _day_text(day: int) -> str:
    signed = f"{day:+d}"
    return tr("{days} d", days=signed)


def percent_axis(axes: Axes, size: float = 11) -> None:
    """Scale and label a vertical axis from 0 to 100 per cent."""
    axes.set_ylim(0, 104)
    axes.set_yticks(range(0, 101, 20), [f"{tick} %" for tick in range(0, 101, 20)], fontsize=size)


def later_than(hour: float) -> str:
    """Return a time of the night in words, with its day if that is not the election day.

    >>> later_than(21.1), later_than(26.25), later_than(51)
    ('21:06', '02:15 the next day', '03:00 +2 d')
    """
    return on_day(hour_text(hour), int(hour // 24))


def crossing(x: Sequence[float], y: Sequence[float], level: float) -> float:
    """Return where a rising curve first reaches a level, interpolated linearly."""
    for k in range(1, len(x)):
        if y[k] >= level > y[k - 1]:
            return x[k - 1] + (x[k] - x[k - 1]) * (level - y[k - 1]) / (y[k] - y[k - 1])
    return x[-1]
