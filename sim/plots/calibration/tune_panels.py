"""Panels of ``saylau tune``: rows of reported values with simulated values beside them."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.core.language import tr, tr_n
from sim.core.text import number_text, percent_text, signed_text
from sim.plots.style.boxes import extent_of
from sim.plots.style.rows import name_rows
from sim.plots.style.sources import GIVEN
from sim.plots.style.style import INK, QUIET, SIMULATED
from sim.plots.style.texts import fit_size

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

LONGEST_LABEL = 24
"""Characters; longer ones would have small letters."""

NUMBERS = 92.0
"""Points for the numbers beside a panel."""


class TargetDots(NamedTuple):
    """A reported value and simulated values, one row of a dot plot."""

    label: str
    reported: float
    relation: str
    before: float | None
    """Simulated with the values of the scenario; None if the country has no such value."""
    changed: float | None
    """Simulated with the change; None as above, or if nothing was changed."""
    met: bool
    """Whether the last of them meets the reported value."""

    @property
    def last(self) -> float | None:
        """The changed value if there is one, else the one before."""
        return self.before if self.changed is None else self.changed


class PanelLook(NamedTuple):
    """The title of a panel, and the word and the colour of the values beside the simulated."""

    title: str
    word: str
    """``reported`` or ``given``."""
    colour: str
    names: float
    """Points for the names of rows."""


def plot_dots(rows: Sequence[TargetDots], axes: Axes, look: PanelLook) -> None:
    """Plot one row per reported value, with the simulated value before and after the change."""
    after = [row.last for row in rows]
    axes.hlines(
        range(len(rows)), [_known(row.before, row.reported) for row in rows],
        [_known(value, row.reported) for value, row in zip(after, rows, strict=True)],
        color=SIMULATED, linewidth=1.6, alpha=0.5,
    )  # fmt: skip
    for relation, marker in (("equals", "d"), ("at_least", ">")):
        indices = [index for index, row in enumerate(rows) if row.relation == relation]
        axes.plot(
            [rows[index].reported for index in indices], indices, marker, color=look.colour,
            markersize=10, markerfacecolor="white", markeredgewidth=2, clip_on=False,
        )  # fmt: skip
    if any(row.changed is not None for row in rows):
        _plot_values(axes, [row.before for row in rows], QUIET, "white")
    _plot_values(axes, after, "white", SIMULATED)
    size = _text_size(axes, len(rows))
    for y, (row, value) in enumerate(zip(rows, after, strict=True)):
        text = "–" if value is None else percent_text(value, 1)
        if row.changed is not None and row.before is not None:
            text += f" ({signed_text(row.changed - row.before, 1)})"
        axes.annotate(
            text if row.met else f"! {text}", (1.02, y), fontsize=size, va="center",
            xycoords=("axes fraction", "data"), color=INK,
            fontweight="normal" if row.met else "bold",
        )  # fmt: skip
    axes.set_ylim(len(rows) - 0.4, -0.6)
    name_rows(axes, [row.label for row in rows], look.names, size)
    axes.tick_params(length=0)
    _write_title(axes, look.title)


def _write_title(axes: Axes, title: str) -> None:
    """Write the title of a panel, which may be as wide as the numbers beside it."""
    room = extent_of(axes).width + NUMBERS
    font = fit_size(title, room, 12, "bold")
    axes.set_title(title, loc="left", fontsize=font, fontweight="bold")


def _text_size(axes: Axes, rows: int) -> float:
    """Return the size of the text of rows, in points, with which lines do not touch."""
    return min(10.0, 0.85 * extent_of(axes).height / rows)


def _known(value: float | None, default: float) -> float:
    return default if value is None else value


def _plot_values(axes: Axes, values: Sequence[float | None], edge: str, face: str) -> None:
    """Plot the values that are not None."""
    shown = [(value, index) for index, value in enumerate(values) if value is not None]
    axes.plot(
        [value for value, _ in shown], [index for _, index in shown], "o", color=face,
        markersize=6.5, markeredgecolor=edge, markeredgewidth=0.6 if edge == "white" else 1.5,
        clip_on=False,
    )  # fmt: skip


def plot_shares(rows: Sequence[TargetDots], axes: Axes, look: PanelLook) -> None:
    """Plot rows of values in per cent."""
    plot_dots(rows, axes, look)
    axes.set_xlim(-2, 102)
    step = 20 if extent_of(axes).width > 190 else 50
    axes.set_xticks(range(0, 101, step), [f"{tick} %" for tick in range(0, 101, step)],
                    fontsize=9.5)  # fmt: skip


def plot_seats(rows: Sequence[TargetDots], missed: int, axes: Axes, look: PanelLook) -> None:
    """Plot the simulated minus the reported seats of each party.

    Parameters
    ----------
    rows
        One for each party.
    missed
        Seats missed in what is shown, added up over regions and parties.
    axes, look
        The panel, its title and its colour.
    """
    last = [row.last for row in rows]
    off = [(value or 0) - row.reported for value, row in zip(last, rows, strict=True)]
    axes.axvline(0, color=QUIET, linewidth=1.2)
    axes.hlines(range(len(rows)), 0, off, color=SIMULATED, linewidth=1.6, alpha=0.5)
    axes.plot([0] * len(rows), range(len(rows)), "d", color=look.colour, markersize=10,
              markerfacecolor="white", markeredgewidth=2, clip_on=False)  # fmt: skip
    if rows[0].changed is not None:
        before = [(row.before or 0) - row.reported for row in rows]
        _plot_values(axes, before, QUIET, "white")
        off += before
    _plot_values(axes, off[: len(rows)], "white", SIMULATED)
    size = _text_size(axes, len(rows))
    for y, (row, value) in enumerate(zip(rows, last, strict=True)):
        text = _beside(value or 0, row.reported, look.word)
        axes.annotate(
            text, (1.02, y), xycoords=("axes fraction", "data"), va="center",
            fontsize=fit_size(text, NUMBERS - 4, min(size, 9.5)), color=INK,
        )  # fmt: skip
    most = max(5.0, *(abs(value) * 1.15 for value in off))
    axes.set_xlim(-most, most)
    axes.xaxis.set_major_locator(MaxNLocator(5, integer=True))
    axes.set_ylim(len(rows) - 0.4, -0.6)
    name_rows(axes, [row.label for row in rows], look.names, min(size, 9.5))
    axes.tick_params(length=0)
    axes.tick_params(axis="x", labelsize=9.5)
    _write_title(axes, look.title)
    shown = tr_n(
        "seats; by region and party {n} seat is missed",
        "seats; by region and party {n} seats are missed",
        missed,
    )
    axes.set_xlabel(shown, fontsize=9.5)


def _beside(seats: float, reference: float, word: str) -> str:
    """Return the seats of a party, and those reported or given."""
    values = {"seats": number_text(seats), "reference": number_text(reference)}
    if word == GIVEN:
        return tr("{seats}, given {reference}", **values)
    return tr("{seats}, reported {reference}", **values)
