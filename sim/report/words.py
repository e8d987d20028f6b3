"""Values of result files as text: the same digits, with separators of thousands."""

from __future__ import annotations

import datetime as dt
import math
from typing import Any

import numpy as np

from sim.results.columns import percent_text

MISSING = "–"
NOBODY_ELECTED = "nobody elected"
"""Stands where a race has no winner."""


def plain(value: Any) -> Any:
    """Return a value of a table as JSON has it: number, text or None.

    >>> plain(np.int64(5)), plain(np.float64("nan")), plain(np.datetime64("2021-07-25T20:00:00"))
    (5, None, '2021-07-25T20:00:00')
    """
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value.astype("datetime64[s]"))
    value = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(value, float) and math.isnan(value) else value


def number(value: Any) -> str:
    """Write a number with the digits that the file has.

    >>> number(956984), number(79.1), number(1374.25), number(None), number(np.float64(0))
    ('956,984', '79.1', '1,374.25', '–', '0.0')
    """
    value = plain(value)
    return MISSING if value is None else f"{value:,}"


def name_beside(race: Any, name: Any) -> str:
    """Return the name of a race that its id does not say; else nothing.

    >>> name_beside("EAST-Alma", "Alma"), name_beside("EAST-5", "Ауыл №5")
    ('', 'Ауыл №5')
    """
    return "" if str(name) in str(race) else str(name)


def raw(value: Any) -> str:
    """Write a value as the file has it, for a machine to read.

    >>> raw(956984), raw(79.1), raw(None)
    ('956984', '79.1', '')
    """
    value = plain(value)
    return "" if value is None else str(value)


def signed(value: Any) -> str:
    """Write a difference with its sign, of per cents with two decimals.

    >>> signed(0.1), signed(-3.0), signed(0.0)
    ('+0.10', '−3.00', '0.00')
    """
    value = plain(value)
    return (f"{value:+,.2f}" if value else percent(value)).replace("-", "−")


def signed_count(value: Any) -> str:
    """Write a difference of counts with its sign.

    >>> signed_count(38141.0), signed_count(-3)
    ('+38,141', '−3')
    """
    return f"{plain(value):+,.0f}".replace("-", "−")


def percent(value: Any) -> str:
    """Write per cents with the two decimals to which files round them, to line up in columns.

    >>> percent(79.1), percent(100.0), percent(99.999), percent(None)
    ('79.10', '100.00', '99.99', '–')
    """
    value = plain(value)
    return MISSING if value is None else percent_text(value)


def share(value: Any) -> str:
    """Write a share of replications as so many in a hundred.

    >>> share(0.98), share(0.333), share(None)
    ('98 %', '33.3 %', '–')
    """
    value = plain(value)
    return MISSING if value is None else f"{round(100 * value, 3):g} %"


def clock(value: Any) -> str:
    """Write the clock of a time.

    >>> clock("2021-07-26T01:05:59")
    '01:05'
    """
    value = plain(value)
    return MISSING if value is None else str(value)[11:16]


def day(value: Any) -> str:
    """Write the day of a time.

    >>> day("2021-07-26T01:05:59"), day("2021-07-26")
    ('26 July 2021', '26 July 2021')
    """
    date = dt.date.fromisoformat(str(plain(value))[:10])
    return f"{date.day} {date:%B %Y}"


def clock_later(value: Any, date: str) -> str:
    """Write the clock of a time, with the days behind the election day.

    >>> clock_later("2021-07-26T01:05:59", "2021-07-25")
    '01:05 (+1 d)'
    """
    value = plain(value)
    if value is None:
        return MISSING
    days = (dt.date.fromisoformat(str(value)[:10]) - dt.date.fromisoformat(date)).days
    return clock(value) + (f" (+{days} d)" if days else "")


def holds(n_replications: int) -> str:
    """Say what lies between the ends of a band.

    >>> holds(100), holds(3)
    ('90 in 100 runs', 'all 3 runs')
    """
    return f"{'90 in 100' if n_replications >= 20 else f'all {n_replications}'} runs"
