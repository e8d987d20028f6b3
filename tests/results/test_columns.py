"""Helpers of all tables: percentages, sums, times and column names."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.register import build_register
from sim.results.columns import (
    codes,
    is_time,
    percent,
    share,
    sum_by_region,
    with_nation,
    with_origin,
)
from sim.scenario import load_scenario

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core.types import Floats, Ints


@pytest.mark.parametrize(("rule", "least", "most"), [(percent, 0.01, 99.99), (share, 0.001, 0.999)])
def test_rounding_leaves_0_and_all_to_those_who_are(
    rule: Callable[[Ints, int], Floats], least: float, most: float
) -> None:
    whole = 10_000_000
    found = rule(np.array([0, 1, whole - 1, whole]), whole).tolist()

    assert found == [0, least, most, {0.01: 100, 0.001: 1}[least]]
    assert rule(np.array([0]), 0).tolist() == [0]


def test_the_nation_is_the_sum_in_front() -> None:
    assert with_nation(np.array([[1, 2], [10, 20]])).tolist() == [[11, 22], [1, 2], [10, 20]]


def test_sums_by_region_are_those_of_its_sites() -> None:
    register = build_register(load_scenario("baseline", ["register.regions=['AKM', 'MAN']"]))

    found = sum_by_region(register, np.ones(register.n_sites, dtype=np.int64))

    assert codes(register) == ["KZ", "AKM", "MAN"]
    assert found.tolist() == np.bincount(register.site_region).tolist()


def test_origin_comes_first_and_fills_every_row() -> None:
    table = with_origin({"a": np.array([1, 2, 3])})

    assert list(table) == ["origin", "a"]
    assert table["origin"].tolist() == ["simulated"] * 3


@pytest.mark.parametrize(
    "value", ["2021-07-25T10:00", "2021-07-25 10:00:00", "x2021-07-25T10:00:00", None]
)
def test_only_a_whole_time_is_one(value: object) -> None:
    assert is_time("2021-07-25T10:00:00")
    assert not is_time(value)
