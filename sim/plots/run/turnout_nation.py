"""Turnout of the nation by hour."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.text import hour_text, percent_text
from sim.plots.style.axes import clock_axis, crossing, hours, percent_axis
from sim.plots.style.bands import (
    Band,
    band_of,
    interval_suffix,
    medians_of,
    plot_band,
    plot_band_key,
    plot_whiskers,
)
from sim.plots.style.style import (
    ARTICLE,
    OVER_LINES,
    QUIET,
    QUIET_INK,
    REPORTED_INK,
    SECOND,
    SECOND_INK,
    SIMULATED,
    band_text,
    is_given,
    new_figure,
    sources,
    sources_of,
)
from sim.results import Interval, interval

if TYPE_CHECKING:
    from collections.abc import Collection

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import RunResults
    from sim.results.summaries.run import RegionSummary


class NationData(NamedTuple):
    """The curve of the nation, and the announced turnout."""

    hour: list[float]
    pct: list[float]
    report_hour: list[float]
    true_pct: list[float]
    announced_pct: list[float]
    half_hour: float
    """When half of the ballots of the day were issued."""
    peak_hour: float
    """Start of the busiest quarter hour."""
    peak_issued: int
    final: Interval[float]
    """Turnout at the end."""
    clock_name: str
    known: float | None = None
    """Turnout at the end as reported, or as given by the scenario, from the sum of regions."""
    pct_band: Band | None = None
    announced_band: Band | None = None


def turnout_nation_data(results: RunResults) -> NationData:
    """Return the curve and the turnout reports of the nation."""
    table, reports = results.tables["turnout"], results.tables["turnout_reports"]
    date, code = results.summary.date, results.summary.nation
    rows = table["code"] == code
    hour = hours(date, table["capital_time"][rows])
    issued = table["issued"][rows].astype(np.int64)
    pct = [float(value) for value in table["turnout_pct"][rows]]
    nation = np.flatnonzero(reports["code"] == code)
    steps = np.diff(issued)
    peak = int(steps.argmax()) if len(steps) else 0
    return NationData(
        hour=hour,
        pct=pct,
        report_hour=hours(date, reports["capital_time"][nation]),
        true_pct=[float(value) for value in reports["true_pct"][nation]],
        announced_pct=[float(value) for value in reports["announced_pct"][nation]],
        half_hour=crossing(hour, issued.tolist(), int(issued[-1]) / 2),
        peak_hour=hour[peak],
        peak_issued=int(steps[peak]) if len(steps) else 0,
        final=interval(results.summary, "turnout_pct"),
        clock_name=results.summary.clock_name,
        known=_known(results.summary.regions.values()),
        pct_band=band_of(table, "turnout_pct", rows),
        announced_band=band_of(reports, "announced_pct", nation),
    )


def _known(regions: Collection[RegionSummary]) -> float | None:
    """Return the reference turnout of all regions together; None if a region has none."""
    known = [
        (region.registered, pct)
        for region in regions
        if (pct := region.turnout_reference_pct) is not None
    ]
    if len(known) < len(regions):
        return None
    return sum(n * pct for n, pct in known) / sum(n for n, _ in known)


def plot_turnout_nation(data: NationData, axes: Axes, word: str) -> None:
    """Plot the curve, the announced turnout, and when half of the ballots were issued."""
    plot_band(axes, data.hour, data.pct_band, SIMULATED)
    plot_whiskers(axes, data.report_hour, data.announced_band, SECOND)
    axes.plot(data.hour, data.pct, color=SIMULATED, linewidth=2 if data.pct_band else 3)
    axes.plot(
        data.report_hour, data.announced_pct, "D", color=SECOND, markersize=8,
        markeredgecolor="white", zorder=3,
    )  # fmt: skip
    name = " announced"
    for hour, true, announced in zip(
        data.report_hour, data.true_pct, data.announced_pct, strict=True
    ):
        if announced == 0:
            continue
        axes.annotate(
            f"{_tenth(announced)} %{name}", (hour, announced), xytext=(9, -15),
            textcoords="offset points", color=SECOND_INK, fontsize=11, bbox=OVER_LINES,
        )  # fmt: skip
        axes.plot([hour, hour], [announced, true], color=SECOND, linewidth=1)
        name = ""
    _plot_half(data, axes)
    _plot_end(data, axes, word)
    percent_axis(axes)
    # Room on the right for the label of the last report.
    last = np.ceil(data.hour[-1]) + 0.06 * (data.hour[-1] - data.hour[0])
    clock_axis(axes, np.floor(data.hour[0]), last)
    axes.set_xlabel(data.clock_name)


def _plot_half(data: NationData, axes: Axes) -> None:
    """Mark when half of the ballots of the day were issued."""
    half = data.pct[-1] / 2
    if not half:
        return
    axes.plot([data.hour[0], data.half_hour], [half, half], ":", color=QUIET, linewidth=1.4)
    axes.plot([data.half_hour] * 2, [0, half], ":", color=QUIET, linewidth=1.4)
    span = data.hour[-1] - data.hour[0]
    room = data.half_hour - data.hour[0] > 0.25 * span
    axes.text(
        data.half_hour + (-0.01 if room else 0.01) * span, half + (2.5 if room else -18),
        f"half of all ballots\nby {hour_text(data.half_hour)}", fontsize=11,
        ha="right" if room else "left", color=QUIET_INK,
    )  # fmt: skip


def _plot_end(data: NationData, axes: Axes, word: str) -> None:
    """Label the end of the curve with the simulated and the reference turnout."""

    def label(text: str, above: float, colour: str, weight: str) -> None:
        axes.annotate(
            text, (data.hour[-1], y), xytext=(0, above), textcoords="offset points",
            ha="right", va="bottom", color=colour, fontweight=weight,
        )  # fmt: skip

    y = data.pct[-1]
    simulated = f"simulated {_tenth(y)} %{interval_suffix(data.final, _tenth)}"
    label(simulated, 8 if data.known is None else 24, SIMULATED, "bold")
    if data.known is not None:
        label(f"{word} {_tenth(data.known)} %", 8, REPORTED_INK, "normal")


def _tenth(pct: float) -> str:
    return percent_text(pct, 1)


def _subtitle(data: NationData, results: RunResults) -> str:
    shown = "allots issued, per cent of registered voters"
    if data.pct_band is not None:
        return f"{medians_of(results.summary)}: b{shown}"
    return (
        f"B{shown}"
        if not data.peak_issued
        else f"B{shown}. Busiest quarter hour: from "
        f"{hour_text(data.peak_hour)}, {data.peak_issued:,} ballots"
    )


def _title(data: NationData) -> str:
    if not data.pct[-1]:
        return "Nobody gets a ballot"
    return (
        f"Half of all ballots are issued by {hour_text(data.half_hour)}; "
        f"turnout ends at {_tenth(data.pct[-1])} %{interval_suffix(data.final, _tenth)}"
    )


def figure(results: RunResults) -> Figure:
    """Return the figure."""
    data, summary = turnout_nation_data(results), results.summary
    slide = new_figure(
        _title(data),
        _subtitle(data, results),
        results.summary,
        sources(
            sources_of(summary, ARTICLE, known=data.known is not None),
            "Diamonds: announced turnout, late and rounded (assumptions)"
            f"{f'; whiskers: {band_text(summary.replications)}' if data.announced_band else ''}.",
            given=is_given(summary),
        ),
    )  # fmt: skip
    if data.pct_band is not None:
        widest = max(np.subtract(data.pct_band.high, data.pct_band.low))
        plot_band_key(slide, summary, 0.6, f", at most {widest:.1f} points wide")
    plot_turnout_nation(data, slide.add_axes((0.07, 0.13, 0.905, 0.7)), summary.reference)
    return slide
