"""Slips of those who change the model: each ends at once, and says what a rule must do."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.day.reference import PollingSite, State, run_site
from tests.conftest import HOUR, make_plan, make_voters

if TYPE_CHECKING:
    from collections import deque

    from sim.day.reference import Plan, SiteDay
    from sim.turnout import Voters

MOST_CALLS = 100


class Counted(PollingSite):
    """A rule that ends by itself, should nothing else end it."""

    calls = 0

    def take_next(self, queue: deque[Any]) -> Any:
        self.calls += 1
        assert self.calls < MOST_CALLS, "the rule is called for ever"
        return self.rule(queue)

    def rule(self, queue: deque[Any]) -> Any:
        return queue.pop()


class Stays(Counted):
    def rule(self, queue: deque[Any]) -> Any:
        return queue[0]


class Nobody(Counted):
    def rule(self, queue: deque[Any]) -> Any:
        queue.popleft()


class Another(Counted):
    def rule(self, queue: deque[Any]) -> Any:
        queue.popleft()
        return queue[-1]


class Two(Counted):
    def rule(self, queue: deque[Any]) -> Any:
        queue.pop()
        return queue.popleft()


def queue_of_six(model: type[PollingSite], **changed: Any) -> SiteDay:
    plan = make_plan(desk_calendar=((7 * HOUR, 0), (8 * HOUR, 1)), **changed)
    return model(plan, make_voters([7 * HOUR] * 6)).run()


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (Stays, r"the voter that it returned is still there: queue\.remove\(voter\)"),
        (Nobody, "it returned None"),
        (Another, "the voter that it returned is still there"),
        (Two, "it has taken out others, whom nobody will call"),
    ],
)
def test_a_rule_that_does_not_take_a_voter_out_ends_at_once(
    model: type[PollingSite], why: str
) -> None:
    must = "must take one voter out of the queue, and return this voter"

    with pytest.raises(ValueError, match=rf"^{model.__name__}\.take_next {must}; {why}"):
        queue_of_six(model)


def test_a_rule_that_does_is_followed() -> None:
    day = queue_of_six(Counted)

    assert (day.state == State.VOTED).all()
    assert np.argsort(day.called_at).tolist() == [5, 4, 3, 2, 1, 0]


def test_a_rule_of_one_queue_is_not_one_of_several() -> None:
    with pytest.raises(ValueError, match=r"Counted\.take_next is the rule of one queue"):
        queue_of_six(Counted, lists=2)


def test_the_rule_that_ships_is_not_looked_at() -> None:
    site = PollingSite(make_plan(), make_voters([7 * HOUR]))

    assert site.take == site.take_next


def nothing(plan: Plan, voters: Voters) -> Any:
    run_site(plan, voters)


def first_voter_alone(plan: Plan, voters: Voters) -> SiteDay:
    day = run_site(plan, voters)
    return replace(day, state=day.state[:1])


@pytest.mark.parametrize(
    ("engine", "why"),
    [
        (nothing, r"must return the record of a site's day, a SiteDay, .*; got None"),
        (first_voter_alone, "must return a record of each of the [0-9]+ voters of a site; got 1"),
    ],
)
def test_a_function_that_returns_no_day_is_named(engine: Any, why: str) -> None:
    with pytest.raises(ValueError, match=rf"^engine: function {engine.__name__} {why}"):
        sim.run("tiny", engine=engine)
