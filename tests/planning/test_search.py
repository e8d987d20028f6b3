"""The search finds what running every pair of desks and booths on every day finds."""

from __future__ import annotations

from dataclasses import replace
from datetime import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.day.levels import Asked, StaffLevels, level_day, level_plans, run_levels
from sim.election import build_country
from sim.planning.asked import promise_of
from sim.planning.days import Days
from sim.planning.promise import Promise
from sim.planning.search import Evidence, chosen, search
from sim.planning.staff import booth_levels, desk_levels, most_booths, staff_at, staff_now
from sim.scenario import load_scenario, with_values
from tests.support.planned import QUICK, KeptInMemory, small_country

if TYPE_CHECKING:
    from sim.core.types import Flags, Ints
    from sim.planning.search import Found
    from sim.scenario import Scenario


def certified_alone(days: Days, levels: StaffLevels, promise: Promise) -> Flags:
    """Return whether each level of each site is certified by its bad days alone.

    Every level is run on every day, and nothing is taken over from one level to another.
    """
    country = days.country
    n_sites, n_levels = levels.desks.shape
    sites, asked = np.arange(n_sites), Asked(np.array([promise.max_wait_ms]), promise.share)
    plans = level_plans(country.scenario, country.one, Streams(days.seed), levels, sites)
    # A row of the day for each level of each site.
    level = np.tile(np.arange(n_levels), n_sites)
    ranges = np.column_stack([level, level, np.zeros_like(level)])
    bad = np.zeros((promise.most_days, n_sites, n_levels), dtype=np.int64)
    for day in range(promise.most_days):
        streams = Streams(days.seed, day)
        today = level_day(country.scenario, country.one, streams, plans)
        found_at = run_levels(today, np.repeat(sites, n_levels), ranges, asked).found[:, 0]
        bad[day] = (found_at != level).reshape(n_sites, n_levels)
    n = np.arange(1, promise.most_days + 1)[:, None, None]
    found: Flags = np.any(promise.is_certified(n, np.cumsum(bad, axis=0)), axis=0)
    return found


def brute_force(
    days: Days, desks: StaffLevels, booths: Ints, promise: Promise
) -> list[tuple[int, int]]:
    """Return the fewest desks, then the fewest booths of all pairs that are certified, by site.

    Parameters
    ----------
    days, promise
        As for the search.
    desks
        Levels of desks, with plenty of booths.
    booths
        Further numbers of booths with which each of them is run, shape ``(n_sites, n)``.
    """
    numbers = np.hstack([booths, desks.booths[:, :1]])
    n, n_desks = numbers.shape[1], desks.desks.shape[1]
    pairs = StaffLevels(
        np.repeat(desks.members, n, axis=1), np.repeat(desks.desks, n, axis=1),
        np.tile(numbers, n_desks),
    )  # fmt: skip
    certified = certified_alone(days, pairs, promise)
    return [
        min(zip(of_desks[ok].tolist(), of_booths[ok].tolist(), strict=True), default=(0, 0))
        for of_desks, of_booths, ok in zip(pairs.desks, pairs.booths, certified, strict=True)
    ]


def found_of(days: Days, levels: StaffLevels, promise: Promise) -> Found:
    now = np.zeros(len(levels.desks), dtype=np.int64)
    return search(days, levels, promise, now, np.ones_like(now), name="desks")


def first_of(levels: StaffLevels, n: int) -> StaffLevels:
    """Return only the first levels, which many days of all levels take long enough."""
    return StaffLevels(*(column[:, :n] for column in levels))


def assert_as_brute_force(scenario: Scenario, promise: Promise, seed: int) -> int:
    """Compare the search of desks, then of booths, with all pairs; return how many are certified.

    Both have four numbers of desks and five of booths, or plenty of them.
    """
    country = build_country(scenario)
    days, now = Days(country, seed, None), staff_now(scenario, country.one)
    desks = first_of(desk_levels(scenario, now, most_booths(now)), 4)
    found = found_of(days, desks, promise)
    planned = staff_at(desks, found.level)
    booths = first_of(booth_levels(planned._replace(booths=now.booths)), 5)
    with_booths = found_of(days, booths, promise)
    plenty = desks.booths[:, 0]
    n_booths = np.where(with_booths.certified, staff_at(booths, with_booths.level).booths, plenty)
    plan = [
        (desk, booth) if certified else (0, 0)
        for desk, booth, certified in zip(
            planned.desks.tolist(), n_booths.tolist(), found.certified.tolist(), strict=True
        )
    ]

    assert plan == brute_force(days, desks, booths.booths, promise)
    return int(with_booths.certified.sum())


def test_tiny_has_the_plan_of_all_pairs_of_desks_and_booths() -> None:
    scenario = load_scenario("tiny", ["turnout.final='sampled'"])
    promise = promise_of(replace(QUICK, max_wait_s=900.0), 3)

    assert assert_as_brute_force(scenario, promise, 1) == 3


