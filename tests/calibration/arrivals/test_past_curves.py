"""The prior of arrivals is fitted to other elections: the sampler, and what it leaves out."""

from __future__ import annotations

import datetime as dt
from functools import cache
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.calibration.arrivals import fit_prior, past_curves
from sim.calibration.arrivals.curve_data import curve_data
from sim.calibration.arrivals.prior import (
    arrival_prior,
    shapes_of,
)
from sim.core import clock
from sim.pack.past_elections import TurnoutCurve, usable_curves
from sim.pack.values import PRIOR
from sim.scenario.parameters.voters import USUAL_C
from sim.turnout.arrival_curves import arrival_cdf, opening_part
from tests.support.published import OF
from tests.validation import elections

CODES = tuple(region.code for region in OF.regions)


def generator(seed: int) -> np.random.Generator:
    return np.random.Generator(np.random.Philox(seed))


@cache
def short_fit() -> past_curves.PriorDraws:
    data = curve_data(usable_curves(OF), OF)
    return past_curves.sample(data, 400, generator(11), burn_in=200)


def test_the_file_is_what_the_script_makes() -> None:
    committed = arrival_prior(OF)
    rows = fit_prior.prior_rows(short_fit(), OF, generator(12))

    assert tuple(rows) == ("common", *CODES)
    found = np.array([row[:4] for row in rows.values()], dtype=float)
    means = np.vstack([committed.common_mean, committed.offset_mean])
    scales = np.sqrt(
        np.diagonal(np.vstack([committed.common_scale[None], committed.scale]), axis1=1, axis2=2)
    )
    # 400 dependent draws from another seed: some five standard errors of their means.
    assert found[:, :2] == pytest.approx(means, abs=0.12)
    assert found[1:, 2:] == pytest.approx(scales[1:], rel=0.3)
    assert found[0, 2:] == pytest.approx(scales[0], rel=0.5)
    assert float(rows["common"][-2]) == pytest.approx(committed.error_pct, rel=0.3)
    assert {row[-1] for code, row in rows.items() if code != "common"} == {""}


def test_the_text_of_the_file_has_the_form_of_the_committed_one() -> None:
    folder = Path(sim.__file__).parent / "elections" / "kz-2021"
    committed = (folder / PRIOR).read_text(encoding="utf-8").splitlines()
    text = fit_prior.csv_of(fit_prior.prior_rows(short_fit(), OF, generator(12)))

    assert text == fit_prior.csv_of(fit_prior.prior_rows(short_fit(), OF, generator(12)))
    lines = text.splitlines()
    assert lines[0] == committed[0]
    assert [line.split(",")[0] for line in lines] == [line.split(",")[0] for line in committed]
    assert {len(line.split(",")) for line in (*lines, *committed)} == {9}


def test_same_seed_same_fit() -> None:
    data = curve_data(usable_curves(OF)[:20], OF)
    one, other = (past_curves.sample(data, 5, generator(4), burn_in=2) for _ in range(2))

    assert (one.mu == other.mu).all()
    assert (one.between_curves == other.between_curves).all()


def test_the_sampler_recovers_the_parameters_of_the_curves() -> None:
    streams = generator(21)
    mu, error = np.log([1.9, 3.3]), 0.7
    codes = CODES[:10]
    regional = streams.normal(0, [0.1, 0.2], (len(codes), 2))
    curves = []
    for year in range(2001, 2006):
        common = mu + streams.normal(0, [0.05, 0.1])
        for k, code in enumerate(codes):
            shapes = common + regional[k] + streams.normal(0, [0.05, 0.1])
            at = [hour * clock.HOUR_MS for hour in (10, 12, 14, 16, 18)]
            day = dt.date(year, 1, 1)
            x = np.array([opening_part(t, *OF.opening_hours(code, day)) for t in at])
            pct = 80 * arrival_cdf(x, *shapes_of(shapes), USUAL_C) + error * streams.standard_t(
                4, len(at)
            )
            curves.append(TurnoutCurve(day, code, tuple(at), tuple(pct), 80.0))

    found = past_curves.sample(curve_data(curves, OF), 400, generator(22), burn_in=200)

    # 4.5 posterior standard deviations: false alarm 3e-5 for each of two.
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
            pct = 80 * arrival_cdf(x, *(np.array(shape) for shape in (1.9, 3.3, USUAL_C)))
            pct = np.sort(pct + 1.5 * streams.standard_normal(len(at)))
            curves.append(TurnoutCurve(day, code, tuple(at), tuple(pct), 80.0))

    found = past_curves.sample(curve_data(curves, OF), 600, generator(32), burn_in=200)

    # Regions could all be late in both elections, so mostly the difference is known.
    assert found.shift[:, 1].mean() - found.shift[:, 0].mean() > 0.3
    assert found.new_shift(generator(33)).mean() == pytest.approx(0.5, abs=0.15)


def test_a_region_not_seen_is_as_wide_as_the_spread_between_regions() -> None:
    draws = short_fit()
    known, unknown = (draws.new_curve(code, generator(6)) for code in ("ZHA", "XXX"))

    assert np.median(unknown, axis=0) == pytest.approx([0, 0], abs=0.1)
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
