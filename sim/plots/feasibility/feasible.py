"""Reported numbers of ballots beside the most that their sites could issue."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.core.language import localized, tr, tr_n
from sim.core.text import number_text
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import SERVICE_ASSUMED
from sim.plots.style.style import INK, QUIET, QUIET_INK, SECOND, SIMULATED
from sim.plots.style.texts import LEAST_SIZE, text_width
from sim.plots.style.ticks import format_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.core.types import Flags, Floats
    from sim.plots.style.boxes import Box
    from sim.plots.style.slide import Slide
    from sim.results.results import FeasibilityResults

MOST_ROWS = 12
"""Rows whose desks are shown."""
_FEW = 50
"""Rows up to which dots do not cover each other."""
_TOP = 3
"""Where the axis of reported numbers ends, at the latest, in units of the most of any site."""


@dataclass(frozen=True)
class Fullest:
    """A row that is close to what its site could issue, or above."""

    label: str
    desks: int
    would_need: int
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
    fullest = tuple(
        Fullest(
            f"{table['site'][row]}, {table['hour'][row]}",
            int(table["desks"][row]), int(table["would_need"][row]), bool(below[row]),
        )
        for row in order.tolist()
    )  # fmt: skip
    return FeasibleData(at_most, issued, below, fullest)


def figure(results: FeasibilityResults, size: str = "slide") -> Figure:
    """Return the figure."""
    summary, data = results.summary, feasible_data(results)
    slide = new_figure(
        _title(data),
        tr(
            "Each row: ballots issued as reported, against the most with a probability of {level}; "
            "and desks of the fullest rows.",
            level=localized(f"{summary.level:g}"),
        ),
        summary,
        tr(SERVICE_ASSUMED),
        size,
    )
    body = slide.body.inset(left=34, bottom=34, right=4, top=5)
    names = max(text_width(row.label, 10) for row in data.fullest) + 8
    most, desks = body.columns([1.2, 1], 24) if slide.is_wide else body.rows([1, 1], 44)
    issued = [
        KeyItem(name, colour, marker)
        for below, name, colour, marker in (
            (False, tr("feasible"), SIMULATED, "o"), (True, tr("would need more"), SECOND, "D"),
        ) if below in data.below
    ]  # fmt: skip
    opened = [KeyItem(tr("open"), INK, "o", hollow=True), KeyItem(tr("would need"), INK, "D")]
    plot_most(data, _panel(slide, most.inset(left=14), tr("ballots issued"), issued))
    left = max(names - 20, 0)
    plot_desks(data, _panel(slide, desks.inset(left=left), tr("desks"), opened))
    return slide


def _panel(slide: Slide, box: Box, title: str, items: list[KeyItem]) -> Axes:
    """Return a panel under its title and its key, which would lie on marks inside of it."""
    slide.write(box.left, box.top, title, fontsize=13, fontweight="bold", va="top")
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


def plot_desks(data: FeasibleData, axes: Axes) -> None:
    """Plot the desks that rows had beside those that they would have needed."""
    places = np.arange(len(data.fullest))
    for place, row in zip(places, data.fullest, strict=True):
        axes.plot(
            [row.desks, row.would_need], [place, place], "-", linewidth=1.5, zorder=1,
            color=SECOND if row.below else SIMULATED,
        )  # fmt: skip
    had, needed = ([getattr(row, key) for row in data.fullest] for key in ("desks", "would_need"))
    axes.plot(had, places, "o", color=INK, markerfacecolor="white", markersize=9)
    axes.plot(needed, places, "D", color=INK, markersize=5)
    row_height = axes.bbox.height * 72 / axes.figure.dpi / len(places)
    font = min(10, max(LEAST_SIZE, 0.85 * row_height))
    axes.set_yticks(places, [row.label for row in data.fullest], fontsize=font)
    axes.set_ylim(len(places) - 0.4, -0.6)
    axes.set_xlim(0, max(*had, *needed) + 1)
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
