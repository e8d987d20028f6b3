"""Clock times and time zones as text: local times of day, and IANA names."""

from __future__ import annotations

import datetime as dt
import re
from functools import cache
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import numpy as np

from sim.core import clock
from sim.core.suggest import guess

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Ints

CLOCK_RULE = "must be a clock time such as 08:00 or 19:30"
ZONE_RULE = "must be the IANA name of a time zone, such as America/Denver"
CLOCK_PATTERN = r"([01]?[0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9])?|24:00(:00)?"
_CLOCK = re.compile(CLOCK_PATTERN)
_LATER = re.compile(r"(2[4-9]|[34][0-9]):([0-5][0-9])(:[0-5][0-9])?")
_OFFSET = re.compile(r"(Etc/)?(UTC|GMT|Z)? ?[+\N{MINUS SIGN}-]?[0-9]{1,2}(:?[0-9]{2})?")
_HALF_DAY = re.compile(r"(?i)[0-9:. ]+([ap])\.?m\.?")


def clock_ms(text: str) -> int | None:
    """Return milliseconds since midnight of ``HH:MM`` or ``HH:MM:SS``; None if it is neither.

    >>> clock_ms("08:00"), clock_ms("24:00"), clock_ms("25:00")
    (28800000, 86400000, None)
    """
    if not _CLOCK.fullmatch(text):
        return None
    hours, minutes, *rest = map(int, text.split(":"))
    seconds = rest[0] if rest else 0
    return hours * clock.HOUR_MS + minutes * clock.MINUTE_MS + seconds * clock.SECOND_MS


def clock_hint(text: str) -> str:
    """Return a hint about a text that is no clock time; empty if there is none.

    >>> clock_hint("26:00")
    'a time that is not after opens is on the next day: write 02:00'
    >>> clock_hint("8 pm")
    'write it in 24 hours, such as 20:00'
    """
    if later := _LATER.fullmatch(text):
        next_day = f"{int(later[1]) - 24:02d}:{later[2]}"
        return f"a time that is not after opens is on the next day: write {next_day}"
    if _HALF_DAY.fullmatch(text):
        return "write it in 24 hours, such as 20:00"
    if re.search(r"[+\N{MINUS SIGN}-][0-9]{2}:?[0-9]{2}$|Z$", text):
        return "without an offset: it is local time, and timezone says where"
    return ""


def behind_ms(zones: Sequence[str], date: dt.date) -> Ints:
    """Return how far each zone is behind the first one at noon of a day, ms, shape ``(n_zones,)``.

    Negative where it is ahead.

    >>> behind_ms(["America/Mexico_City", "America/Tijuana", "UTC"], dt.date(2018, 7, 1)).tolist()
    [0, 7200000, -18000000]
    """
    noon = dt.datetime.combine(date, dt.time(12))
    offsets = [noon.replace(tzinfo=ZoneInfo(zone)).utcoffset() for zone in zones]
    seconds = np.array([offset.total_seconds() if offset else 0.0 for offset in offsets])
    behind: Ints = np.rint((seconds[0] - seconds) * clock.SECOND_MS).astype(np.int64)
    return behind


@cache
def is_zone(text: str) -> bool:
    """Return whether a text names a time zone; a fixed number of hours is none.

    >>> is_zone("America/Denver"), is_zone("Etc/GMT+5"), is_zone("UTC"), is_zone("../etc/passwd")
    (True, False, True, False)
    """
    if _OFFSET.fullmatch(text) or text in {"localtime", "posixrules", "Factory"}:
        return False
    try:
        ZoneInfo(text)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_hint(text: str) -> str:
    """Return a hint about a text that names no time zone; empty if there is none.

    >>> zone_hint("Tijuana"), zone_hint("UTC-6")
    ("did you mean 'America/Tijuana'?", 'not an offset: its clocks may change')
    """
    if _OFFSET.fullmatch(text):
        return "not an offset: its clocks may change"
    zones = available_timezones()
    by_end = {zone.rpartition("/")[2].casefold(): zone for zone in sorted(zones, reverse=True)}
    end = text.rpartition("/")[2].strip().replace(" ", "_").casefold()
    return f"did you mean {by_end[end]!r}?" if end in by_end else guess(text, zones)
