"""Ballot styles: which contests are on the ballot of each site."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Ints
    from sim.pack.files.columns import Columns
    from sim.pack.files.tables import PackTables

Ballot = tuple[int, ...]
"""Contests on a ballot, as indices, in their order."""


def ballots_of_sites(tables: PackTables) -> list[Ballot]:
    """Return the contests on the ballot of each site.

    A site votes in the contests that its cell in ``sites.csv`` names; if that is empty, in those
    whose areas, sites or ballot styles in ``contests.csv`` hold it, and in all that name none.

    Parameters
    ----------
    tables
        Whose contests are known, and whose ids name something.
    """
    sites, ids = tables.sites, tables.contest_ids
    assert sites is not None
    assert ids is not None
    everywhere, held = _held(tables, sites, ids)
    places = {contest: place for place, contest in enumerate(ids)}
    known: dict[tuple[Ballot, tuple[str, ...]], Ballot] = {}
    ballots = []
    for row, given_ids in enumerate(sites.lists["contests"]):
        key = (tuple(held.get(row, ())), given_ids)
        if key not in known:
            places_held, given = key
            contests = [places[contest] for contest in given] or [*everywhere, *places_held]
            known[key] = tuple(sorted(contests))
        ballots.append(known[key])
    return ballots


def _held(
    tables: PackTables, sites: Columns, ids: list[str]
) -> tuple[list[int], dict[int, list[int]]]:
    """Return the contests that all sites vote in, and by row those of some sites besides."""
    held: dict[int, list[int]] = defaultdict(list)
    contests = tables.contests
    if contests is None:
        return list(range(len(ids))), held
    columns = {
        "sites": [sites.texts["site"]],
        "ballot_styles": [sites.texts["ballot_style"]],
        "area": [sites.texts[level] for level in tables.area_ids],
    }
    rows_by = {
        name: _rows_by_text(texts) if any(contests.lists[name]) else {}
        for name, texts in columns.items()
    }
    everywhere = []
    for place, row in enumerate(_first_rows(contests.texts["contest"], ids)):
        named = [(name, text) for name in columns for text in contests.lists[name][row]]
        if not named:
            everywhere.append(place)
        for site in {site for name, text in named for site in rows_by[name].get(text, ())}:
            held[site].append(place)
    return everywhere, held


def _first_rows(texts: list[str], ids: list[str]) -> list[int]:
    """Return the first row of each contest."""
    first: dict[str, int] = {}
    for row, text in enumerate(texts):
        first.setdefault(text, row)
    return [first[contest] for contest in ids]


def _rows_by_text(columns: Sequence[list[str]]) -> dict[str, list[int]]:
    """Return the rows that hold a text in one of some columns, by text."""
    found: dict[str, list[int]] = defaultdict(list)
    for texts in columns:
        for row, text in enumerate(texts):
            found[text].append(row)
    return found


def ballot_styles(ballots: Sequence[Ballot]) -> tuple[Ints, tuple[Ballot, ...]]:
    """Return the style of each site, and the contests of each style, in the order of sites.

    >>> style, styles = ballot_styles([(0,), (0, 1), (), (0,)])
    >>> style.tolist(), styles
    ([0, 1, 2, 0], ((0,), (0, 1), ()))
    """
    styles = tuple(dict.fromkeys(ballots))
    numbers = {ballot: number for number, ballot in enumerate(styles)}
    return np.array([numbers[ballot] for ballot in ballots], dtype=np.int64), styles
