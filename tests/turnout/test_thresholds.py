"""Turnout thresholds at which each quota casts its published votes."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import uniform
from sim.turnout import (
    logit,
)
from sim.turnout.thresholds import _quota_thresholds


@pytest.mark.parametrize("n_words", [2, 40, 1 << 32])
def test_thresholds_select_the_smallest_and_of_equal_ones_the_first(n_words: int) -> None:
    rng = np.random.default_rng(n_words)
    n_sites, n = 7, 50
    word = (rng.integers(0, n_words, n_sites * n) * ((1 << 32) // n_words)).astype(np.uint32)
    word[:3] = 0, 2**32 - 1, 2**32 - 1
    voter = np.tile(np.arange(n, dtype=np.uint32), n_sites)
    start = np.arange(n_sites + 1) * n
    site_logit = rng.choice([-1.5, 0.25, 7.0], n_sites)
    values = logit(uniform(word)) - np.repeat(site_logit, n)
    keys = (word.astype(np.uint64) << np.uint64(32)) + voter

    for votes in (0, 1, 2, 50, 173, 349, 350):
        chosen = np.argsort(values, kind="stable")[:votes]
        thresholds = np.zeros(n_sites, dtype=np.uint64)
        np.maximum.at(thresholds, chosen // n, keys[chosen] + np.uint64(1))
        assert np.array_equal(_quota_thresholds(word, voter, start, site_logit, votes), thresholds)
