"""Roads from latitude and longitude: known distances, the intake or its middle, faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.pack.files.distances import great_circle_km
from tests.support.packs import TOWN, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path

SITES = """\
site,county,ward,registered,lat,lon,distance_km
school,North,N1,900,40.0,-105.0,
hall,North,N1,650,40.1,-105.0,
mill,North,N2,1181,40.0,-104.0,7
inn,South,S1,310,,,
barn,South,S1,420,0,179.9,
dock,South,S1,77,0,-179.9,
"""
AREAS = """\
area,level,name,parent,timezone,lat,lon
North,county,North County,,,,
South,county,South County,,America/New_York,,
N1,ward,,,,40.0,-105.1
N2,ward,,,,,
S1,ward,,,,,
"""


def placed(folder: Path, sites: str = SITES, areas: str | None = AREAS) -> Path:
    contests = TOWN["contests.csv"].replace("S1;S2", "S1")
    return write_pack(folder, sites=sites, areas=areas, contests=contests, expected=None)


@pytest.mark.parametrize(
    ("one", "other", "km"),
    [
        # Of the same place, half around, and a degree of a meridian.
        ((51.5, -0.1), (51.5, -0.1), 0.0),
        ((90.0, 0.0), (-90.0, 0.0), 20015.1),
        ((48.0, 67.0), (49.0, 67.0), 111.195),
        # London to New York; Lyon to Paris, as the haversine package documents it.
        ((51.5074, -0.1278), (40.7128, -74.0060), 5570.2),
        ((45.7597, 4.8422), (48.8567, 2.3508), 392.217),
        # Over the 180th meridian.
        ((0.0, 179.5), (0.0, -179.5), 111.195),
    ],
)
def test_known_distances(one: tuple[float, float], other: tuple[float, float], km: float) -> None:
    found = great_circle_km(*(np.array([value]) for value in (*one, *other)))
    assert found[0] == pytest.approx(km, rel=3e-4, abs=1e-6)


def test_the_road_is_the_distance_to_the_intake_times_the_detour_factor(tmp_path: Path) -> None:
    pack = read(placed(tmp_path))

    km = pack.sites.distance_km
    degree = 111.195
    assert km[0] == pytest.approx(1.3 * 0.1 * degree * np.cos(np.radians(40)), rel=1e-3)
    assert km[1] == pytest.approx(
        1.3 * 0.1 * degree * np.hypot(1, np.cos(np.radians(40.05))), rel=1e-3
    )
    # A distance wins, a site without a place has the norm, and the middle of two sites on both
    # sides of the 180th meridian is between them.
    assert km[2:4].tolist() == [7.0, 35.0]
    assert km[4:] == pytest.approx([1.3 * 0.1 * degree] * 2, rel=1e-3)
    filled = {each.what: (each.n, each.by) for each in pack.filled}
    assert filled["sites.csv: distance_km"][0] in {1, 4}
    assert [each.n for each in pack.filled if each.what == "sites.csv: distance_km"] == [4, 1]
    assert filled["areas.csv: lat, lon"][0] == 1
    assert [(each.code, each.message) for each in pack.findings] == [
        ("P10", "1 site (mill) has distance_km and lat and lon: distance_km is taken")
    ]


def test_without_levels_the_middle_of_all_sites_takes_in_protocols(tmp_path: Path) -> None:
    settings = TOWN["election.toml"].replace('["county", "ward"]', "[]")
    sites = "site,registered,lat,lon\na,100,10,20\nb,100,12,20\n"
    candidates = "candidate\nAnn\nBo\n"
    pack = read(write_pack(tmp_path, election=settings, sites=sites, areas=None, contests=None,
                           candidates=candidates, expected=None))  # fmt: skip

    assert pack.sites.distance_km == pytest.approx([1.3 * 111.195] * 2, rel=1e-3)


def test_half_a_place_and_one_off_the_earth_are_refused(tmp_path: Path) -> None:
    sites = SITES.replace("40.0,-105.0,", ",-105.0,").replace("40.1,-105.0", "91,-105.0")
    found = faults_of(placed(tmp_path, sites, AREAS.replace("40.0,-105.1", "40.0,")))

    assert found == [
        "sites.csv:2: lat is missing, since lon is given: a place has both or none",
        "sites.csv:3: lat must be a number from -90 to 90; got '91'",
        "areas.csv:4: lon is missing, since lat is given: a place has both or none",
    ]
