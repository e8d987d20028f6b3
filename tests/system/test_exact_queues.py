"""Polling sites against Little's law and a recursion without events, to the millisecond.

Little's law is as in [1]_ and [2]_; the recursion is that of Lindley [3]_ for several desks [4]_.

References
----------
.. [1] Gross D., Shortle J. F., Thompson J. M., Harris C. M. (2008). Fundamentals of
   Queueing Theory, 4th edition. Wiley, Hoboken. doi:10.1002/9781118625651
.. [2] Little J. D. C. (1961). A proof for the queuing formula: L = λW. Operations
   Research 9(3): 383–387. doi:10.1287/opre.9.3.383
.. [3] Lindley D. V. (1952). The theory of queues with a single server. Mathematical
   Proceedings of the Cambridge Philosophical Society 48(2): 277–289.
   doi:10.1017/S0305004100027638
.. [4] Kiefer J., Wolfowitz J. (1955). On the theory of queues with many servers.
   Transactions of the American Mathematical Society 78: 1–18.
"""

from __future__ import annotations

import heapq
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.day import wait_counts as w
from sim.day.reference import PollingSite, run_site
from sim.day.reference.split_queues import PollingSiteWithLists
from sim.day.stage_counts import hours_of_site
from tests.conftest import HOUR, make_plan, make_voters

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.day.reference import Plan, SiteDay
    from sim.turnout import Voters


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
    area = dict.fromkeys(("waiting", "inside", "booth_queue", "box_queue", "desks_busy"), 0)
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
    assert area["booth_queue"] == hours[w.BOOTH_QUEUE] == hours[w.BOOTH_WAIT] > 0
    assert area["box_queue"] == hours[w.BOX_QUEUE] == hours[w.BOX_WAIT] > 0
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
