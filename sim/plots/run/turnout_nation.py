"""Turnout of the nation by hour."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import tr, tr_n
from sim.core.text import hour_text, number_text, percent_text
from sim.plots.run.nation_curve import NationData, reports_until, turnout_nation_data
from sim.plots.style.axes import clock_axis, percent_axis
from sim.plots.style.bands import (
    interval_suffix,
    plot_band,
    plot_whiskers,
    shown_text,
)
from sim.plots.style.boxes import extent_of
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import ARTICLE, GIVEN, band_text, is_given, sources, sources_of
from sim.plots.style.style import (
    QUIET_INK,
    SECOND,
    SECOND_INK,
    SIMULATED,
    reference_colours,
)
from sim.plots.style.texts import fit_size, text_width

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.plots.style.style import ReferenceColours
    from sim.results import RunResults


_ROOM = 46
"""Points right of the curve."""


def plot_turnout_nation(data: NationData, axes: Axes, word: str, colours: ReferenceColours) -> None:
    """Plot the curve, the announced turnout, and when half of the ballots were issued.

    Parameters
    ----------
    data
        What is plotted.
    axes
        The panel.
    word
        ``reported`` or ``given``.
    colours
        Of that value.
    """
    # Room on the right for the label of the last report.
    width = extent_of(axes).width
    per_point = (data.hour[-1] - data.hour[0]) / (width - _ROOM)
    data = reports_until(data, data.hour[-1] + (_ROOM - 5) * per_point)
    plot_band(axes, data.hour, data.pct_band, SIMULATED)
    plot_whiskers(axes, data.report_hour, data.announced_band, SECOND)
    axes.plot(data.hour, data.pct, color=SIMULATED, linewidth=2 if data.pct_band else 3)
    axes.plot(
        data.report_hour, data.announced_pct, "D", color=SECOND, markersize=7,
        markeredgecolor="white", zorder=3,
    )  # fmt: skip
    for hour, true, announced in zip(
        data.report_hour, data.true_pct, data.announced_pct, strict=True
    ):
        if announced:
            axes.plot([hour, hour], [announced, true], color=SECOND, linewidth=1)
    percent_axis(axes)
    last = data.hour[-1] + _ROOM * per_point
    clock_axis(axes, np.floor(data.hour[0]), last, named_to=data.hour[-1])
    axes.set_xlabel(data.clock_name)
    _name_reports(data, axes)
    _plot_half(data, axes)
    _plot_end(data, axes, word, colours)


def _name_reports(data: NationData, axes: Axes) -> None:
    """Write announced turnout below the curve and its band; the last, and others with room."""
    low = np.array(data.pct_band.low if data.pct_band else data.pct)
    if data.announced_band:
        low = np.minimum(low, np.interp(data.hour, data.report_hour, data.announced_band.low))
    per_point = float(np.ptp(axes.get_xlim())) / extent_of(axes).width
    begun = math.inf
    for hour, announced in [*zip(data.report_hour, data.announced_pct, strict=True)][::-1]:
        text = f"{_tenth(announced)} %"
        if announced == 0 or hour + (text_width(text, 10) + 8) * per_point > begun:
            continue
        begun = hour
        below = min(announced, float(np.interp(hour, data.hour, low)))
        axes.annotate(
            text, (hour, below), xytext=(4, -6), textcoords="offset points", color=SECOND_INK,
            fontsize=10, va="top",
        )  # fmt: skip


def _plot_half(data: NationData, axes: Axes) -> None:
    """Mark when half of the ballots of the day were issued."""
    half = data.pct[-1] / 2
    if not half:
        return
    axes.plot(data.half_hour, half, "o", color="white", markeredgecolor=SIMULATED, markersize=8,
              markeredgewidth=2, zorder=3)  # fmt: skip
    high = data.pct_band.high if data.pct_band else data.pct
    span = data.hour[-1] - data.hour[0]
    left = data.half_hour - data.hour[0] > 0.25 * span
    # Above the band on the left of the dot, or below it on the right.
    y = float(np.interp(data.half_hour, data.hour, high)) if left else half
    text = tr("half of all ballots\nby {time}", time=hour_text(data.half_hour))
    (first, last), width = axes.get_xlim(), extent_of(axes).width
    room = width * (data.half_hour - first) / (last - first) - 14
    size = min(fit_size(line, room, 11) for line in text.split("\n")) if left else 11
    axes.annotate(
        text, (data.half_hour, y),
        xytext=(-12, 0) if left else (14, -8), textcoords="offset points", fontsize=size,
        ha="right" if left else "left", va="bottom" if left else "top", color=QUIET_INK,
    )  # fmt: skip


def _plot_end(data: NationData, axes: Axes, word: str, colours: ReferenceColours) -> None:
    """Label the end of the curve with the simulated and the reference turnout."""

    def label(text: str, above: float, colour: str, weight: str) -> None:
        axes.annotate(
            text, (data.hour[-1], y), xytext=(0, above), textcoords="offset points",
            ha="right", va="bottom", color=colour, fontweight=weight,
        )  # fmt: skip

    bands = [band for band in (data.pct_band, data.announced_band) if band and len(band.high)]
    y = max([data.pct[-1], *(band.high[-1] for band in bands)])
    simulated = tr("simulated {pct} %", pct=_tenth(data.pct[-1])) + interval_suffix(
        data.final, _tenth
    )
    label(simulated, 9 if data.known is None else 25, SIMULATED, "bold")
    if data.known is not None:
        pct = _tenth(data.known)
        known = tr("given {pct} %", pct=pct) if word == GIVEN else tr("reported {pct} %", pct=pct)
        label(known, 9, colours.ink, "normal")


def announced_text(data: NationData) -> str:
    """Return the name of the announced turnout, and why it differs from the simulated."""
    reasons = []
    if data.lag_min >= 0.5:
        reasons.append(tr("counts {minutes} min old", minutes=number_text(data.lag_min)))
    most = max(data.repeats, default=0)
    if most:
        reasons.append(
            tr_n(
                "at {time} {n} region repeats its last value",
                "at {time} {n} regions repeat their last value",
                most, time=hour_text(data.report_hour[data.repeats.index(most)]),
            )
        )  # fmt: skip
    elif not data.repeats:
        reasons.append(tr("a region may repeat its last value"))
    if not reasons:
        return tr("announced")
    return tr("announced: {reasons}", reasons="; ".join(reasons))


def _tenth(pct: float) -> str:
    return percent_text(pct, 1)


def _subtitle(data: NationData, results: RunResults) -> str:
    shown = tr("Ballots issued, per cent of registered voters")
    if data.pct_band is not None:
        return shown_text(results.summary, shown)
    if not data.peak_issued:
        return shown
    peak = tr_n(
        "Busiest quarter hour: from {time}, {n} ballot",
        "Busiest quarter hour: from {time}, {n} ballots",
        data.peak_issued, time=hour_text(data.peak_hour),
    )  # fmt: skip
    return f"{shown}. {peak}"


def _title(data: NationData) -> str:
    if not data.pct[-1]:
        return tr("Nobody gets a ballot")
    found = tr(
        "Half of all ballots are issued by {time}; turnout ends at {pct} %",
        time=hour_text(data.half_hour), pct=_tenth(data.pct[-1]),
    )  # fmt: skip
    return f"{found}{interval_suffix(data.final, _tenth)}"


def figure(results: RunResults, size: str = "slide") -> Figure:
    """Return the figure."""
    data, summary = turnout_nation_data(results), results.summary
    note = tr("Announced turnout is an assumption.")
    if data.announced_band:
        note += " " + tr("Whiskers: {band}.", band=band_text(summary.replications))
    slide = new_figure(
        _title(data),
        _subtitle(data, results),
        results.summary,
        sources(
            sources_of(summary, ARTICLE, known=data.known is not None),
            note,
            given=is_given(summary),
        ),
        size,
    )  # fmt: skip
    items = [KeyItem(tr("simulated"), line="-"), KeyItem(announced_text(data), SECOND, "D")]
    if data.pct_band is not None:
        widest = max(np.subtract(data.pct_band.high, data.pct_band.low))
        band = tr(
            "{band}, at most {points} points wide",
            band=band_text(summary.replications), points=number_text(widest, 1),
        )  # fmt: skip
        items.insert(1, KeyItem(band, band=0.28))
    # Hours of the next day say so in a second line.
    bottom = 34 if data.hour[-1] < 24 else 48
    box = plot_key(slide, items).inset(left=32, bottom=bottom, right=2)
    colours = reference_colours(summary)
    plot_turnout_nation(data, slide.panel(box), summary.reference, colours)
    return slide
