"""The time of one election by stages, and the least time that a day needs."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sim.core.streams import Streams
from sim.day import DayInput, run_day
from sim.day.announcements import count_times
from sim.day.reference import plan_sites
from sim.election import build_country, run_election
from sim.night import NationalNight, Truth
from sim.results.summary import build_summary
from sim.results.tables import build_tables
from sim.turnout import attendance
from sim.turnout.compiled_words import philox
from sim.voting.ballots import support
from sim.voting.outcome import decide_races, draw_lots, rules_of
from tests.benchmarks.timing import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from sim.scenario import Scenario

SEED = 2021
COLUMNS = 10
"""Numbers of a voter that a day with all records would write."""


def stage_seconds(scenario: Scenario, repeats: int) -> dict[str, float]:
    """Return the median processor time of each stage of one election."""
    times: dict[str, list[float]] = {}
    for _ in range(repeats):
        for name, seconds in _one_by_one(scenario):
            times.setdefault(name, []).append(seconds)
    return {name: median(seconds) for name, seconds in times.items()}


def _one_by_one(scenario: Scenario) -> list[tuple[str, float]]:
    """Run an election stage by stage, as sim.election does; return name and time of each."""
    seconds: list[tuple[str, float]] = []

    def timed(name: str, call: Callable[[], Any]) -> Any:
        found: list[Any] = []
        seconds.append((name, cpu_seconds(lambda: found.append(call()))))
        return found[0]

    streams = Streams(SEED)
    country = timed("register", lambda: build_country(scenario))
    register = country.register
    backing = timed("who wins, preferences of sites", lambda: support(scenario, register, streams))
    coming = timed("who votes", lambda: attendance(scenario, register, streams))
    plans = timed("plans of the sites", lambda: plan_sites(scenario, register, streams))
    day_input = DayInput(
        scenario, register, streams, coming, backing, plans, count_times(scenario), "auto"
    )
    day = timed("polling day, kernel, 1 thread", lambda: run_day(day_input, 1))
    rules, lots = rules_of(scenario), draw_lots(register, streams)
    outcome, _ = timed(
        "winners settled", lambda: decide_races(register, day.tally, lots, rules, backing.assigned)
    )
    closes_at = np.array([plan.closes_at for plan in plans])
    truth = Truth(
        np.maximum(closes_at, day.last_left_at), day.issued, day.in_portable_box,
        day.in_ballot_boxes, day.tally,
    )  # fmt: skip
    timed("night", lambda: NationalNight(scenario, register, streams, truth).run(outcome))
    election = run_election(country, streams)
    tables = timed("tables", lambda: build_tables(election))
    timed("summary and invariants", lambda: build_summary(election, tables, "auto"))
    return seconds


@njit(cache=True)
def _all_words(registered: int, voters: int) -> np.uint64:
    """Generate the random words of a day: a block per registered voter, and one per ballot."""
    total = np.uint64(0)
    key = np.uint64(SEED)
    for number in range(registered + voters):
        words = philox(np.uint64(number), key, key, key, key, key)
        total ^= words[0] ^ words[1] ^ words[2] ^ words[3]
    return total


def floor_seconds(registered: int, voters: int, repeats: int) -> tuple[float, float]:
    """Return the time to generate a day's random words alone, and to write its records once."""
    _all_words(1, 1)
    drawing = [cpu_seconds(lambda: _all_words(registered, voters)) for _ in range(repeats)]
    room = np.zeros((voters, COLUMNS), dtype=np.int64)
    writing = [cpu_seconds(lambda: room.fill(1)) for _ in range(repeats)]
    return median(drawing), median(writing)
