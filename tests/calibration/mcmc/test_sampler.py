"""The verdict on chains: which have converged, on chains of known autocorrelation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.mcmc.sampler import (
    diagnose,
)

if TYPE_CHECKING:
    from sim.core.types import Floats


def drifting(n: int, walkers: int, memory: float, seed: int = 1) -> Floats:
    """Return standard normal chains of one coordinate with a given autocorrelation time."""
    rng = np.random.default_rng(seed)
    keep = np.exp(-1 / memory)
    chain = np.empty((n, walkers, 1))
    chain[0] = rng.standard_normal((walkers, 1))
    for k in range(1, n):
        chain[k] = keep * chain[k - 1] + np.sqrt(1 - keep**2) * rng.standard_normal((walkers, 1))
    return chain


def test_chains_that_have_converged_are_called_so() -> None:
    found = diagnose(drifting(3000, 32, 4.0), 1)

    assert found.converged
    # Of an autoregression: (1 + keep) / (1 - keep), about twice that time.
    assert found.autocorrelation[0] == pytest.approx(8, rel=0.15)
    assert found.r_hat[0] < 1.005
    assert found.steps == 3000
    assert "NOT" not in found.sentence()


def test_a_chain_that_is_too_short_is_not() -> None:
    found = diagnose(drifting(300, 32, 8.0), 1)

    assert not found.converged
    assert found.sentence().startswith("NOT converged: 300 steps, ")


def test_ensembles_at_different_places_are_not() -> None:
    chain = drifting(3000, 32, 4.0)
    chain[:, 16:] += 1.0

    found = diagnose(chain, 1)

    assert found.r_hat[0] > 1.08
    assert not found.converged


def test_a_chain_that_is_still_on_its_way_is_not() -> None:
    chain = drifting(3000, 32, 4.0)
    chain[:1500] += 1.0

    assert not diagnose(chain, 1).converged


def test_one_bad_coordinate_is_enough() -> None:
    good, bad = drifting(3000, 32, 4.0), drifting(3000, 32, 4.0, seed=2)
    bad[:, :8] -= 1.0

    found = diagnose(np.concatenate([good, bad], axis=2), 1)

    assert not found.converged
    assert found.r_hat[0] < 1.01 < found.r_hat[1]


def test_steps_between_saved_ones_count() -> None:
    chain = drifting(3000, 32, 4.0)

    assert diagnose(chain, 10).steps == 30_000
    assert diagnose(chain, 10).autocorrelation == pytest.approx(
        10 * diagnose(chain, 1).autocorrelation
    )
