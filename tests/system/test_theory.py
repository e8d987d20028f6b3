"""Polling sites against queueing theory: mean waits, and shares of voters who wait.

The statistical tests run independent replications from fixed seeds and turn the
difference from theory into Student's t. A correct model fails one comparison
with probability ALARM = 1e-4 (two-sided, over the choice of its seed), so that all
twelve together raise a false alarm about once in a thousand suites. Means of
replications are skewed to the right, which at cv 1.5 about doubles ALARM; the
remaining bias of the empty start after the warm-up is below a tenth of a standard error.
The kernel runs them, as it takes a hundredth of the time; SimPy must have its waits.
A mean wait that is 12 % off (cv 1.5: 18 %) is found in 19 of 20 cases.

Erlang C is as in [1]_, the mean wait in M/G/1 is that of Pollaczek [2]_ and Khinchine, the
quantile of Student's t an expansion of Cornish and Fisher [3]_, and the departures of a queue of
desks, which arrive at the booths, are Poisson again by the theorem of Burke [4]_.

References
----------
.. [1] Gross D., Shortle J. F., Thompson J. M., Harris C. M. (2008). Fundamentals of
   Queueing Theory, 4th edition. Wiley, Hoboken. doi:10.1002/9781118625651
.. [2] Pollaczek F. (1930). Über eine Aufgabe der Wahrscheinlichkeitstheorie. I.
   Mathematische Zeitschrift 32: 64–100. doi:10.1007/BF01194620
.. [3] Fisher R. A., Cornish E. A. (1960). The percentile points of distributions having
   known cumulants. Technometrics 2(2): 209–225. doi:10.1080/00401706.1960.10489895
.. [4] Burke P. J. (1956). The output of a queuing system. Operations Research 4(6):
   699–704. doi:10.1287/opre.4.6.699
"""

from __future__ import annotations

from math import factorial
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.day.compiled import run_site as run_site_by_kernel
from sim.day.reference import run_site
from tests.conftest import make_plan, make_voters

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core.types import Floats, Ints
    from sim.day.reference import Plan, SiteDay
    from sim.turnout import Voters

    Draw = Callable[[np.random.Generator, int], Floats]
    Model = Callable[[Plan, Voters], SiteDay]

ALARM = 1e-4
LOAD = 0.8
SERVICE_MS = 60_000
REPLICATIONS = 100
BY_SIMPY = 1
WARM_UP = 1_000
COUNTED = 4_000


def erlang_c(desks: int) -> float:
    """Return the probability of waiting in M/M/c."""
    offered = desks * LOAD
    all_busy = offered**desks / factorial(desks) / (1 - LOAD)
    return all_busy / (all_busy + sum(offered**k / factorial(k) for k in range(desks)))


def pollaczek_khinchine(cv: float) -> float:
    """Return the mean wait in M/G/1."""
    return LOAD * SERVICE_MS * (1 + cv * cv) / (2 * (1 - LOAD))


def exponential(rng: np.random.Generator, n: int) -> Floats:
    return rng.exponential(SERVICE_MS, n)


def lognormal(cv: float) -> Draw:
    variance = np.log1p(cv * cv)

    def draw(rng: np.random.Generator, n: int) -> Floats:
        return SERVICE_MS * rng.lognormal(-variance / 2, np.sqrt(variance), n)

    return draw


def waits(
    rng: np.random.Generator, desks: int, service: Draw, model: Model = run_site_by_kernel
) -> Ints:
    """Return the waits of one replication after its warm-up: Poisson arrivals, endless day."""
    n = WARM_UP + COUNTED
    arrives_at = np.rint(np.cumsum(rng.exponential(SERVICE_MS / (LOAD * desks), n)))
    voters = make_voters(
        arrives_at.astype(np.int64), check_in_ms=np.rint(service(rng, n)), booth_ms=0, box_ms=0
    )
    endless = make_plan(desks=desks, opens_at=0, closes_at=1 << 32, desk_calendar=((0, desks),))
    day = model(endless, voters)
    return (day.called_at - day.arrived_at)[WARM_UP:]


