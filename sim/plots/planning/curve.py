"""The trade-off of a plan: desks against the limit of waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.core.language import localized, marked, tr, tr_n
from sim.core.text import number_text
from sim.plots.style.boxes import extent_of
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import SERVICE_ASSUMED
from sim.plots.style.style import (
    OVER_LINES,
    QUIET,
    QUIET_INK,
    SECOND,
    SECOND_INK,
    SIMULATED,
    THIRD,
)
from sim.plots.style.ticks import format_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import PlanResults


_TITLES = (marked("Desks"), marked("Members to add"))
_APART = 20
"""Points between the mark of the plan and the line with which it has room for its name."""


class TradeOffData(NamedTuple):
    """Desks and further members by limit of waits, the shortest first."""

    minutes: list[float]
    desks: list[int]
    to_add: list[int]
    not_enough: list[int]
    desks_now: int
    promised: int
    """Index of the limit promised."""
    planned: int
    """Desks of the plan."""


def curve_data(results: PlanResults) -> TradeOffData:
    """Return the trade-off of a plan."""
    table, summary = results.tables["curve"], results.summary
    seconds = table["max_wait_s"].tolist()
    return TradeOffData(
        minutes=[s / 60 for s in seconds],
        desks=table["desks"].tolist(),
        to_add=table["members_to_add"].tolist(),
        not_enough=table["sites_not_enough"].tolist(),
        desks_now=summary.now.desks,
        promised=seconds.index(summary.promise.max_wait_s),
        planned=summary.planned.desks,
    )


def plot_curve(data: TradeOffData, axes: Axes, below: Axes) -> None:
    """Plot desks above, members to add below."""
    axes.axhline(data.desks_now, color=QUIET, linestyle=(0, (5, 1.6)), linewidth=1.6)
    axes.annotate(
        tr("now {n}", n=data.desks_now), (1, data.desks_now), xycoords=("axes fraction", "data"),
        xytext=(-2, 4), textcoords="offset points", ha="right", color=QUIET_INK,
    )  # fmt: skip
    _plot_line(axes, data, data.desks, SIMULATED)
    x = data.minutes[data.promised]
    axes.plot([x], [data.planned], "D", color=SECOND, markersize=9)
    _plot_line(below, data, data.to_add, THIRD)
    shown = [*data.desks, data.desks_now, data.planned]
    highest, lowest = max(shown), min(shown)
    margin = max(0.15 * (highest - lowest), 1)
    axes.set_ylim(lowest - margin, highest + 2 * margin)
    # Beside the mark, or below it where the line and its numbers are.
    a_point = (highest - lowest + 3 * margin) / extent_of(axes).height
    beside = data.planned - data.desks[data.promised] > _APART * a_point
    axes.annotate(
        tr("the plan {n}", n=data.planned), (x, data.planned),
        xytext=(10, 0) if beside else (0, -8), textcoords="offset points",
        va="center" if beside else "top", ha="left" if beside else "center", color=SECOND_INK,
        fontweight="bold", bbox=None if beside else OVER_LINES,
    )  # fmt: skip
    below.set_ylim(0, 1.35 * max(*data.to_add, 1))
    format_ticks(axes.yaxis, number_text)
    for each in (axes, below):
        each.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        each.set_xlim(0, 1.06 * data.minutes[-1])
        each.set_xticks(data.minutes, [_minutes(minutes) for minutes in data.minutes])


def _minutes(minutes: float) -> str:
    return tr("{minutes} min", minutes=localized(f"{minutes:g}"))


def _plot_line(axes: Axes, data: TradeOffData, values: list[int], colour: str) -> None:
    axes.plot(data.minutes, values, "o-", color=colour, clip_on=False)
    for k, (x, y) in enumerate(zip(data.minutes, values, strict=True)):
        axes.annotate(
            number_text(y), (x, y), xytext=(5, 6), textcoords="offset points", ha="left",
            color=colour, fontweight="bold" if k == data.promised else "normal",
        )  # fmt: skip


def _not_enough(sites: int) -> str:
    """Return a sentence on sites for which no number of desks is enough; empty without any."""
    if not sites:
        return ""
    return tr_n(
        "At {n} site at most no number of desks is enough; they keep those of now.",
        "At {n} sites at most no number of desks is enough; they keep those of now.",
        sites,
    )


def figure(results: PlanResults, size: str = "slide") -> Figure:
    """Return the figure."""
    data = curve_data(results)
    n, minutes = data.planned, data.minutes[data.promised]
    slide = new_figure(
        tr_n(
            "{n} desk is planned for waits of at most {most}; now there are {now}",
            "{n} desks are planned for waits of at most {most}; now there are {now}",
            n,
            most=_minutes(minutes),
            now=number_text(data.desks_now),
        ),
        tr(
            "Desks above, members to add below, by limit of the whole wait; lines are estimated "
            "from a few days, without a certificate"
        ),
        results.summary,
        f"{_not_enough(max(data.not_enough))} {tr(SERVICE_ASSUMED)}".strip(),
        size,
    )
    above, below = slide.body.inset(left=44, bottom=22, right=20, top=20).rows([2, 1], 46)
    panels = slide.panel(above), slide.panel(below)
    for axes, name in zip(panels, _TITLES, strict=True):
        axes.set_title(tr(name), loc="left", fontsize=11, color=QUIET_INK, pad=6)
    plot_curve(data, *panels)
    return slide
