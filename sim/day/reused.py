"""Votes and attendance of a day, taken from another day where the scenarios agree in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.turnout import attendance

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.core.streams import Streams
    from sim.day import DayInput
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.turnout import Attendance
    from sim.voting.ballots import Support

    Compute = Callable[[Scenario, Register, Streams], Support]


def support_like(
    like: DayInput | None,
    compute: Compute,
    scenario: Scenario,
    register: Register,
    streams: Streams,
) -> Support:
    """Return the vote probabilities of sites: those of another day if nothing in them differs.

    Parameters
    ----------
    like
        A day of the same register and random streams; None for none.
    compute
        :func:`sim.voting.ballots.support`, or what keeps its results.
    scenario, register, streams
        See there, which also has what it raises.
    """
    if like is not None and _decides_votes(like.scenario) == _decides_votes(scenario):
        return like.support
    return compute(scenario, register, streams)


def attendance_like(
    like: DayInput | None, scenario: Scenario, register: Register, streams: Streams
) -> Attendance:
    """Return who comes, and when: as on another day if nothing in it differs.

    Parameters
    ----------
    like, scenario, register, streams
        See :func:`support_like` and :func:`sim.turnout.attendance.attendance`.
    """
    if like is not None and _decides_attendance(like.scenario) == _decides_attendance(scenario):
        return like.attendance
    return attendance(scenario, register, streams)


def _decides_votes(scenario: Scenario) -> tuple[object, ...]:
    return scenario.choice, scenario.outcome


def _decides_attendance(scenario: Scenario) -> tuple[object, ...]:
    polling = scenario.polling
    return (
        scenario.turnout, scenario.arrivals, scenario.incidents, polling.opens, polling.closes,
        polling.carry_away_share,
    )  # fmt: skip
