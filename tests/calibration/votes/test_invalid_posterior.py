"""The posterior of marks for nobody: invalid ballots and votes against all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.targets.collect import collect
from sim.calibration.votes.invalid_posterior import (
    AGAINST_ALL,
    INVALID,
    OtherMarksPosterior,
    log_likelihood_of_count,
)
from sim.scenario import calibration_range
from sim.turnout import expit

if TYPE_CHECKING:
    from sim.register import Register
    from sim.scenario import Scenario


@pytest.mark.parametrize(("mean", "spread"), [(-2.5, 0.5), (0.3, 0.9), (-4.0, 0.05)])
def test_chances_of_all_counts_sum_to_one(mean: float, spread: float) -> None:
    n = 40
    chance = np.array(
        [np.exp(log_likelihood_of_count(k, n, np.array(mean), spread)) for k in range(41)]
    )
    rng = np.random.default_rng(8)
    drawn = rng.binomial(n, expit(mean + spread * rng.standard_normal(40_000)))

    assert chance.sum() == pytest.approx(1, abs=1e-9)
    assert chance @ np.arange(41) == pytest.approx(drawn.mean(), abs=4.5 * drawn.std() / 200)
    error = np.sqrt(chance * (1 - chance) / 40_000)
    found = np.bincount(drawn, minlength=41) / 40_000
    # The integral is by fifteen points: accurate to half a per cent of a probability.
    assert (np.abs(found - chance) < 4.5 * error + 0.005 * chance + 1e-4).all()


@pytest.fixture(scope="module")
def marks(of_three: tuple[Scenario, Register]) -> OtherMarksPosterior:
    ranges = {key: calibration_range()[key] for key in MARKS}
    return OtherMarksPosterior(*of_three, collect(*of_three), ranges, {})


MARKS = ("choice.against_all_share", "choice.invalid_share")


def test_shares_of_a_district_are_those_counted_there(marks: OtherMarksPosterior) -> None:
    shares = {t.item: t.value or 0.0 for t in marks.known}
    invalid = shares[INVALID] / 100
    against = shares[AGAINST_ALL] / 100 / (1 - invalid)
    rng = np.random.default_rng(1)
    coords = np.repeat(marks.start(1, rng), 3, axis=0)
    columns = {t.item: 2 + k for k, t in enumerate(marks.known)}
    at = {INVALID: invalid, AGAINST_ALL: against}

    for item, place in columns.items():
        for k, off in enumerate((0.9, 1.0, 1.1)):
            share = at[item] * off
            coords[k, place] = np.log(share / (1 - share))
        low, middle, high = marks.log_density(coords)[:, 0]
        assert middle > max(low, high)
        coords[:, place] = np.log(at[item] / (1 - at[item]))
    shown = marks.parameters(coords[:1])
    assert shown["choice.regions.AKM.invalid_share"][0] == pytest.approx(invalid)
    assert shown["choice.regions.AKM.against_all_share"][0] == pytest.approx(against)


def test_a_share_of_a_region_stays_below_one_half(marks: OtherMarksPosterior) -> None:
    rng = np.random.default_rng(3)
    drawn = marks.sample_prior(20_000, rng)
    at = drawn[:, 2:]
    assert at.max() <= 0

    # The prior density is that of its draws: same mean, and it sums to one.
    mean = np.log(0.1 / 0.9)
    grid = np.linspace(mean - 8 * marks.spread, 0, 20_001)
    density = np.exp(marks._log_prior(grid, np.full(len(grid), mean)))
    density /= marks.spread * (2 * np.pi) ** 0.5
    assert np.trapezoid(density, grid) == pytest.approx(1, abs=1e-4)
    below = -rng.exponential(size=10)
    assert np.isfinite(marks._log_prior(below, np.full(10, mean))).all()
    assert marks._log_prior(np.array([0.01]), np.array([mean]))[0] == -np.inf
    near = np.abs(drawn[:, 1] - 0.1) < 0.02
    invalid = at[near, [t.item for t in marks.known].index(INVALID)]
    expected = np.trapezoid(density * grid, grid)
    assert invalid.mean() == pytest.approx(expected, abs=5 * invalid.std() / near.sum() ** 0.5)


def test_a_mark_that_is_held_is_the_free_one_at_that_value(
    of_three: tuple[Scenario, Register], marks: OtherMarksPosterior
) -> None:
    ranges = {key: calibration_range()[key] for key in MARKS}
    fixed = {"choice.regions.AKM.invalid_share": 0.05, "choice.invalid_share": 0.04}
    held = OtherMarksPosterior(*of_three, collect(*of_three), ranges, fixed)
    coords = marks.start(4, np.random.default_rng(0))
    place = marks.coordinates.index
    coords[:, place["choice.invalid_share"]] = 0.04
    coords[:, place["choice.regions.AKM.invalid_share"]] = np.log(0.05 / 0.95)

    fewer = np.delete(coords, [place[key] for key in fixed], axis=1)

    assert held.log_density(fewer) == pytest.approx(marks.log_density(coords))
    assert held.parameters(fewer)["choice.regions.AKM.invalid_share"] == pytest.approx(0.05)
