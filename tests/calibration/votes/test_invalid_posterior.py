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
    PlaceShares,
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
    at = marks.sample_prior(20_000, np.random.default_rng(3))[:, 2:]
    mean = np.full(10, np.log(0.1 / 0.9))

    assert at.max() <= 0
    for places in marks.places.values():
        below = -np.random.default_rng(4).exponential(size=10)
        assert np.isfinite(places.log_density(below, mean)).all()
        assert places.log_density(np.array([0.01]), mean[:1])[0] == -np.inf


@pytest.mark.parametrize("item", [AGAINST_ALL, INVALID])
@pytest.mark.parametrize("share", [0.1, 0.002])
def test_places_have_the_density_of_their_samples(
    marks: OtherMarksPosterior, item: str, share: float
) -> None:
    places, mean = marks.places[item], float(np.log(share / (1 - share)))
    rng = np.random.default_rng(7)

    drawn = places.sample(np.full(40_000, mean), rng)
    drawn = drawn[drawn <= 0]

    # The density sums to one, and has the same mean and the same share below 1 %.
    grid = np.linspace(mean - 20, 0, 40_001)
    density = np.exp(places.log_density(grid, np.full(len(grid), mean))) / (2 * np.pi) ** 0.5
    assert np.trapezoid(density, grid) == pytest.approx(1, abs=1e-4)
    error = 5 * drawn.std() / len(drawn) ** 0.5
    assert drawn.mean() == pytest.approx(np.trapezoid(density * grid, grid), abs=error)
    small = grid <= np.log(0.01 / 0.99)
    assert (drawn <= grid[small][-1]).mean() == pytest.approx(
        np.trapezoid(density[small], grid[small]), abs=5 * 0.5 / len(drawn) ** 0.5
    )


def test_places_where_nobody_is_against_all_say_little_of_the_nation(
    of_three: tuple[Scenario, Register],
) -> None:
    scenario, _ = of_three
    nation = np.linspace(-8.0, -1.8, 300)
    lost = {}
    for rare in (0.0, 0.25):
        places = PlaceShares(scenario.calibration.place_spread, rare)
        none = places.log_likelihood(0, 1910, nation)
        lost[rare] = none.max() - none[np.abs(nation + 3.0).argmin()]

    # A count of zero speaks against a share of 5 per cent, but much less so in the mixture.
    assert PlaceShares.of(scenario, AGAINST_ALL).rare == 0.25
    assert PlaceShares.of(scenario, INVALID).rare == 0.0
    assert lost[0.0] > 1.8 * lost[0.25] > 0


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
