"""Simulated corrections of the posterior of the day: delays, and responses to parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.arrivals.correction import CorrectionSettings, correct
from sim.calibration.arrivals.simulate import Correction, Response, simulate
from sim.calibration.arrivals.turnout_likelihood import at_time
from sim.calibration.mcmc.sampler import ChainSettings
from sim.calibration.stages import Stages
from sim.core.progress_protocol import NoProgress
from sim.day.day_records import QUARTERS
from sim.election import build_country
from sim.scenario import load_scenario
from tests.support.arrival_posteriors import (
    HOUR,
    chain_of,
    problem_of,
    reported,
)
from tests.support.targets import target

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.arrivals.arrivals_posterior import ArrivalsPosterior
    from sim.election import Country
    from sim.pack.targets import Target


ROUND = ChainSettings(walkers=32, burn=60, chunk=60, most=60, thin=5)


@pytest.fixture(scope="module")
def man() -> Country:
    # Near their commissions: the longest count, not the longest road, ends the night.
    changes = ["register.regions=['MAN']", "register.distance_mean_km=1"]
    return build_country(load_scenario("baseline", changes))


def corrected(
    country: Country, targets: Sequence[Target], free: Mapping[str, tuple[float, float]]
) -> ArrivalsPosterior:
    problem = problem_of(country, targets, free)
    work = CorrectionSettings(3, 2, 6, ROUND)
    correct(problem, country, targets, {}, work, 1, 1, Stages(), NoProgress())
    return problem


def test_expected_turnout_with_its_correction_is_what_is_simulated(man: Country) -> None:
    targets = [reported("MAN", 12, 45.0), reported("MAN", 17, 70.0)]
    problem = corrected(man, targets, {})
    coords = problem.start(400, np.random.default_rng(0))
    middle = {k: float(np.median(v)) for k, v in problem.parameters(coords).items()}
    shapes = np.log([[[middle[f"arrivals.regions.MAN.{shape}"] for shape in "ab"]]])
    runs = simulate(man, middle, targets, 77, 8, 1, NoProgress())

    for k, at in enumerate((12 * HOUR, 17 * HOUR)):
        expected = problem.turnout(shapes, {}, at)[0, 0]
        simulated = runs.values[:, k]
        error = simulated.std(ddof=1) / np.sqrt(8) + at_time(problem.correction.spread_pct, at)[
            0
        ] / np.sqrt(3)
        assert expected == pytest.approx(simulated.mean(), abs=4 * error + 0.1)


def test_queues_delay_the_ballots() -> None:
    slow = ["register.regions=['MAN']", "polling.check_in_mean_s=150"]
    country = build_country(load_scenario("baseline", slow))

    problem = corrected(country, [reported("MAN", 12, 45.0)], {})

    # Fewer were issued a ballot than came.
    hourly = np.searchsorted(QUARTERS, HOUR * np.arange(72))
    assert problem.correction.delay_pct[0, hourly][8:20].mean() < -1


NIGHT = target("night", "KZ", 0.0, item="all_accepted", error=0.25, step=0.02)
BALLOT = "counting.ballot_mode_s"


@pytest.fixture(scope="module")
def night(man: Country) -> ArrivalsPosterior:
    return corrected(man, [NIGHT], {BALLOT: (3.0, 8.0)})


def test_a_response_goes_through_what_was_simulated(man: Country, night: ArrivalsPosterior) -> None:
    response = night.correction.responses[BALLOT]
    assert response.points.tolist() == [3.0, 4.25, 5.5, 6.75, 8.0]
    runs = [
        simulate(man, {BALLOT: at}, [NIGHT], 1, 2, 1, NoProgress()).values.mean()
        for at in (3.0, 5.5, 8.0)
    ]
    interpolated = response.at(np.array([3.0, 5.5, 8.0, 3.625]))[1][:, 0]

    assert runs[0] < runs[1] < runs[2]
    assert np.diff(interpolated[:3]) == pytest.approx(np.diff(runs))
    assert interpolated[3] == pytest.approx((interpolated[0] + response.values[1, 0]) / 2)


def test_a_response_is_zero_at_its_base() -> None:
    rng = np.random.default_rng(0)
    response = Response(np.array([1.0, 2.0, 4.0]), rng.random((3, 2, 5)), rng.random((3, 3)))
    counted = response.relative_to(2.5)
    pct, values = counted.at(np.array([2.5, 4.0]))

    assert pct[0] == pytest.approx(np.zeros((2, 5)))
    assert values[0] == pytest.approx(np.zeros(3))
    full, before = response.at(np.array([4.0, 2.5]))[0]
    assert pct[1] == pytest.approx(full - before)


def test_a_late_night_means_slow_counting_and_an_early_one_fast(
    man: Country, night: ArrivalsPosterior
) -> None:
    simulated = night.correction.values[0]
    assert 20 < simulated < 36
    medians = []
    for off in (-2.0, 0.0, 2.0):
        reported = replace(NIGHT, value=simulated + off, error=0.05)
        posterior = problem_of(man, [reported], {BALLOT: (3.0, 8.0)})
        posterior.correction = night.correction
        draws = chain_of(
            posterior, ChainSettings(walkers=32, burn=100, chunk=100, most=100, thin=5)
        )
        medians.append(float(np.median(posterior.parameters(draws)[BALLOT])))
        assert posterior.parameters(draws)[BALLOT].min() >= 3.0
    assert medians[0] < medians[1] - 0.2
    assert medians[1] < medians[2] - 0.2


def test_nothing_is_added_before_anything_was_simulated() -> None:
    none = Correction.none(3, 2)

    assert not none.delay_pct.any()
    assert none.delay_pct.shape == none.spread_pct.shape == (3, len(QUARTERS))
    assert not none.values.any()
