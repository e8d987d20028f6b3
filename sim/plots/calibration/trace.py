"""The chains of the parameters that mix most slowly, to see whether they have settled."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.plots.style.style import INK, OF_FIT, QUIET_INK, SECOND, SIMULATED, new_figure, sources
from sim.results.fit_rows import FittedParameter, fitted_parameters

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results

MOST = 6
"""So many parameters are shown."""
_R_HAT_MOST = 1.01


class Trace(NamedTuple):
    """One parameter over the steps of its chains."""

    parameter: FittedParameter
    group: str
    step: list[int]
    low: list[float]
    median: list[float]
    high: list[float]


def trace_data(results: Results) -> list[Trace]:
    """Return the slowest of every group in turn, the slowest of all first."""
    table = results.tables["trace"]
    names = table["parameter"].tolist()
    group_of = dict(zip(names, table["group"].tolist(), strict=True))
    slow = sorted(
        (own for own in fitted_parameters(results) if own.key in group_of),
        key=lambda own: -_known(own.autocorrelation),
    )
    rank: dict[str, int] = {}
    order = []
    for place, own in enumerate(slow):
        group = group_of[own.key]
        rank[group] = rank.get(group, 0) + 1
        order.append((rank[group], place, own))
    return [_trace(results, own, group_of[own.key]) for *_, own in sorted(order)[:MOST]]


def _known(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _trace(results: Results, own: FittedParameter, group: str) -> Trace:
    table = results.tables["trace"]
    rows = table["parameter"] == own.key
    low, median, high = (table[name][rows].astype(float).tolist() for name in ("p05", "p50", "p95"))
    return Trace(own, group, table["step"][rows].astype(int).tolist(), low, median, high)


def draw_trace(trace: Trace, axes: Axes) -> None:
    """Draw the median and the 90 % band of the walkers over the steps."""
    own = trace.parameter
    settled = own.r_hat <= _R_HAT_MOST or not math.isfinite(own.r_hat)
    colour = SIMULATED if trace.group == "day" else SECOND
    axes.fill_between(trace.step, trace.low, trace.high, color=colour, alpha=0.28, linewidth=0)
    axes.plot(trace.step, trace.median, color=colour, linewidth=1.5)
    axes.set_title("\n".join(textwrap.wrap(own.name, 40)[:2]), loc="left", fontsize=12,
                   fontweight="bold", pad=22)  # fmt: skip
    said = f"{trace.group} · R-hat {own.r_hat:.3f} · forgets in {own.autocorrelation:,.0f} steps"
    axes.text(
        0, 1.03, said if settled else f"{said} · NOT settled", transform=axes.transAxes,
        fontsize=10.5, va="bottom", color=QUIET_INK if settled else INK,
        fontweight="normal" if settled else "bold",
    )  # fmt: skip
    axes.tick_params(labelsize=9.5, length=2)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")
    axes.set_xlabel("step", fontsize=10, color=INK)


def _title(results: Results, traces: list[Trace]) -> str:
    if not results.summary["converged"]:
        bad = [chain["group"] for chain in results.summary["chains"] if not chain["converged"]]
        return f"NOT converged ({', '.join(bad)}): do not rely on this calibration"
    known = [trace for trace in traces if math.isfinite(trace.parameter.autocorrelation)]
    if not known:
        return "The chains have converged"
    slow = max(known, key=lambda trace: trace.parameter.autocorrelation)
    return (
        f"The chains have converged: the slowest forgets in "
        f"{slow.parameter.autocorrelation:,.0f} of {slow.step[-1]:,} steps"
    )


def figure(results: Results) -> Figure:
    """Return the slide."""
    traces = trace_data(results)
    slide = new_figure(
        _title(results, traces),
        "Median and 90 % of the walkers over the steps, of the parameters that mix most slowly. "
        "R-hat near 1: chains that never met agree",
        results,
        sources(
            results.summary,
            OF_FIT,
            "Forgets: the autocorrelation time. Scales are those on which the chains walk.",
        ),
    )
    grid = slide.subplots(
        2, 3, squeeze=False,
        gridspec_kw={"left": 0.055, "right": 0.975, "top": 0.755, "bottom": 0.14, "hspace": 0.65,
                     "wspace": 0.2},
    )  # fmt: skip
    cells = list(grid.ravel())
    for trace, axes in zip(traces, cells, strict=False):
        draw_trace(trace, axes)
    for axes in cells[len(traces) :]:
        axes.set_axis_off()
    return slide
