"""Time: integer milliseconds since midnight, capital time (UTC+6 in 2021).

Five western regions were one hour behind the capital, so a local clock time
``t`` there is capital time ``t + 1 h``. Times can pass 24:00: the night goes on
after midnight, and :func:`stamp` writes it with its date.
"""

from __future__ import annotations

import datetime as dt

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
QUARTER_MS = 15 * MINUTE_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS


def from_time(time: dt.time) -> int:
    """Return milliseconds since midnight of a clock time.

    >>> from_time(dt.time(7, 30))
    27000000
    """
    seconds = time.hour * 3600 + time.minute * 60 + time.second
    return seconds * SECOND_MS + time.microsecond // 1000


def parse(text: str) -> int:
    """Return milliseconds since midnight of ``"HH:MM"``.

    >>> parse("16:00")
    57600000
    """
    hours, minutes = text.split(":")
    return int(hours) * HOUR_MS + int(minutes) * MINUTE_MS


def clock(at: int) -> str:
    """Return ``HH:MM`` of a time; after midnight the clock starts again.

    >>> clock(57_600_000), clock(25 * HOUR_MS + 5 * MINUTE_MS)
    ('16:00', '01:05')
    """
    minutes = at // MINUTE_MS
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def stamp(date: dt.date, at: int) -> str:
    """Return the ISO form of a time, to the second, with its date.

    >>> stamp(dt.date(2021, 7, 25), 25 * HOUR_MS)
    '2021-07-26T01:00:00'
    """
    midnight = dt.datetime.combine(date, dt.time())
    return (midnight + dt.timedelta(seconds=at // SECOND_MS)).isoformat()


def duration(ms: float) -> str:
    """Return a duration in words.

    >>> duration(95_000), duration(4_000), duration(8_100_000)
    ('1 min 35 s', '4 s', '2 h 15 min')
    """
    seconds = round(ms / SECOND_MS)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min {seconds % 60:02d} s"
    return f"{seconds // 3600} h {seconds % 3600 // 60:02d} min"
