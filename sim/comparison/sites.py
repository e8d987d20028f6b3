"""Which sites differ: by day, in votes, at night, or only in the queue at their commission."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.results import schema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.core.types import Flags, Floats
    from sim.results import RunResults
    from sim.results.columns import Table


HOW: tuple[schema.Stage, ...] = ("day", "votes", "night", "queue", "register")
"""The parts of the election in which a site can differ; the first that applies is reported.
``register``: only in its data in the register, or in the desks and members planned."""
_BAND_SUFFIX = re.compile(f"(?:{'|'.join(schema.BANDS)})$")
"""Suffixes of the columns of bands."""


class SiteDifference(NamedTuple):
    """A site that differs between the two results."""

    site: str
    code: str
    commission: str
    how: str
    columns: tuple[str, ...]
    """Columns of ``sites.csv`` that differ, without bands; ``votes`` if its tally differs."""
    whole_wait_mean_s: float
    """Differences of some columns, other minus base; NaN where there is no value."""
    wait_mean_s: float
    issued: float
    last_left_s: float
    accepted_s: float


def differing_sites(base: RunResults, other: RunResults) -> tuple[SiteDifference, ...]:
    """Return the sites that differ, the largest differences first.

    Both results must have the same sites. In ensembles a site differs if a median or a band does.
    """
    of_base, of_other = base.tables["sites"], other.tables["sites"]
    names = [name for name in of_base if name in of_other and _stage(name)]
    differs = {name: _unequal(of_base[name], of_other[name]) for name in names}
    votes = _votes_differ(base, other)
    if not votes.any() and not any(flags.any() for flags in differs.values()):
        return ()
    by_column: dict[str, Flags] = {}
    for name, flags in differs.items():
        plain = _BAND_SUFFIX.sub("", name)
        by_column[plain] = by_column.get(plain, np.zeros(len(flags), dtype=bool)) | flags
    by_column["votes"] = votes
    any_of = np.stack(list(by_column.values())).any(axis=0)
    gaps = {
        name: _gap(of_base, of_other, name)
        for name in ("whole_wait_mean_s", "wait_mean_s", "issued", "last_left", "accepted")
    }
    found = [
        _site_difference(of_base, by_column, gaps, row) for row in np.flatnonzero(any_of).tolist()
    ]
    return tuple(sorted(found, key=_rank))


def _site_difference(
    of_base: Table, by_column: dict[str, Flags], gaps: dict[str, Floats], row: int
) -> SiteDifference:
    columns = tuple(name for name, flags in by_column.items() if flags[row])
    site, code, commission = (str(of_base[name][row]) for name in ("site", "code", "commission"))
    sizes = (round(float(gap[row]), 1) for gap in gaps.values())
    return SiteDifference(site, code, commission, _how(columns), columns, *sizes)


def _how(columns: Sequence[str]) -> str:
    stages = {"votes" if name == "votes" else _stage(name) for name in columns}
    return next(how for how in HOW if how in stages)


def _stage(name: str) -> schema.Stage:
    """Return the part of the election that a column belongs to; empty if it is not compared."""
    column = schema.SITES.find(_BAND_SUFFIX.sub("", name))
    return column.compared if column is not None else ""


def _rank(site: SiteDifference) -> tuple[float | str, ...]:
    sizes = (abs(gap) if gap == gap else 0.0 for gap in site[5:])  # noqa: PLR0124
    return (HOW.index(site.how), *(-size for size in sizes), site.site)


def _unequal(one: NDArray[Any], two: NDArray[Any]) -> Flags:
    """Return where columns differ; two empty cells are the same."""
    differs: Flags = np.asarray(one != two)
    if one.dtype.kind == "f" and two.dtype.kind == "f":
        differs &= ~(np.isnan(one) & np.isnan(two))
    return differs


def _votes_differ(base: RunResults, other: RunResults) -> Flags:
    """Return the sites whose tallies differ, as flags in the order of ``sites.csv``."""
    of_base, of_other = base.tables["tallies"], other.tables["tallies"]
    sites = base.tables["sites"]["site"]
    same_rows = all(
        np.array_equal(of_base[name], of_other[name]) for name in ("site", "race", "choice")
    )
    if not same_rows:
        # Other ballots: their votes cannot be compared row by row.
        return np.ones(len(sites), dtype=bool)
    names = [name for name in of_base if name.startswith("votes") and name in of_other]
    differs = np.zeros(len(of_base["site"]), dtype=bool)
    for name in names:
        differs |= _unequal(of_base[name], of_other[name])
    return np.isin(sites, np.unique(of_base["site"][differs]))


def _gap(of_base: Table, of_other: Table, name: str) -> NDArray[np.float64]:
    if name not in of_base or name not in of_other:
        # Results of earlier versions do not have all columns.
        return np.full(len(of_base["site"]), np.nan)
    one, two = of_base[name], of_other[name]
    if one.dtype.kind == "M" and two.dtype.kind == "M":
        seconds: NDArray[np.float64] = (two - one).astype("timedelta64[s]").astype(np.float64)
        return seconds
    return two.astype(np.float64) - one.astype(np.float64)
