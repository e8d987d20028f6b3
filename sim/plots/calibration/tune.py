"""Simulated against reported, with what a change moved: one slide for ``saylau tune``.

Few artists, as whoever turns a knob waits for it.
"""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from sim.core.text import percent_text, signed_text
from sim.plots.style.style import (
    INK,
    NEWS,
    QUIET,
    QUIET_INK,
    REPORTED,
    SIMULATED,
    house_style,
    new_figure,
    said_by,
    sources,
    svg_text,
)
from sim.results.naming import changes_said
from sim.results.wording import region_name, short_party

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from matplotlib.axes import Axes

    from sim.results.summaries.parts import Change

_INCUMBENTS = "Incumbents"
_LABEL = 26
"""Longer labels would run into the panel beside them."""
_TOP = 0.77
"""Where panels begin, part of the slide's height."""
_MOST_ROWS = 24
"""More rows than this on one slide cannot be read."""


class Dots(NamedTuple):
    """One figure of a dot plot."""

    label: str
    reported: float
    relation: str
    own: float | None
    changed: float | None
    met: bool


class TuneData(NamedTuple):
    """What the slide shows."""

    turnout: list[Dots]
    shares: list[Dots]
    seats: list[Dots]
    """By party; ``met`` where they are exactly as reported."""
    missed: Mapping[str, int]
    """Seats missed, added up over regions and parties."""


def tune_data(tuned: Mapping[str, Any]) -> TuneData:
    """Return the figures of the slide: shares of turnout, of votes and of winners, and seats."""
    drawn = [row for row in tuned["figures"] if row["relation"] in {"equals", "at_least"}]
    turnout = [row for row in drawn if row["what"] == "turnout"]
    # The ends of the day are many and mostly given: only those that are off.
    turnout += [row for row in drawn if row["what"] == "final_turnout" and not row["met"]]
    seats = tuned["seats"] or {"parties": [], "missed": {}}
    parties = sorted(seats["parties"], key=lambda row: -row["reported"])
    return TuneData(
        turnout=[_dots(row) for row in turnout][:_MOST_ROWS],
        shares=[_dots(row) for row in drawn if row["what"] in {"votes", "incumbents"}][:_MOST_ROWS],
        seats=[
            Dots(
                short_party(row["party"]),
                row["reported"], "equals", row["own"], row.get("changed"),
                row.get("changed", row["own"]) == row["reported"],
            )
            for row in parties
        ],
        missed=seats["missed"],
    )  # fmt: skip


def _dots(row: Mapping[str, Any]) -> Dots:
    name = region_name(row["code"]) if row["code"] else ""
    label = " ".join(part for part in (name, row["time"], short_party(row["item"])) if part)
    if row["what"] == "incumbents":
        label = _INCUMBENTS
    elif row["what"] == "final_turnout":
        label = f"{name} final"
    return Dots(label, row["reported"], row["relation"], row["own"], row["changed"], row["met"])


