"""The figure of ``saylau tune``: simulated against reported values, before and after a change.

It has few artists, as the user waits for it.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import date_text, marked, named, tr, tr_n
from sim.core.text import shortened
from sim.plots.calibration.tune_panels import (
    LONGEST_LABEL,
    NUMBERS,
    PanelLook,
    TargetDots,
    plot_seats,
    plot_shares,
)
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.slide import Slide, new_figure
from sim.plots.style.sources import GIVEN, NEWS, OF_SCENARIO, sources
from sim.plots.style.style import QUIET, QUIET_INK, REPORTED, SIMULATED, house_style
from sim.plots.style.texts import text_width
from sim.results.labels import tuned_changes_text
from sim.results.translated import shown_in
from sim.results.wording import candidate_text, choice_text, short_party

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from matplotlib.figure import Figure

    from sim.plots.style.boxes import Box
    from sim.results.summaries.tune import TunedTarget, TuneSummary

_INCUMBENTS = marked("Incumbents")
_ROW = 46.0
"""Most points of a row."""
_LABELS, _NARROW_LABELS = 150.0, 122.0
"""Points for the names of rows, and those on a narrow figure."""
_LEAST_LABEL = 7.5
"""Size of letters for which longer names get more room there, in points."""
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
                short_party(named(row.party)),
                row.reported, "equals", row.unchanged, row.changed, row.shown == row.reported,
            )
            for row in parties
        ],
        missed=seats.missed.shown if seats else 0,
        n_more=sum(max(len(rows) - _MOST_ROWS, 0) for rows in (turnout, shares)),
    )  # fmt: skip


def _dots(row: TunedTarget, tuned: TuneSummary) -> TargetDots:
    party = tuned.party_text(row.item) if row.item and tuned.election else row.item
    choice = candidate_text(choice_text(party), "")
    item = choice if tuned.election else short_party(choice)
    when = ""
    if row.what in {"turnout", "final_turnout"}:
        when = row.time or tr("final")
    if row.relation == "at_least":
        when = tr("{time} or more", time=when)
    rest = f" {when}" if when else ""
    area = named(tuned.area_name(row.code)) if row.code else ""
    name = shortened(area, LONGEST_LABEL - len(rest))
    label = " ".join(part for part in (f"{name}{rest}", item) if part)
    if row.what == "incumbents":
        label = tr(_INCUMBENTS)
    assert row.reported is not None  # as of all but ``highest``
    return TargetDots(label, row.reported, row.relation, row.unchanged, row.changed, row.met)


def figure(tuned: TuneSummary, size: str = "slide") -> Figure:
    """Return the figure.

    Parameters
    ----------
    tuned
        As :func:`sim.calibration.tune.tune` returns it.
    size
        ``slide``, ``square`` or ``phone``.
    """
    data = tune_data(tuned)
    colour = QUIET_INK if tuned.reference == GIVEN else REPORTED
    slide = new_figure(_title(tuned), _subtitle(tuned), tuned, _source(tuned, data.n_more), size)
    plot_key(slide, _key(tuned, data, colour))
    panels = [(rows, title) for rows, title in (
        (data.turnout, tr("Turnout, % of registered")),
        (data.shares, _shares_title(data.shares)),
        (data.seats, tr("Seats, more or fewer than given") if tuned.reference == GIVEN
         else tr("Seats, more or fewer than reported")),
    ) if rows]  # fmt: skip
    shown = [row for rows, _ in panels for row in rows]
    labels = _LABELS if slide.is_wide else _room_of_labels(shown)
    for (rows, title), box in zip(panels, _boxes(slide, [len(r) for r, _ in panels]), strict=True):
        axes = slide.panel(box.inset(left=labels, right=NUMBERS))
        look = PanelLook(title, tuned.reference, colour, labels - 4)
        if rows is data.seats:
            plot_seats(rows, data.missed, axes, look)
        else:
            plot_shares(rows, axes, look)
    if not panels:
        middle = slide.body.bottom + slide.body.height / 2
        slide.write(slide.body.left, middle, tr("No value to plot"), color=QUIET_INK, fontsize=14)
    return slide


def _room_of_labels(rows: Sequence[TargetDots]) -> float:
    """Return the points that the names of rows need on a narrow figure."""
    widest = max((text_width(row.label, _LEAST_LABEL) for row in rows), default=0.0)
    return min(max(_NARROW_LABELS, widest + 6), _LABELS)


def _boxes(slide: Slide, rows: list[int]) -> list[Box]:
    """Return the boxes of one to three panels with some rows each, under their titles."""
    body = slide.body.inset(top=18, bottom=32)
    if not rows:
        return []
    if not slide.is_wide:
        return _stacked(body, rows)
    if len(rows) == 1:
        return _stacked(body, rows)
    left, right = body.columns([1, 1], 8)
    return [*_stacked(left, rows[:1]), *_stacked(right, rows[1:])]


def _stacked(box: Box, rows: list[int]) -> list[Box]:
    """Return boxes under each other, with rows of the same height."""
    height = min(_ROW, (box.height - 52 * (len(rows) - 1)) / sum(rows))
    found, top = [], box.top
    for n in rows:
        found.append(box._replace(top=top, bottom=top - height * n))
        top -= height * n + 52
    return found


def _shares_title(rows: Sequence[TargetDots]) -> str:
    if not any(row.label == tr(_INCUMBENTS) for row in rows):
        return tr("Votes, % of ballots cast")
    return tr("Votes and incumbents, %") if len(rows) > 1 else tr("Winners, %")


def _title(tuned: TuneSummary) -> str:
    met = tuned.met
    if tuned.reference == GIVEN:
        text = tr_n(
            "{met} of {n} given value is met", "{met} of {n} given values are met", met.of,
            met=met.shown,
        )  # fmt: skip
    else:
        text = tr_n(
            "{met} of {n} reported value is met", "{met} of {n} reported values are met", met.of,
            met=met.shown,
        )  # fmt: skip
    if not tuned.changes:
        return tr("{finding} with the values of {scenario}", finding=text, scenario=tuned.scenario)
    more = met.shown - met.unchanged
    if more > 0:
        than = tr_n("{n} more than without the change", "{n} more than without the change", more)
    elif more < 0:
        than = tr_n("{n} fewer than without the change", "{n} fewer than without the change", -more)
    else:
        than = tr("as many as without the change")
    return f"{text}, {than}"


def _source(tuned: TuneSummary, n_more: int) -> str:
    note = tr("One run; the next one replaces this figure.")
    if n_more:
        more = tr_n("{n} more value is in the text.", "{n} more values are in the text.", n_more)
        note = f"{note} {more}"
    reported = NEWS if tuned.election is None else OF_SCENARIO
    if tuned.files:
        files = ", ".join(tuned.files)
        reported = tr("{sources}, and {files}", sources=tr(reported), files=files)
    return sources(reported, note, given=tuned.reference == GIVEN)


def _subtitle(tuned: TuneSummary) -> str:
    text = f"{date_text(dt.date.fromisoformat(tuned.date))}, {tuned.clock_name}"
    if not tuned.changes:
        return text + "; " + tr("values of the scenario")
    return text + "; " + tr("changed: {changes}", changes=tuned_changes_text(tuned))


def _key(tuned: TuneSummary, data: TuneData, colour: str) -> list[KeyItem]:
    """Return the marks and their names."""
    changed, is_given_by = bool(tuned.changes), tuned.reference == GIVEN
    items = [KeyItem(tr(tuned.reference), colour, "d", hollow=True)]
    if any(row.relation == "at_least" for row in (*data.turnout, *data.shares)):
        least = tr("given: at least") if is_given_by else tr("reported: at least")
        items.append(KeyItem(least, colour, ">", hollow=True))
    items += [KeyItem(tr("without the change"), QUIET, "o", hollow=True)] if changed else []
    simulated = tr("changed (difference)") if changed else tr("simulated")
    items.append(KeyItem(simulated, SIMULATED, "o"))
    if any(not row.met for row in (*data.turnout, *data.shares)):
        items.append(KeyItem(tr("bold with !: not met"), "none"))
    return items


def warm_up() -> None:
    """Plot an empty figure, so that matplotlib loads what the first one needs."""
    with house_style():
        slide = Slide("slide")
        slide.text(0, 0, "0")
        slide.savefig(io.BytesIO(), dpi=10)


def save_tune(tuned: TuneSummary, path: Path, size: str = "slide") -> None:
    """Plot the figure into one file, which it replaces.

    Parameters
    ----------
    tuned
        As :func:`sim.calibration.tune.tune` returns it.
    path
        Ends in ``.png``, ``.svg`` or ``.pdf``; its directory must exist.
    size
        ``slide``, ``square`` or ``phone``.
    """
    draft = path.with_name(f".{path.stem}.writing{path.suffix}")
    # Fast to write rather than small, as the next one replaces it.
    try:
        with house_style(), shown_in(tuned):
            slide = figure(tuned, size)
            if path.suffix == ".png":
                slide.savefig(draft, pil_kwargs={"compress_level": 1})
            else:
                slide.savefig(draft)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
