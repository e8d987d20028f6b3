"""Reported numbers of ballots beside the most that their sites could issue."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.core.language import localized, tr, tr_n
from sim.core.text import number_text
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.rows import name_rows, room_of
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import SERVICE_ASSUMED
from sim.plots.style.style import INK, OUTLINED, QUIET, QUIET_INK, SECOND, SIMULATED
from sim.plots.style.texts import fit_size
from sim.plots.style.ticks import format_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.core.types import Flags, Floats
    from sim.plots.style.boxes import Box
    from sim.plots.style.slide import Slide
    from sim.results.columns import Table
    from sim.results.results import FeasibilityResults

MOST_ROWS = 12
"""Rows whose desks or booths are shown."""
KINDS = ("desks", "booths", "boxes", "hall", "ballots")
"""What limits rows, in the order in which it is named; only the first two are counted."""
_FEW = 50
"""Rows up to which dots do not cover each other."""
_NAMES = 10
"""Size of the names of rows, in points."""
_TOP = 3
"""Where the axis of reported numbers ends, at the latest, in units of the most of any site."""


@dataclass(frozen=True)
class Fullest:
    """What a row that is close to what its site could issue, or above, had and would have needed.

    A row has two of them where both its desks and its booths were too few.
    """

    label: str
    of: str
    """What is counted: ``desks`` or ``booths``; or another limit, which has no numbers."""
    numbers: tuple[int, int] | None
    """How many it had and would have needed; None of another limit."""
    below: bool
    """Whether its probability is below the level."""


@dataclass(frozen=True)
class FeasibleData:
    """What the figure shows."""

    at_most: Floats
    """Most ballots that each row could have, shape ``(n_rows,)``."""
    issued: Floats
    below: Flags
    fullest: tuple[Fullest, ...]
    """By probability, then by how much of the most was issued."""


def feasible_data(results: FeasibilityResults) -> FeasibleData:
    """Return what the figure shows of a result."""
    table, level = results.tables["feasible"], results.summary.level
    issued, at_most = (table[name].astype(np.float64) for name in ("issued", "at_most"))
    below = table["probability"] < level
    order = np.lexsort((-issued / np.maximum(at_most, 1), table["probability"]))[:MOST_ROWS]
    fullest = (each for row in order.tolist() for each in _fullest(table, row, bool(below[row])))
    return FeasibleData(at_most, issued, below, tuple(islice(fullest, MOST_ROWS)))


def _fullest(table: Table, row: int, below: bool) -> Iterator[Fullest]:
    """Yield what limited a row, and desks or booths that were too few besides."""
    label = f"{table['site'][row]}, {table['hour'][row]}"
    numbers = {
        "desks": (int(table["desks"][row]), int(table["would_need"][row])),
        "booths": (int(table["booths"][row]), int(table["would_need_booths"][row])),
    }
    limit = str(table["limit"][row])
    # Of a row that is feasible all that it had was enough.
    first = limit if below or limit in numbers else "desks"
    yield Fullest(label, first, numbers.get(first), below)
    for of, (had, would_need) in numbers.items():
        if of != first and would_need > had:
            yield Fullest(label, of, (had, would_need), below)


def figure(results: FeasibilityResults, size: str = "slide") -> Figure:
    """Return the figure."""
    summary, data = results.summary, feasible_data(results)
    slide = new_figure(
        _title(data),
        tr(
            "Each row: ballots issued as reported, against the most with a probability of {level}; "
            "and what the fullest rows had and would have needed.",
            level=localized(f"{summary.level:g}"),
        ),
        summary,
        tr(SERVICE_ASSUMED),
        size,
    )
    body = slide.body.inset(left=34, bottom=34, right=4, top=5)
    most, needs = body.columns([1.2, 1], 24) if slide.is_wide else body.rows([1, 1], 44)
    issued = [
        KeyItem(name, colour, marker)
        for below, name, colour, marker in (
            (False, tr("feasible"), SIMULATED, "o"), (True, tr("would need more"), SECOND, "D"),
        ) if below in data.below
    ]  # fmt: skip
    numbers = [KeyItem(tr("had"), INK, "o", hollow=True), KeyItem(tr("would need"), INK, "D")]
    opened = numbers if any(row.numbers for row in data.fullest) else []
    plot_most(data, _panel(slide, most.inset(left=14), tr("ballots issued"), issued))
    room = room_of(_names(data.fullest), needs.width, _NAMES)
    needs = needs.inset(left=max(room - 13, 0))
    plot_needs(data.fullest, room, _panel(slide, needs, _counted(data.fullest), opened))
    return slide


def _panel(slide: Slide, box: Box, title: str, items: list[KeyItem]) -> Axes:
    """Return a panel under its title and its key, which would lie on marks inside of it."""
    size = fit_size(title, box.width, 13, "bold")
    slide.write(box.left, box.top, title, fontsize=size, fontweight="bold", va="top")
    return slide.panel(plot_key(slide, items, box.inset(top=20)))


def _title(data: FeasibleData) -> str:
    n, below = len(data.issued), int(data.below.sum())
    if not below:
        return tr_n("Feasible: {n} reported number", "Feasible: all of {n} reported numbers", n)
    return tr_n(
        "{below} of {n} reported number would need more than the sites had",
        "{below} of {n} reported numbers would need more than the sites had",
        n, below=below,
    )  # fmt: skip


def plot_most(data: FeasibleData, axes: Axes) -> None:
    """Plot reported numbers against the most that is feasible."""
    most, highest = data.at_most.max(), data.issued.max()
    top = min(1.15 * max(most, highest, 10), _TOP * max(most, 10))
    few = len(data.issued) <= _FEW
    axes.plot([0, top], [0, top], color=QUIET, linewidth=1.2)
    for below, marker in ((False, "o"), (True, "D")):
        rows = data.below == below
        axes.plot(
            data.at_most[rows], np.minimum(data.issued[rows], 0.98 * top), marker,
            color=SECOND if below else SIMULATED, markersize=7 if below or few else 4,
            alpha=0.9 if below or few else 0.4, linestyle="none", markeredgewidth=0, clip_on=False,
        )  # fmt: skip
    axes.set(xlim=(0, 1.15 * max(most, 10)), ylim=(0, top))
    for axis in (axes.xaxis, axes.yaxis):
        axis.set_major_locator(MaxNLocator(6, integer=True))
        format_ticks(axis, number_text)
    if highest > top:
        axes.text(
            0.98, 0.92, tr("higher ones at the edge"), transform=axes.transAxes, ha="right",
            va="top", fontsize=10, color=QUIET_INK,
        )  # fmt: skip
    axes.set_xlabel(tr("most that the site could issue"))
    axes.set_ylabel(tr("as reported"))


def _names(rows: Sequence[Fullest]) -> list[str]:
    """Return the names of rows, with what is counted where it is not the same in all."""
    same = len({row.of for row in rows}) == 1
    return [row.label if same else f"{row.label}: {tr(row.of)}" for row in rows]


def _counted(rows: Sequence[Fullest]) -> str:
    """Return what is on the axis of rows; where nothing is, what there was too little of."""
    kinds = {row.of for row in rows if row.numbers} or {row.of for row in rows}
    return ", ".join(tr(kind) for kind in KINDS if kind in kinds)


def plot_needs(rows: Sequence[Fullest], room: float, axes: Axes) -> None:
    """Plot what rows had and would have needed; their names have ``room`` points."""
    counted = [(place, *row.numbers) for place, row in enumerate(rows) if row.numbers]
    for place, *numbers in counted:
        colour = SECOND if rows[place].below else SIMULATED
        axes.plot(numbers, [place, place], "-", linewidth=1.5, zorder=1, color=colour)
    places, had, needed = ([each[column] for each in counted] for column in range(3))
    axes.plot(had, places, "o", color=INK, markerfacecolor="white", markersize=9)
    axes.plot(needed, places, "D", color=INK, markersize=5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    name_rows(axes, _names(rows), room, _NAMES)
    axes.set_xlim(0, max([*had, *needed], default=0) + 1)
    for place in set(range(len(rows))) - set(places):
        axes.annotate(
            tr("would need more"), (0, place), xytext=(6, 0), textcoords="offset points",
            va="center", fontsize=_NAMES, color=SECOND, path_effects=OUTLINED,
        )  # fmt: skip
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
