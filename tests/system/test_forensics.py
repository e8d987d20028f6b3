"""The forensic tests of the validation: silent where they should be, and not without power."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.day_alone import run_day_alone
from sim.election import build_country
from sim.scenario import load_scenario
from tests.validation.forensic_tests import (
    SAMPLES,
    TESTS,
    Sites,
    digits_differ,
    fives_sampled,
    is_round,
    last_digits_of_large,
    round_sampled,
    share_rises,
    share_rises_within,
    votes_above_mode,
)
from tests.validation.forensics import (
    CHANGED,
    GROUPS,
    Night,
    groups_of,
    rates,
    sites_of,
    table,
    with_change,
    with_samples,
)

if TYPE_CHECKING:
    from sim.core.types import Ints

N = 600


@cache
def clean(seed: int) -> Sites:
    """Return large sites that share one turnout and one share of the leader; no test changes them.

    Their samples take longer than the tests of them.
    """
    generator = np.random.Generator(np.random.Philox(seed))
    registered = generator.integers(900, 1600, N)
    issued = generator.binomial(registered, 0.573)
    return of_counts(registered, issued, generator.binomial(issued, 0.617), generator)


def of_counts(
    registered: Ints, issued: Ints, leader: Ints, generator: np.random.Generator
) -> Sites:
    """Return sites with these counts, three in a race."""
    race = np.arange(len(registered)) // 3
    return with_samples((registered, issued, leader, issued - leader), race, generator)


def share_of_alarms(name: str, nights: int = 60) -> float:
    return float(np.mean([TESTS[name](clean(seed)) for seed in range(nights)]))


@pytest.mark.parametrize(
    "name", [name for name in TESTS if "uniform" not in name and "counts" not in name]
)
def test_where_sites_are_alike_alarms_are_as_rare_as_the_level_says(name: str) -> None:
    # Of 60 nights 3 are expected, and more than 10 once in a thousand times.
    assert share_of_alarms(name) <= 10 / 60


def test_whole_percentages_are_found_to_a_twentieth_of_a_point() -> None:
    part = np.array([500, 501, 333, 50, 0])
    whole = np.array([1000, 1000, 1000, 0, 77])

    assert is_round(part, whole, 1).tolist() == [True, False, False, False, True]
    assert is_round(np.array([5005, 5006]), np.array([10_000] * 2), 5).tolist() == [True, False]


def test_digits_that_were_made_up_are_noticed() -> None:
    generator = np.random.Generator(np.random.Philox(2))
    fives = 5 * generator.integers(20, 200, N // 4)
    counts = np.concatenate([generator.integers(100, 999, N - len(fives)), fives])

    assert digits_differ(counts)
    sites = clean(1)
    made_up = of_counts(sites.registered, sites.issued, np.minimum(counts, sites.issued), generator)
    assert last_digits_of_large(made_up)
    assert not digits_differ(counts[:49])


def test_turnouts_that_were_rounded_are_noticed() -> None:
    found = with_change(clean(3), "turnout rounded", 3)

    assert fives_sampled(found)
    assert round_sampled(found)


def test_votes_that_were_added_to_one_side_are_noticed() -> None:
    sites = clean(4)
    found = with_change(sites, "votes added", 4)

    assert share_rises(found)
    assert share_rises_within(found)
    added = found.issued - sites.issued
    assert set((added / sites.registered).round(2).tolist()) == {0.0, 0.2}
    assert (added > 0).mean() == pytest.approx(1 / 20, abs=0.03)
    assert (found.leader - sites.leader == added).all()
    assert votes_above_mode(found) > votes_above_mode(sites) + 0.5 * added.sum() / N / 900


def test_a_night_of_the_model_is_grouped_and_judged() -> None:
    changes = ["register.regions=['AKM', 'ZHA']", "turnout.final='sampled'",
               "outcome.winners='sampled'"]  # fmt: skip
    polled = run_day_alone(build_country(load_scenario("baseline", changes)), Streams(5))
    sites, region = sites_of(polled, 5)
    groups = groups_of(sites, region)

    assert (sites.leader + sites.others <= sites.issued).all()
    assert sites.round_sampled.shape == (SAMPLES, len(sites))
    assert [len(each) for each in groups["one region"]] == np.bincount(region).tolist()
    assert groups["small sites"][0].registered.max() <= 300
    columns = (*GROUPS, *CHANGED)
    alarms = {name: dict.fromkeys(columns, 0.25) for name in TESTS}
    nights = [Night(alarms, dict.fromkeys(columns, 0.1))] * 4
    assert rates(nights) == alarms
    assert all(name in table(nights) for name in TESTS)
