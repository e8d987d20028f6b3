"""Ballot styles: which contests are on the ballot of each site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.core.types import Flags, Ints
    from sim.pack.files.columns import Columns
    from sim.pack.files.tables import PackTables


def contests_at_sites(tables: PackTables) -> Flags:
    """Return whether each contest is on the ballot of each site, shape ``(n_contests, n_sites)``.

    A site votes in the contests that its cell in ``sites.csv`` names; if that is empty, in those
    whose areas, sites or ballot styles in ``contests.csv`` hold it, and in all that name none.
    """
    sites, ids = tables.sites, tables.contest_ids
    assert sites is not None
    assert ids is not None
    found = np.ones((len(ids), len(sites)), dtype=bool)
    if tables.contests is not None:
        rows = {contest: row for row, contest in enumerate(tables.contests.texts["contest"])}
        for place, contest in enumerate(ids):
            _restrict(found[place], tables, sites, tables.contests, rows[contest])
    lists = sites.lists["contests"]
    if any(lists):
        places = {contest: place for place, contest in enumerate(ids)}
        kinds = {given: number for number, given in enumerate(dict.fromkeys(lists))}
        kind = np.array([kinds[given] for given in lists])
        for given, number in kinds.items():
            if given:
                column = np.zeros((len(ids), 1), dtype=bool)
                column[[places[contest] for contest in given]] = True
                found[:, kind == number] = column
    return found


def _restrict(
    votes_in: Flags, tables: PackTables, sites: Columns, contests: Columns, row: int
) -> None:
    """Leave a contest on the ballots of the sites that its row names, if it names any."""
    lists = contests.lists
    if not (lists["area"][row] or lists["sites"][row] or lists["ballot_styles"][row]):
        return
    votes_in[:] = False
    columns = [(sites.texts["site"], lists["sites"]), (sites.texts["ballot_style"],
               lists["ballot_styles"])]  # fmt: skip
    columns += [(sites.texts[level], lists["area"]) for level in tables.area_ids]
    for texts, given in columns:
        if given[row]:
            wanted = set(given[row])
            votes_in |= np.array([text in wanted for text in texts], dtype=bool)


def ballot_styles(votes_in: Flags) -> tuple[Ints, tuple[tuple[int, ...], ...]]:
    """Return the style of each site, and the contests of each style.

    Parameters
    ----------
    votes_in
        As :func:`contests_at_sites` returns it.

    Examples
    --------
    >>> style, styles = ballot_styles(np.array([[True, True, False], [False, True, False]]))
    >>> style.tolist(), styles
    ([0, 1, 2], ((0,), (0, 1), ()))
    """
    packed = np.packbits(votes_in, axis=0).T
    keys = [row.tobytes() for row in np.ascontiguousarray(packed)]
    first: dict[bytes, int] = {}
    for site, key in enumerate(keys):
        first.setdefault(key, site)
    numbers = {key: number for number, key in enumerate(first)}
    styles = tuple(tuple(np.flatnonzero(votes_in[:, site]).tolist()) for site in first.values())
    return np.array([numbers[key] for key in keys], dtype=np.int64), styles
