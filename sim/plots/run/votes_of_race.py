"""Votes by candidate, where an election has one race or some."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.core.language import named, tr, tr_n
from sim.core.text import number_text, percent_text
from sim.plots.style.bands import shown_text
from sim.plots.style.boxes import extent_of
from sim.plots.style.rows import name_rows
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import IN_TABLE, NONE_OF_VOTES, sources
from sim.plots.style.style import INK, QUIET_INK, SIMULATED
from sim.plots.style.texts import clipped, narrowed, text_width
from sim.results.columns import percent
from sim.results.contest_votes import REST
from sim.results.elected import outcome_texts, winner_lines
from sim.results.wording import candidate_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.plots.style.boxes import Box
    from sim.plots.style.slide import Slide
    from sim.results import RunResults
    from sim.results.summaries import RunSummary

_MOST = 9
"""Candidates that fit on a slide; those with fewer votes are counted."""
_NAME = 12
"""Size of the names of candidates and of races, points."""
MOST_CONTESTS = 12
"""Races whose votes fit on a slide."""


class CandidateVotes(NamedTuple):
    """The votes of a candidate, or those against all and invalid ballots."""

    name: str
    votes: int
    """Of an ensemble the sum of the medians of all sites."""
    pct: float
    """Per cent of ballots cast."""
    colour: str


def candidate_votes(results: RunResults, race: int = 0) -> list[CandidateVotes]:
    """Return the choices of a race, most votes first; then what are no candidates, if any.

    Parameters
    ----------
    results
        The results.
    race
        Row of the race in ``races.csv``.
    """
    tallies, races = results.tables["tallies"], results.tables["races"]
    summary = results.summary
    inside = tallies["race"] == races["race"][race]
    totals: dict[tuple[str, str], int] = {}
    names = (tallies[name][inside].tolist() for name in ("choice", "party", "votes"))
    for choice, party, votes in zip(*names, strict=True):
        totals[choice, party] = totals.get((choice, party), 0) + int(votes)
    pct = percent(list(totals.values()), int(races["cast"][race])).tolist()
    rows = []
    for ((choice, party), votes), share in zip(totals.items(), pct, strict=True):
        # A candidate may be called "invalid", and then has a party all the same.
        rest = not party and choice in REST
        name = _name(summary, choice, party, rest=rest)
        colour = QUIET_INK if rest else summary.party_colour(party, SIMULATED)
        if votes or not rest:
            rows.append((rest, CandidateVotes(name, votes, share, colour)))
    return [row for _, row in sorted(rows, key=lambda row: (row[0], -row[1].votes, row[1].name))]


def _name(summary: RunSummary, choice: str, party: str, *, rest: bool) -> str:
    """Return the name of a choice: of a candidate with the party."""
    return (
        tr(REST[choice])
        if rest
        else candidate_text(named(choice), named(summary.party_text(party)))
    )


def plot_candidate_votes(rows: list[CandidateVotes], room: float, axes: Axes) -> None:
    """Plot one bar per candidate, with votes and per cent; names have ``room`` points."""
    most = max([*(row.pct for row in rows), 1.0])
    width = extent_of(axes).width
    texts = [f"{percent_text(row.pct, 1)} %  ({number_text(row.votes)})" for row in rows]
    end = max(text_width(text, 12) for text in texts) + 12
    per_point = most / max(width - end, 0.3 * width)
    for y, (row, text) in enumerate(zip(rows, texts, strict=True)):
        axes.barh(y, row.pct, 0.6, color=row.colour, edgecolor=QUIET_INK, linewidth=0.6)
        axes.text(row.pct + 6 * per_point, y, text, va="center", color=INK)
    axes.set_ylim(len(rows) - 0.45, -0.55)
    name_rows(axes, [row.name for row in rows], room, _NAME)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, per_point * width)
    # What is right of 100 per cent is room for the numbers.
    last = min(100.0, per_point * width)
    ticks = MaxNLocator(max(2, int(last / per_point / 50))).tick_values(0, last)
    axes.set_xticks([tick for tick in ticks if tick <= last])
    axes.grid(visible=False, axis="y")
    axes.set_xlabel(tr("per cent of ballots cast"))


def figure(results: RunResults, size: str = "slide") -> Figure:
    """Return the figure: bars, or a panel a race where there are several."""
    if results.summary.races > 1:
        return _panels(results, size)
    rows, summary = candidate_votes(results), results.summary
    shown = tr("Votes by candidate, per cent of ballots cast")
    hidden = len(rows) - _MOST
    if hidden > 0:
        more = tr_n("{n} more is in tallies.csv", "{n} more are in tallies.csv", hidden)
        shown = f"{shown}; {more}"
    slide = new_figure(
        winner_lines(results)[0],
        shown_text(summary, shown),
        summary,
        sources(_source(results)),
        size,
    )
    shown_rows = rows[:_MOST]
    room = 220 if slide.is_wide else 120
    box = slide.body.inset(left=room + 8, bottom=36).below_top(57 * len(shown_rows))
    plot_candidate_votes(shown_rows, room, slide.panel(box))
    return slide


def _source(results: RunResults) -> str:
    has_votes = any(target.what == "votes" for target in results.summary.targets)
    return IN_TABLE if has_votes else NONE_OF_VOTES


_COLUMNS = {"slide": {4: 2, 9: 3, 12: 4}, "square": {2: 1, 12: 2}, "phone": {12: 1}}
"""Columns of panels up to so many races, by size of the figure."""
_GAPS = {"slide": (26.0, 14.0), "square": (26.0, 9.0), "phone": (26.0, 14.0)}
"""Points between panels, across and down, by size of the figure."""
_ABOVE = 6.0
"""Points between the subtitle and the names of races."""
_LEAST_OUTCOME = 7.5
"""Points; the outcome of a race that would be smaller is cut."""
_BAR, _LEAST_BAR, _MOST_BARS = 29.0, 18.5, 8
"""Points of a bar with its name above it, the least of them, and the most bars in a panel."""
_VOTES = 10.0
"""Largest size of names and numbers over bars, points."""


def _panels(results: RunResults, size: str) -> Figure:
    """Return the figure of several races: a panel each, with who won and how."""
    summary, races = results.summary, results.tables["races"]
    shown = tr("Votes in each race, per cent of the ballots cast in it; all are in tallies.csv")
    n_called = int((races["winner"] != "").sum())
    slide = new_figure(
        tr_n(
            "{won} of {n} race has a winner",
            "{won} of {n} races have a winner",
            summary.races,
            won=n_called,
        ),
        shown_text(summary, shown),
        summary,
        sources(_source(results)),
        size,
    )
    names = [named(name) for name in races.get("name", races["race"]).tolist()]
    columns = next(n for most, n in _COLUMNS[size].items() if summary.races <= most)
    cells = slide.body.inset(top=_ABOVE).grid(summary.races, columns, _GAPS[size])
    outcomes = [*outcome_texts(results)]
    in_one = size == "phone" or (size == "square" and _have_room(names, outcomes, cells[0].width))
    for race, (name, outcome) in enumerate(zip(names, outcomes, strict=True)):
        box = _write_head(slide, cells[race], name, outcome, in_one=in_one)
        bars = max(1, min(_MOST_BARS, int(box.height / _LEAST_BAR)))
        plot_panel(candidate_votes(results, race), bars, slide.panel(box))
    return slide


def _have_room(names: list[str], outcomes: list[str], width: float) -> bool:
    """Return whether all races have room for their name and their outcome in one line."""
    return all(
        text_width(name, _NAME, "bold") + 10 + text_width(outcome, _LEAST_OUTCOME) <= width
        for name, outcome in zip(names, outcomes, strict=True)
    )


def _write_head(slide: Slide, cell: Box, name: str, outcome: str, *, in_one: bool) -> Box:
    """Write the name of a race and its outcome, in one line or two, and return the rest."""
    beside = min(0.38 * cell.width, text_width(outcome, 9) + 10) if in_one else 0.0
    text = clipped(name, cell.width - beside, _NAME, "bold")
    slide.write(cell.left, cell.top, text, fontsize=_NAME, fontweight="bold", color=INK, va="top")
    if in_one:
        room = cell.width - text_width(text, _NAME, "bold") - 10
        (shown,), size = narrowed(outcome, room, 9, _LEAST_OUTCOME)
        slide.write(cell.right, cell.top - 1.5, shown, fontsize=size, ha="right",
                    color=QUIET_INK, va="top")  # fmt: skip
        return cell.inset(top=17)
    (shown,), size = narrowed(outcome, cell.width, 10, _LEAST_OUTCOME)
    slide.write(cell.left, cell.top - 16, shown, fontsize=size, color=QUIET_INK, va="top")
    return cell.inset(top=29)


def plot_panel(rows: list[CandidateVotes], bars: int, axes: Axes) -> None:
    """Plot a bar a candidate, under its name; those with fewer votes are counted.

    Where there is room for one bar alone, the others are left out without a word.
    """
    room = bars - 1 if len(rows) > bars > 1 else bars
    width, height = extent_of(axes)
    row_height = min(_BAR, height / min(len(rows), bars))
    size = min(_VOTES, row_height / 2)
    for y, row in enumerate(rows[:room]):
        axes.barh(y + 0.2, row.pct, 0.28, color=row.colour, edgecolor=QUIET_INK, linewidth=0.5)
        number = f"{percent_text(row.pct, 1)} %  ({number_text(row.votes)})"
        name = clipped(row.name, width - text_width(number, size) - 6, size)
        axes.text(0, y - 0.2, name, va="center", fontsize=size, color=INK)
        axes.text(100, y - 0.2, number, va="center", ha="right", fontsize=size, color=QUIET_INK)
    if len(rows) > room and bars > 1:
        more = tr("{n} more, see tallies.csv", n=len(rows) - room)
        axes.text(0, room - 0.2, more, va="center", fontsize=size, color=QUIET_INK)
    axes.set_ylim(height / row_height - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.set_axis_off()
