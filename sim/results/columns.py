"""Columns that all tables share: origin, times, percentages, sums over regions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core import clock

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sim.core.types import Ints
    from sim.day_alone import DayAlone
    from sim.election import Election
    from sim.register import Register

    Table = dict[str, NDArray[Any]]

SIMULATED = "simulated"


def with_origin(table: Table) -> Table:
    """Return a table with ``origin``, which is ``simulated`` in every row, as its first column."""
    rows = len(next(iter(table.values())))
    return {"origin": np.full(rows, SIMULATED), **table}


def stamps(election: Election | DayAlone, times: NDArray[np.int64]) -> NDArray[np.datetime64]:
    """Return times as dates with clock times, to the second.

    Parameters
    ----------
    election
        The run, which has the date.
    times
        Capital time, milliseconds since midnight of the election day.
    """
    midnight = np.datetime64(election.scenario.date, "s")
    seconds: NDArray[np.timedelta64] = (times // clock.SECOND_MS).astype("timedelta64[s]")
    return midnight + seconds


def percent(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """Return percentages to two decimals; 0 and 100 are exact.

    A part above 0 gives at least 0.01, a part that is not all gives at most 99.99; if ``whole``
    is 0, so is the percentage.

    Examples
    --------
    >>> percent([0, 1, 999_999, 1_000_000, 0], [1_000_000] * 4 + [0]).tolist()
    [0.0, 0.01, 99.99, 100.0, 0.0]
    """
    return _fractions(part, whole, 100, 2)


def share(part: ArrayLike, whole: ArrayLike) -> NDArray[np.float64]:
    """Return shares, 0 to 1, to three decimals, by the rule of :func:`percent`.

    Examples
    --------
    >>> share([1, 1999, 2000], 2000).tolist()
    [0.001, 0.999, 1.0]
    """
    return _fractions(part, whole, 1, 3)


def _fractions(part: ArrayLike, whole: ArrayLike, all_is: int, places: int) -> NDArray[np.float64]:
    part, whole = np.broadcast_arrays(np.asarray(part), np.asarray(whole, dtype=np.float64))
    ratio = np.divide(part, whole, out=np.zeros(whole.shape), where=whole > 0)
    rounded = np.round(all_is * ratio, places)
    least = 10.0**-places
    rounded = np.where((part > 0) & (rounded <= 0), least, rounded)
    out = (part < whole) & (rounded >= all_is)
    return np.where(out, round(all_is - least, places), rounded)


def with_nation(by_region: NDArray[Any]) -> NDArray[Any]:
    """Return rows by region, preceded by the row of the nation, which is their sum."""
    return np.concatenate([by_region.sum(axis=0, keepdims=True), by_region])


def n_series(times: NDArray[Any]) -> int:
    """Return the number of series of a table in which each has the same times, one after another.

    >>> n_series(np.array([1, 2, 3, 1, 2, 3]))
    2
    """
    return int((times == times[0]).sum()) if len(times) else 0


def codes(register: Register) -> list[str]:
    """Return the code of the nation, then those of the regions."""
    return [register.nation_code, *register.region_code.tolist()]


def sum_by_region(register: Register, by_site: NDArray[Any]) -> NDArray[Any]:
    """Return sums over the sites of each region, shape ``(n_regions, ...)``."""
    of_region = rows_of_groups(register.site_region, register.n_regions)
    return np.stack([by_site[sites].sum(axis=0) for sites in of_region])


def rows_of_groups(group: Ints, n_groups: int) -> list[Ints]:
    """Return the indexes of the rows of each group, in the order of the rows.

    Sorts once: one search for each of thousands of groups takes much longer.

    Parameters
    ----------
    group
        Group of each row; rows of a negative group are in none.
    n_groups
        Number of groups; some may have no rows.

    Examples
    --------
    >>> [rows.tolist() for rows in rows_of_groups(np.array([1, -1, 0, 1]), 3)]
    [[2], [0, 3], []]
    """
    order = np.argsort(group, kind="stable")
    return np.split(order, np.searchsorted(group[order], np.arange(n_groups + 1)))[1:-1]


_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d")


def is_time(value: object) -> bool:
    """Return whether a value is text in the form of the times of summaries.

    >>> is_time("2021-07-25T10:00:00"), is_time("10:00"), is_time(10)
    (True, False, False)
    """
    return isinstance(value, str) and _TIME.fullmatch(value) is not None
