"""The prior of arrival curves: its draws follow its density, and its fit can be repeated."""

from __future__ import annotations

import dataclasses
from functools import cache

import numpy as np
import pytest

from sim.calibration.arrivals.multivariate_t import LogDensity, matched_t, sample_t
from sim.calibration.arrivals.prior import (
    HIGHEST,
    LOWEST,
    SHAPES,
    arrival_prior,
    shapes_of,
    within,
)
from sim.core import clock
from sim.core.student_t import density
from sim.scenario import load_scenario
from sim.turnout.arrival_curves import opening_part
from tests.support.published import OF

CODES = tuple(region.code for region in OF.regions)


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


@cache
def drawn() -> tuple[np.ndarray, np.ndarray]:
    return arrival_prior(OF).sample(40_000, generator(1))


def test_the_prior_knows_the_14_regions() -> None:
    prior = arrival_prior(OF)

    assert prior.codes == CODES
    assert prior.offset_mean.shape == (14, 2)
    assert prior.scale.shape == (14, 2, 2)
    assert 0.5 < prior.error_pct < 4
    assert (np.linalg.eigvalsh(prior.scale) > 0).all()
    assert (prior.dof > 2).all()
    assert arrival_prior(OF) is prior


def test_the_density_of_a_t_integrates_to_one() -> None:
    side = np.linspace(-60, 60, 1201)
    points = np.stack(np.meshgrid(side, side), axis=-1)
    scale = np.array([[1.0, 0.4], [0.4, 0.5]])

    total = np.exp(LogDensity.of(scale, np.array(5.0)).at(points)).sum() * (side[1] - side[0]) ** 2

    assert total == pytest.approx(1, abs=2e-4)


def test_the_density_of_a_t_is_that_of_the_line_in_one_dimension() -> None:
    rest = np.linspace(-4, 4, 9)

    found = np.exp(LogDensity.of(np.array([[2.25]]), np.array(5.0)).at(rest[:, None]))

    assert found == pytest.approx([density(value / 1.5, 5.0) / 1.5 for value in rest.tolist()])


def test_draws_follow_the_density() -> None:
    prior = arrival_prior(OF).for_codes(["ZHA"])
    common, theta = prior.sample(40_000, generator(1))

    # Weights that turn untruncated draws into the joint density.
    free, around = prior._sample_untruncated(400_000, generator(2))
    inside = within(free) & within(around[:, 0])
    for of_draws, of_density in ((common, free[inside]), (theta[:, 0], around[inside, 0])):
        for level in (0.1, 0.5, 0.9, 0.99):
            expected = np.quantile(of_density, level, axis=0)
            found = (of_draws < expected).mean(axis=0)
            # 4.5 standard errors, 24 times: false alarm 2e-4; the other draws add a third of it.
            error = np.sqrt(level * (1 - level) / len(of_draws)) * 1.1
            assert found == pytest.approx(level, abs=4.5 * error)


def test_the_distance_of_regions_from_the_common_values_follows_the_t() -> None:
    # Far inside the range, so that nothing is cut off.
    wide = arrival_prior(OF)
    prior = dataclasses.replace(
        wide, common_mean=(LOWEST + HIGHEST) / 2, common_scale=wide.common_scale / 1e4,
        offset_mean=0 * wide.offset_mean, scale=wide.scale / 1e4,
    )  # fmt: skip
    common, theta = prior.sample(40_000, generator(8))

    k = CODES.index("ZHA")
    rest = theta[:, k] - common
    distance = np.einsum("ni,ij,nj->n", rest, np.linalg.inv(prior.scale[k]), rest)
    v = prior.dof[k]
    for level in (0.5, 0.9, 0.99):
        # The squared distance of a bivariate t has this quantile in closed form.
        edge = v * ((1 - level) ** (-2 / v) - 1)
        # 4.5 standard errors, three times: false alarm 2e-5.
        error = np.sqrt(level * (1 - level) / len(rest))
        assert (distance <= edge).mean() == pytest.approx(level, abs=4.5 * error)