def test_random_countries_have_the_plan_of_all_pairs_of_desks_and_booths() -> None:
    promise = promise_of(replace(QUICK, most_days=16), 2)

    certified = [
        assert_as_brute_force(small_country(seed, n_sites=2), promise, seed) for seed in range(50)
    ]

    assert sum(certified) > 50


@pytest.mark.parametrize(
    "easier",
    [{"max_wait_s": 600.0}, {"share": 0.8}, {"days": 0.7}, {"confidence": 0.7}],
    ids=lambda easier: next(iter(easier)),
)
def test_an_easier_promise_never_adds_a_desk(easier: dict[str, float]) -> None:
    for seed in range(4):
        scenario = small_country(seed, n_sites=6)
        country = build_country(scenario)
        days, now = Days(country, seed, None), staff_now(scenario, country.one)
        levels = desk_levels(scenario, now, now.booths)
        hard, easy = (
            found_of(days, levels, promise_of(asked, 6))
            for asked in (QUICK, replace(QUICK, **easier))  # type: ignore[arg-type]
        )

        assert (easy.certified | ~hard.certified).all()
        assert (easy.level[hard.certified] <= hard.level[hard.certified]).all()


def test_what_is_kept_is_not_run_again_and_gives_the_same() -> None:
    scenario = small_country(5)
    country = build_country(scenario)
    kept, now = KeptInMemory(), staff_now(scenario, country.one)
    days = Days(country, 5, None, workers=2, store=kept)
    levels, promise = desk_levels(scenario, now, now.booths), promise_of(QUICK, 3)

    def run() -> Found:
        ones = np.ones_like(now.desks)
        return search(days, levels, promise, now.desks - 1, ones, name="desks")

    first = run()
    n = kept.added
    last = max(kept.parts)
    kept.parts[last] = b"damaged"
    again = run()

    assert n > 1
    assert kept.added == n + 1
    for one, other in zip(vars(first).values(), vars(again).values(), strict=True):
        assert np.array_equal(one, other)


def test_incidents_are_of_each_day() -> None:
    scenario = small_country(2)
    closed = {"name": "closed", "kind": "desks_closed", "from": time(9), "to": time(12),
              "where": {"share": 0.5}}  # fmt: skip
    with_incident = with_values(scenario, {"incident": [closed]})
    promise = promise_of(QUICK, 3)
    countries = [build_country(each) for each in (scenario, with_incident)]
    now = staff_now(scenario, countries[0].one)
    levels = desk_levels(scenario, now, now.booths)

    usual, disturbed = (found_of(Days(country, 3, None), levels, promise) for country in countries)

    assert disturbed.bad.sum() > usual.bad.sum()


def searched(first_enough: list[int], n_levels: int, most_days: int = 200) -> Evidence:
    """Return what is known of one site after days with the first level that was enough."""
    promise = Promise(600_000, 0.95, 0.95, 0.95, most_days=most_days)
    evidence = Evidence(promise, np.ones(1, dtype=np.int64), n_levels)
    for level in first_enough:
        evidence.add_day(np.zeros(1, dtype=np.int64), np.array([level]))
    return evidence


def level_of(evidence: Evidence, now: int = 0) -> tuple[int, bool]:
    level, certified = chosen(evidence, np.array([now]))
    return int(level[0]), bool(certified[0])


def test_bad_days_are_counted_until_a_level_is_given_up() -> None:
    evidence = searched([1] * 50, 2)

    most = int(evidence.bad_most[0])
    assert evidence.given_up_at[0, 0] == evidence.bad[0, 0] == most + 1
    assert evidence.bad[0, 1] == 0
    assert evidence.held()[0].tolist() == [most + 1, 50]


def test_a_site_that_lacks_only_days_gets_the_level_that_was_within_the_promise() -> None:
    # Every second day the first level is not enough, every thirtieth none of the others is.
    days = [3 if day % 30 == 29 else day % 2 for day in range(200)]

    assert level_of(searched(days, 3)) == (1, False)


def test_a_site_where_no_level_is_enough_gets_those_that_help_and_no_fewer_than_now() -> None:
    # Two levels are bad on every fifth day, the first on every second.
    days = [3 if day % 5 == 4 else day % 2 for day in range(200)]
    evidence = searched(days, 3)

    assert level_of(evidence) == (1, False)
    assert level_of(evidence, now=2) == (2, False)


def test_a_level_certified_by_luck_is_not_taken_where_a_much_lower_one_is_nearly_as_good() -> None:
    # The last of four levels has no bad day among the first 69; then all are bad alike.
    equal = searched([0] * 30 + [3] + [0] * 38 + [4] * 60, 4, most_days=400)
    needed = searched([3] * 69, 4)

    assert equal.certified_at[0].tolist() == [0, 0, 0, 69]
    assert level_of(equal) == (0, False)
    assert level_of(needed) == (3, True)
