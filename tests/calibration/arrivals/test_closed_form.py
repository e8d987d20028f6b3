"""Closed-form expectations, against simulations of the model."""

from __future__ import annotations

import numpy as np
import pytest

from sim.calibration.arrivals.closed_form import expected_arrivals, opening_times
from sim.core.streams import Streams
from sim.register import build_register
from sim.scenario import load_scenario
from sim.turnout import arrival_cdf, attendance, opening_part, sample_voters

HOUR = 3_600_000
THREE = "register.regions=['AKM', 'MAN', 'PAV']"


# --- arrivals ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "east", "west"),
    [(6.5, 0, 0), (7, 0, 0), (8, 1 / 13, 0), (13.5, 0.5, 5.5 / 13), (20, 1, 12 / 13), (21, 1, 1)],
)
def test_doors_open_later_in_the_west(hours: float, east: float, west: float) -> None:
    part = opening_part(
        hours * HOUR, *opening_times(load_scenario("baseline"), np.array([0, HOUR]))
    )

    assert part.tolist() == pytest.approx([east, west], abs=1e-12)


def test_other_hours_are_those_of_the_scenario() -> None:
    evening = load_scenario("evening-only")

    times = opening_times(evening, np.array([0, HOUR]))
    assert opening_part(19 * HOUR, *times).tolist() == [0.5, 0.0]


def test_expected_arrivals_of_a_region_are_its_arrival_curve() -> None:
    x, none = np.linspace(0, 1, 27), np.array(0.0)
    for shapes in ((1.0, 0.5, 0.1), (1.0, 1.0, 1.0), (1.92, 3.91, 0.3), (4.0, 9.0, 2.0)):
        of_region = [np.array([shape]) for shape in shapes]
        found = expected_arrivals(x, *of_region, early_share=none)
        np.testing.assert_allclose(found, arrival_cdf(x, *of_region), atol=1e-11)


def test_arrivals_by_an_hour_are_those_of_many_sampled_days() -> None:
    # Ten comparisons of a mean of 60 days; |t| > 4.5 once in 3,000 such tests.
    changes = [
        "register.regions=['MAN', 'ZAP']",
        "polling.home_share=0",
        "arrivals.early_share=0.1",
        "arrivals.regions={ ZAP = { a = 1.3, b = 2.0 } }",
    ]
    scenario = load_scenario("baseline", changes)
    register = build_register(scenario)
    assert register.region_behind_ms.tolist() == [HOUR, HOUR]
    times = np.array([9, 11, 13, 16, 19]) * HOUR
    shares = []
    for seed in range(60):
        streams = Streams(seed)
        plan = attendance(scenario, register, streams)
        voters = sample_voters(scenario, register, streams, plan, np.arange(register.n_sites))
        came = np.zeros((2, len(times)))
        for site, of_site in enumerate(voters):
            came[register.site_region[site]] += np.searchsorted(np.sort(of_site.arrives_at), times)
        total = np.bincount(register.site_region, [len(of_site.number) for of_site in voters])
        shares.append(came / total[:, None])
    days = np.array(shares)
    zap = register.region_code == "ZAP"
    of_zap = {"a": 1.3, "b": 2.0, "c": scenario.arrivals.c}
    shapes = [np.where(zap, of_zap[name], getattr(scenario.arrivals, name)) for name in of_zap]
    for k, at in enumerate(times.tolist()):
        expected = expected_arrivals(
            opening_part(at, *opening_times(scenario, register.region_behind_ms)), *shapes,
            early_share=np.array(0.1),
        )  # fmt: skip
        error = days[:, :, k].std(axis=0, ddof=1) / np.sqrt(len(days))
        assert error.max() < 0.002
        t = (days[:, :, k].mean(axis=0) - expected) / error
        assert np.abs(t).max() < 4.5, (at, t)


def test_nobody_is_served_before_the_doors_open_and_all_have_come_when_they_close() -> None:
    share = expected_arrivals(
        np.array([0.0, 1e-9, 1.0]), np.array(1.5), np.array(1.2), np.array(0.4),
        early_share=np.array(0.3),
    )  # fmt: skip

    assert share.tolist() == pytest.approx([0.0, 0.3, 1.0], abs=1e-6)


# --- seats ---------------------------------------------------------------------------------------
