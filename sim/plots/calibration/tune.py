"""The figure of ``saylau tune``: simulated against reported values, before and after a change.

It has few artists, as the user waits for it.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.core.text import counted, shortened
from sim.plots.calibration.tune_panels import LONGEST_LABEL, TargetDots, plot_seats, plot_shares
from sim.plots.style.saving import svg_text, title_and_description
from sim.plots.style.style import (
    INK,
    NEWS,
    OF_SCENARIO,
    QUIET,
    QUIET_INK,
    REPORTED,
    SIMULATED,
    house_style,
    new_figure,
    sources,
)
from sim.results.labels import tuned_changes_text
from sim.results.wording import short_party

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.results.summaries.tune import TunedTarget, TuneSummary

_INCUMBENTS = "Incumbents"
_TOP = 0.77
"""Upper end of the panels, share of the height of the slide."""
_MOST_ROWS = 24
"""More rows in one panel would not be legible."""


class TuneData(NamedTuple):
    """What the figure shows."""

    turnout: list[TargetDots]
    shares: list[TargetDots]
    seats: list[TargetDots]
    """By party; ``met`` where they equal the reported ones."""
    missed: int
    """Seats missed in what is shown, added up over regions and parties."""
    n_more: int
    """Values for which there is no room."""


def tune_data(tuned: TuneSummary) -> TuneData:
    """Return what the figure shows: turnout, shares of votes and of incumbents, and seats."""
    plotted = [row for row in tuned.figures if row.relation in {"equals", "at_least"}]
    turnout = [row for row in plotted if row.what == "turnout"]
    # Final turnouts are many and mostly given: only those that are not met.
    turnout += [row for row in plotted if row.what == "final_turnout" and not row.met]
    seats = tuned.seats
    parties = sorted(seats.parties if seats else (), key=lambda row: -row.reported)
    shares = [row for row in plotted if row.what in {"votes", "incumbents"}]
    return TuneData(
        turnout=[_dots(row, tuned) for row in turnout][:_MOST_ROWS],
        shares=[_dots(row, tuned) for row in shares][:_MOST_ROWS],
        seats=[
            TargetDots(
                short_party(row.party),
                row.reported, "equals", row.unchanged, row.changed, row.shown == row.reported,
            )
            for row in parties
        ],
        missed=seats.missed.shown if seats else 0,
        n_more=sum(max(len(rows) - _MOST_ROWS, 0) for rows in (turnout, shares)),
    )  # fmt: skip


def _dots(row: TunedTarget, tuned: TuneSummary) -> TargetDots:
    item = tuned.party_text(row.item) if row.item and tuned.election else short_party(row.item)
    rest = f" {row.time or 'final'}" if row.what in {"turnout", "final_turnout"} else ""
    name = shortened(tuned.area_name(row.code), LONGEST_LABEL - len(rest)) if row.code else ""
    label = " ".join(part for part in (f"{name}{rest}", item) if part)
    if row.what == "incumbents":
        label = _INCUMBENTS
    assert row.reported is not None  # as of all but ``highest``
    return TargetDots(label, row.reported, row.relation, row.unchanged, row.changed, row.met)


def figure(tuned: TuneSummary) -> Figure:
    """Return the figure.

    Parameters
    ----------
    tuned
        As :func:`sim.calibration.tune.tune` returns it.
    """
    data = tune_data(tuned)
    slide = new_figure(_title(tuned), _subtitle(tuned), tuned, _source(tuned, data.n_more))
    _plot_key(slide, tuned, data)
    n_shares, n_seats = len(data.shares), len(data.seats)
    x, width = (0.67, 0.2) if data.turnout else (0.25, 0.6)
    both = n_shares > 0 and n_seats > 0
    # All rows of a column have the same height.
    row = min(0.09, (0.53 if both else 0.64) / max(n_shares + n_seats, 1))
    if data.turnout:
        tall = min(0.66, 0.09 * len(data.turnout))
        rectangle = (0.155, _TOP - tall, 0.275 if n_shares + n_seats else 0.7, tall)
        plot_shares(data.turnout, slide.add_axes(rectangle), "Turnout, % of registered")
    if n_shares:
        rectangle = (x, _TOP - row * n_shares, width, row * n_shares)
        plot_shares(data.shares, slide.add_axes(rectangle), _shares_title(data.shares))
    if n_seats:
        rectangle = (x, 0.13 if both else _TOP - row * n_seats, width, row * n_seats)
        plot_seats(data.seats, data.missed, slide.add_axes(rectangle), tuned.reference)
    if not (data.turnout or n_shares or n_seats):
        slide.text(0.5, 0.5, "No value to plot", ha="center", color=QUIET_INK, fontsize=14)
    return slide


def _shares_title(rows: Sequence[TargetDots]) -> str:
    if not any(row.label == _INCUMBENTS for row in rows):
        return "Votes, % of ballots cast"
    return "Votes and incumbents, %" if len(rows) > 1 else "Winners, %"


def _title(tuned: TuneSummary) -> str:
    met = tuned.met
    text = f"{met.shown} of {met.of} {tuned.reference} values are met"
    if not tuned.changes:
        return f"{text} with the values of {tuned.scenario}"
    more = met.shown - met.unchanged
    if not more:
        return f"{text}, as many as without the change"
    return f"{text}, {abs(more)} {'more' if more > 0 else 'fewer'} than without the change"


def _source(tuned: TuneSummary, n_more: int) -> str:
    files = f", and {', '.join(tuned.files)}" if tuned.files else ""
    note = "One run; the next one replaces this figure."
    if n_more:
        note += f" {counted(n_more, 'more value is', 'more values are')} in the text."
    reported = NEWS if tuned.election is None else OF_SCENARIO
    return sources(f"{reported}{files}", note, given=tuned.reference == "given")


def _subtitle(tuned: TuneSummary) -> str:
    day = dt.date.fromisoformat(tuned.date)
    text = f"{day.day} {day:%B %Y}, {tuned.clock_name}"
    if not tuned.changes:
        return f"{text}; values of the scenario"
    return f"{text}; changed: {tuned_changes_text(tuned)}"


def _plot_key(slide: Figure, tuned: TuneSummary, data: TuneData) -> None:
    """Explain the marks in their colours."""
    changed, word = bool(tuned.changes), tuned.reference
    marks = [("◇", REPORTED, word)]
    if any(row.relation == "at_least" for row in (*data.turnout, *data.shares)):
        marks.append(("▷", REPORTED, f"{word}: at least"))
    marks += [("○", QUIET, "without the change")] if changed else []
    marks.append(("●", SIMULATED, "changed (difference)" if changed else "simulated"))
    marks.append(("!", INK, "not met"))
    x = 0.155
    for mark, colour, text in marks:
        bold = "bold" if mark == "!" else "normal"
        slide.text(x, 0.838, mark, color=colour, fontsize=12, fontweight=bold)
        shift = 0.016
        slide.text(x + shift, 0.838, text, color=INK, fontsize=11)
        x += shift + 0.02 + 0.0072 * len(text)


def warm_up() -> None:
    """Plot an empty figure, so that matplotlib loads what the first one needs."""
    with house_style():
        slide = Figure(figsize=(1, 1))
        slide.text(0, 0, "0")
        FigureCanvasAgg(slide)
        slide.savefig(io.BytesIO())


def save_tune(tuned: TuneSummary, path: Path) -> None:
    """Plot the figure into one file, which it replaces.

    Parameters
    ----------
    tuned
        As :func:`sim.calibration.tune.tune` returns it.
    path
        Ends in ``.png`` or ``.svg``; its directory must exist.
    """
    draft = path.with_name(f".{path.stem}.writing{path.suffix}")
    try:
        with house_style():
            slide = figure(tuned)
            FigureCanvasAgg(slide)
            if path.suffix == ".svg":
                draft.write_text(svg_text(slide), encoding="utf-8", newline="\n")
            else:
                title, description = title_and_description(slide)
                meta = {"Software": "Saylau", "Title": title, "Description": description}
                # Fast to write rather than small, as the next one replaces it.
                slide.savefig(draft, metadata=meta, pil_kwargs={"compress_level": 1})
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
