"""The trade-off of a plan: desks against the limit of waits."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.core.language import localized, marked, tr, tr_n
from sim.core.text import number_text
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
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import PlanResults


_TITLES = (marked("Desks"), marked("Members to add"))
_SIZE = 12
"""Of the numbers and names beside marks, points."""
_HEIGHT = 1.1 * _SIZE
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
    shown = [*data.desks, data.desks_now, data.planned]
    highest, lowest = max(shown), min(shown)
    margin = max(0.15 * (highest - lowest), 1)
    axes.set_ylim(lowest - margin, highest + 2 * margin)
    for each in (axes, below):
        each.set_xlim(0, 1.06 * data.minutes[-1])
        _label_limits(each, data)
    axes.axhline(data.desks_now, color=QUIET, linestyle=(0, (5, 1.6)), linewidth=1.6)
    _plot_line(axes, data, data.desks, SIMULATED)
    axes.plot([data.minutes[data.promised]], [data.planned], "D", color=SECOND, markersize=9)
    _name_marks(axes, data)
    _plot_line(below, data, data.to_add, THIRD)
    below.set_ylim(0, 1.35 * max(*data.to_add, 1))
    format_ticks(axes.yaxis, number_text)
    for each in (axes, below):
        each.yaxis.set_major_locator(MaxNLocator(5, integer=True))


def _label_limits(axes: Axes, data: TradeOffData) -> None:
    """Label the limit promised, and the others that have room, which have letters of one size."""
    texts = [_minutes(minutes) for minutes in data.minutes]
    per_minute = axes.bbox.width * 72 / axes.figure.dpi / axes.get_xlim()[1]
    closest = per_minute * min(later - limit for limit, later in pairwise(data.minutes))
    size = max(_LEAST_TICKS, min(fit_size(text, closest - _GAP, _TICKS) for text in texts))
    labelled = [data.promised]
    for k, minutes in enumerate(data.minutes):
        rooms = (per_minute * abs(minutes - data.minutes[other]) for other in labelled)
        if min(rooms) > max(text_width(text, size) for text in texts):
            labelled.append(k)
    shown = [text if k in labelled else "" for k, text in enumerate(texts)]
    axes.set_xticks(data.minutes, shown, fontsize=size)


def _name_marks(axes: Axes, data: TradeOffData) -> None:
    """Name the desks of now and those of the plan, where no number of the line is."""
    (first, last), (low, high) = axes.get_xlim(), axes.get_ylim()
    width, height = (side * 72 / axes.figure.dpi for side in (axes.bbox.width, axes.bbox.height))

    def at(minutes: float, desks: float) -> tuple[float, float]:
        return width * (minutes - first) / (last - first), height * (desks - low) / (high - low)

    line = [at(*mark) for mark in zip(data.minutes, data.desks, strict=True)]
    taken = [
        box_at(x + _NUMBER[0], y + _NUMBER[1], text_width(number_text(n), _SIZE, "bold"), _HEIGHT)
        for (x, y), n in zip(line, data.desks, strict=True)
    ]
    _, level = at(0, data.desks_now)
    now, plan = tr("now {n}", n=data.desks_now), tr("the plan {n}", n=data.planned)
    room = text_width(now, _SIZE)
    boxes = [box_at(end - 2 * side, level + 4 * up, room, _HEIGHT, (-side, up))
             for up in (1, -1) for end, side in ((width, 1), (0.0, -1))]  # fmt: skip
    beside_now = boxes[freest(boxes, taken, line)]
    x, y = at(data.minutes[data.promised], data.planned)
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
    data, summary = curve_data(results), results.summary
    title = tr_n(
        "{n} desk is planned for waits of at most {most}; now there are {now}",
        "{n} desks are planned for waits of at most {most}; now there are {now}",
        data.planned, most=_minutes(data.minutes[data.promised]), now=number_text(data.desks_now),
    )  # fmt: skip
    if summary.not_certified:
        title = f"{title}; {certified_text(summary.certified, summary.sites)}"
    slide = new_figure(
        title,
        tr(
            "Desks above, members to add below, by limit of the whole wait; lines are estimated "
            "from a few days, without a certificate"
        ),
        summary,
        f"{_not_enough(max(data.not_enough))} {tr(SERVICE_ASSUMED)}".strip(),
        size,
    )
    above, below = slide.body.inset(left=44, bottom=22, right=20, top=20).rows([2, 1], 46)
    panels = slide.panel(above), slide.panel(below)
    for axes, name in zip(panels, _TITLES, strict=True):
        axes.set_title(tr(name), loc="left", fontsize=11, color=QUIET_INK, pad=6)
    plot_curve(data, *panels)
    return slide