def test_log_density_of_a_region_is_that_of_its_t_around_the_common_values() -> None:
    prior = arrival_prior(OF)
    common, theta = (sampled[:5] for sampled in drawn())

    log = prior.region_log_density(theta, common)

    assert log.shape == (5, 14)
    k = CODES.index("ZHA")
    by_hand = LogDensity.of(prior.scale[k], prior.dof[k]).at(
        theta[2, k] - common[2] - prior.offset_mean[k]
    )
    assert log[2, k] == pytest.approx(float(by_hand))
    shifted = prior.region_log_density(theta + 0.01, common + 0.01)
    assert shifted == pytest.approx(log)


def test_no_draw_is_outside_the_range_of_a_scenario() -> None:
    prior = arrival_prior(OF)
    common, theta = drawn()

    assert within(common).all()
    assert within(theta).all()
    at_edge = np.tile((LOWEST + HIGHEST) / 2, (3, 1))
    at_edge[0, 0], at_edge[1, 0], at_edge[2, 1] = HIGHEST[0], HIGHEST[0] + 1e-9, LOWEST[1] - 1e-9
    assert np.isfinite(prior.common_log_density(at_edge)).tolist() == [True, False, False]
    regions = np.tile(prior.common_mean, (14, 1))
    regions[3, 1] = HIGHEST[1] + 0.1
    assert np.isneginf(prior.region_log_density(regions, prior.common_mean)).tolist() == [
        code == CODES[3] for code in CODES
    ]
    # The scenario allows just this.
    for ends in (LOWEST, HIGHEST):
        shapes = zip(SHAPES, shapes_of(ends), strict=True)
        load_scenario("tiny", [f"arrivals.{name}={float(value):.12g}" for name, value in shapes])


def test_a_prior_near_the_edge_samples_inside() -> None:
    odd = dataclasses.replace(arrival_prior(OF), common_mean=HIGHEST - 0.1)

    common, theta = odd.sample(50, generator(2))

    assert within(common).all()
    assert within(theta).all()


def test_same_seed_same_draws() -> None:
    prior = arrival_prior(OF)
    one, other = (prior.sample(50, generator(5)) for _ in range(2))

    assert (one[0] == other[0]).all()
    assert (one[1] == other[1]).all()
    assert prior.sample(0, generator(5))[1].shape == (0, 14, 2)


def test_an_unknown_region_is_as_wide_as_the_widest() -> None:
    prior = arrival_prior(OF).for_codes(["ZHA", "XXX"])

    assert prior.codes == ("ZHA", "XXX")
    assert (prior.offset_mean[0] == arrival_prior(OF).offset_mean[CODES.index("ZHA")]).all()
    assert prior.offset_mean[1].tolist() == [0, 0]
    widest = max(np.linalg.det(arrival_prior(OF).scale))
    assert np.linalg.det(prior.scale[1]) == widest
    assert prior.sample(3, generator(1))[1].shape == (3, 2, 2)


def test_western_regions_are_an_hour_behind() -> None:
    west, east = (
        [opening_part(hour * clock.HOUR_MS, *OF.opening_hours(code)) for hour in (7, 8, 10, 20, 21)]
        for code in ("MAN", "PAV")
    )
    assert west == pytest.approx([0, 0, 2 / 13, 12 / 13, 1])
    assert east == pytest.approx([0, 1 / 13, 3 / 13, 1, 1])


def test_matching_finds_the_t_of_the_draws() -> None:
    scale = np.array([[0.04, 0.03], [0.03, 0.09]])
    n = 200_000
    rows = sample_t(np.tile([0.5, 1.5], (n, 1)), scale, np.full(n, 5.0), generator(3))

    mean, found, dof = matched_t(rows)

    # Far more than 4.5 standard errors of so many draws; dof is one step off at most.
    assert mean == pytest.approx([0.5, 1.5], abs=0.01)
    assert np.sqrt(np.diagonal(found)) == pytest.approx([0.2, 0.3], rel=0.04)
    assert found[0, 1] / 0.06 == pytest.approx(0.5, abs=0.02)
    assert dof in {4, 5, 6}
