"""Cuts at which each quota casts exactly its published votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import Problem, ScenarioError
from sim.core.streams import HALF_WORD, WORD, uniform
from sim.turnout.arrival_curves import expit, logit
from sim.turnout.compiled_sampling import count_below, cut_above, draw_casting, find_between

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Floats, Ints
    from sim.register import Register
    from sim.scenario import Scenario


_CARRIED = "polling.carry_away_share"


def reported_cuts(
    scenario: Scenario, register: Register, streams: Streams, site_logit: Floats
) -> NDArray[np.uint64]:
    """Return cuts at which each quota casts exactly its published votes.

    Parameters
    ----------
    site_logit
        Turnout shares of the sites on the logit scale, shape ``(n_sites,)``.

    Raises
    ------
    ScenarioError
        If so many carry ballots away that the reported votes cannot be cast.
    """
    cuts = np.zeros(register.n_sites, dtype=np.uint64)
    casting_from = carrying_from(scenario)
    problems = []
    for quota, votes in enumerate(register.quota_votes.tolist()):
        sites = np.flatnonzero(register.site_quota == quota)
        word, voter, start = draw_casting(
            np.uint64(streams.seed), np.uint64(streams.replication), register.site_key[sites],
            register.site_registered[sites], casting_from,
        )  # fmt: skip
        n = len(word)
        if n < votes:
            where = register.region_code[register.race_region[register.race_quota == quota][0]]
            message = f"leaves {n:,} voters in {where} to cast {votes:,} reported votes"
            problems.append(Problem(f"scenario {scenario.name}", _CARRIED, message))
        else:
            cuts[sites] = _cuts_of_quota(word, voter, start, site_logit[sites], votes)
    if problems:
        raise ScenarioError(problems)
    return cuts


def _cuts_of_quota(
    word: NDArray[np.uint32],
    voter: NDArray[np.uint32],
    start: Ints,
    site_logit: Floats,
    votes: int,
) -> NDArray[np.uint64]:
    """Return the cuts of a quota's sites at which exactly so many cast.

    All sites are moved together until they are a hair's breadth around the right number; only
    those within it are compared one by one.

    Parameters
    ----------
    word, voter, start
        Those who would cast: see :func:`sim.turnout.compiled_sampling.draw_casting`.
    site_logit
        Shape ``(n_sites,)``.
    votes
        At most as many as would cast.
    """
    below, above = -24 - site_logit.max(), 24 - site_logit.min()  # no word's logit passes 23
    for _ in range(32):
        middle = (below + above) / 2
        few = count_below(word, start, _limits(site_logit + middle)) < votes
        below, above = (middle, above) if few else (below, middle)
    # A formula and its inverse may part in the last bits: far less than this.
    lower = _limits(site_logit + below - 1e-9) - 1
    upper = _limits(site_logit + above + 1e-9) + 1
    cuts: NDArray[np.uint64] = cut_above(word, voter, start, lower)
    place, site = find_between(word, start, lower, upper)
    chosen = _smallest(
        logit(uniform(word[place])) - site_logit[site], votes - count_below(word, start, lower)
    )
    place, site = place[chosen], site[chosen]
    # The last one chosen at each site is the one with the greatest luck there.
    key = (word[place].astype(np.uint64) << np.uint64(32)) | voter[place].astype(np.uint64)
    np.maximum.at(cuts, site, key + np.uint64(1))
    return cuts


def _limits(logits: Floats) -> Ints:
    """Return the words from which on uniform(word) is above expit(logits)."""
    limits: Ints = np.floor(expit(logits) * WORD + 0.5).astype(np.int64)
    return limits


def _smallest(values: Floats, n: int) -> NDArray[np.bool_]:
    """Return which are the n smallest values; of equal ones the first."""
    if n == 0 or n >= len(values):
        return np.full(len(values), n > 0)
    last = np.partition(values, n - 1)[n - 1]
    chosen: NDArray[np.bool_] = values < last
    at = np.flatnonzero(values == last)
    chosen[at[: n - int(chosen.sum())]] = True
    return chosen


def carrying_from(scenario: Scenario) -> int:
    """Return the half word from which on a voter carries the ballot away."""
    return HALF_WORD - round(scenario.polling.carry_away_share * HALF_WORD)
