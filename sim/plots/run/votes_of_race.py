"""Votes by candidate, where an election has one race or some."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, NamedTuple

from sim.core.text import percent_text, shortened
from sim.plots.style.bands import medians_of
from sim.plots.style.style import (
    IN_TABLE,
    INK,
    LEFT,
    QUIET_INK,
    RIGHT,
    SIMULATED,
    new_figure,
    sources,
)
from sim.results.columns import percent
from sim.results.contest_votes import REST
from sim.results.elected import outcome_texts, winner_lines
from sim.results.wording import candidate_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import RunResults

_MOST = 9
"""Candidates that fit on a slide; those with fewer votes are counted."""
_LONGEST = 34
"""Characters of a line of the name of a candidate beside a bar."""
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
        name = REST[choice] if rest else candidate_text(choice, summary.party_text(party))
        colour = QUIET_INK if rest else summary.party_colour(party, SIMULATED)
        if votes or not rest:
            rows.append((rest, CandidateVotes(name, votes, share, colour)))
    return [row for _, row in sorted(rows, key=lambda row: (row[0], -row[1].votes, row[1].name))]


def plot_candidate_votes(rows: list[CandidateVotes], axes: Axes) -> None:
    """Plot one bar per candidate, with votes and per cent."""
    most = max([*(row.pct for row in rows), 1.0])
    for y, row in enumerate(rows):
        axes.barh(y, row.pct, 0.6, color=row.colour, edgecolor=QUIET_INK, linewidth=0.6)
        text = f"{percent_text(row.pct, 1)} %  ({row.votes:,})"
        axes.text(row.pct + 0.012 * most, y, text, va="center", color=INK)
    axes.set_yticks(range(len(rows)), [in_two_lines(row.name) for row in rows])
    axes.tick_params(axis="y", length=0, labelsize=12)
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.set_xlim(0, 1.3 * most)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("per cent of ballots cast")


def in_two_lines(name: str) -> str:
    r"""Return a name in one or two lines; only one that is still longer is cut.

    >>> in_two_lines("Nominee of the Guild of Carpenters and Joiners (Independent)")
    'Nominee of the Guild of Carpenters\nand Joiners (Independent)'
    """
    first, *rest = textwrap.wrap(name, _LONGEST)
    return f"{first}\n{shortened(name[len(first) :].strip(), _LONGEST)}" if rest else first


def figure(results: RunResults) -> Figure:
    """Return the figure: bars, or a panel a race where there are several."""
    if results.summary.races > 1:
        return _panels(results)
    rows, summary = candidate_votes(results), results.summary
    shown = "otes by candidate, per cent of ballots cast"
    hidden = len(rows) - _MOST
    if hidden > 0:
        shown += f"; {hidden:,} more are in tallies.csv"
    is_ensemble = summary.replications > 1
    slide = new_figure(
        winner_lines(results)[0],
        f"{medians_of(summary)}: v{shown}" if is_ensemble else f"V{shown}",
        summary,
        sources(_source(results)),
    )
    shown_rows = rows[:_MOST]
    height = min(0.7, 0.11 * len(shown_rows))
    plot_candidate_votes(shown_rows, slide.add_axes((0.3, 0.83 - height, 0.665, height)))
    return slide


def _source(results: RunResults) -> str:
    has_votes = any(target.what == "votes" for target in results.summary.targets)
    return IN_TABLE if has_votes else "none for votes"


class _Grid(NamedTuple):
    """How many panels a slide has, and what fits into one."""

    columns: int
    rows: int
    bars: int
    letters: int


_GRIDS = (_Grid(2, 1, 8, 44), _Grid(2, 2, 4, 44), _Grid(3, 2, 4, 29), _Grid(3, 3, 3, 29),
          _Grid(4, 3, 3, 21))  # fmt: skip
"""The first that has room for all races is used."""


def _panels(results: RunResults) -> Figure:
    """Return the figure of several races: a panel each, with who won and how."""
    summary, races = results.summary, results.tables["races"]
    shown = "otes in each race, per cent of the ballots cast in it"
    n_called = int((races["winner"] != "").sum())
    slide = new_figure(
        f"{n_called} of {summary.races} races have a winner",
        f"{medians_of(summary)}: v{shown}" if summary.replications > 1 else f"V{shown}",
        summary,
        sources(_source(results)),
    )
    grid = next(grid for grid in _GRIDS if grid.columns * grid.rows >= summary.races)
    width, height = (RIGHT + 0.03 - LEFT) / grid.columns, 0.75 / grid.rows
    names = races.get("name", races["race"]).tolist()
    for race, (name, outcome) in enumerate(zip(names, outcome_texts(results), strict=True)):
        row, column = divmod(race, grid.columns)
        left, top = LEFT + column * width, 0.845 - row * height
        slide.text(left, top, shortened(name, grid.letters), fontsize=12, fontweight="bold",
                   color=INK, va="top")  # fmt: skip
        text = shortened(outcome, round(1.25 * grid.letters))
        slide.text(left, top - 0.032, text, fontsize=10, color=QUIET_INK, va="top")
        axes = slide.add_axes((left, top - height + 0.02, width - 0.03, height - 0.09))
        _plot_panel(candidate_votes(results, race), grid, axes)
    return slide


def _plot_panel(rows: list[CandidateVotes], grid: _Grid, axes: Axes) -> None:
    """Plot a bar a candidate, under its name; those with fewer votes are counted."""
    room = grid.bars - 1 if len(rows) > grid.bars else grid.bars
    for y, row in enumerate(rows[:room]):
        axes.barh(y + 0.2, row.pct, 0.28, color=row.colour, edgecolor=QUIET_INK, linewidth=0.5)
        number = f"{percent_text(row.pct, 1)} %  ({row.votes:,})"
        axes.text(0, y - 0.2, shortened(row.name, grid.letters), va="center", fontsize=10,
                  color=INK)  # fmt: skip
        axes.text(100, y - 0.2, number, va="center", ha="right", fontsize=10, color=QUIET_INK)
    if len(rows) > room:
        axes.text(0, room - 0.2, f"{len(rows) - room} more, see tallies.csv", va="center",
                  fontsize=10, color=QUIET_INK)  # fmt: skip
    axes.set_ylim(grid.bars - 0.5, -0.5)
    axes.set_xlim(0, 100)
    axes.set_axis_off()
