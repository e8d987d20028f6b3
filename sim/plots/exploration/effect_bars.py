"""The parameters that move a metric most, with their effects in one unit."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.comparison.effect_text import effect_scale, effect_text, value_text
from sim.core.language import tr
from sim.core.text import shortened, unit_text
from sim.plots.style.style import SECOND, SIMULATED
from sim.results.labels import change_label

if TYPE_CHECKING:
    from sim.plots.exploration.slides import MovedMetric
    from sim.results.ranking import Ranked
    from sim.results.summaries.exploration import (
        EffectSummary,
        ExplorationSummary,
        ExploredMetric,
        ExploredParameter,
    )

_LONGEST = 40
"""Characters of the name of a parameter."""
_LEAST_SHARE = 0.005
"""Share of a variance that is not 0.00; parameters with less are counted."""
LOW, HIGH = SECOND, SIMULATED
"""Colours of effects at both ends of a range, or with interactions and alone."""
_BARS = {
    "one-at-a-time": (("at_low", LOW), ("at_high", HIGH)),
    "morris": (("mean_size", HIGH),),
    "sobol": (("total", LOW), ("first", HIGH)),
    "grid": (("total", LOW), ("first", HIGH)),
}
"""Measures of each method that are drawn, with their colours."""


class Bar(NamedTuple):
    """One measure of one parameter, in the unit of its panel."""

    value: float
    interval: tuple[float, float] | None
    colour: str
    text: str
    """What stands at its end; empty for nothing."""


class PanelRow(NamedTuple):
    """A parameter with its bars."""

    name: str
    """With its unit; two parameters may have the same."""
    bars: list[Bar]


class Panel(NamedTuple):
    """The parameters that move one metric most."""

    unit: str
    rows: list[PanelRow]
    """The largest effect first."""
    more: int
    """Parameters that move it, too, for which there is no room, or by a share of 0.00."""


def panel_data(summary: ExplorationSummary, moved: MovedMetric, most: int) -> Panel:
    """Return what a panel shows.

    Parameters
    ----------
    summary
        Of the exploration.
    moved
        A metric that a parameter moves.
    most
        Number of rows.
    """
    metric, rows = moved
    by, scaled = effect_scale(metric, rows[0].size)
    unit = tr(scaled)
    if summary.method in {"sobol", "grid"}:
        by, unit = 1.0, tr("share of the variance")
        most = min(most, max(1, sum(row.size >= _LEAST_SHARE for row in rows)))
    return Panel(
        unit,
        [PanelRow(_name(row.parameter), _bars(summary, metric, row, by)) for row in rows[:most]],
        max(len(rows) - most, 0),
    )


def _name(parameter: ExploredParameter) -> str:
    """Return the name of a parameter with its unit."""
    has_unit = not parameter.unit or parameter.unit in parameter.label.split()
    unit = "" if has_unit else f", {unit_text(parameter.unit)}"
    return f"{shortened(change_label(parameter), _LONGEST - len(unit))}{unit}"


def _bars(summary: ExplorationSummary, metric: ExploredMetric, row: Ranked, by: float) -> list[Bar]:
    found = []
    for measure, colour in _BARS[summary.method]:
        effect = row.effects.get(measure)
        if effect is None:
            continue
        low, high = effect.effect_p05, effect.effect_p95
        # Two intervals in one line could not be told apart.
        interval = None
        if low is not None and high is not None and measure != "first":
            interval = low / by, high / by
        text = _bar_text(row, effect, effect_text(effect, metric))
        found.append(Bar(effect.effect / by, interval, colour, text))
    return found


def _bar_text(row: Ranked, effect: EffectSummary, text: str) -> str:
    """Return what stands at the end of a bar: the value of the parameter, or the effect."""
    ends = {"at_low": row.parameter.low, "at_high": row.parameter.high}
    if effect.measure in ends:
        return value_text(ends[effect.measure], "") if effect.effect else ""
    return "" if effect.measure == "first" else text
