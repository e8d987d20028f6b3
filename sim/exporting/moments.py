"""The times at which a night can be shown: from the first closing of doors, on one clock."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from sim.core.errors import ResultsError
from sim.exporting.one_run import section_of_scenario, sites_of

if TYPE_CHECKING:
    from sim.results.columns import Table
    from sim.results.results import RunResults

_LONGEST = dt.timedelta(days=366)
"""From the election day to the last time that can be shown: results are known by then."""


def capital_offset(results: RunResults) -> dt.timedelta:
    """Return how far the capital's clock is ahead of UTC at noon of the election day."""
    noon = dt.datetime.fromisoformat(f"{results.summary.date}T12:00")
    offset = noon.replace(tzinfo=ZoneInfo(results.summary.timezone)).utcoffset()
    assert offset is not None
    return offset


def moment_of(
    results: RunResults, text: str, where: str = "at", sites: Table | None = None
) -> dt.datetime:
    """Return the time that a text stands for, on the capital's clock, without a zone.

    Parameters
    ----------
    results
        Of one run.
    text
        A clock time, ``HH:MM`` or ``HH:MM:SS``, of the election day, or of the next day if it is
        before the doors open; or with its date, ``YYYY-MM-DDTHH:MM``.
    where
        What has the text, for the error.
    sites
        Columns of sites; read if there are none.

    Raises
    ------
    ResultsError
        If the text is no time, before the doors close or more than a year after.
    """
    date = dt.date.fromisoformat(results.summary.date)
    opens, _ = _hours(results)
    try:
        moment = dt.datetime.fromisoformat(text if "T" in text else f"{date}T{text}")
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or moment.microsecond:
        message = f"must be a time such as 23:00 or {date}T23:00, in {results.summary.clock_name}"
        raise ResultsError.single(where, "", f"{message}; got {text!r}") from None
    if "T" not in text and moment < opens:
        moment += dt.timedelta(days=1)
    closed = first_closing(results, sites)
    if moment < closed:
        first, asked = (time.isoformat(timespec="minutes") for time in (closed, moment))
        message = f"must not be before {first}, when the first doors close; "
        message += f"got {text!r}, which is {asked}"
        raise ResultsError.single(where, "", message)
    if moment.date() - date > _LONGEST:
        last = date + _LONGEST
        message = f"must not be after {last}, a year after the election; got {text!r}"
        raise ResultsError.single(where, "", message)
    return moment


def first_closing(results: RunResults, sites: Table | None = None) -> dt.datetime:
    """Return when the first doors close: on the clock furthest ahead, or as sites have it."""
    opens, closes = _hours(results)
    closes += dt.timedelta(days=1 if closes <= opens else 0)
    sites = sites_of(results) if sites is None else sites
    ahead = dt.timedelta(hours=min(0.0, float(sites["hours_behind_capital"].min())))
    first_left: dt.datetime = sites["last_left"].min().astype("datetime64[s]").item()
    return min(closes + ahead, first_left)


def _hours(results: RunResults) -> tuple[dt.datetime, dt.datetime]:
    """Return the hours of doors in the scenario, both on the election day."""
    polling = section_of_scenario(results, "polling")
    date = dt.date.fromisoformat(results.summary.date)
    opens, closes = (dt.time.fromisoformat(str(polling[key])) for key in ("opens", "closes"))
    return dt.datetime.combine(date, opens), dt.datetime.combine(date, closes)
