"""The prior of arrival curves: its draws follow its density, and its fit can be repeated."""

from __future__ import annotations

import dataclasses
import datetime as dt
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.calibration.arrivals import fit_prior, past_curves
from sim.calibration.arrivals.multivariate_t import log_t, matched_t, sample_t
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
from sim.pack.past_elections import TurnoutCurve, usable_curves
from sim.pack.values import PRIOR
from sim.scenario import load_scenario
from sim.turnout.arrival_curves import arrival_cdf, opening_part
from tests.support.published import OF
from tests.validation import elections

CODES = tuple(region.code for region in OF.regions)


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


@cache
def drawn() -> tuple[np.ndarray, np.ndarray]:
    return arrival_prior(OF).sample(40_000, generator(1))


def test_the_prior_knows_the_14_regions() -> None:
    prior = arrival_prior(OF)

    assert prior.codes == CODES
    assert prior.offset_mean.shape == (14, 3)
    assert prior.scale.shape == (14, 3, 3)
    assert 0.5 < prior.error_pct < 4
    assert (np.linalg.eigvalsh(prior.scale) > 0).all()
    assert (prior.dof > 2).all()
    assert arrival_prior(OF) is prior


def test_the_density_of_a_t_integrates_to_one() -> None:
    side = np.linspace(-60, 60, 1201)
    points = np.stack(np.meshgrid(side, side), axis=-1)
    scale = np.array([[1.0, 0.4], [0.4, 0.5]])

    total = np.exp(log_t(points, scale, np.array(5.0))).sum() * (side[1] - side[0]) ** 2

    assert total == pytest.approx(1, abs=2e-4)


def test_the_density_of_a_t_is_that_of_the_line_in_one_dimension() -> None:
    rest = np.linspace(-4, 4, 9)

    found = np.exp(log_t(rest[:, None], np.array([[2.25]]), np.array(5.0)))

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
        # A normal's squared distance over an independent chi-squared: 3 F(3, v).
        ratio = generator(9).chisquare(3, 400_000) / generator(10).chisquare(v, 400_000) * v
        edge = np.quantile(ratio, level)
        # 4.5 standard errors, three times: false alarm 2e-5; the ratios add a third of one.
        error = np.sqrt(level * (1 - level) / len(rest)) * 1.1
        assert (distance <= edge).mean() == pytest.approx(level, abs=4.5 * error)


def test_log_density_of_a_region_is_that_of_its_t_around_the_common_values() -> None:
    prior = arrival_prior(OF)
    common, theta = (sampled[:5] for sampled in drawn())

    log = prior.region_log_density(theta, common)

    assert log.shape == (5, 14)
    k = CODES.index("ZHA")
    by_hand = log_t(theta[2, k] - common[2] - prior.offset_mean[k], prior.scale[k], prior.dof[k])
    assert log[2, k] == pytest.approx(float(by_hand))
    shifted = prior.region_log_density(theta + 0.01, common + 0.01)
    assert shifted == pytest.approx(log)


def test_no_draw_is_outside_the_range_of_a_scenario() -> None:
    prior = arrival_prior(OF)
    common, theta = drawn()

    assert within(common).all()
    assert within(theta).all()
    at_edge = np.tile((LOWEST + HIGHEST) / 2, (4, 1))
    at_edge[0, 0], at_edge[1, 0] = HIGHEST[0], HIGHEST[0] + 1e-9
    at_edge[2, 1], at_edge[3, 2] = LOWEST[1] - 1e-9, LOWEST[2] - 1e-9
    assert np.isfinite(prior.common_log_density(at_edge)).tolist() == [True, False, False, False]
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
    assert prior.sample(0, generator(5))[1].shape == (0, 14, 3)


def test_an_unknown_region_is_as_wide_as_the_widest() -> None:
    prior = arrival_prior(OF).for_codes(["ZHA", "XXX"])

    assert prior.codes == ("ZHA", "XXX")
    assert (prior.offset_mean[0] == arrival_prior(OF).offset_mean[CODES.index("ZHA")]).all()
    assert prior.offset_mean[1].tolist() == [0, 0, 0]
    widest = max(np.linalg.det(arrival_prior(OF).scale))
    assert np.linalg.det(prior.scale[1]) == widest
    assert prior.sample(3, generator(1))[1].shape == (3, 2, 3)


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


@cache
def short_fit() -> past_curves.PriorDraws:
    data = past_curves.curve_data(usable_curves(OF), OF)
    return past_curves.sample(data, 400, generator(11), burn_in=200)


def test_the_file_is_what_the_script_makes() -> None:
    committed = arrival_prior(OF)
    rows = fit_prior.prior_rows(short_fit(), OF, generator(12))

    assert tuple(rows) == ("common", *CODES)
    found = np.array([row[:6] for row in rows.values()], dtype=float)
    means = np.vstack([committed.common_mean, committed.offset_mean])
    scales = np.sqrt(
        np.diagonal(np.vstack([committed.common_scale[None], committed.scale]), axis1=1, axis2=2)
    )
    # 400 dependent draws from another seed: some five standard errors of their means.
    assert found[:, :3] == pytest.approx(means, abs=0.15)
    assert found[1:, 3:] == pytest.approx(scales[1:], rel=0.3)
    assert found[0, 3:] == pytest.approx(scales[0], rel=0.5)
    assert float(rows["common"][-1]) == pytest.approx(committed.error_pct, rel=0.3)
    assert {row[-1] for code, row in rows.items() if code != "common"} == {""}


