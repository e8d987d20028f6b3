"""Blocks of sites put together as one day."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from sim.day.day_records import SUMMED, Day, by_region, join_days, move_sums
from sim.register import build_register
from sim.scenario import load_scenario


def block(n_sites: int, n_seconds: int, value: int) -> Day:
    shapes = {
        "wait_counts": (2, n_seconds), "issued_by_quarter": (3, 4), "issued_by_time": (3, 2),
        "issued_in_areas": (1, 2), "whole_counts": (2, n_seconds), "by_hour": (3, 4),
        "site_by_hour": (n_sites, 4),
    }  # fmt: skip
    return Day(**{f.name: np.full(shapes.get(f.name, n_sites), value) for f in fields(Day)})


def test_sites_follow_one_another_and_sums_are_added() -> None:
    joined = join_days([block(2, 5, 1), block(1, 3, 10)])

    for field in fields(Day):
        if field.name not in SUMMED:
            first = getattr(joined, field.name).reshape(3, -1)[:, 0]
            assert first.tolist() == [1, 1, 10], field.name
    assert (joined.issued_by_quarter == 11).all()
    # Nobody of the second block waited longer than its columns go.
    assert joined.wait_counts.tolist() == [[11, 11, 11, 1, 1]] * 2


def test_moved_sums_make_the_same_day() -> None:
    blocks = [block(2, 3, 1), block(1, 5, 10), block(4, 2, 100)]

    first, second = move_sums(blocks[0], blocks[1])
    first, third = move_sums(first, blocks[2])

    assert [getattr(second, name).nbytes for name in SUMMED] == [0] * len(SUMMED)
    assert all(getattr(third, name).base is None for name in SUMMED)
    for field in fields(Day):
        moved = getattr(join_days([first, second, third]), field.name)
        assert moved.tolist() == getattr(join_days(blocks), field.name).tolist(), field.name


def test_sums_by_region_are_over_the_sites_that_are_asked_for() -> None:
    register = build_register(load_scenario("baseline", ["register.regions=['AKM', 'MAN']"]))
    sites = np.array([0, 1, register.n_sites - 1])

    found = by_region(register, sites, np.array([[1, 2], [10, 20], [5, 6]]))

    assert register.site_region[sites].tolist() == [0, 0, 1]
    assert found.tolist() == [[11, 22], [5, 6]]
