"""Differences of metrics and their confidence intervals."""

from __future__ import annotations

import numpy as np
import pytest

from sim.comparison.differences import difference
from sim.pack.shipped import NATION


def test_intervals_of_normal_values_cover_at_their_rate() -> None:
    generator = np.random.Generator(np.random.Philox(1))
    for paired in (True, False):
        base = generator.normal(10, 3, (2000, 6))
        other = base + 1 if paired else generator.normal(11, 1, (2000, 9))
        other = other + generator.normal(0, 0.5, other.shape)
        found = [
            difference("m", NATION, "", one, two, paired=paired)
            for one, two in zip(base, other, strict=True)
        ]

        share = np.mean([row.low <= 1 <= row.high for row in found])

        assert share == pytest.approx(0.9, abs=0.02)
