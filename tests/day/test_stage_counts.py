"""Waits, queues and the use of desks and booths by stage and hour: in both engines, and as laws."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings

from sim.core import clock
from sim.core.clock import HOUR_MS, MINUTE_MS
from sim.day import wait_counts as w
from sim.day.compiled import _room
from sim.day.compiled import run_site as run_by_kernel
from sim.day.compiled.arrival_order import sort_arrivals
from sim.day.compiled.counts import COUNTS
from sim.day.compiled.site import run_day
from sim.day.compiled.stages import count_stages
from sim.day.reference import State, run_site
from sim.day.stage_counts import hours_of_site, queued_until, stage_counts, stages_of
from tests.conftest import make_plan, make_voters
from tests.support.generated_sites import LAW, sites

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.day.reference import Plan
    from sim.turnout import Voters


def counted_by_kernel(plan: Plan, voters: Voters) -> tuple[Ints, list[int]]:
    """Return the measures by hour, and the counts of a site, as the kernel has them."""
    room, n = _room(plan, voters), len(voters.number)
    work = tuple(np.empty((3, n + 1), dtype=np.int64))
    run_day(room, n, sort_arrivals(room.sampled, n, *work), plan.crew_leaves_at)
    counts = np.zeros(len(COUNTS), dtype=np.int64)
    hours = np.zeros((w.N_MEASURES, w.HOURS), dtype=np.int64)
    whole = np.zeros((w.WAIT_SECONDS, w.WAIT_ROWS), dtype=np.int32)
    count_stages(room, n, (plan.opens_at, w.WAIT_FROM_MS), work, counts, hours, whole)
    # Without a wider type, as the array is large and nearly empty: five times as fast.
    assert whole.sum(dtype=whole.dtype) == hours[w.VOTERS].sum()
    return hours, counts[-len(w.STAGE_COUNTS) :].tolist()


@given(sites())
@settings(deadline=None, derandomize=True, max_examples=300)
def test_both_engines_count_the_same(site: tuple[Plan, Voters]) -> None:
    plan, voters = site
    day = run_site(plan, voters)

    hours = hours_of_site(plan, voters, day, w.WAIT_FROM_MS)
    by_kernel, counts = counted_by_kernel(plan, voters)

    assert np.array_equal(by_kernel, hours)
    assert counts == list(stage_counts(plan, voters, day, hours))
    assert np.array_equal(run_by_kernel(plan, voters).usable_desks, day.usable_desks)


@LAW
@given(sites())
def test_littles_law_in_every_stage(site: tuple[Plan, Voters]) -> None:
    """The queue integrated over the day is the sum of the waits, to the millisecond."""
    plan, voters = site
    day = run_site(plan, voters)
    total = hours_of_site(plan, voters, day, w.WAIT_FROM_MS).sum(axis=1)
    left = ~voters.at_home & (day.state != State.VOTED)
    stood = (queued_until(plan, voters, day) - day.arrived_at)[left]
    at_door = np.clip(plan.opens_at - day.arrived_at[left], 0, stood)

    assert total[w.DOOR_QUEUE] == total[w.DOOR_WAIT] + at_door.sum()
    assert total[w.DESK_QUEUE] == total[w.DESK_WAIT] + (stood - at_door).sum()
    assert total[w.BOOTH_QUEUE] == total[w.BOOTH_WAIT]
    assert total[w.BOX_QUEUE] == total[w.BOX_WAIT]
    waits = stages_of(plan, voters, day)
    spent = (day.left_at - day.arrived_at)[waits.voted]
    in_service = (day.issued_at - day.called_at + day.marked_at - day.booth_at)[waits.voted]
    boxes = np.where(voters.carries_away, 0, voters.box_ms)[waits.voted]
    assert np.array_equal(waits.whole, spent - in_service - boxes)
    assert min((part.min(initial=0) for part in waits[1:]), default=0) >= 0


@LAW
@given(sites())
def test_desks_and_booths_are_busy_at_most_all_the_time(site: tuple[Plan, Voters]) -> None:
    plan, voters = site
    day = run_site(plan, voters)
    hours = hours_of_site(plan, voters, day, w.WAIT_FROM_MS)

    assert (hours >= 0).all()
    assert (hours[w.DESK_BUSY] <= hours[w.DESK_USABLE]).all()
    assert (hours[w.BOOTH_BUSY] <= hours[w.BOOTH_USABLE]).all()
    here = (day.state == State.VOTED) & ~voters.at_home
    assert hours[w.DESK_BUSY].sum() == (day.issued_at - day.called_at)[here].sum()
    assert hours[w.BOOTH_BUSY].sum() == (day.marked_at - day.booth_at)[here].sum()


def test_a_day_by_hand() -> None:
    """Two come before 07:00, when doors open; desk 60 s, booth 90 s, box 10 s, one of each."""
    seven = 7 * HOUR_MS
    plan = make_plan(booths=1, boxes=1)
    voters = make_voters([seven - 20 * MINUTE_MS, seven - MINUTE_MS, 19 * HOUR_MS + 59 * MINUTE_MS])
    day = run_site(plan, voters)
    waits = stages_of(plan, voters, day)

    assert waits.door.tolist() == [20 * MINUTE_MS, MINUTE_MS, 0]
    assert waits.desk.tolist() == [0, MINUTE_MS, 0]
    # Called at 07:01, ballot at 07:02; the booth is free at 07:02:30.
    assert waits.booth.tolist() == [0, 30_000, 0]
    assert waits.box.tolist() == [0, 0, 0]
    hours = hours_of_site(plan, voters, day, 0)
    assert hours[w.VOTERS, [6, 19]].tolist() == [2, 1]
    assert hours[w.LONG, 6] == 1
    assert hours[w.DOOR_QUEUE, 6] == 21 * MINUTE_MS
    assert hours[w.DESK_QUEUE, 7] == MINUTE_MS
    assert hours[w.BOOTH_QUEUE, 7] == 30_000
    # The last ballot is issued at closing, and marked 90 s later.
    assert hours[w.DESK_USABLE, 7:21].tolist() == [HOUR_MS] * 13 + [0]
    assert hours[w.BOOTH_USABLE, 20] == hours[w.BOOTH_BUSY, 20] == 90_000
    assert hours[w.DESK_BUSY, [7, 19]].tolist() == [2 * MINUTE_MS, MINUTE_MS]


def test_a_desk_that_closes_is_usable_until_its_voter_has_gone() -> None:
    eight = 8 * HOUR_MS
    plan = make_plan(desk_calendar=((7 * HOUR_MS, 2), (eight, 1)), issuers=2)
    voters = make_voters([eight - MINUTE_MS] * 2, check_in_ms=10 * MINUTE_MS)

    for engine in (run_site, run_by_kernel):
        day = engine(plan, voters)
        changes = [(7 * HOUR_MS, 2), (eight + 9 * MINUTE_MS, 1)]
        assert [tuple(row) for row in day.usable_desks.tolist()] == changes


def test_those_who_give_up_are_in_the_queue_until_then() -> None:
    seven = 7 * HOUR_MS
    plan = make_plan()
    voters = make_voters(
        [seven, seven, seven - MINUTE_MS], check_in_ms=HOUR_MS,
        patience_ms=[-1, 5 * MINUTE_MS, -1],
    )  # fmt: skip

    day = run_site(plan, voters)
    hours = hours_of_site(plan, voters, day, 0)

    assert day.state.tolist() == [State.VOTED, State.GAVE_UP, State.VOTED]
    assert hours[w.LEFT, 7] == 1
    assert hours[w.DESK_QUEUE, 7] == HOUR_MS + 5 * MINUTE_MS
    assert hours[w.DESK_WAIT, 7] == HOUR_MS


@pytest.mark.parametrize("days", [-3, 5])
def test_what_is_out_of_range_is_counted_in_the_first_or_the_last_hour(days: int) -> None:
    at = 7 * HOUR_MS + days * clock.DAY_MS
    plan = make_plan(opens_at=at, closes_at=at + HOUR_MS, desk_calendar=((at, 1),), booths=1)
    voters = make_voters([at] * 3)
    edge = 0 if days < 0 else w.HOURS - 1
    day = run_site(plan, voters)

    hours = hours_of_site(plan, voters, day, w.WAIT_FROM_MS)

    assert np.array_equal(hours, counted_by_kernel(plan, voters)[0])
    assert hours[w.VOTERS, edge] == 3
    assert hours[w.DESK_BUSY, edge] == 3 * MINUTE_MS
    assert np.count_nonzero(hours.any(axis=0)) == 1
