"""Times of results of a pack as data: which sites are known, and what each had to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.calibration.night.night_data import groups_of, night_data
from sim.register import build_register
from tests.pack.files.test_reported import reported
from tests.support.packs import VALLEY

if TYPE_CHECKING:
    from pathlib import Path

    from sim.calibration.night.night_data import ReportedNight

ARRIVALS = "site,stage,at\nmill,phoned,21:30\nweir,phoned,22:00\nlock,phoned,23:00\n"


def data_of(folder: Path, arrivals: str) -> tuple[list[str], ReportedNight | None]:
    scenario = sim.load_scenario(reported(folder / "valley", VALLEY, arrivals=arrivals))
    register = build_register(scenario)
    return register.site_id.tolist(), night_data(scenario, register)


def test_sites_without_a_time_came_in_after_the_last_one(tmp_path: Path) -> None:
    sites, data = data_of(tmp_path, ARRIVALS)

    assert data is not None
    known = {site: k for k, site in enumerate(sites)}
    assert sorted(np.flatnonzero(~data.above)) == sorted(known[s] for s in ("mill", "weir", "lock"))
    hours = np.exp(data.log_s) / 3600
    assert hours[known["weir"]] - hours[known["mill"]] == pytest.approx(0.5)
    assert np.allclose(data.log_s[data.above], data.log_until[data.above])
    # A site with more ballots has more to do.
    assert data.reads[known["quay"]] > data.reads[known["lock"]] == 301
    assert data.work_s[known["quay"]] > data.work_s[known["lock"]]


def test_the_time_of_a_signature_counts_only_where_no_call_is_known(tmp_path: Path) -> None:
    signed = ARRIVALS.replace("mill,phoned", "mill,signed")

    _, both = data_of(tmp_path / "a", signed)
    _, one = data_of(tmp_path / "b", ARRIVALS.replace("phoned", "signed"))

    assert both is not None
    assert one is not None
    assert (both.stage, (~both.above).sum()) == ("phoned", 2)
    assert (one.stage, (~one.above).sum()) == ("signed", 3)


def test_times_of_acceptance_and_elections_without_times_say_nothing(tmp_path: Path) -> None:
    assert data_of(tmp_path, ARRIVALS.replace("phoned", "accepted"))[1] is None
    tiny = sim.load_scenario("tiny")
    assert night_data(tiny, build_register(tiny)) is None


def test_a_building_in_two_areas_is_one_in_each() -> None:
    groups = groups_of(np.array([7, 7, 9, 9]), np.array([1, 1, 1, 2]))

    assert groups.place.tolist() == [0, 0, 1, 2]
    assert groups.area.tolist() == [0, 0, 1, 1]


def test_chosen_sites_keep_their_places(tmp_path: Path) -> None:
    _, data = data_of(tmp_path, ARRIVALS)
    assert data is not None

    part = data.chosen(~data.above)

    assert part.log_s.tolist() == data.log_s[~data.above].tolist()
    assert not part.above.any()
    assert len(part.groups.area_of_place) == 3
