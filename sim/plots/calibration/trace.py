"""Traces of the chains of the slowest-mixing parameters, to check convergence."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.plots.style.style import (
    IN_FIT_TABLE,
    INK,
    QUIET_INK,
    SECOND,
    SIMULATED,
    new_figure,
    sources,
)
from sim.results.calibration_records import FittedParameter, fitted_parameters

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import CalibrationResults

MOST = 6
"""Maximum number of parameters that are shown."""
_R_HAT_MOST = 1.01


class Trace(NamedTuple):
    """Quantiles of the walkers of one parameter by step."""

    parameter: FittedParameter
    group: str
    step: list[int]
    low: list[float]
    median: list[float]
    high: list[float]


def trace_data(results: CalibrationResults) -> list[Trace]:
    """Return the slowest parameters of all groups of chains, one of each group at a time."""
    table = results.tables["trace"]
    names = table["parameter"].tolist()
    group_of = dict(zip(names, table["group"].tolist(), strict=True))
    slow = sorted(
        (parameter for parameter in fitted_parameters(results) if parameter.key in group_of),
        key=lambda parameter: -_finite_or_zero(parameter.autocorrelation),
    )
    rank: dict[str, int] = {}
    order = []
    for index, parameter in enumerate(slow):
        group = group_of[parameter.key]
        rank[group] = rank.get(group, 0) + 1
        order.append((rank[group], index, parameter))
    return [
        _trace(results, parameter, group_of[parameter.key])
        for *_, parameter in sorted(order)[:MOST]
    ]


def _finite_or_zero(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _trace(results: CalibrationResults, parameter: FittedParameter, group: str) -> Trace:
    table = results.tables["trace"]
    rows = table["parameter"] == parameter.key
    low, median, high = (table[name][rows].astype(float).tolist() for name in ("p05", "p50", "p95"))
    return Trace(parameter, group, table["step"][rows].astype(int).tolist(), low, median, high)


def plot_trace(trace: Trace, axes: Axes) -> None:
    """Plot the median and the 90 % interval of the walkers by step."""
    parameter = trace.parameter
    has_converged = parameter.r_hat <= _R_HAT_MOST or not math.isfinite(parameter.r_hat)
    colour = SIMULATED if trace.group == "day" else SECOND
    axes.fill_between(trace.step, trace.low, trace.high, color=colour, alpha=0.28, linewidth=0)
    axes.plot(trace.step, trace.median, color=colour, linewidth=1.5)
    axes.set_title("\n".join(textwrap.wrap(parameter.name, 40)[:2]), loc="left", fontsize=12,
                   fontweight="bold", pad=22)  # fmt: skip
    limit = "" if has_converged else f" > {_R_HAT_MOST}"
    note = (
        f"{trace.group} · R-hat {parameter.r_hat:.3f}{limit} · τ {parameter.autocorrelation:,.0f}"
    )
    axes.text(
        0, 1.03, f"{note} steps", transform=axes.transAxes,
        fontsize=10.5, va="bottom", color=QUIET_INK if has_converged else INK,
        fontweight="normal" if has_converged else "bold",
    )  # fmt: skip
    axes.tick_params(labelsize=9.5, length=2)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("step", fontsize=10, color=INK)


def _title(results: CalibrationResults, traces: list[Trace]) -> str:
    if not results.summary.converged:
        bad = [chain.group for chain in results.summary.chains if not chain.converged]
        return f"NOT converged ({', '.join(bad)}): do not rely on this calibration"
    known = [trace for trace in traces if math.isfinite(trace.parameter.autocorrelation)]
    if not known:
        return "The chains have converged"
    slow = max(known, key=lambda trace: trace.parameter.autocorrelation)
    return (
        f"The chains have converged: the longest autocorrelation time is "
        f"{slow.parameter.autocorrelation:,.0f} of {slow.step[-1]:,} steps"
    )


def figure(results: CalibrationResults) -> Figure:
    """Return the figure."""
    traces = trace_data(results)
    slide = new_figure(
        _title(results, traces),
        "Median and 90 % interval of the walkers by step, for the slowest-mixing parameters. "
        "R-hat near 1: independent ensembles of walkers agree",
        results.summary,
        sources(
            IN_FIT_TABLE,
            "τ: integrated autocorrelation time. Vertical axes: the parameter, without unit.",
        ),
    )
    grid = slide.subplots(
        2, 3, squeeze=False,
        gridspec_kw={"left": 0.055, "right": 0.975, "top": 0.755, "bottom": 0.14, "hspace": 0.65,
                     "wspace": 0.2},
    )  # fmt: skip
    cells = list(grid.ravel())
    for trace, axes in zip(traces, cells, strict=False):
        plot_trace(trace, axes)
    for axes in cells[len(traces) :]:
        axes.set_axis_off()
    return slide
