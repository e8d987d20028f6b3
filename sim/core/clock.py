"""Time: integer milliseconds since midnight of the election day, capital time.

Where local clocks are an hour behind the capital's, a local clock time ``t`` is capital time
``t + 1 h``. Times can pass 24:00, as polls and the night go on after midnight, and are negative
where the day begins earlier than in the capital; :func:`stamp` formats them with their date.
"""

from __future__ import annotations

import datetime as dt

SECOND_MS = 1_000
MINUTE_MS = 60 * SECOND_MS
QUARTER_MS = 15 * MINUTE_MS
HOUR_MS = 60 * MINUTE_MS
DAY_MS = 24 * HOUR_MS
NOT_YET = -(1 << 40)
"""In place of the time of an event that did not happen; earlier than any event."""


def from_time(time: dt.time) -> int:
    """Return milliseconds since midnight of a clock time.

    >>> from_time(dt.time(7, 30))
    27000000
    """
    seconds = time.hour * 3600 + time.minute * 60 + time.second
    return seconds * SECOND_MS + time.microsecond // 1000


def span(begins: dt.time, ends: dt.time) -> tuple[int, int]:
    """Return two clock times; the second is on the next day if it is not after the first.

    >>> [at // HOUR_MS for at in span(dt.time(8), dt.time(2))]
    [8, 26]
    """
    first, last = from_time(begins), from_time(ends)
    return first, last if last > first else last + DAY_MS


def parse(text: str) -> int:
    """Return milliseconds since midnight of ``"HH:MM"``.

    >>> parse("16:00")
    57600000
    """
    hours, minutes = text.split(":")
    return int(hours) * HOUR_MS + int(minutes) * MINUTE_MS


def clock(at: int) -> str:
    """Return a time as ``HH:MM``, modulo 24 hours.

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


def unstamp(date: dt.date, text: str) -> int:
    """Return the time of a text in the form of :func:`stamp`: its inverse.

    >>> unstamp(dt.date(2021, 7, 25), "2021-07-26T01:00:00") == 25 * HOUR_MS
    True
    """
    midnight = dt.datetime.combine(date, dt.time())
    return int((dt.datetime.fromisoformat(text) - midnight).total_seconds()) * SECOND_MS