def replications(seed: list[int], desks: int, service: Draw) -> list[Ints]:
    """Return the waits of all replications, by the kernel; SimPy has those of the first ones."""
    rng = np.random.default_rng(seed)
    runs = [waits(rng, desks, service) for _ in range(REPLICATIONS)]
    again = np.random.default_rng(seed)
    for run in runs[:BY_SIMPY]:
        assert np.array_equal(run, waits(again, desks, service, run_site))
    return runs


def assert_mean(samples: list[float], theory: float) -> None:
    """Compare the mean of replications with theory by Student's t.

    The quantile is the normal one with the first term of its Cornish-Fisher expansion.
    """
    error = float(np.std(samples, ddof=1)) / len(samples) ** 0.5
    assert error < 0.035 * theory, "too wide to notice anything"
    z = NormalDist().inv_cdf(1 - ALARM / 2)
    assert abs(np.mean(samples) - theory) < (z + (z**3 + z) / (4 * len(samples) - 4)) * error


@pytest.mark.parametrize("desks", [1, 2, 4])
def test_exponential_check_in_meets_erlang_c(desks: int) -> None:
    """Mean wait and share of voters who wait, ALARM = 1e-4 for either."""
    runs = replications([1917, desks], desks, exponential)
    assert_mean([float((run > 0).mean()) for run in runs], erlang_c(desks))
    mean_wait = erlang_c(desks) * SERVICE_MS / (desks * (1 - LOAD))
    assert_mean([float(run.mean()) for run in runs], mean_wait)


@pytest.mark.parametrize("cv", [0.5, 1.5])
def test_lognormal_check_in_meets_pollaczek_khinchine(cv: float) -> None:
    """Mean wait, ALARM = 1e-4 for either cv."""
    runs = replications([1930, round(10 * cv)], 1, lognormal(cv))
    assert_mean([float(run.mean()) for run in runs], pollaczek_khinchine(cv))


def waits_in_tandem(
    rng: np.random.Generator, desks: int, booths: int, model: Model = run_site_by_kernel
) -> tuple[Ints, Ints]:
    """Return the waits for a desk and for a booth of one replication after its warm-up.

    Desks and booths have the same load; services of both are exponential.
    """
    n = WARM_UP + COUNTED
    arrives_at = np.rint(np.cumsum(rng.exponential(SERVICE_MS / (LOAD * desks), n)))
    voters = make_voters(
        arrives_at.astype(np.int64), check_in_ms=np.rint(exponential(rng, n)),
        booth_ms=np.rint(exponential(rng, n) * booths / desks), box_ms=0,
    )  # fmt: skip
    endless = make_plan(
        desks=desks, booths=booths, opens_at=0, closes_at=1 << 32, desk_calendar=((0, desks),)
    )
    day = model(endless, voters)
    assert (day.left_at == day.marked_at).all()
    return (day.called_at - day.arrived_at)[WARM_UP:], (day.booth_at - day.issued_at)[WARM_UP:]


@pytest.mark.parametrize(("desks", "booths"), [(2, 1), (1, 3)])
def test_exponential_booths_behind_exponential_desks_meet_erlang_c(desks: int, booths: int) -> None:
    """Mean wait for a booth and share of voters who wait for one, ALARM = 1e-4 for either."""
    rng = np.random.default_rng([1956, desks, booths])
    runs = [waits_in_tandem(rng, desks, booths) for _ in range(REPLICATIONS)]
    again = np.random.default_rng([1956, desks, booths])
    for one, other in zip(runs[0], waits_in_tandem(again, desks, booths, run_site), strict=True):
        assert np.array_equal(one, other)
    assert_mean([float((booth > 0).mean()) for _, booth in runs], erlang_c(booths))
    mean_wait = erlang_c(booths) * SERVICE_MS / (desks * (1 - LOAD))
    assert_mean([float(booth.mean()) for _, booth in runs], mean_wait)