def draw_dots(rows: Sequence[Dots], axes: Axes, title: str) -> None:
    """Draw one row a figure: what was reported, the own value, and the changed one."""
    places = range(len(rows))
    after = [row.own if row.changed is None else row.changed for row in rows]
    axes.hlines(
        places, [_known(row.own, row.reported) for row in rows],
        [_known(value, row.reported) for value, row in zip(after, rows, strict=True)],
        color=SIMULATED, linewidth=1.6, alpha=0.5,
    )  # fmt: skip
    for relation, marker in (("equals", "d"), ("at_least", ">")):
        y = [place for place in places if rows[place].relation == relation]
        axes.plot(
            [rows[place].reported for place in y], y, marker, color=REPORTED, markersize=10,
            markerfacecolor="white", markeredgewidth=2,
        )  # fmt: skip
    if any(row.changed is not None for row in rows):
        _draw_values(axes, [row.own for row in rows], QUIET, "white")
    _draw_values(axes, after, "white", SIMULATED)
    for place, (row, value) in enumerate(zip(rows, after, strict=True)):
        text = "–" if value is None else percent_text(value, 1)
        if row.changed is not None and row.own is not None:
            text += f" ({signed_text(row.changed - row.own, 1)})"
        axes.annotate(
            text if row.met else f"! {text}", (1.02, place), fontsize=10.5, va="center",
            xycoords=("axes fraction", "data"), color=INK,
            fontweight="normal" if row.met else "bold",
        )  # fmt: skip
    axes.set_yticks(places, [_short(row.label) for row in rows], fontsize=10.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(length=0)
    axes.set_title(title, loc="left", fontsize=12, fontweight="bold")


def _short(label: str) -> str:
    return label if len(label) <= _LABEL else f"{label[: _LABEL - 1]}…"


def _known(value: float | None, instead: float) -> float:
    return instead if value is None else value


def _draw_values(axes: Axes, values: Sequence[float | None], edge: str, face: str) -> None:
    """Draw those of the values that there are."""
    shown = [(value, place) for place, value in enumerate(values) if value is not None]
    axes.plot(
        [value for value, _ in shown], [place for _, place in shown], "o", color=face,
        markersize=6.5, markeredgecolor=edge, markeredgewidth=0.6 if edge == "white" else 1.5,
    )  # fmt: skip


def _draw_shares(rows: Sequence[Dots], axes: Axes, title: str) -> None:
    draw_dots(rows, axes, title)
    axes.set_xlim(-2, 102)
    axes.set_xticks(range(0, 101, 20), [f"{tick} %" for tick in range(0, 101, 20)])


def _draw_seats(data: TuneData, axes: Axes, word: str) -> None:
    """Draw by party how many seats are more or fewer than known ones."""
    rows = data.seats
    last = [row.own if row.changed is None else row.changed for row in rows]
    off = [(value or 0) - row.reported for value, row in zip(last, rows, strict=True)]
    axes.axvline(0, color=REPORTED, linewidth=2)
    axes.hlines(range(len(rows)), 0, off, color=SIMULATED, linewidth=1.6, alpha=0.5)
    if rows[0].changed is not None:
        before = [(row.own or 0) - row.reported for row in rows]
        _draw_values(axes, before, QUIET, "white")
        off += before
    _draw_values(axes, off[: len(rows)], "white", SIMULATED)
    for place, (row, value) in enumerate(zip(rows, last, strict=True)):
        axes.annotate(
            f"{value:,.0f}, {word} {row.reported:,.0f}", (1.02, place),
            xycoords=("axes fraction", "data"), va="center", fontsize=10.5, color=INK,
        )  # fmt: skip
    most = max(5.0, *(abs(value) * 1.15 for value in off))
    axes.set_xlim(-most, most)
    axes.set_yticks(range(len(rows)), [row.label for row in rows], fontsize=10.5)
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.tick_params(length=0)
    missed = data.missed.get("changed", data.missed["own"])
    axes.set_title(f"Seats, more or fewer than {word}", loc="left", fontsize=12, fontweight="bold")
    seats = "1 seat is" if missed == 1 else f"{missed:,} seats are"
    axes.set_xlabel(f"seats; by region and party {seats} missed", fontsize=10.5)


class _Run(NamedTuple):
    """The run that a slide shows."""

    scenario: str
    changed: tuple[Change, ...]
    seed: int
    replications: int = 1
    posterior: None = None


def figure(tuned: Mapping[str, Any]) -> Figure:
    """Return the slide.

    Parameters
    ----------
    tuned
        As :func:`sim.calibration.tune.tune` gives it.
    """
    data = tune_data(tuned)
    slide = new_figure(
        _title(tuned),
        _subtitle(tuned),
        _Run(tuned["scenario"], tuned["changed"], tuned["seed"]),
        _source(tuned),
    )
    _draw_key(slide, tuned, data)
    n_shares, n_seats = len(data.shares), len(data.seats)
    x, width = (0.67, 0.2) if data.turnout else (0.25, 0.6)
    both = n_shares > 0 and n_seats > 0
    # All rows of a column are as high as each other.
    row = min(0.09, (0.53 if both else 0.64) / max(n_shares + n_seats, 1))
    if data.turnout:
        tall = min(0.66, 0.09 * len(data.turnout))
        place = (0.155, _TOP - tall, 0.275 if n_shares + n_seats else 0.7, tall)
        _draw_shares(data.turnout, slide.add_axes(place), "Turnout, % of registered")
    if n_shares:
        place = (x, _TOP - row * n_shares, width, row * n_shares)
        _draw_shares(data.shares, slide.add_axes(place), _shares_title(data.shares))
    if n_seats:
        place = (x, 0.13 if both else _TOP - row * n_seats, width, row * n_seats)
        _draw_seats(data, slide.add_axes(place), tuned["reference"])
    if not (data.turnout or n_shares or n_seats):
        slide.text(0.5, 0.5, "No figure to draw", ha="center", color=QUIET_INK, fontsize=14)
    return slide


def _shares_title(rows: Sequence[Dots]) -> str:
    if not any(row.label == _INCUMBENTS for row in rows):
        return "Votes, % of ballots cast"
    return "Votes and incumbents, %" if len(rows) > 1 else "Winners, %"


def _title(tuned: Mapping[str, Any]) -> str:
    met = tuned["met"]
    said = f"{met['shown']} of {met['of']} {tuned['reference']} figures are met"
    if not tuned["changes"]:
        return f"{said} with the values of {tuned['scenario']}"
    more = met["shown"] - met["own"]
    if not more:
        return f"{said}, as many as without the change"
    return f"{said}, {abs(more)} {'more' if more > 0 else 'fewer'} than without the change"


def _source(tuned: Mapping[str, Any]) -> str:
    own = f", and {', '.join(tuned['files'])}" if tuned["files"] else ""
    note = "One run, a scratch picture that the next one replaces."
    return sources(f"{NEWS}{own}", note, given=tuned["reference"] == "given")


def _subtitle(tuned: Mapping[str, Any]) -> str:
    day = dt.date.fromisoformat(tuned["date"])
    said = f"{day.day} {day:%B %Y}, capital time"
    if not tuned["changes"]:
        return f"{said}; the scenario's own values"
    return f"{said}; changed: {changes_said(tuned)}"


def _draw_key(slide: Figure, tuned: Mapping[str, Any], data: TuneData) -> None:
    """Explain the marks, in the colours they have."""
    changed, word = bool(tuned["changes"]), tuned["reference"]
    marks = [("◇", REPORTED, word)]
    if any(row.relation == "at_least" for row in (*data.turnout, *data.shares)):
        marks.append(("▷", REPORTED, f"{word}: at least"))
    marks += [("○", QUIET, "own values")] if changed else []
    marks.append(("●", SIMULATED, "changed (by how much)" if changed else "simulated"))
    marks.append(("!", INK, "not met"))
    x = 0.155
    for mark, colour, text in marks:
        bold = "bold" if mark == "!" else "normal"
        slide.text(x, 0.838, mark, color=colour, fontsize=12, fontweight=bold)
        shift = 0.016
        slide.text(x + shift, 0.838, text, color=INK, fontsize=11)
        x += shift + 0.02 + 0.0072 * len(text)


def get_ready() -> None:
    """Draw an empty slide into nothing: whatever is loaded at the first one is loaded then."""
    with house_style():
        slide = Figure(figsize=(1, 1))
        slide.text(0, 0, "0")
        FigureCanvasAgg(slide)
        slide.savefig(io.BytesIO())


def save_tune(tuned: Mapping[str, Any], path: Path) -> None:
    """Draw the slide into one file, in place of what is there.

    Parameters
    ----------
    tuned
        As :func:`sim.calibration.tune.tune` gives it.
    path
        Ends in ``.png`` or ``.svg``; its folder must exist.
    """
    draft = path.with_name(f".{path.stem}.writing{path.suffix}")
    try:
        with house_style():
            slide = figure(tuned)
            FigureCanvasAgg(slide)
            if path.suffix == ".svg":
                draft.write_text(svg_text(slide), encoding="utf-8", newline="\n")
            else:
                title, about = said_by(slide)
                meta = {"Software": "Saylau", "Title": title, "Description": about}
                # A scratch picture may be larger if it is there sooner.
                slide.savefig(draft, metadata=meta, pil_kwargs={"compress_level": 1})
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
