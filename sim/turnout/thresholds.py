"""Turnout thresholds at which each quota casts exactly its published votes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import Problem, ScenarioError
from sim.core.streams import HALF_WORD, WORD, uniform
from sim.turnout.arrival_curves import expit, logit
from sim.turnout.compiled_words import (
    count_below,
    find_between,
    sample_casting,
    thresholds_above,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Flags, Floats, Ints, Words
    from sim.register import Register
    from sim.scenario import Scenario


_CARRY_AWAY = "polling.carry_away_share"
_HALVINGS = 12
"""Of an interval of 48 or more on the logit scale: about 1 voter in 400 is left inside, and sorting
them takes less time than further passes over all voters."""


def reported_thresholds(
    scenario: Scenario, register: Register, streams: Streams, site_logit: Floats
) -> NDArray[np.uint64]:
    """Return turnout thresholds at which each quota casts exactly its published votes.

    Parameters
    ----------
    site_logit
        Turnout shares of the sites on the logit scale, shape ``(n_sites,)``.

    Raises
    ------
    ScenarioError
        If too few voters cast a ballot to reach the reported votes, as others carry it away.
    """
    thresholds = np.zeros(register.n_sites, dtype=np.uint64)
    casting_from = carrying_from(scenario)
    problems = []
    for quota, votes in enumerate(register.quota_votes.tolist()):
        sites = np.flatnonzero(register.site_quota == quota)
        word, voter, start = sample_casting(
            np.uint64(streams.seed), np.uint64(streams.replication), register.site_key[sites],
            register.site_voters[sites], casting_from,
        )  # fmt: skip
        n = len(word)
        if n < votes:
            where = register.race_code[register.race_quota == quota][0]
            share = scenario.polling.carry_away_share
            message = (
                f"{_CARRY_AWAY} = {share:g} leaves {n:,} voters in {where} to cast {votes:,} "
                "reported votes; lower it, or set turnout.final to 'sampled'"
            )
            problems.append(Problem(f"scenario {scenario.name}", _CARRY_AWAY, message))
        else:
            thresholds[sites] = _quota_thresholds(word, voter, start, site_logit[sites], votes)
    if problems:
        raise ScenarioError(problems)
    return thresholds


def _quota_thresholds(
    word: Words,
    voter: Words,
    start: Ints,
    site_logit: Floats,
    votes: int,
) -> NDArray[np.uint64]:
    """Return the thresholds of a quota's sites at which exactly so many voters cast a ballot.

    Bisection over a common shift of all sites finds a narrow interval that contains the solution;
    only the voters inside it are sorted.

    Parameters
    ----------
    word, voter, start
        Voters who would cast a ballot: see :func:`sim.turnout.compiled_words.sample_casting`.
    site_logit
        Shape ``(n_sites,)``.
    votes
        At most ``len(word)``.
    """
    below, above = -24 - site_logit.max(), 24 - site_logit.min()  # the logit of a word is within 23
    for _ in range(_HALVINGS):
        middle = (below + above) / 2
        too_few = count_below(word, start, _limits(site_logit + middle)) < votes
        below, above = (middle, above) if too_few else (below, middle)
    # logit(expit(x)) can differ from x in the last bits, by far less than this.
    lower = _limits(site_logit + below - 1e-9) - 1
    upper = _limits(site_logit + above + 1e-9) + 1
    thresholds: NDArray[np.uint64] = thresholds_above(word, voter, start, lower)
    index, site = find_between(word, start, lower, upper)
    chosen = _smallest(
        logit(uniform(word[index])) - site_logit[site], votes - count_below(word, start, lower)
    )
    index, site = index[chosen], site[chosen]
    # The threshold of a site is just above the largest chosen word.
    key = (word[index].astype(np.uint64) << np.uint64(32)) | voter[index].astype(np.uint64)
    np.maximum.at(thresholds, site, key + np.uint64(1))
    return thresholds


def _limits(logits: Floats) -> Ints:
    """Return the least words for which uniform(word) is above expit(logits)."""
    limits: Ints = np.floor(expit(logits) * WORD + 0.5).astype(np.int64)
    return limits


def _smallest(values: Floats, n: int) -> Flags:
    """Return flags of the n smallest values; of equal values the first are taken."""
    if n == 0 or n >= len(values):
        return np.full(len(values), n > 0)
    largest = np.partition(values, n - 1)[n - 1]
    chosen: Flags = values < largest
    at = np.flatnonzero(values == largest)
    chosen[at[: n - int(chosen.sum())]] = True
    return chosen


def carrying_from(scenario: Scenario) -> int:
    """Return the least half word for which a voter carries the ballot away."""
    return HALF_WORD - round(scenario.polling.carry_away_share * HALF_WORD)
