"""Votes, attendance and plans of a day, taken from another where the scenarios agree in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.day.plan import plan_sites
from sim.turnout import attendance
from sim.voting.ballots import support

if TYPE_CHECKING:
    from sim.core.streams import Streams
    from sim.day import DayInput
    from sim.day.reference import Plan
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.turnout import Attendance
    from sim.voting.ballots import Support


def support_like(
    like: DayInput | None, scenario: Scenario, register: Register, streams: Streams
) -> Support:
    """Return the vote probabilities of sites: those of another day if nothing in them differs.

    Parameters
    ----------
    like
        A day of the same register and random streams; None for none.
    scenario, register, streams
        See :func:`sim.voting.ballots.support`, which also has what it raises.
    """
    if like is not None and _decides_votes(like.scenario) == _decides_votes(scenario):
        return like.support
    return support(scenario, register, streams)


def attendance_like(
    like: DayInput | None, scenario: Scenario, register: Register, streams: Streams
) -> Attendance:
    """Return who comes, and when: as on another day if nothing in it differs.

    Parameters
    ----------
    like, scenario, register, streams
        See :func:`support_like` and :func:`sim.turnout.attendance.attendance`.
    """
    if like is None:
        return attendance(scenario, register, streams)
    if _decides_attendance(like.scenario) == _decides_attendance(scenario):
        return like.attendance
    same_turnout = _decides_turnout(like.scenario) == _decides_turnout(scenario)
    threshold = like.attendance.turnout_threshold if same_turnout else None
    return attendance(scenario, register, streams, threshold)


def plans_like(
    like: DayInput | None, scenario: Scenario, register: Register, streams: Streams
) -> list[Plan]:
    """Return the plans of all sites: those of another day if nothing in them differs.

    Parameters
    ----------
    like, scenario, register, streams
        See :func:`support_like` and :func:`sim.day.plan.plan_sites`.
    """
    if like is not None and _decides_plans(like.scenario) == _decides_plans(scenario):
        return like.plans
    return plan_sites(scenario, register, streams)


def _decides_votes(scenario: Scenario) -> tuple[object, ...]:
    return scenario.choice, scenario.outcome, scenario.swing


def _decides_attendance(scenario: Scenario) -> tuple[object, ...]:
    polling = scenario.polling
    return (
        scenario.turnout, scenario.arrivals, scenario.incidents, polling.opens, polling.closes,
        polling.carry_away_share, *_decides_places(scenario),
    )  # fmt: skip


def _decides_turnout(scenario: Scenario) -> tuple[object, ...]:
    return scenario.turnout, scenario.polling.carry_away_share, *_decides_places(scenario)


def _decides_places(scenario: Scenario) -> tuple[object, ...]:
    return scenario.swing.seed, scenario.swing.replication


def _decides_plans(scenario: Scenario) -> tuple[object, ...]:
    return scenario.polling, scenario.incidents
