"""The intake of a commission against the model of the night."""

from __future__ import annotations

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.election import build_country, run_days
from sim.night.intake import IntakeQueue
from sim.scenario import load_scenario

OFTEN_WRONG = ["commission.intake_mean_s=1500", "counting.copy_slip_share=0.3"]


@pytest.mark.parametrize("clerks", [1, 2, 5])
@pytest.mark.parametrize("changes", [[], OFTEN_WRONG])
def test_its_times_are_those_of_the_night(clerks: int, changes: list[str]) -> None:
    scenario = load_scenario(
        "baseline", ["register.regions=['MAN','ATY']", f"commission.clerks={clerks}", *changes]
    )
    country = build_country(scenario)
    (polls,) = run_days(country, Streams(5, 1), "auto")
    night = polls.night(None)

    waited = 0
    model = polls.night_model()
    for commission in range(len(country.one.commission_id)):
        sites = np.flatnonzero(country.one.site_commission == commission).tolist()
        taken = IntakeQueue(model, sites).run(clerks)
        assert sorted(taken) == sites
        for site, found in taken.items():
            assert found.accepted_at == night.accepted_at[site]
            parts = found.queue + found.intake + found.correction
            assert found.accepted_at - night.delivered_at[site] == parts
            waited += found.queue
    assert waited > 0 or clerks == 5
    for name in ("signed_at", "phoned_at", "recounts", "delivered_at"):
        assert np.array_equal(model.log[name], getattr(night, name))
