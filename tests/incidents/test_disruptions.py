"""What incidents change in the night."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

import sim
from tests.support.incidents import scenario_with

if TYPE_CHECKING:
    from pathlib import Path


def test_no_intake_without_clerks_and_no_count_without_power(
    tmp_path: Path,
) -> None:
    scenario = scenario_with(
        tmp_path,
        'kind = "clerks_absent"\nclerks = 9\nfrom = 19:00:00\nto = 04:00:00',
        'kind = "power_cut"\nfrom = 21:00:00\nto = 22:00:00',
        'kind = "power_cut"\nfrom = 21:30:00\nto = 23:00:00',
        'kind = "roads_slow"\nfactor = 3.0\nfrom = 22:00:00\nto = 03:00:00',
    )
    found = sim.run(scenario, workers=1)
    sites, night = found.tables["sites"], found.tables["night"]

    # An hour later on the capital's clock.
    assert (sites["accepted"] > np.datetime64("2021-07-26T05:00")).all()
    dark = [np.datetime64(f"2021-07-2{end}") for end in ("5T22:00", "6T00:00")]
    assert not ((sites["signed"] > dark[0]) & (sites["signed"] <= dark[1])).any()
    within = (night["capital_time"] >= dark[0]) & (night["capital_time"] <= dark[1])
    counted = night["ballots_counted"][within & (night["code"] == "KZ")]
    assert len(set(counted.tolist())) == 1
    assert not found.summary.invariants.breached


def test_a_wave_that_returns_everything_ends(tmp_path: Path) -> None:
    sites = sim.run(
        scenario_with(tmp_path, 'kind = "protocols_returned"\nshare = 1.0'), workers=1
    ).tables["sites"]

    assert set(sites["returned"].tolist()) == {10}
