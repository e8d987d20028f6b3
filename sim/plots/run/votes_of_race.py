"""Votes by candidate, where an election has one race."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core.text import percent_text, shortened
from sim.plots.style.bands import medians_of
from sim.plots.style.style import INK, QUIET_INK, SIMULATED, new_figure, sources
from sim.results.columns import percent
from sim.results.elected import winner_lines
from sim.results.wording import candidate_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import RunResults

_MOST = 9
"""Candidates that fit on a slide; those with fewer votes are counted."""
_LONGEST = 34
"""Characters of the name of a candidate beside a bar."""
_REST = {"against_all": "Against all", "invalid": "Invalid ballots"}


class CandidateVotes(NamedTuple):
    """The votes of a candidate, or those against all and invalid ballots."""

    name: str
    votes: int
    """Of an ensemble the sum of the medians of all sites."""
    pct: float
    """Per cent of ballots cast."""
    colour: str


def candidate_votes(results: RunResults) -> list[CandidateVotes]:
    """Return the candidates, most votes first; then against all and invalid ballots, if any."""
    tallies, summary = results.tables["tallies"], results.summary
    totals: dict[tuple[str, str], int] = {}
    names = (tallies[name].tolist() for name in ("choice", "party", "votes"))
    for choice, party, votes in zip(*names, strict=True):
        totals[choice, party] = totals.get((choice, party), 0) + int(votes)
    pct = percent(list(totals.values()), sum(totals.values())).tolist()
    rows = []
    for ((choice, party), votes), share in zip(totals.items(), pct, strict=True):
        # A candidate may be called "invalid", and then has a party all the same.
        name = candidate_text(choice, summary.party_text(party)) if party else _REST[choice]
        colour = summary.party_colour(party, SIMULATED) if party else QUIET_INK
        rows.append(CandidateVotes(name, votes, share, colour))
    rest = set(_REST.values())
    rows = [row for row in rows if row.votes or row.name not in rest]
    return sorted(rows, key=lambda row: (row.name in rest, -row.votes, row.name))


def plot_candidate_votes(rows: list[CandidateVotes], axes: Axes) -> None:
    """Plot one bar per candidate, with votes and per cent."""
    most = max([*(row.pct for row in rows), 1.0])
    for y, row in enumerate(rows):
        axes.barh(y, row.pct, 0.6, color=row.colour, edgecolor=QUIET_INK, linewidth=0.6)
        text = f"{percent_text(row.pct, 1)} %  ({row.votes:,})"
        axes.text(row.pct + 0.012 * most, y, text, va="center", color=INK)
    axes.set_yticks(range(len(rows)), [shortened(row.name, _LONGEST) for row in rows])
    axes.tick_params(axis="y", length=0, labelsize=12)
    axes.set_ylim(len(rows) - 0.45, -0.55)
    axes.set_xlim(0, 1.3 * most)
    axes.grid(visible=False, axis="y")
    axes.set_xlabel("per cent of ballots cast")


def figure(results: RunResults) -> Figure:
    """Return the figure."""
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
        sources("none for votes"),
    )
    shown_rows = rows[:_MOST]
    height = min(0.7, 0.11 * len(shown_rows))
    plot_candidate_votes(shown_rows, slide.add_axes((0.3, 0.83 - height, 0.665, height)))
    return slide
