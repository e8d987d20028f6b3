"""Polling sites against queueing theory, and against recursions without events.

The statistical tests run independent replications from fixed seeds and turn the
difference from theory into Student's t. A correct model fails one comparison
with probability ALARM = 1e-4 (two-sided, over the choice of its seed), so that all
twelve together raise a false alarm about once in a thousand suites. Means of
replications are skewed to the right, which at cv 1.5 about doubles ALARM; the
remaining bias of the empty start after the warm-up is below a tenth of a standard error.
The kernel runs them, as it takes a hundredth of the time; SimPy must have its waits.
A mean wait that is 12 % off (cv 1.5: 18 %) is found in 19 of 20 cases.

Erlang C and Little's law are as in [1]_ and [2]_, the mean wait in M/G/1 is that of Pollaczek
[3]_ and Khinchine, the recursion that of Lindley [4]_ for several desks [5]_, the quantile of
Student's t an expansion of Cornish and Fisher [6]_, and the departures of a queue of desks,
which arrive at the booths, are Poisson again by the theorem of Burke [7]_.

References
----------
.. [1] Gross D., Shortle J. F., Thompson J. M., Harris C. M. (2008). Fundamentals of
   Queueing Theory, 4th edition. Wiley, Hoboken. doi:10.1002/9781118625651
.. [2] Little J. D. C. (1961). A proof for the queuing formula: L = λW. Operations
   Research 9(3): 383–387. doi:10.1287/opre.9.3.383
.. [3] Pollaczek F. (1930). Über eine Aufgabe der Wahrscheinlichkeitstheorie. I.
   Mathematische Zeitschrift 32: 64–100. doi:10.1007/BF01194620
.. [4] Lindley D. V. (1952). The theory of queues with a single server. Mathematical
   Proceedings of the Cambridge Philosophical Society 48(2): 277–289.
   doi:10.1017/S0305004100027638
.. [5] Kiefer J., Wolfowitz J. (1955). On the theory of queues with many servers.
   Transactions of the American Mathematical Society 78: 1–18.
.. [6] Fisher R. A., Cornish E. A. (1960). The percentile points of distributions having
   known cumulants. Technometrics 2(2): 209–225. doi:10.1080/00401706.1960.10489895
.. [7] Burke P. J. (1956). The output of a queuing system. Operations Research 4(6):
   699–704. doi:10.1287/opre.4.6.699
"""

from __future__ import annotations

import heapq
from math import factorial
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.day import wait_counts as w
from sim.day.compiled import run_site as run_site_by_kernel
from sim.day.reference import PollingSite, run_site
from sim.day.reference.split_queues import PollingSiteWithLists
from sim.day.stage_counts import hours_of_site
from tests.conftest import HOUR, make_plan, make_voters

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


# Theory ----------------------------------------------------------------------------------------


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


# Little's law ----------------------------------------------------------------------------------


