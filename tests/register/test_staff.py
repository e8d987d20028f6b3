"""Members, desks, booths and boxes of generated sites."""

from __future__ import annotations

import numpy as np
import pytest

from sim.register.staff import members_total, staff_sites
from sim.scenario.parameters.country import RegisterParameters

SIZES = np.array([300, 3000, 900, 51])


@pytest.mark.parametrize(
    ("total", "members"),
    [
        # Fives and sevens, the largest sites first; where that is odd, one of six.
        (20, [5, 5, 5, 5]), (22, [5, 7, 5, 5]), (24, [5, 7, 7, 5]),
        (23, [5, 7, 6, 5]), (28, [7, 7, 7, 7]),
        # A total that no such commissions reach gives the nearest.
        (12, [5, 5, 5, 5]), (99, [7, 7, 7, 7]),
    ],
)  # fmt: skip
def test_members_add_up_to_the_total_of_the_region(total: int, members: list[int]) -> None:
    assert staff_sites(SIZES, total, RegisterParameters(), 2).members.tolist() == members


def test_desks_follow_the_voters_up_to_those_who_may_issue() -> None:
    parameters = RegisterParameters(
        registered_per_desk=500, registered_per_booth=400, registered_per_box=1000
    )

    staff = staff_sites(SIZES, 22, parameters, members_not_issuing=2)

    # 3,000 voters would need six desks; seven members without two can staff five.
    assert staff.desks.tolist() == [1, 5, 2, 1]
    assert staff.booths.tolist() == [2, 8, 3, 2]
    assert staff.boxes.tolist() == [1, 3, 1, 1]


def test_a_site_has_a_desk_even_if_no_member_may_issue() -> None:
    assert staff_sites(SIZES, 20, RegisterParameters(), 7).desks.tolist() == [1, 1, 1, 1]


def test_the_law_says_the_sizes_of_commissions() -> None:
    sizes = RegisterParameters(members_sizes=[3, 9])
    one = RegisterParameters(members_sizes=[4], members_mean=4.0)

    # Twelve for four sites, then one large commission and one with what is left over.
    assert staff_sites(SIZES, 20, sizes, 2).members.sum() == 20
    assert sorted(staff_sites(SIZES, 20, sizes, 2).members.tolist()) == [3, 3, 5, 9]
    assert staff_sites(SIZES, 20, one, 2).members.tolist() == [4] * 4


@pytest.mark.parametrize(
    ("mean", "total"),
    [
        # Four commissions of five, and the largest site has seven, whatever the mean.
        (5.0, 22), (5.5, 22), (5.6, 22), (6.0, 24), (7.0, 28),
    ],
)  # fmt: skip
def test_the_largest_sites_have_more_members_whatever_the_mean(mean: float, total: int) -> None:
    parameters = RegisterParameters(members_mean=mean)

    members = members_total(SIZES, parameters)

    assert members == total
    assert staff_sites(SIZES, members, parameters, 2).members[1] == 7


def test_how_many_voters_a_member_has_says_which_sites_are_large() -> None:
    few = RegisterParameters(members_mean=5.0, registered_per_member=170)
    many = RegisterParameters(members_mean=5.0, registered_per_member=600)

    assert members_total(SIZES, few) == 24
    assert members_total(SIZES, many) == 20
