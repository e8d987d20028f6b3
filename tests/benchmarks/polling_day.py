"""The polling day of the baseline in our SimPy model and in a textbook's, with the same voters.

The days are plain: each site keeps the desks of its morning, and those who asked for the
portable box are left out. Then both models compute the same, to the millisecond, unless two
voters leave a desk (or booth) in the same millisecond with nothing free: ours takes them by
number, the textbook's by the order in which their processes began.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.streams import Streams
from sim.day import DayInput, run_day
from sim.day import compiled as kernel
from sim.day.announcements import count_times
from sim.day.reference import plan_sites, run_site
from sim.register import build_register
from sim.turnout import Voters, attendance, sample_voters
from sim.voting.ballots import support
from tests.benchmarks.naive import TIMES, run_naive
from tests.benchmarks.timing import cpu_seconds

if TYPE_CHECKING:
    from sim.day.reference import Plan
    from sim.scenario import Scenario

    Sites = list[tuple[Plan, Voters]]

SEED = 2021


class Comparison(NamedTuple):
    """The same days in both models."""

    naive_s: list[float]
    ours_s: list[float]
    kernel_s: list[float]
    sites_apart: int
    """Sites where any time of any voter differs between the textbook and ours."""
    kernel_apart: int
    """The same between our SimPy and the kernel."""


def draw_all(scenario: Scenario) -> tuple[float, Sites]:
    """Return how long it takes to sample the voters of the country, and its sites."""
    streams, register = Streams(SEED), build_register(scenario)
    plan = attendance(scenario, register, streams)
    sites = np.arange(register.n_sites)
    drawn: list[Voters] = []
    seconds = cpu_seconds(
        lambda: drawn.extend(sample_voters(scenario, register, streams, plan, sites))
    )
    return seconds, list(zip(plan_sites(scenario, register, streams), drawn, strict=True))


def plain(plan: Plan, voters: Voters) -> tuple[Plan, Voters]:
    """Return a site as both models can run it: the desks of the morning, nobody at home."""
    comes = ~voters.at_home
    columns = {name: column[comes] for name, column in vars(voters).items()}
    return plan._replace(desk_calendar=plan.desk_calendar[:1]), Voters(**columns)


def differences(sites: Sites) -> tuple[int, int]:
    """Return at how many sites the textbook, and the kernel, differ from ours."""
    naive_apart = kernel_apart = 0
    for plan, voters in sites:
        ours, naive = run_site(plan, voters), run_naive(plan, voters)
        compiled = kernel.run_site(plan, voters)
        naive_apart += any((getattr(ours, name) != naive[name]).any() for name in TIMES)
        kernel_apart += any((getattr(ours, n) != getattr(compiled, n)).any() for n in TIMES)
    return naive_apart, kernel_apart


def whole_day(scenario: Scenario) -> float:
    """Return how long the kernel takes for the day of all sites, sampling and counting included."""
    streams, register = Streams(SEED), build_register(scenario)
    day_input = DayInput(
        scenario, register, streams, attendance(scenario, register, streams),
        support(scenario, register, streams), plan_sites(scenario, register, streams),
        count_times(scenario), "auto",
    )  # fmt: skip
    return cpu_seconds(lambda: run_day(day_input, 1))


def compare(sites: Sites, repeats: int) -> Comparison:
    """Run the models over the same sites, in turns, so that all run under the same conditions."""
    naive_s, ours_s, kernel_s = [], [], []
    for _ in range(repeats):
        naive_s.append(cpu_seconds(lambda: [run_naive(*site) for site in sites]))
        ours_s.append(cpu_seconds(lambda: [run_site(*site) for site in sites]))
        kernel_s.append(cpu_seconds(lambda: [kernel.run_site(*site) for site in sites]))
    return Comparison(naive_s, ours_s, kernel_s, *differences(sites))
