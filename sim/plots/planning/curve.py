"""The trade-off of a plan: desks, booths or both against the limit of waits."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.core.language import localized, marked, tr, tr_n
from sim.core.text import joined, number_text
from sim.plots.planning.changes import TITLES
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
    from collections.abc import Collection, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import PlanResults


_TO_ADD = marked("Members to add")
_ROOM_MIN = 5
"""Minutes before the first limit with which a number has room beside the axis."""
_APART = 20
"""Points between the mark of the plan and the line with which it has room for its name."""


class Searched(NamedTuple):
    """Desks, or booths, by limit of waits."""

    what: str
    numbers: list[int]
    now: int
    planned: int


class TradeOffData(NamedTuple):
    """What is changed and further members by limit of waits, the shortest first."""

    minutes: list[float]
    searched: list[Searched]
    """Desks, booths or both."""
    to_add: list[int]
    not_enough: list[int]
    promised: int
    """Index of the limit promised."""


def curve_data(results: PlanResults) -> TradeOffData:
    """Return the trade-off of a plan."""
    table, summary = results.tables["curve"], results.summary
    seconds = table["max_wait_s"].tolist()
    # Curves of an earlier version have no booths.
    changed = [what for what in summary.change if what in table] or ["desks"]
    return TradeOffData(
        minutes=[s / 60 for s in seconds],
        searched=[
            Searched(
                what,
                table[what].tolist(),
                getattr(summary.now, what),
                getattr(summary.planned, what),
            )
            for what in changed
        ],
        to_add=table["members_to_add"].tolist(),
        not_enough=table["sites_not_enough"].tolist(),
        promised=seconds.index(summary.promise.max_wait_s),
    )


def plot_searched(data: TradeOffData, searched: Searched, axes: Axes) -> None:
    """Plot desks, or booths: by limit, now and planned."""
    now, planned, numbers = searched.now, searched.planned, searched.numbers
    axes.axhline(now, color=QUIET, linestyle=(0, (5, 1.6)), linewidth=1.6)
    # At the left, where the line does not begin yet, unless its first limit is short.
    at_left = data.minutes[0] >= _ROOM_MIN
    axes.annotate(
        tr("now {n}", n=now), (0 if at_left else 1, now), xycoords=("axes fraction", "data"),
        xytext=(2 if at_left else -2, 4), textcoords="offset points",
        ha="left" if at_left else "right", color=QUIET_INK,
    )  # fmt: skip
    _plot_line(axes, data, numbers, SIMULATED)
    x = data.minutes[data.promised]
    axes.plot([x], [planned], "D", color=SECOND, markersize=9)
    shown = [*numbers, now, planned]
    highest, lowest = max(shown), min(shown)
    margin = max(0.15 * (highest - lowest), 1)
    axes.set_ylim(lowest - margin, highest + 2 * margin)
    # Beside the mark, or below it and the line, whose number is above it.
    a_point = (highest - lowest + 3 * margin) / extent_of(axes).height
    beside = planned - numbers[data.promised] > _APART * a_point
    axes.annotate(
        tr("the plan {n}", n=planned),
        (x, planned if beside else min(planned, numbers[data.promised])),
        xytext=(10, 0) if beside else (0, -8), textcoords="offset points",
        va="center" if beside else "top", ha="left" if beside else "center", color=SECOND_INK,
        fontweight="bold", bbox=None if beside else OVER_LINES,
    )  # fmt: skip


def plot_curve(data: TradeOffData, panels: Sequence[Axes]) -> None:
    """Plot what is changed, and below it members to add if there is a panel more."""
    for searched, axes in zip(data.searched, panels, strict=False):
        plot_searched(data, searched, axes)
    if len(panels) > len(data.searched):
        _plot_line(panels[-1], data, data.to_add, THIRD)
        panels[-1].set_ylim(0, 1.35 * max(*data.to_add, 1))
    for axes in panels:
        format_ticks(axes.yaxis, number_text)
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))
        axes.set_xlim(0, 1.06 * data.minutes[-1])
        axes.set_xticks(data.minutes, [_minutes(minutes) for minutes in data.minutes])


def _minutes(minutes: float) -> str:
    return tr("{minutes} min", minutes=localized(f"{minutes:g}"))


def _plot_line(axes: Axes, data: TradeOffData, values: list[int], colour: str) -> None:
    axes.plot(data.minutes, values, "o-", color=colour, clip_on=False)
    for k, (x, y) in enumerate(zip(data.minutes, values, strict=True)):
        axes.annotate(
            number_text(y), (x, y), xytext=(5, 6), textcoords="offset points", ha="left",
            color=colour, fontweight="bold" if k == data.promised else "normal",
        )  # fmt: skip


def _not_enough(sites: int, what: Collection[str]) -> str:
    """Return a sentence on sites for which no number is enough; empty without any."""
    if not sites:
        return ""
    if "booths" not in what:
        return tr_n(
            "At {n} site at most no number of desks is enough; they keep those of now.",
            "At {n} sites at most no number of desks is enough; they keep those of now.",
            sites,
        )
    if "desks" not in what:
        return tr_n(
            "At {n} site at most no number of booths is enough; they keep those of now.",
            "At {n} sites at most no number of booths is enough; they keep those of now.",
            sites,
        )
    return tr_n(
        "At {n} site at most no number of desks and booths is enough; they keep those of now.",
        "At {n} sites at most no number of desks and booths is enough; they keep those of now.",
        sites,
    )


def _title(data: TradeOffData) -> str:
    """Return what is planned for which limit."""
    most = _minutes(data.minutes[data.promised])
    first = data.searched[0]
    if [searched.what for searched in data.searched] == ["desks"]:
        return tr_n(
            "{n} desk is planned for waits of at most {most}; now there are {now}",
            "{n} desks are planned for waits of at most {most}; now there are {now}",
            first.planned,
            most=most,
            now=number_text(first.now),
        )
    staff = joined([
        tr_n("{n} desk ({now} now)", "{n} desks ({now} now)", each.planned, now=each.now)
        if each.what == "desks"
        else tr_n("{n} booth ({now} now)", "{n} booths ({now} now)", each.planned, now=each.now)
        for each in data.searched
    ])  # fmt: skip
    return tr("Planned for waits of at most {most}: {staff}", most=most, staff=staff)


def figure(results: PlanResults, size: str = "slide") -> Figure:
    """Return the figure."""
    data = curve_data(results)
    what = [searched.what for searched in data.searched]
    shown = (
        tr(
            "Desks above, members to add below, by limit of the whole wait; lines are estimated "
            "from a few days, without a certificate"
        )
        if what == ["desks"]
        else tr(
            "By limit of the whole wait; lines are estimated from a few days, without a certificate"
        )
    )
    slide = new_figure(
        _title(data),
        shown,
        results.summary,
        f"{_not_enough(max(data.not_enough), what)} {tr(SERVICE_ASSUMED)}".strip(),
        size,
    )
    # Booths need no members.
    names = [*(TITLES[each] for each in what), *([_TO_ADD] if "desks" in what else [])]
    body = slide.body.inset(left=44, bottom=22, right=20, top=20)
    shares = [*(2 for _ in what), *(1 for _ in names[len(what) :])]
    panels = [slide.panel(box) for box in body.rows(shares, 46)]
    for axes, name in zip(panels, names, strict=True):
        axes.set_title(tr(name), loc="left", fontsize=11, color=QUIET_INK, pad=6)
    plot_curve(data, panels)
    return slide
