"""Levels of staff: both engines count alike, and queues agree with Erlang's formula."""

from __future__ import annotations

from math import exp, factorial

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.day.compiled import run_site
from sim.day.levels import Asked, StaffLevels, count_over, level_day, level_plans, run_levels
from sim.day.reference import run_site as run_site_by_simpy
from sim.day.wait_counts import LEVEL_LEFT, LEVEL_OVER, LEVEL_VOTERS, N_LEVEL_SUMS
from sim.register import build_register
from sim.scenario import load_scenario
from sim.turnout import sample_voters
from tests.conftest import HOUR, make_plan, make_voters

LIMITS = np.array([600_000, 60_000, 1_800_000])


def country(*changes: str) -> tuple[object, StaffLevels]:
    scenario = load_scenario(
        "baseline", ["register.regions=['MAN']", "turnout.final='sampled'", *changes]
    )
    register = build_register(scenario)
    desks = np.tile(np.arange(1, 6), (register.n_sites, 1))
    levels = StaffLevels(desks + 2, desks, np.broadcast_to(register.site_booths[:, None],
                                                           desks.shape))  # fmt: skip
    streams = Streams(7, 3)
    plans = level_plans(scenario, register, streams, levels, np.arange(register.n_sites))
    return level_day(scenario, register, streams, plans), levels


@pytest.mark.parametrize("to_the_end", [0, 1])
@pytest.mark.parametrize(
    "changes",
    [
        (),
        ("polling.renege_share=0.5", "polling.patience_mean_s=600", "polling.balk_share=0.5",
         "polling.balk_line_mean=5", "polling.check_in_mean_s=200"),
        ("polling.line='per_list'", "polling.inside_max=5", "polling.closing='hard_close'",
         "polling.carry_away_share=0.1", "arrivals.early_share=0.2"),
    ],
    ids=["usual", "impatient", "crowded"],
)  # fmt: skip
def test_both_engines_count_alike(changes: tuple[str, ...], to_the_end: int) -> None:
    day, levels = country(*changes)
    n = len(levels.desks)
    sites = np.arange(n)[1::2]
    ranges = np.tile(np.array([1, 4, to_the_end]), (len(sites), 1))
    asked = Asked(LIMITS, 0.95)

    kernel, simpy = (run_levels(day, sites, ranges, asked, engine)  # type: ignore[arg-type]
                     for engine in ("auto", "simpy"))  # fmt: skip

    assert np.array_equal(kernel.found, simpy.found)
    assert np.array_equal(kernel.sums, simpy.sums)
    assert len(np.unique(kernel.found)) > 1
    assert kernel.sums[:, 1, LEVEL_VOTERS].all()
    assert not kernel.sums[:, 0].any()


def test_times_too_large_for_the_kernel_are_left_to_simpy() -> None:
    day, _ = country("polling.visit_mean_s=7200", "polling.visit_cv=3", "polling.home_share=0.3",
                     "arrivals.early_s=7200")  # fmt: skip
    sites = np.arange(5)
    ranges = np.tile(np.array([0, 4, 0]), (5, 1))

    kernel, simpy = (run_levels(day, sites, ranges, Asked(LIMITS, 0.95), engine)  # type: ignore[arg-type]
                     for engine in ("auto", "simpy"))  # fmt: skip

    assert np.array_equal(kernel.found, simpy.found)


def test_who_left_without_a_ballot_has_waited_too_long() -> None:
    voters = make_voters(
        [8 * HOUR] * 4, check_in_ms=700_000, patience_ms=[-1, -1, 100_000, -1], booth_ms=0
    )
    plan = make_plan(desks=1)

    over, sums = count_over(plan, voters, run_site_by_simpy(plan, voters), LIMITS)

    # The second waits 700 s, the fourth 1,400 s, as the third leaves after 100 s.
    assert over.tolist() == [3, 3, 1]
    assert sums.shape == (N_LEVEL_SUMS,)
    assert [sums[k] for k in (LEVEL_VOTERS, LEVEL_OVER, LEVEL_LEFT)] == [4, 3, 1]


def test_the_whole_wait_counts() -> None:
    voters = make_voters([6 * HOUR, 8 * HOUR, 8 * HOUR], check_in_ms=1000, booth_ms=900_000)
    plan = make_plan(desks=2, booths=1)

    over, sums = count_over(plan, voters, run_site_by_simpy(plan, voters), LIMITS)

    # One waits an hour at the door, one a quarter of an hour for the booth.
    assert over.tolist() == [2, 2, 1]
    assert sums[3:].tolist() == [HOUR, 0, 900_000, 0]


@pytest.mark.parametrize("desks", [1, 2, 3])
def test_the_share_over_a_limit_is_that_of_erlang(desks: int) -> None:
    """P(wait > t) = C(c, a) exp(-(c mu - lambda) t), in a queue that is long in use."""
    rng = np.random.default_rng(desks)
    service_s, busy, limit_s = 60.0, 0.8, 120.0
    rate = busy * desks / service_s
    shares = []
    for _ in range(40):
        n = 1400 * desks
        arrives = 7 * HOUR + np.cumsum(rng.exponential(1000 / rate, n)).astype(np.int64)
        check_in = rng.exponential(1000 * service_s, n).astype(np.int64)
        voters = make_voters(arrives, check_in_ms=check_in, booth_ms=0, box_ms=0)
        plan = make_plan(desks=desks, closes_at=90 * HOUR)
        over, sums = count_over(
            plan, voters, run_site(plan, voters), np.array([round(1000 * limit_s)])
        )
        shares.append(over[0] / sums[LEVEL_VOTERS])

    load = busy * desks
    last = load**desks / factorial(desks) / (1 - busy)
    waits = last / (sum(load**k / factorial(k) for k in range(desks)) + last)
    expected = waits * exp(-(desks / service_s - rate) * limit_s)
    error = np.std(shares, ddof=1) / np.sqrt(len(shares))
    # The queue is empty at first, so a little fewer wait.
    assert expected - 4 * error - 0.01 < np.mean(shares) < expected + 4 * error


def test_the_voters_are_those_of_a_run() -> None:
    day, _ = country()
    sites = np.arange(4)
    ranges = np.zeros((4, 3), dtype=np.int64)

    counts = run_levels(day, sites, ranges, Asked(LIMITS, 0.95))  # type: ignore[arg-type]

    voters = sample_voters(day.scenario, day.register, day.streams, day.attendance, sites)  # type: ignore[attr-defined]
    came = [int((~each.at_home).sum()) for each in voters]
    assert counts.sums[:, 0, LEVEL_VOTERS].tolist() == came
