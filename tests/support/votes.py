"""Votes of ``votes.csv`` at its last time, and the sums of ``tallies.csv`` that they must be."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.results import RunResults

    Totals = dict[tuple[str, str, str, str], int]
    """Votes by area, contest, choice and party."""


def last_votes(results: RunResults) -> Totals:
    """Return the votes at the last time."""
    table = results.tables["votes"]
    last = table["capital_time"] == table["capital_time"].max()
    keys = (table[name][last].tolist() for name in ("code", "contest", "choice", "party"))
    return dict(zip(zip(*keys, strict=True), table["votes"][last].tolist(), strict=True))


def tallied(results: RunResults, *, by_party: bool) -> Totals:
    """Return the sums of the tallies, in each region and in all."""
    table, sites = results.tables["tallies"], results.tables["sites"]
    region = dict(zip(sites["site"].tolist(), sites["code"].tolist(), strict=True))
    found: Totals = defaultdict(int)
    names = ("site", "race", "choice", "party", "votes")
    for site, race, choice, party, votes in zip(*(table[n].tolist() for n in names), strict=True):
        for code in (results.summary.nation, region[site]):
            key = ("", party or choice) if by_party else (race, choice)
            found[(code, *key, party)] += votes
    return found
