"""Times of results of a pack as data: which sites are known, and what each had to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.calibration.night.night_data import groups_of, left_out_times, night_data
from sim.calibration.targets.usable import of_pack
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


def test_the_stage_is_that_of_most_sites_and_the_others_are_left_out(tmp_path: Path) -> None:
    signed = ARRIVALS.replace("phoned", "signed").replace("mill,signed", "mill,phoned")

    sites, phoned = data_of(tmp_path / "a", ARRIVALS.replace("mill,phoned", "mill,signed"))
    _, both = data_of(tmp_path / "b", signed)
    _, accepted = data_of(tmp_path / "c", ARRIVALS + "quay,accepted,23:30\n")

    for data, stage in ((phoned, "phoned"), (both, "signed")):
        assert data is not None
        assert (data.stage, (~data.above).sum()) == (stage, 2)
        # The mill came in: it is not among those that had not.
        assert len(data.above) == len(sites) - 1
    assert accepted is not None
    assert len(accepted.above) == len(sites) - 1


def test_times_that_are_left_out_are_said(tmp_path: Path) -> None:
    text = ARRIVALS.replace("mill,phoned", "mill,signed") + "quay,accepted,23:30\n"
    folder = reported(tmp_path / "valley", VALLEY, arrivals=text)

    scenario = sim.load_scenario(folder)

    assert left_out_times(scenario) == {
        "times signed of 1 site": "the night is fitted to times phoned, which most sites have",
        "times accepted of 1 site": "times of this stage depend on queues of other sites",
    }
    assert (
        left_out_times(scenario).items()
        <= (of_pack(scenario, build_register(scenario), ())[1] or {}).items()
    )
    assert not left_out_times(sim.load_scenario("tiny"))


def test_of_several_contests_of_a_site_the_last_one_counts(tmp_path: Path) -> None:
    text = "site,contest,stage,at\nmill,mayor,phoned,21:30\nmill,council,phoned,21:00\n"
    text += "weir,mayor,phoned,22:00\n"
    council = "council,Di Fox,RIVER,50\ncouncil,Ed Orr,HILL,48\n"
    two = {
        **VALLEY,
        "contests.csv": "contest,name\nmayor,Mayor\ncouncil,Council\n",
        "candidates.csv": VALLEY["candidates.csv"] + council,
    }

    scenario = sim.load_scenario(reported(tmp_path / "valley", two, arrivals=text))
    data = night_data(scenario, build_register(scenario))

    assert data is not None
    hours = np.exp(data.log_s[~data.above]) / 3600
    assert np.ptp(hours) == pytest.approx(0.5)


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
