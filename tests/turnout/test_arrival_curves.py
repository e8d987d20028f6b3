"""The curves of turnout and arrivals."""

from __future__ import annotations

import numpy as np
import pytest

from sim.turnout import (
    expit,
    logit,
    spread_centre,
)


def test_spread_centre_keeps_the_mean() -> None:
    z = np.random.default_rng(1).standard_normal(400_000)

    centre = spread_centre(np.array([0.3, 0.79]), 0.8)

    means = expit(centre[:, None] + 0.8 * z).mean(axis=1)
    assert means == pytest.approx([0.3, 0.79], abs=2e-3)
    assert logit(np.array([0.5]))[0] == 0
