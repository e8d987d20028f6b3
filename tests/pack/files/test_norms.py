"""Staff and equipment: as given, else by norms that depend on the site alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from tests.support.packs import TOWN, edited, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path

GIVEN = edited(
    "sites.csv", ("closes\n", "closes,members,desks,booths,boxes,distance_km\n"),
    ("school,North,N1,900,,", "school,North,N1,900,,,3,,,,"),
    ("hall,North,N1,650,08:00,02:00", "hall,North,N1,650,08:00,02:00,,4,9,3,12.5"),
    ("mill,North,N2,1181,,", "mill,North,N2,1181,,,,,,,"), ("310,,", "310,,,,,,,"),
    ("420,,", "420,,,,,,,"), ("77,,", "77,,,,,,,"),
)  # fmt: skip


def test_norms_stand_in(tmp_path: Path) -> None:
    sites = read(write_pack(tmp_path)).sites

    # 900, 650, 1,181, 310, 420 and 77 voters.
    assert sites.desks.tolist() == [3, 2, 3, 1, 2, 1]
    assert sites.members.tolist() == [5, 5, 5, 5, 5, 5]
    assert sites.booths.tolist() == [3, 3, 4, 2, 2, 2]
    assert sites.boxes.tolist() == [1, 1, 1, 1, 1, 1]
    assert sites.distance_km.tolist() == [35.0] * 6


def test_what_is_given_is_kept_and_members_limit_desks(tmp_path: Path) -> None:
    pack = read(write_pack(tmp_path, sites=GIVEN))
    sites = pack.sites

    assert sites.members.tolist() == [3, 6, 5, 5, 5, 5]
    assert sites.desks.tolist() == [1, 4, 3, 1, 2, 1]
    assert (sites.booths[1], sites.boxes[1], sites.distance_km[1]) == (9, 3, 12.5)
    filled = {each.what: each.n for each in pack.filled}
    assert filled == {
        "sites.csv: opens, closes": 5, "sites.csv: desks": 5, "sites.csv: members": 5,
        "sites.csv: booths": 5, "sites.csv: boxes": 5, "sites.csv: distance_km": 5,
    }  # fmt: skip


def test_sites_without_registered_voters_are_equipped_for_those_who_are_expected(
    tmp_path: Path,
) -> None:
    content = TOWN["sites.csv"].replace(",registered,", ",expected_voters,")
    pack = read(write_pack(tmp_path, sites=content))

    assert pack.sites.registered.tolist() == [0] * 6
    assert pack.sites.desks.tolist() == [3, 2, 3, 1, 2, 1]


def test_other_rows_change_no_site(tmp_path: Path) -> None:
    header, *rows = TOWN["sites.csv"].splitlines()
    more = "\n".join([header, "huge,North,N1,20000,,", *rows[::-1]])
    one, other = read(write_pack(tmp_path / "a")), read(write_pack(tmp_path / "b", sites=more))

    for name in ("members", "desks", "booths", "boxes", "distance_km", "opens_ms", "closes_ms"):
        before, after = getattr(one.sites, name), getattr(other.sites, name)
        np.testing.assert_array_equal(before, after[:0:-1])
