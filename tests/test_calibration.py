"""What the closed forms expect is what the simulation does."""

from __future__ import annotations

import numpy as np
import pytest

from sim.calibration.expectation import expected_arrivals, expected_seats
from sim.calibration.first_fit import fit_arrivals, fit_prior, opening_part
from sim.choice import party_strength
from sim.register import build_register
from sim.scenario import load_scenario
from sim.streams import Luck
from sim.turnout import attendance, draw_voters


def test_expected_arrivals_meet_the_mean_of_many_days() -> None:
    scenario = load_scenario("baseline", ["register.regions=['MAN']", "arrivals.site_spread=0.2"])
    register = build_register(scenario)
    shape = scenario.arrivals
    shares = []
    for seed in range(60):
        luck = Luck(seed)
        voters = draw_voters(
            scenario, register, luck, attendance(scenario, register, luck),
            np.arange(register.n_sites),
        )  # fmt: skip
        at = np.concatenate([v.arrives_at for v in voters])
        shares.append((at < 12 * 3_600_000).mean())

    expected = expected_arrivals(
        opening_part(12 * 3_600_000, 1), np.array(shape.a), np.array(shape.b),
        site_spread=0.2, early_share=scenario.arrivals.early_share,
    )  # fmt: skip

    error = np.std(shares, ddof=1) / len(shares) ** 0.5
    # 4.5 standard errors of 60 days: false alarm 3e-5.
    assert np.mean(shares) == pytest.approx(float(expected), abs=4.5 * error)


def test_expected_seats_of_the_baseline_are_near_the_published_ones() -> None:
    scenario = load_scenario("baseline")
    register = build_register(scenario)

    seats = expected_seats(register, party_strength(scenario, register))

    assert seats.sum() == pytest.approx(730)
    assert seats.sum(axis=0) == pytest.approx(register.quota_seats.sum(axis=0), rel=0.1, abs=1)


def test_first_fit_gives_the_shapes_of_the_baseline_within_its_grid() -> None:
    scenario = load_scenario("baseline")
    prior, error = fit_prior()

    fitted = fit_arrivals(scenario, prior, {})

    assert error < 2
    assert np.exp(prior.mean[0]) == pytest.approx(scenario.arrivals.a, abs=0.01)
    # Regions without reports or ceilings stay at the prior.
    assert fitted["MAN"] == pytest.approx((1.973, 4.368), rel=0.02)
    # The delay of lines is left out here, so the others agree roughly.
    for code, (a, b) in fitted.items():
        own = scenario.arrivals.regions.get(code) or scenario.arrivals
        assert (a, b) == pytest.approx((own.a, own.b), rel=0.15), code
