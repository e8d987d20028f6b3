"""The most that a site can issue: limits of constant times, and bounds on simulated days."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.day.compiled import run_site
from sim.feasibility.capacity import (
    MOST_SERVERS,
    Desk,
    Site,
    booths_needed,
    desks_needed,
    desks_of,
    probability,
    services_of,
)
from sim.scenario import load_scenario
from sim.turnout.compiled_sampling import ONE_RACE
from tests.conftest import HOUR, make_plan, make_voters

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core.types import Floats
    from sim.day.site_records import Plan
    from sim.feasibility.capacity import Services

WAIT_MS = 600_000
VOTERS = 1_000
NOBODY_AT_HOME = "polling.home_share=0"


def services(*changes: str) -> Services:
    return services_of(load_scenario("baseline", changes), ONE_RACE, WAIT_MS)


def site(plan: Plan, begins: float, ends: float, *changes: str) -> Site:
    of = services(NOBODY_AT_HOME, *changes)
    at, to = round(begins * HOUR), round(ends * HOUR)
    return Site(plan, of, desks_of(plan, of, VOTERS, at, to), to)


@pytest.mark.parametrize("desks", [1, 2, 7])
@pytest.mark.parametrize(("check_in_s", "hours"), [(40, 1), (41.7, 1), (36, 2.5)])
def test_constant_times_reach_the_capacity_of_the_desks(
    desks: int, check_in_s: float, hours: float
) -> None:
    """M/D/c: c desks issue at most c × span ÷ time, rounded up at each desk."""
    times = f"polling.check_in_mean_s={check_in_s}", "polling.check_in_cv=0"
    at_desk = int(3_600_000 * hours // round(1000 * check_in_s))
    first = site(make_plan(desks=desks), 7, 7 + hours, *times).at_least()["desks"]
    later = site(make_plan(desks=desks), 9, 9 + hours, *times).at_least()["desks"]

    # Nobody is served before the doors open.
    assert first.tolist() == [1.0] * (desks * at_desk + 1)
    assert later.tolist() == [1.0] * (desks * (at_desk + 1) + 1)


def test_more_issued_never_raises_the_probability() -> None:
    found = site(make_plan(desks=3, booths=2), 12, 13).at_least()

    for tail in found.values():
        assert (np.diff(tail) <= 0).all()
    assert {0 < p < 1 for p in found["desks"].tolist()} == {True, False}


def test_the_desks_that_are_needed_are_the_fewest() -> None:
    of = site(make_plan(desks=3), 10, 11)

    for issued in (1, 80, 200, 280, 320, 900):
        n = desks_needed(of, issued, 0.01)
        exact = site(make_plan(desks=n), 10, 11).at_least()["desks"]
        fewer = site(make_plan(desks=n - 1), 10, 11).at_least()["desks"] if n > 1 else np.ones(1)
        assert probability(exact, issued) >= 0.01 > probability(fewer, issued)
    assert desks_needed(of, 0, 0.01) == 0


def test_what_is_needed_agrees_with_what_is_feasible() -> None:
    of = site(make_plan(desks=3, desk_calendar=((7 * HOUR, 3), (13 * HOUR, 2))), 12.5, 13.5)
    tail = of.at_least()["desks"]

    for issued in range(0, len(tail), 7):
        assert (desks_needed(of, issued, 0.01) <= 3) == (tail[issued] >= 0.01)


def test_a_higher_level_never_needs_fewer_desks() -> None:
    of = site(make_plan(desks=3), 10, 11)
    needed = [desks_needed(of, 285, level) for level in (1e-4, 0.01, 0.1, 0.5)]

    assert needed == sorted(needed)
    assert needed[0] < needed[-1]


def test_no_number_of_desks_issues_in_less_than_a_service() -> None:
    of = site(make_plan(), 7, 7.01, "polling.check_in_mean_s=600", "polling.check_in_cv=0")

    assert desks_needed(of, 1, 0.01) == MOST_SERVERS + 1


def test_booths_limit_what_desks_issue_when_nobody_waits_long() -> None:
    constant = "polling.booth_mean_s=60", "polling.booth_cv=0"
    of = site(make_plan(desks=3, booths=2), 10, 11, *constant)

    # 60 minutes and a wait of 10, and whoever is in a booth as the hour begins.
    assert of.at_least()["booths"].tolist() == [1.0] * (2 * 71 + 1)
    assert booths_needed(of, 142, 0.01) == 2
    assert booths_needed(of, 143, 0.01) == 3


def test_a_limit_of_people_inside_is_one_of_the_hall() -> None:
    constant = [f"polling.{stage}_cv=0" for stage in ("check_in", "booth", "box")]
    of = site(make_plan(desks=3, inside_max=5), 10, 11, *constant)

    # 40 + 45 + 5 s.
    assert of.at_least()["hall"].tolist() == [1.0] * (5 * 41 + 1)
    assert "hall" not in site(make_plan(), 10, 11).at_least()


def test_ballots_that_are_too_few_are_a_limit_until_more_are_brought() -> None:
    plan = make_plan(desks=3, ballots=25, ballots_brought_at=12 * HOUR)

    assert len(site(plan, 10, 12).at_least()["ballots"]) == 26
    assert "ballots" not in site(plan, 11, 12.5).at_least()


def test_lunch_closes_a_desk_for_its_time() -> None:
    calendar = ((7 * HOUR, 2), (13 * HOUR, 1), (14 * HOUR, 2))
    plan = make_plan(desks=2, desk_calendar=calendar)

    assert desks_of(plan, services(NOBODY_AT_HOME), VOTERS, 13 * HOUR, 14 * HOUR).every == (
        Desk(1, (HOUR,)),
    )
    # The desk that closed before may complete a voter.
    assert desks_of(plan, services(NOBODY_AT_HOME), VOTERS, 13 * HOUR, 14 * HOUR).extra == 1
    assert desks_of(plan, services(NOBODY_AT_HOME), VOTERS, 12 * HOUR, 15 * HOUR).every == (
        Desk(1, (3 * HOUR,)), Desk(2, (HOUR, HOUR)),
    )  # fmt: skip


def test_voters_in_the_queue_at_closing_still_vote() -> None:
    found = desks_of(make_plan(desks=2), services(NOBODY_AT_HOME), VOTERS, 19 * HOUR, 21 * HOUR)

    assert found.every == (Desk(1, (2 * HOUR,)),) * 2


def test_home_visits_add_ballots_where_they_take_no_member_from_a_desk() -> None:
    spare, short = make_plan(desks=2, issuers=3), make_plan(desks=2, issuers=2)
    before, after = 8 * HOUR, 10 * HOUR

    assert desks_of(spare, services(), VOTERS, before, after).visits_ms == HOUR
    assert desks_of(short, services(), VOTERS, before, after).visits_ms == 0
    assert desks_of(spare, services(), VOTERS, 7 * HOUR, before).visits_ms == -1
    # Where a visit is quicker than a check-in, the crew issues more outside.
    quick = services("polling.visit_mean_s=20")
    assert desks_of(short, quick, VOTERS, before, after).visits_ms == HOUR


def test_home_visits_are_no_more_than_voters_at_home() -> None:
    times = ("polling.check_in_cv=0", "polling.visit_cv=0", "polling.visit_mean_s=600")
    of, plan = services(*times, "polling.home_share=0.02"), make_plan(desks=1, issuers=2)
    found = [desks_of(plan, of, voters, 12 * HOUR, 13 * HOUR) for voters in (25, 25_000)]
    few, many = (desks.at_least(of, desks.every) for desks in found)

    # 91 at the desk, and a visit every ten minutes if there are as many voters at home.
    assert many.tolist() == [1.0] * (91 + 7 + 1)
    assert few[91] == 1
    assert few[92] == pytest.approx(1 - 0.98**25)
    assert few[93] == pytest.approx(1 - 0.98**25 - 25 * 0.02 * 0.98**24)


ARRIVALS: dict[str, Callable[[np.random.Generator], Floats]] = {
    "all at the door": lambda _: np.zeros(2600),
    "an even stream at capacity": lambda _: np.linspace(0, 13, 2600),
    "in bursts on the hour": lambda _: np.sort(np.arange(2600.0) % 13) - 0.01,
    "at random": lambda generator: np.sort(generator.uniform(-0.2, 13, 2600)),
}


@pytest.mark.parametrize("name", ARRIVALS)
def test_sites_that_issue_all_they_can_fall_below_a_level_as_rarely_as_it_says(name: str) -> None:
    """Whenever voters come: at most a share p of spans has a probability below p."""
    calendar = ((7 * HOUR, 2), (13 * HOUR, 1), (13 * HOUR + 2_400_000, 2))
    plan = make_plan(desks=2, desk_calendar=calendar, issuers=2)
    scenario = load_scenario("baseline", [NOBODY_AT_HOME])
    of = services_of(scenario, ONE_RACE, WAIT_MS)
    spans = [(7 + k, 8 + k) for k in range(12)]
    tails = [
        Site(plan, of, desks_of(plan, of, VOTERS, a * HOUR, b * HOUR), b * HOUR).at_least()["desks"]
        for a, b in spans
    ]
    generator, table = np.random.Generator(np.random.Philox(9)), of.check_in.table()
    found = []
    for _ in range(60):
        arrives_at = np.rint((7 + ARRIVALS[name](generator)) * HOUR).astype(np.int64)
        arrives_at = np.minimum(arrives_at, 20 * HOUR - 1)
        voters = make_voters(arrives_at, check_in_ms=table[generator.integers(0, 65_536, 2600)])
        issued_at = run_site(plan, voters).issued_at
        for (a, b), tail in zip(spans, tails, strict=True):
            n = int(((issued_at > a * HOUR) & (issued_at <= b * HOUR)).sum())
            found.append(probability(tail, n))

    for level in (0.02, 0.1, 0.3):
        error = np.sqrt(level * (1 - level) / len(found))
        assert np.mean(np.array(found) < level) <= level + 3 * error
    if name == "all at the door":
        # The bound is not far above what such sites issue.
        assert np.mean(np.array(found) < 0.5) > 0.25
