"""The parameters of an exploration by the size of their effect on a metric."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.results.summaries.exploration import (
        EffectSummary,
        ExplorationSummary,
        ExploredParameter,
    )


class Ranked(NamedTuple):
    """A parameter that moves a metric."""

    parameter: ExploredParameter
    size: float
    """Size of its effect: in the unit of the metric, or as a share of its variance."""
    effects: Mapping[str, EffectSummary]
    """By measure."""


def ranked(summary: ExplorationSummary, metric: str) -> list[Ranked]:
    """Return the parameters that move a metric, the largest effect first."""
    by_parameter: dict[str, dict[str, EffectSummary]] = {}
    for effect in summary.effects:
        if effect.metric == metric:
            by_parameter.setdefault(effect.parameter, {})[effect.measure] = effect
    found = [
        Ranked(parameter, effect_size([each.effect for each in effects.values()], summary), effects)
        for parameter in summary.parameters
        if (effects := by_parameter.get(parameter.key))
    ]
    return sorted((each for each in found if each.size), key=lambda each: -each.size)


def effect_size(effects: list[float], summary: ExplorationSummary) -> float:
    """Return the size of an effect, given its measures in order.

    It is the first measure, or one at a time what lies between the smallest and the largest value
    of the metric: at both ends of the range and in the scenario.
    """
    if summary.method == "one-at-a-time":
        return max(0.0, *effects) - min(0.0, *effects)
    return abs(effects[0])
