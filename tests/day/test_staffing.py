"""How many desks are open when, as planned."""

from __future__ import annotations

from sim.day.staffing import join_staffing, open_desks, staffing
from tests.conftest import HOUR, make_plan


def test_desks_count_within_the_hours_of_the_doors() -> None:
    plan = make_plan(
        desk_calendar=((7 * HOUR, 2), (13 * HOUR, 1), (14 * HOUR, 3), (21 * HOUR, 5)), issuers=5
    )

    assert open_desks(plan) == [
        (7 * HOUR, 13 * HOUR, 2), (13 * HOUR, 14 * HOUR, 1), (14 * HOUR, 20 * HOUR, 3),
    ]  # fmt: skip


def test_desks_beyond_those_who_may_issue_or_the_parts_of_the_list_are_not_open() -> None:
    calendar = ((7 * HOUR, 2), (10 * HOUR, 6))

    assert open_desks(make_plan(desk_calendar=calendar, issuers=3))[-1] == (10 * HOUR, 20 * HOUR, 3)
    # Both are two then, so it is one span.
    assert open_desks(make_plan(desk_calendar=calendar, issuers=3, lists=2)) == [
        (7 * HOUR, 20 * HOUR, 2)
    ]


def test_a_site_that_never_opens_has_no_desks() -> None:
    shut = make_plan(desk_calendar=((21 * HOUR, 2),), opens_at=21 * HOUR)

    assert open_desks(shut) == []
    found = staffing([shut, make_plan(desks=2, members=5)])
    assert found.desks_open.tolist() == [0, 2]
    assert found.desk_ms.tolist() == [0, 26 * HOUR]
    assert found.members.tolist() == [0, 5]


def test_copies_follow_one_another() -> None:
    one, other = staffing([make_plan(desks=1)]), staffing([make_plan(desks=3), make_plan(desks=2)])

    assert join_staffing([one, other]).desks_open.tolist() == [1, 3, 2]
