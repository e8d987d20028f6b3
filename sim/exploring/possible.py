"""Values that a scenario can have, alone and together with those of other parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.errors import InputError, ScenarioError
from sim.scenario import with_values

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.exploring.ranges import Explored
    from sim.scenario import Scenario

    Points = Sequence[Mapping[str, float]]
    """By point the values that differ from the scenario, by dotted key."""
    PointsOf = Callable[[Sequence[Explored]], Points]
    """Returns the points of a design that changes several parameters at once."""


def refusal(scenario: Scenario, values: Mapping[str, float]) -> str:
    """Return why a scenario cannot have some values; empty if it can.

    The country of the scenario is not built, so more may be refused when it is run.
    """
    try:
        with_values(scenario, values)
    except ScenarioError as error:
        return "; ".join(found.message for found in error.problems)
    return ""


def impossible(
    scenario: Scenario, parameters: Sequence[Explored], points_of: PointsOf | None
) -> dict[str, str]:
    """Return by key why a parameter can have neither end of its range.

    Parameters
    ----------
    scenario
        The scenario that is explored.
    parameters
        What is to be explored.
    points_of
        The points with which an end is tried where the values of the scenario refuse both; None
        if parameters are changed one at a time.
    """
    alone = {}
    for each in parameters:
        refused = [refusal(scenario, dict(each.values(end))) for end in _ends(each)]
        if all(refused):
            alone[each.key] = refused[0]
    if not alone or points_of is None:
        return alone
    points = points_of(parameters)
    return {
        each.key: alone[each.key]
        for each in parameters
        if each.key in alone and not _exists(scenario, each, points)
    }


def _ends(parameter: Explored) -> tuple[float, float]:
    """Return the ends of a range as they are run."""
    return parameter.at(0), parameter.at(1)


def _exists(scenario: Scenario, parameter: Explored, points: Points) -> bool:
    """Return whether an end of a range can be combined with the other values of any point."""
    ends = [dict(parameter.values(end)) for end in _ends(parameter)]
    # Many points differ in this parameter alone.
    others = dict.fromkeys(
        tuple((key, value) for key, value in point.items() if key not in ends[0])
        for point in points
    )
    return any(not refusal(scenario, {**dict(other), **end}) for other in others for end in ends)


def check_any_possible(scenario: Scenario, points: Points) -> None:
    """Raise an error if a scenario can have the values of no point.

    Raises
    ------
    InputError
        With the reason of the first.
    """
    first = ""
    for point in points:
        why = refusal(scenario, point)
        if not why:
            return
        first = first or why
    message = f"no combination of these values is allowed; of the first: {first}"
    raise InputError.single("ranges", "", message)
