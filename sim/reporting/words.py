"""Values of result files as text, with the digits that the files have; a dash if missing."""

from __future__ import annotations

import datetime as dt
import math

import numpy as np

from sim.core import clock as clocks
from sim.core.language import date_text, localized, named, tr, tr_n
from sim.core.text import clock_text, percent_text, signed_text

MISSING = "–"
Plain = None | bool | int | float | str
"""A value as JSON has it."""
Value = Plain | np.generic
"""A value of a summary or a table."""


def plain(value: Value) -> Plain:
    """Return a value of a table as JSON has it: number, text or None.

    >>> plain(np.int64(5)), plain(np.float64("nan")), plain(np.datetime64("2021-07-25T20:00:00"))
    (5, None, '2021-07-25T20:00:00')
    """
    if isinstance(value, np.datetime64):
        return None if np.isnat(value) else str(value.astype("datetime64[s]"))
    found: Plain = value.item() if isinstance(value, np.generic) else value
    return None if isinstance(found, float) and math.isnan(found) else found


def plain_number(value: Value) -> float | None:
    """Return a number as JSON has it; None where there is none."""
    found = plain(value)
    assert not isinstance(found, str)
    return found


def number(value: Value) -> str:
    """Return a number with separators of thousands.

    >>> number(956984), number(79.1), number(1374.25), number(None), number(np.float64(0))
    ('956,984', '79.1', '1,374.25', '–', '0.0')
    """
    value = plain(value)
    return MISSING if value is None else localized(f"{value:,}")


def name_beside(race: Value, name: Value) -> str:
    """Return the name of a race in the current language, empty if its id contains it.

    >>> name_beside("EAST-Alma", "Alma"), name_beside("EAST-5", "Ауыл №5")
    ('', 'Ауыл №5')
    """
    shown = named(str(name))
    return "" if shown in str(race) else shown


def race_label(race: str, name: str) -> str:
    """Return id and name of a race; one of them where it contains the other.

    >>> race_label("EAST-5", "Alma"), race_label("EAST-Alma", "Alma"), race_label("mayor", "Mayor")
    ('EAST-5 Alma', 'EAST-Alma', 'Mayor')
    """
    if race.casefold() in name.casefold():
        return named(name)
    return f"{race} {name_beside(race, name)}".rstrip()


def raw(value: Value) -> str:
    """Return a value as the file has it, for programs.

    >>> raw(956984), raw(79.1), raw(None)
    ('956984', '79.1', '')
    """
    value = plain(value)
    return "" if value is None else str(value)


def signed(value: Value) -> str:
    """Return a difference of percentages with its sign and two decimals.

    >>> signed(0.1), signed(-3.0), signed(0.0), signed(None)
    ('+0.10', '−3.00', '0.00', '–')
    """
    found = plain_number(value)
    return MISSING if found is None else signed_text(found, 2)


def signed_count(value: Value) -> str:
    """Return a difference of counts with its sign.

    >>> signed_count(38141.0), signed_count(-3)
    ('+38,141', '−3')
    """
    found = plain_number(value)
    assert found is not None
    return signed_text(float(found))


def percent(value: Value) -> str:
    """Return a percentage with the two decimals to which files round it.

    >>> percent(79.1), percent(100.0), percent(99.999), percent(None)
    ('79.10', '100.00', '99.99', '–')
    """
    found = plain_number(value)
    return MISSING if found is None else percent_text(found)


def whole_percent(value: Value) -> str:
    """Return a percentage as the night shows it: rounded down, 0 only of none.

    >>> whole_percent(79.6), whole_percent(99.97), whole_percent(0.2), whole_percent(0.0)
    ('79', '99', '1', '0')
    """
    found = plain_number(value)
    return MISSING if found is None else str(max(int(found), int(found > 0)))


def tenth_percent(value: Value) -> str:
    """Return a share of votes: 0 only of none, 100 only of all.

    >>> tenth_percent(43.28), tenth_percent(99.97), tenth_percent(0.01)
    ('43.3', '99.9', '0.1')
    """
    found = plain_number(value)
    return MISSING if found is None else percent_text(found, 1)


def whole_band(low: Value, high: Value) -> str:
    """Return a band of percentages as the night shows it; one number where both ends are that.

    >>> whole_band(60.2, 83.9), whole_band(100.0, 100.0)
    ('60 to 83', '100')
    """
    first, last = whole_percent(low), whole_percent(high)
    return first if first == last else tr("{low} to {high}", low=first, high=last)


def minutes(value: Value) -> str:
    """Return a duration of seconds in minutes.

    >>> minutes(1374.1), minutes(0), minutes(None)
    ('22.9', '0.0', '–')
    """
    found = plain_number(value)
    return MISSING if found is None else localized(f"{found / 60:,.1f}")


def raw_minutes(value: Value) -> str:
    """Return a duration of seconds in minutes, for programs.

    >>> raw_minutes(137_400.1), raw_minutes(None)
    ('2290.0', '')
    """
    found = plain_number(value)
    return "" if found is None else f"{found / 60:.1f}"


def share(value: Value) -> str:
    """Return a share of replications in per cent.

    >>> share(0.98), share(0.333), share(None)
    ('98 %', '33.3 %', '–')
    """
    found = plain_number(value)
    return MISSING if found is None else localized(f"{round(100 * found, 3):g} %")


def clock(value: Value) -> str:
    """Return the clock time of a date with time.

    >>> clock("2021-07-26T01:05:59")
    '01:05'
    """
    value = plain(value)
    return MISSING if value is None else str(value)[11:16]


def day(value: Value) -> str:
    """Return the date of a date with time.

    >>> day("2021-07-26T01:05:59"), day("2021-07-26")
    ('26 July 2021', '26 July 2021')
    """
    return date_text(dt.date.fromisoformat(str(plain(value))[:10]))


def clock_later(value: Value, date: str) -> str:
    """Return the clock time, with the number of days after the election day.

    >>> clock_later("2021-07-26T01:05:59", "2021-07-25")
    '01:05 +1 d'
    """
    value = plain(value)
    if value is None:
        return MISSING
    return clock_text(clocks.unstamp(dt.date.fromisoformat(date), str(value)), day=True)


def share_in_band(n_replications: int) -> str:
    """Return the share of replications in a prediction interval, as text.

    >>> share_in_band(100), share_in_band(3)
    ('90 in 100 runs', 'all 3 runs')
    """
    if n_replications >= 20:
        return tr("90 in 100 runs")
    return tr_n("all {n} run", "all {n} runs", n_replications)


def nights_in_band(n_replications: int) -> str:
    """Return the same in a sentence about nights.

    >>> nights_in_band(100), nights_in_band(3)
    ('9 nights of 10', 'all 3 nights')
    """
    if n_replications >= 20:
        return tr("9 nights of 10")
    return tr_n("all {n} night", "all {n} nights", n_replications)


def of_medians(n_replications: int, letter: str) -> str:
    """Return what the values of an ensemble are; ``letter`` is empty for the only result."""
    share_text = share_in_band(n_replications)
    if not letter:
        return tr(
            "Values are medians, each computed separately; bands contain {share}.",
            share=share_text,
        )
    return tr(
        "{letter}: values are medians, each computed separately; bands contain {share}.",
        letter=letter, share=share_text,
    )  # fmt: skip
