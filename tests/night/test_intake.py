"""Vehicles and intake of a commission against the model of the night."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.election import build_country, run_days
from sim.night.intake import IntakeQueue
from sim.scenario import load_scenario

OFTEN_WRONG = ["commission.intake_mean_s=1500", "counting.copy_slip_share=0.3"]


@pytest.mark.parametrize("vehicles", [0, 3])
@pytest.mark.parametrize("clerks", [1, 2, 5])
@pytest.mark.parametrize("changes", [[], OFTEN_WRONG])
def test_its_times_are_those_of_the_night(clerks: int, changes: list[str], vehicles: int) -> None:
    scenario = load_scenario(
        "baseline",
        [
            "register.regions=['MAN','ATY']", f"commission.clerks={clerks}",
            f"commission.vehicles={vehicles}", *changes,
        ],
    )  # fmt: skip
    country = build_country(scenario)
    (polls,) = run_days(country, Streams(5, 1), "auto")
    night = polls.night(None)

    waited = fetched = 0
    model = polls.night_model()
    for commission in range(len(country.one.commission_id)):
        sites = np.flatnonzero(country.one.site_commission == commission).tolist()
        taken = IntakeQueue(model, sites).run(clerks, vehicles or len(sites))
        assert sorted(taken) == sites
        for site, found in taken.items():
            assert found.accepted_at == night.accepted_at[site]
            parts = found.queue + found.intake + found.correction
            assert found.accepted_at - night.delivered_at[site] == parts
            assert found.vehicle == night.leaves_at[site] - night.signed_at[site]
            assert found.road == night.delivered_at[site] - night.leaves_at[site]
            waited += found.queue
            fetched += found.vehicle
    assert waited > 0 or clerks == 5
    assert (fetched > 0) == (vehicles > 0)
    for name in ("signed_at", "phoned_at", "recounts"):
        assert np.array_equal(model.log[name], getattr(night, name))
