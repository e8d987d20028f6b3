"""When doors are open in the areas of a pack: by the clocks and hours of its sites."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest

from sim.core import clock
from sim.core.errors import PackError
from sim.pack.area_hours import area_hours
from sim.pack.past_elections import usable_curves
from sim.pack.records import published_in
from tests.support.packs import PAST, VALLEY, edited, write_pack, write_past
from tests.support.published import OF

if TYPE_CHECKING:
    from pathlib import Path

HOUR = clock.HOUR_MS


def test_areas_have_the_clock_of_their_zone(tmp_path: Path) -> None:
    of = published_in(write_pack(tmp_path / "valley", VALLEY))

    assert of.report_codes == ("West", "East")
    assert of.opening_hours("West") == (8 * HOUR, 18 * HOUR)
    # Kathmandu is a quarter of an hour ahead of Kolkata.
    assert of.opening_hours("East") == (7.75 * HOUR, 17.75 * HOUR)
    assert of.opening_hours("Tor") == of.opening_hours("East")
    assert of.opening_hours(of.nation_code) == (7.75 * HOUR, 18 * HOUR)
    assert of.opening_hours("nowhere") == (8 * HOUR, 18 * HOUR)


def test_hours_of_sites_are_those_of_their_areas(tmp_path: Path) -> None:
    hours = area_hours(write_pack(tmp_path / "town")).hours

    # One of three sites is open from 08:00 to 02:00; New York is two hours ahead of Denver.
    assert hours["N1"] == hours["North"] == (7 * HOUR, 26 * HOUR)
    assert hours["N2"] == (7 * HOUR, 19 * HOUR)
    assert hours["South"] == (5 * HOUR, 17 * HOUR)


def test_an_election_without_areas_has_the_hours_of_its_sites(tmp_path: Path) -> None:
    settings = edited("election.toml", ('levels = ["side", "parish"]\n', ""), base=VALLEY)
    sites = "site,registered,opens,closes\nmill,812,08:00,19:00\nweir,640,,\n"
    folder = write_pack(tmp_path / "valley", VALLEY, election=settings, sites=sites, areas=None)

    assert area_hours(folder).hours["valley"] == (8 * HOUR, 19 * HOUR)
    assert published_in(folder).report_codes == ("valley",)


def test_hours_of_another_day_are_those_of_its_clocks(tmp_path: Path) -> None:
    of = published_in(write_pack(tmp_path / "valley", VALLEY))

    # Kathmandu was ten minutes ahead of Kolkata until 1985.
    assert of.opening_hours("East", dt.date(1985, 6, 1))[0] == 8 * HOUR
    # Kazakhstan has had one clock since March 2024.
    assert OF.opening_hours("MAN", dt.date(2024, 2, 20)) == (8 * HOUR, 21 * HOUR)
    assert OF.opening_hours("MAN", dt.date(2024, 10, 6)) == (7 * HOUR, 20 * HOUR)
    assert OF.opening_hours(OF.nation_code, dt.date(2024, 10, 6)) == (7 * HOUR, 20 * HOUR)


def test_hours_follow_an_edited_file(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)
    assert published_in(folder).opening_hours("East")[0] == 7.75 * HOUR

    row = "a,East,Tor,90,06:00,18:00"
    (folder / "sites.csv").write_text(f"site,side,parish,registered,opens,closes\n{row}\n")
    (folder / "areas.csv").unlink()

    assert published_in(folder).opening_hours("East") == (6 * HOUR, 18 * HOUR)


def test_curves_of_other_elections_end_when_doors_close_there(tmp_path: Path) -> None:
    folder = write_past(write_pack(tmp_path / "valley", VALLEY), PAST)

    found = usable_curves(published_in(folder))
    curves = {curve.code: curve for curve in found if curve.date.year == 2020}

    # 17:50 in Kolkata is after closing in Kathmandu: it is the final turnout there.
    assert curves["East"].at == (10 * HOUR, 15 * HOUR)
    assert curves["East"].final_pct == 49.0
    assert curves["West"].at[-1] == clock.parse("17:50")


def test_a_folder_that_is_no_pack_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PackError, match="no such folder"):
        published_in(tmp_path / "none").opening_hours("West")
