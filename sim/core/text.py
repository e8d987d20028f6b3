"""Formatting of values as text: for messages, counts, percentages, differences, times."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.language import localized, marked, tr, tr_in

if TYPE_CHECKING:
    from collections.abc import Sequence

MINUS = "\N{MINUS SIGN}"
NO_VALUE = "-"
"""Text of a missing number."""

_LONGEST = 60
HINTS = 20
"""Problems of one kind, at most, that suggest a similar name, which takes time to find."""


def shown(value: object) -> str:
    """Return the text of a value for a message, at most 60 characters.

    >>> shown("x" * 100)
    "'xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx..."
    """
    try:
        text = str(value) if hasattr(value, "isoformat") else repr(value)
    except ValueError:
        return "a number of too many digits"
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def shortened(text: str, most: int) -> str:
    """Return a text, shortened to at most ``most`` characters.

    >>> shortened("Farmers' Union", 20), shortened("Farmers' Union", 8)
    ("Farmers' Union", 'Farmers…')
    """
    return text if len(text) <= most else f"{text[: most - 1]}…"


_PREDICATES = ("must ", "is ", "has ", "belongs ", "goes ")


def about(key: str, message: str) -> str:
    """Return a message that names its key, so that it can be read alone.

    >>> about("a.b", "must be 1; got 2"), about("a.b", "no region 'X'"), about("", "is empty")
    ('a.b must be 1; got 2', "a.b: no region 'X'", 'is empty')
    """
    if not key:
        return message
    return f"{key} {message}" if message.startswith(_PREDICATES) else f"{key}: {message}"


def is_unicode(text: str) -> bool:
    r"""Return whether a text can be encoded; an argument of the command line may hold any bytes.

    >>> is_unicode("Ақмола"), is_unicode("\udcff")
    (True, False)
    """
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def counted(n: int, one: str, many: str = "") -> str:
    """Return a number with its noun.

    >>> counted(1, "site"), counted(1_847, "site"), counted(1, "person", "people")
    ('1 site', '1,847 sites', '1 person')
    """
    return f"{n:,} {one if n == 1 else many or one + 's'}"


def with_article(noun: str) -> str:
    """Return a noun with its article.

    >>> with_article("run"), with_article("exploration")
    ('a run', 'an exploration')
    """
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def number_text(value: float, decimals: int = 0) -> str:
    """Return a number with separators of thousands, a dash for NaN.

    >>> number_text(956_984), number_text(1374.25, 2), number_text(float("nan"))
    ('956,984', '1,374.25', '-')
    """
    return NO_VALUE if math.isnan(value) else localized(f"{value:,.{decimals}f}")


def percent_text(pct: float, decimals: int = 2) -> str:
    """Return a percentage without its sign: 0 only of none, 100 only of all.

    Parameters
    ----------
    pct
        Per cent, exact or rounded by :func:`sim.results.columns.percent`.
    decimals
        Number of decimals, 0 or more.

    Examples
    --------
    >>> percent_text(99.99, 1), percent_text(100.0, 1), percent_text(0.01, 0), percent_text(0.0)
    ('99.9', '100.0', '1', '0.00')
    """
    text = f"{pct:.{decimals}f}"
    least = 10.0**-decimals
    if pct > 0 and float(text) == 0:
        text = f"{least:.{decimals}f}"
    return localized(f"{100 - least:.{decimals}f}" if pct < 100 <= float(text) else text)


UNITS = frozenset(
    (
        marked("%"), marked("s"), marked("min"), marked("h"), marked("km"), marked("km/h"),
        marked("points"), marked("voters"), marked("voters waiting"), marked("ballots"),
        marked("seats"), marked("races"), marked("sites"), marked("people"), marked("members"),
        marked("desks"), marked("booths"), marked("tables"), marked("vehicles"), marked("clerks"),
        marked("copies"), marked("targets"), marked("laws"), marked("local time"),
        marked("capital time"),
    )
)  # fmt: skip
"""Units of metrics and parameters; :func:`~sim.core.language.tr` names what is counted, as over a
column or an axis, and :func:`unit_text` is for after a number or a label."""
UNIT = "unit"
"""Context of their messages after a number or a label, where other languages decline them."""


def unit_text(unit: str) -> str:
    """Return a unit after a number or a label; one of :data:`UNITS`, or as it is.

    >>> unit_text("voters"), unit_text("")
    ('voters', '')
    """
    return tr_in(UNIT, unit)


def joined(names: Sequence[str]) -> str:
    """Return names as a list in words.

    >>> joined(["desks"]), joined(["desks", "booths"]), joined(["one", "two", "three"])
    ('desks', 'desks and booths', 'one, two and three')
    """
    *others, last = names
    return tr("{names} and {last}", names=", ".join(others), last=last) if others else last


def capitalized(text: str) -> str:
    """Return a text with a capital first letter.

    >>> capitalized("last race called"), capitalized("99 % of SITES"), capitalized("")
    ('Last race called', '99 % of SITES', '')
    """
    return text[:1].upper() + text[1:]


def later_text(hours: float) -> str:
    """Return how much later a local clock is, as text; empty if not at all.

    >>> later_text(1.0), later_text(-1.5), later_text(0.0)
    ('1 h later', '1.5 h earlier', '')
    """
    if not hours:
        return ""
    hours_text = localized(f"{abs(hours):g}")
    if hours > 0:
        return tr("{hours} h later", hours=hours_text)
    return tr("{hours} h earlier", hours=hours_text)


def share_text(share: float) -> str:
    """Return a share in [0, 1] as whole per cent: 0 only of none, 100 only of all.

    >>> share_text(0.97), share_text(0.999), share_text(1.0)
    ('97 %', '>99 %', '100 %')
    """
    if 0 < share < 0.01:
        return "<1 %"
    return ">99 %" if 0.99 < share < 1 else f"{100 * share:.0f} %"


def signed_text(value: float, decimals: int = 0) -> str:
    """Return a difference with its sign; none if it rounds to zero.

    >>> signed_text(-0.01, 1), signed_text(1907.3), signed_text(-3, 2) == f"{MINUS}3.00"
    ('0.0', '+1,907', True)
    """
    if math.isnan(value):
        return NO_VALUE
    text = f"{value:+,.{decimals}f}"
    shown_sign = text.replace("-", MINUS) if float(text.replace(",", "")) else text[1:]
    return localized(shown_sign)


def points_text(value: float, decimals: int = 2) -> str:
    """Return a difference of percentages.

    >>> points_text(0.234)
    '+0.23 points'
    """
    return tr("{difference} points", difference=signed_text(value, decimals))


def duration_text(ms: float) -> str:
    """Return a duration of milliseconds in the two largest units that it has.

    >>> duration_text(95_000), duration_text(4_000), duration_text(8_100_000)
    ('1 min 35 s', '4 s', '2 h 15 min')
    """
    seconds = round(ms / clock.SECOND_MS)
    if seconds < 60:
        return tr("{seconds} s", seconds=seconds)
    if seconds < 3600:
        rest = f"{seconds % 60:02d}"
        return tr("{minutes} min {seconds} s", minutes=seconds // 60, seconds=rest)
    hours, minutes = seconds // 3600, f"{seconds % 3600 // 60:02d}"
    return tr("{hours} h {minutes} min", hours=hours, minutes=minutes)


def wait_text(minutes: float, like: float | None = None) -> str:
    """Return a waiting time in one unit: minutes, tenths below ten, seconds below two minutes.

    Parameters
    ----------
    minutes
        The waiting time.
    like
        Another waiting time, which decides between minutes and seconds; itself by default.

    Examples
    --------
    >>> wait_text(20.4), wait_text(2.5), wait_text(1.5), wait_text(1.5, like=3), wait_text(3, 1)
    ('20 min', '2.5 min', '90 s', '1.5 min', '180 s')
    """
    if (minutes if like is None else like) < 2:
        return tr("{seconds} s", seconds=str(round(minutes * 60)))
    text = f"{minutes:.{0 if minutes >= 10 else 1}f}"
    return tr("{minutes} min", minutes=localized(text))


def clock_text(at: int, *, day: bool = False) -> str:
    """Return the clock time of a time, with ``day`` also the days after the election day.

    Parameters
    ----------
    at
        Milliseconds since the midnight before the day.
    day
        Whether to append the number of days, if the time is not on the election day.

    Examples
    --------
    >>> clock_text(75_600_000), clock_text(90_000_000), clock_text(90_000_000, day=True)
    ('21:00', '01:00', '01:00 +1 d')
    """
    days = at // clock.DAY_MS
    if not (day and days):
        return clock.clock(at)
    signed = f"{days:+d}"
    return tr("{time} {days} d", time=clock.clock(at), days=signed)


def clock_of(text: str) -> int:
    """Return the time of a text of :func:`clock_text` with ``day``, ms since midnight.

    >>> clock_of("21:00"), clock_of("01:00 +1 d"), clock_of("23:30 -1 d")
    (75600000, 90000000, -1800000)
    """
    time, _, days = text.removesuffix(" d").partition(" ")
    return clock.parse(time) + int(days or 0) * clock.DAY_MS


def second_text(at: int) -> str:
    """Return a time to the second, as in a scenario file, and the days after the election day.

    >>> second_text(75_600_000), second_text(90_000_000)
    ('21:00:00', '01:00:00 +1 d')
    """
    minute, _, days = clock_text(at, day=True).partition(" ")
    second = at // clock.SECOND_MS % 60
    return f"{minute}:{second:02d}{' ' if days else ''}{days}"


def hour_text(hour: float) -> str:
    """Return the clock time of hours since midnight, rounded down to a minute.

    >>> hour_text(25.5), hour_text(21 + 8.9 / 60)
    ('01:30', '21:08')
    """
    return clock_text(round(hour * 3600) * clock.SECOND_MS)


def interval_text(low: str, high: str) -> str:
    """Return an interval given the text of its ends; empty if both are the same text.

    A unit that both have is at the end only. Ends with a sign have ``to`` between them.

    >>> interval_text("30", "36"), interval_text("1.5 min", "4.2 min"), interval_text("1", "1")
    ('30–36', '1.5–4.2 min', '')
    >>> interval_text("+1.0 min", "+3.0 min"), interval_text("50 s", "1 min 05 s")
    ('+1.0 to +3.0 min', '50 s–1 min 05 s')
    """
    if low == high:
        return ""
    number, _, unit = low.partition(" ")
    if unit and high.partition(" ")[2] == unit and not any(map(str.isdigit, unit)):
        low = number
    signed = {low[:1], high[:1]} & {"+", MINUS}
    return tr("{low} to {high}", low=low, high=high) if signed else f"{low}–{high}"
