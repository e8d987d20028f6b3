"""The polling day of a site, in small cases."""

from __future__ import annotations

import numpy as np

from sim.day.reference import State, run_site
from tests.conftest import HOUR, make_plan, make_voters

MINUTE = 60_000
OPENS, CLOSES = 7 * HOUR, 20 * HOUR


def test_voters_wait_for_a_late_opening() -> None:
    plan = make_plan(desk_calendar=((OPENS, 0), (9 * HOUR, 1)))

    day = run_site(plan, make_voters([OPENS, OPENS + 1]))

    assert day.called_at.tolist() == [9 * HOUR, 9 * HOUR + MINUTE]
    assert day.longest_line == 2


def test_a_desk_that_closes_finishes_its_voter_first() -> None:
    plan = make_plan(desk_calendar=((OPENS, 1), (OPENS + 1000, 0), (OPENS + HOUR, 1)), issuers=1)

    day = run_site(plan, make_voters([OPENS, OPENS]))

    assert day.issued_at.tolist() == [OPENS + MINUTE, OPENS + HOUR + MINUTE]


def test_desks_that_open_together_call_as_many_as_they_can() -> None:
    plan = make_plan(desk_calendar=((OPENS, 0), (8 * HOUR, 3)), issuers=3)

    day = run_site(plan, make_voters([OPENS] * 5))

    assert day.called_at.tolist() == [8 * HOUR] * 3 + [8 * HOUR + MINUTE] * 2


def test_those_in_line_at_closing_still_vote() -> None:
    day = run_site(make_plan(), make_voters([CLOSES - 1] * 3))

    assert (day.state == State.VOTED).all()
    assert day.called_at.tolist() == [CLOSES - 1 + k * MINUTE for k in range(3)]


def test_the_door_falls_on_those_in_line() -> None:
    day = run_site(make_plan(serve_queue=False), make_voters([CLOSES - 1] * 3))

    assert day.state.tolist() == [State.VOTED, State.TOO_LATE, State.TOO_LATE]


def test_a_desk_that_reopens_as_the_doors_close_calls_nobody() -> None:
    calendar = ((OPENS, 0), (CLOSES, 1))

    day = run_site(make_plan(serve_queue=False, desk_calendar=calendar), make_voters([OPENS] * 2))

    assert (day.state == State.TOO_LATE).all()


def test_patience_ends_in_line_only() -> None:
    voters = make_voters([OPENS] * 3, patience_ms=[1, 90_000, 90_000])

    day = run_site(make_plan(), voters)

    # The first is at the desk when patience would end; the third is called after 120 s.
    assert day.state.tolist() == [State.VOTED, State.VOTED, State.GAVE_UP]


def test_a_long_line_turns_back_and_some_return_once() -> None:
    voters = make_voters(
        [OPENS] * 5,
        check_in_ms=10 * MINUTE,
        balks_above=[9, 9, 9, 1, 1],
        returns_after_ms=[-1, -1, -1, HOUR, -1],
    )

    day = run_site(make_plan(), voters)

    # Two are waiting when the last two arrive: one too many for them.
    assert day.state.tolist() == [State.VOTED] * 4 + [State.TURNED_BACK]
    assert day.visits.tolist() == [1, 1, 1, 2, 1]
    assert day.arrived_at[3] == OPENS + HOUR


def test_voters_who_return_after_closing_are_too_late() -> None:
    voters = make_voters([CLOSES - 1] * 3, balks_above=[9, 9, 0], returns_after_ms=[-1, -1, HOUR])

    day = run_site(make_plan(), voters)

    assert day.state[2] == State.TOO_LATE


def test_a_cap_lets_five_in() -> None:
    plan = make_plan(desks=3, inside_max=5, issuers=3)

    day = run_site(plan, make_voters([OPENS] * 30))

    moments = np.sort(np.concatenate([day.called_at, day.left_at]))
    inside = [((day.called_at <= t) & (t < day.left_at)).sum() for t in moments]
    assert max(inside) == 5
    assert (day.state == State.VOTED).all()


def test_few_booths_delay_voters_after_the_desk() -> None:
    day = run_site(make_plan(booths=1), make_voters([OPENS] * 3))

    assert (np.diff(day.marked_at) == 90_000).all()
    assert (day.booth_at - day.issued_at).tolist() == [0, 30_000, 60_000]


def test_one_box_takes_one_ballot_at_a_time() -> None:
    day = run_site(make_plan(desks=3, boxes=1), make_voters([OPENS] * 3))

    assert (day.left_at - day.marked_at).tolist() == [10_000, 20_000, 30_000]


def test_a_ballot_carried_away_does_not_use_the_box() -> None:
    voters = make_voters([OPENS] * 2, carries_away=[True, False])

    day = run_site(make_plan(desks=2, boxes=1), voters)

    assert (day.left_at - day.marked_at).tolist() == [0, 10_000]


def test_the_crew_closes_a_desk_while_it_is_out() -> None:
    plan = make_plan(desks=2, issuers=2, crew=1, crew_leaves_at=OPENS + MINUTE - 1)
    voters = make_voters(
        [OPENS, OPENS, OPENS, OPENS, OPENS],
        check_in_ms=[MINUTE, MINUTE, MINUTE, MINUTE, 5 * MINUTE],
        at_home=[False, False, False, False, True],
    )

    day = run_site(plan, voters)

    # From 07:01 to 07:06 one desk is left: the third and the fourth are served one after the other.
    assert day.called_at.tolist()[:4] == [OPENS, OPENS, OPENS + MINUTE, OPENS + 2 * MINUTE]
    assert day.issued_at[4] == OPENS + 6 * MINUTE - 1


def test_home_visits_end_at_closing_where_the_door_falls() -> None:
    plan = make_plan(serve_queue=False, crew_leaves_at=CLOSES - MINUTE)
    voters = make_voters([OPENS] * 3, check_in_ms=2 * MINUTE, at_home=True)

    day = run_site(plan, voters)

    assert day.state.tolist() == [State.VOTED, State.TOO_LATE, State.TOO_LATE]


def test_each_part_of_the_list_has_a_separate_queue() -> None:
    # Voters 0, 2, 4 are on the first part, 1 on the second: its desk stays free.
    plan = make_plan(desks=2, lists=2, issuers=2)
    voters = make_voters([OPENS] * 5, number=[0, 2, 4, 6, 1])

    day = run_site(plan, voters)

    assert day.called_at.tolist() == [OPENS + k * MINUTE for k in range(4)] + [OPENS]


def test_a_closed_desk_hands_its_part_of_the_list_to_another() -> None:
    calendar = ((OPENS, 2), (OPENS + 1, 1))
    plan = make_plan(desk_calendar=calendar, lists=2, issuers=2)

    day = run_site(plan, make_voters([OPENS, OPENS, OPENS + 2, OPENS + 3]))

    # Both desks are busy with the first two; then one desk serves both parts in order of arrival.
    assert day.called_at.tolist() == [OPENS, OPENS, OPENS + MINUTE, OPENS + 2 * MINUTE]


def test_a_day_without_voters() -> None:
    day = run_site(make_plan(), make_voters([]))

    assert len(day.state) == 0
    assert day.longest_line == 0