def random_voters(rng: np.random.Generator, n: int, tick_ms: int, **changed: object) -> Voters:
    """Return voters of a busy day whose times are whole ticks, some early, none zero."""

    def ticks(mean: float) -> Ints:
        return tick_ms * (1 + rng.geometric(tick_ms / (mean + tick_ms), n))

    return make_voters(
        7 * HOUR + tick_ms * rng.integers(-5, 10 * HOUR // tick_ms, n),
        check_in_ms=ticks(60_000),
        booth_ms=ticks(90_000),
        box_ms=ticks(10_000),
        **changed,
    )


@pytest.mark.parametrize("lists", [0, 3])
@pytest.mark.parametrize("inside_max", [0, 6])
def test_littles_law_holds_to_the_millisecond(
    lists: int, inside_max: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """L = lambda W over a day that begins and ends empty, times its length: both are integers.

    L comes from the counts of the model, observed event by event, W from the record.
    """
    rng = np.random.default_rng([1961, lists, inside_max])
    patience = np.where(rng.random(1500) < 0.5, 60_000 * rng.integers(1, 60, 1500), -1)
    voters = random_voters(rng, 1500, 1000, patience_ms=patience)
    model = PollingSiteWithLists if lists else PollingSite
    site = model(make_plan(desks=3, booths=4, boxes=1, lists=lists, inside_max=inside_max), voters)
    area = dict.fromkeys(("waiting", "inside", "booth_line", "box_line", "desks_busy"), 0)
    busy_booths = 0
    step = site.env.step

    def people(name: str) -> int:
        found = getattr(site, name)
        return found if isinstance(found, int) else len(found)

    def watched_step() -> None:
        nonlocal busy_booths
        since, counts = site.env.now, {name: people(name) for name in area}
        booths = site.plan.booths - site.booths_free
        step()
        busy_booths += booths * int(site.env.now - since)
        for name, count in counts.items():
            area[name] += count * int(site.env.now - since)

    monkeypatch.setattr(site.env, "step", watched_step)
    day = site.run()
    voted = day.called_at >= 0
    assert 0 < voted.sum() < 1500
    in_line = np.where(voted, day.called_at - day.arrived_at, patience)
    assert area["waiting"] == in_line.sum()
    assert area["inside"] == (day.left_at - day.called_at)[voted].sum()
    hours = hours_of_site(site.plan, voters, day, w.WAIT_FROM_MS).sum(axis=1)
    assert area["waiting"] == hours[w.DOOR_QUEUE] + hours[w.DESK_QUEUE]
    assert area["booth_line"] == hours[w.BOOTH_QUEUE] == hours[w.BOOTH_WAIT] > 0
    assert area["box_line"] == hours[w.BOX_QUEUE] == hours[w.BOX_WAIT] > 0
    assert area["desks_busy"] == hours[w.DESK_BUSY]
    assert busy_booths == hours[w.BOOTH_BUSY]


# Recursion -------------------------------------------------------------------------------------


def serve(ready: Ints, service_ms: Ints, servers: int, opens_at: int = 0) -> Ints:
    """Return when each begins, first come first served (Kiefer and Wolfowitz); ties by number."""
    free_at, begins = [opens_at] * servers, np.zeros_like(ready)
    for voter in np.argsort(ready, kind="stable"):
        begins[voter] = max(ready[voter], free_at[0])
        heapq.heapreplace(free_at, begins[voter] + service_ms[voter])
    return begins


def recursion(plan: Plan, voters: Voters) -> dict[str, Ints]:
    """Return the record of a plain day: one number of desks, nobody at home, no limit inside."""
    desks = plan.desk_calendar[0][1]
    desk = voters.number % plan.lists % desks if plan.lists else np.zeros_like(voters.number)
    called_at = np.zeros_like(voters.number)
    for line in np.unique(desk):
        here = desk == line
        servers = 1 if plan.lists else desks
        called_at[here] = serve(
            voters.arrives_at[here], voters.check_in_ms[here], servers, plan.opens_at
        )
    issued_at = called_at + voters.check_in_ms
    booth_at = serve(issued_at, voters.booth_ms, plan.booths)
    marked_at = booth_at + voters.booth_ms
    left_at, casts = marked_at.copy(), ~voters.carries_away
    box_ms = voters.box_ms[casts]
    left_at[casts] = serve(marked_at[casts], box_ms, plan.boxes) + box_ms
    return {
        "called_at": called_at,
        "issued_at": issued_at,
        "booth_at": booth_at,
        "marked_at": marked_at,
        "left_at": left_at,
    }


def longest_line(voters: Voters, called_at: Ints) -> int:
    """Return the longest queue after an arrival; desks that become free call first."""
    order = np.lexsort((voters.number, voters.arrives_at))
    still_waits = called_at[order][None, :] > voters.arrives_at[order][:, None]
    return int(np.tril(still_waits).sum(axis=1).max())


def random_site(rng: np.random.Generator, lists: int) -> tuple[Plan, Voters]:
    """Return a site whose desks, booths and boxes all have queues at times."""
    n, tick_ms = int(rng.integers(1, 1200)), int(rng.choice([1, 1000, 30_000]))
    voters = random_voters(rng, n, tick_ms, carries_away=rng.random(n) < 0.1)
    desks, booths, boxes = (int(rng.integers(1, most + 1)) for most in (4, 5, 2))
    return make_plan(desks=desks, booths=booths, boxes=boxes, lists=lists), voters


@pytest.mark.parametrize("lists", [0, 1, 2, 3, 4])
def test_plain_days_are_the_recursion(lists: int) -> None:
    """Every time of every voter, and the longest queue; a third of 60 sites on ticks of 30 s."""
    rng = np.random.default_rng([1953, lists])
    lines_at = dict.fromkeys(("called_at", "booth_at", "left_at"), 0)
    for _ in range(60):
        plan, voters = random_site(rng, lists)
        day, expected = run_site(plan, voters), recursion(plan, voters)
        for name, times in expected.items():
            assert np.array_equal(getattr(day, name), times), name
        assert day.longest_line == longest_line(voters, expected["called_at"])
        count_lines(voters, day, lines_at)
    assert min(lines_at.values()) > 1000, "sites too quiet to tell anything"


def count_lines(voters: Voters, day: SiteDay, lines_at: dict[str, int]) -> None:
    """Add the number of voters who waited in each of the three queues."""
    box_ms = np.where(voters.carries_away, 0, voters.box_ms)
    lines_at["called_at"] += int((day.called_at > day.arrived_at).sum())
    lines_at["booth_at"] += int((day.booth_at > day.issued_at).sum())
    lines_at["left_at"] += int((day.left_at > day.marked_at + box_ms).sum())
