"""Desks that are given go where they help most."""

from __future__ import annotations

from itertools import product

import numpy as np

from sim.election import build_country
from sim.planning.asked import promise_of
from sim.planning.budget import place, voters_over
from sim.planning.days import Days
from sim.planning.staff import desk_levels, staff_now
from tests.support.planned import QUICK, small_country


def least_over(over: np.ndarray, cost: np.ndarray, total: int) -> float:
    """Return the least that any choice of levels leaves over."""
    sites = range(len(over))
    return min(
        sum(float(over[s, level]) for s, level in zip(sites, levels, strict=True))
        for levels in product(range(over.shape[1]), repeat=len(over))
        if sum(int(cost[s, level]) for s, level in zip(sites, levels, strict=True)) <= total
    )


def test_convex_sites_get_the_best_of_all_choices() -> None:
    rng = np.random.default_rng(1)
    for total in range(4, 14):
        over = np.sort(rng.exponential(10, (4, 4)).cumsum(axis=1), axis=1)[:, ::-1]
        drops = np.sort(-np.diff(over, axis=1), axis=1)[:, ::-1]
        convex = np.hstack([over[:, :1], over[:, :1] - np.cumsum(drops, axis=1)])
        cost = np.tile(np.arange(1, 5), (4, 1))

        level = place(convex, cost, total)

        chosen = convex[range(4), level].sum()
        assert cost[range(4), level].sum() <= total
        assert np.isclose(chosen, least_over(convex, cost, total))


def test_a_desk_that_helps_only_with_the_next_one_is_weighed_with_it() -> None:
    over = np.array([[10.0, 10.0, 0.0], [4.0, 1.0, 0.0]])
    cost = np.array([[1, 2, 3], [1, 2, 3]])

    assert place(over, cost, 4).tolist() == [2, 0]
    assert place(over, cost, 3).tolist() == [0, 1]
    assert place(over, cost, 2).tolist() == [0, 0]


def test_desks_that_cost_no_member_are_taken() -> None:
    over = np.array([[9.0, 5.0, 2.0, 0.0]])
    cost = np.array([[5, 5, 5, 6]])

    assert place(over, cost, 5).tolist() == [2]
    assert place(over, cost, 6).tolist() == [3]


def test_levels_that_are_repeated_at_the_end_change_nothing() -> None:
    rng = np.random.default_rng(2)
    for _ in range(20):
        over = np.sort(rng.integers(0, 30, (3, 4)).astype(np.float64), axis=1)[:, ::-1]
        cost = np.tile(np.arange(1, 5), (3, 1))
        last_again = np.minimum(np.arange(7), 3)
        for total in range(3, 14):
            with np.errstate(all="raise"):
                found = place(over[:, last_again], cost[:, last_again], total)

            assert found.tolist() == place(over, cost, total).tolist()


def test_more_desks_leave_fewer_voters_over() -> None:
    scenario = small_country(4)
    country = build_country(scenario)
    now = staff_now(scenario, country.one)
    levels = desk_levels(scenario, now, now.booths)

    over = voters_over(Days(country, 1, None), levels, promise_of(QUICK, 3))

    assert (over[:, 0] > over[:, 1]).any()
    assert (np.diff(over, axis=1) <= 1e-9).all()