def test_the_text_of_the_file_has_the_form_of_the_committed_one() -> None:
    folder = Path(sim.__file__).parent / "elections" / "kz-2021"
    committed = (folder / PRIOR).read_text(encoding="utf-8").splitlines()
    text = fit_prior.csv_of(fit_prior.prior_rows(short_fit(), OF, generator(12)))

    assert text == fit_prior.csv_of(fit_prior.prior_rows(short_fit(), OF, generator(12)))
    lines = text.splitlines()
    assert lines[0] == committed[0]
    assert [line.split(",")[0] for line in lines] == [line.split(",")[0] for line in committed]
    assert {len(line.split(",")) for line in (*lines, *committed)} == {12}


def test_same_seed_same_fit() -> None:
    data = past_curves.curve_data(usable_curves(OF)[:20], OF)
    one, other = (past_curves.sample(data, 5, generator(4), burn_in=2) for _ in range(2))

    assert (one.mu == other.mu).all()
    assert (one.between_curves == other.between_curves).all()


def test_the_sampler_recovers_the_parameters_of_the_curves() -> None:
    streams = generator(21)
    mu, error = np.log([1.9, 3.3, 0.3]), 0.7
    codes = CODES[:10]
    regional = streams.normal(0, [0.1, 0.2, 0.1], (len(codes), 3))
    curves = []
    for year in range(2001, 2006):
        common = mu + streams.normal(0, [0.05, 0.1, 0.1])
        for k, code in enumerate(codes):
            shapes = common + regional[k] + streams.normal(0, [0.05, 0.1, 0.05])
            at = [hour * clock.HOUR_MS for hour in (10, 12, 14, 16, 18)]
            day = dt.date(year, 1, 1)
            x = np.array([opening_part(t, *OF.opening_hours(code, day)) for t in at])
            pct = 80 * arrival_cdf(x, *shapes_of(shapes)) + error * streams.standard_t(4, len(at))
            curves.append(TurnoutCurve(day, code, tuple(at), tuple(pct), 80.0))

    found = past_curves.sample(past_curves.curve_data(curves, OF), 400, generator(22), burn_in=200)

    # 4.5 posterior standard deviations: false alarm 3e-5 for each of three.
    assert (np.abs(found.mu.mean(axis=0) - mu) < 4.5 * found.mu.std(axis=0)).all()
    assert found.mu.std(axis=0).max() < 0.25
    # The common part of all regions is the effect of the elections.
    effect = found.region.mean(axis=0) - found.region.mean(axis=(0, 1))
    true = np.array([regional[codes.index(code)] for code in found.regions])
    assert effect == pytest.approx(true - true.mean(axis=0), abs=0.25)
    assert np.corrcoef(effect[:, 1], true[:, 1])[0, 1] > 0.7
    # Steps of the scale are a fifth apart.
    assert np.median(found.error) == pytest.approx(error, rel=0.35)


def test_the_sampler_finds_how_much_of_the_difference_of_clocks_reports_show() -> None:
    streams = generator(31)
    curves = []
    for year, part in ((2010, 0.0), (2011, 1.0)):
        day = dt.date(year, 1, 1)
        for code in ("AKT", "ATY", "ZAP", "KZY", "MAN", *CODES[:4]):
            at = [hour * clock.HOUR_MS for hour in (10, 12, 14, 16, 18)]
            opens, closes = OF.opening_hours(code, day)
            earlier = (1 - part) * (opens - OF.hours_ms[0])
            x = opening_part(np.array(at), opens - earlier, closes - earlier)
            pct = 80 * arrival_cdf(x, *(np.array(shape) for shape in (1.9, 3.3, 0.4)))
            pct = np.sort(pct + 1.5 * streams.standard_normal(len(at)))
            curves.append(TurnoutCurve(day, code, tuple(at), tuple(pct), 80.0))

    found = past_curves.sample(past_curves.curve_data(curves, OF), 600, generator(32), burn_in=200)

    # Regions could all be late in both elections, so mostly the difference is known.
    assert found.shift[:, 1].mean() - found.shift[:, 0].mean() > 0.3
    assert found.new_shift(generator(33)).mean() == pytest.approx(0.5, abs=0.15)


def test_a_region_not_seen_is_as_wide_as_the_spread_between_regions() -> None:
    draws = short_fit()
    known, unknown = (draws.new_curve(code, generator(6)) for code in ("ZHA", "XXX"))

    assert np.median(unknown, axis=0) == pytest.approx([0, 0, 0], abs=0.1)
    assert np.ptp(np.quantile(unknown, [0.1, 0.9], axis=0), axis=0).min() > 0
    assert unknown.std(axis=0)[1] > known.std(axis=0)[1]


@cache
def quick_validation() -> elections.Predictions:
    return elections.leave_one_out(usable_curves(OF), 100, 3, burn_in=100)


def test_an_election_left_out_is_covered() -> None:
    found = quick_validation()

    assert len(found.reported) == sum(len(c.at) for c in usable_curves(OF))
    assert found.coverage(0, 4) >= 0.85
    # The 50 % intervals have neither few nor nearly all: 63 % in the long run.
    assert 0.45 < found.coverage(1, 3) < 0.8
    assert np.abs(found.errors).mean() < 6


def test_the_validation_prints_a_narrow_table_and_plots(tmp_path: Path) -> None:
    found = quick_validation()
    lines = elections.table(found).splitlines()

    assert max(map(len, lines)) <= 80
    assert [line.split()[0] for line in lines[1:8]] == [
        "all", "2016-03-20", "2019-06-09", "2021-01-10", "2022-06-05", "2023-03-19", "2024-10-06",
    ]  # fmt: skip
    assert sum(int(line.split()[1]) for line in lines[2:8]) == int(lines[1].split()[1])
    elections.draw(found, tmp_path / "one.png")
    elections.draw(found, tmp_path / "other.png")
    assert (tmp_path / "one.png").read_bytes() == (tmp_path / "other.png").read_bytes()
    assert (tmp_path / "one.png").stat().st_size > 20_000
