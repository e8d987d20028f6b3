"""The trade-off of a plan: desks, booths or both against the limit of waits."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.core.language import localized, marked, tr, tr_n
from sim.core.text import joined, number_text
from sim.plots.planning.changes import TITLES
from sim.plots.style.boxes import extent_of
from sim.plots.style.places import box_at, freest
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
from sim.plots.style.texts import fit_size, text_width
from sim.plots.style.ticks import format_ticks
from sim.results.wording import certified_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import PlanResults


_TO_ADD = marked("Members to add")
_SIZE = 12
"""Of the numbers and names beside marks, points."""
_HEIGHT = 1.1 * _SIZE
_UNDER = 10 + _HEIGHT
"""Points that are free below the lowest mark, at least."""
_RIGHT = 16
"""Points that are free on the right of the panel."""
_TICKS, _LEAST_TICKS, _GAP = 11.0, 9.0, 7.0
"""Largest and smallest size of the labels of limits, and the room between them, points."""
_NUMBER = (5.0, 6.0)
"""How far a number begins to the right of and above its mark, points."""
_BESIDE = (
    (10, 0, (1, 0)), (10, 5, (1, 0)), (0, 10, (0, 1)), (-10, 0, (-1, 0)), (0, -9, (0, -1)),
    (8, 9, (1, 1)), (8, -9, (1, -1)),
)  # fmt: skip
"""Where the name of the plan may be: points to the right of and above its mark, and the sides
to which it reaches."""


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
    shown = [*searched.numbers, searched.now, searched.planned]
    highest, lowest = max(shown), min(shown)
    margin = max(0.15 * (highest - lowest), 1)
    # The name of the plan may be below the lowest mark, also where panels are low.
    share = _UNDER / extent_of(axes).height
    under = max(margin, (highest + 2 * margin - lowest) * share / (1 - share))
    axes.set_ylim(lowest - under, highest + 2 * margin)
    _scale_limits(axes, data)
    axes.axhline(searched.now, color=QUIET, linestyle=(0, (5, 1.6)), linewidth=1.6)
    _plot_line(axes, data, searched.numbers, SIMULATED)
    axes.plot([data.minutes[data.promised]], [searched.planned], "D", color=SECOND, markersize=9)
    _name_marks(axes, data, searched)


def plot_curve(data: TradeOffData, panels: Sequence[Axes]) -> None:
    """Plot what is changed, and below it members to add if there is a panel more."""
    for searched, axes in zip(data.searched, panels, strict=False):
        plot_searched(data, searched, axes)
    if len(panels) > len(data.searched):
        _scale_limits(panels[-1], data)
        _plot_line(panels[-1], data, data.to_add, THIRD)
        panels[-1].set_ylim(0, 1.35 * max(*data.to_add, 1))
    for axes in panels:
        format_ticks(axes.yaxis, number_text)
        axes.yaxis.set_major_locator(MaxNLocator(5, integer=True))


def _scale_limits(axes: Axes, data: TradeOffData) -> None:
    """Label the limit promised, and the others that have room, which have letters of one size."""
    axes.set_xlim(0, 1.06 * data.minutes[-1])
    texts = [_minutes(minutes) for minutes in data.minutes]
    per_minute = extent_of(axes).width / axes.get_xlim()[1]
    closest = per_minute * min(later - limit for limit, later in pairwise(data.minutes))
    size = max(_LEAST_TICKS, min(fit_size(text, closest - _GAP, _TICKS) for text in texts))
    labelled = [data.promised]
    for k, minutes in enumerate(data.minutes):
        rooms = (per_minute * abs(minutes - data.minutes[other]) for other in labelled)
        if min(rooms) > max(text_width(text, size) for text in texts):
            labelled.append(k)
    shown = [text if k in labelled else "" for k, text in enumerate(texts)]
    axes.set_xticks(data.minutes, shown, fontsize=size)


def _name_marks(axes: Axes, data: TradeOffData, searched: Searched) -> None:
    """Name what there is now and what is planned, where no number of the line is."""
    (first, last), (low, high) = axes.get_xlim(), axes.get_ylim()
    width, height = extent_of(axes)

    def at(minutes: float, n: float) -> tuple[float, float]:
        return width * (minutes - first) / (last - first), height * (n - low) / (high - low)

    line = [at(*mark) for mark in zip(data.minutes, searched.numbers, strict=True)]
    taken = [
        box_at(x + _NUMBER[0], y + _NUMBER[1], text_width(number_text(n), _SIZE, "bold"), _HEIGHT)
        for (x, y), n in zip(line, searched.numbers, strict=True)
    ]
    _, level = at(0, searched.now)
    now, plan = tr("now {n}", n=searched.now), tr("the plan {n}", n=searched.planned)
    room = text_width(now, _SIZE)
    boxes = [box_at(end - 2 * side, level + 4 * up, room, _HEIGHT, (-side, up))
             for up in (1, -1) for end, side in ((width, 1), (0.0, -1))]  # fmt: skip
    beside_now = boxes[freest(boxes, taken, line)]
    x, y = at(data.minutes[data.promised], searched.planned)
    room = text_width(plan, _SIZE, "bold")
    boxes = [box_at(x + right, y + up, room, _HEIGHT, sides) for right, up, sides in _BESIDE]
    # Not over the labels of the axis, if there is another place.
    boxes = [box for box in boxes if box.left >= 0 and box.right <= width + _RIGHT] or boxes
    beside_plan = boxes[freest(boxes, [*taken, beside_now], line)]
    for text, box, colour, weight in (
        (now, beside_now, QUIET_INK, "normal"), (plan, beside_plan, SECOND_INK, "bold"),
    ):  # fmt: skip
        axes.annotate(
            text, (box.left, box.bottom), xycoords="axes points", fontsize=_SIZE, color=colour,
            fontweight=weight, va="bottom", bbox=OVER_LINES if text == plan else None,
        )  # fmt: skip


def _minutes(minutes: float) -> str:
    return tr("{minutes} min", minutes=localized(f"{minutes:g}"))


def _plot_line(axes: Axes, data: TradeOffData, values: list[int], colour: str) -> None:
    axes.plot(data.minutes, values, "o-", color=colour, clip_on=False)
    for k, (x, y) in enumerate(zip(data.minutes, values, strict=True)):
        axes.annotate(
            number_text(y), (x, y), xytext=_NUMBER, textcoords="offset points", ha="left",
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
    data, summary = curve_data(results), results.summary
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
    title = _title(data)
    if summary.not_certified:
        title = f"{title}; {certified_text(summary.certified, summary.sites)}"
    slide = new_figure(
        title,
        shown,
        summary,
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
