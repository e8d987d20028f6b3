"""Seats by party, simulated and reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.pack.records import published
from sim.plots.run import votes_of_race
from sim.plots.style.bands import interval_suffix, medians_of
from sim.plots.style.style import (
    ARTICLE,
    INK,
    REPORTED,
    REPORTED_INK,
    RIGHT,
    SIMULATED,
    band_text,
    is_given,
    new_figure,
    sources,
    sources_of,
)
from sim.results import Interval, interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import RunResults
    from sim.results.summaries import RunSummary

_DOMINANT = 4
"""A party with more than this multiple of the seats of the next one has a separate scale."""


class SeatsData(NamedTuple):
    """Seats by party, most first."""

    party: list[str]
    simulated: list[Interval[float]]
    """Medians of an ensemble, which need not add up to the total."""
    reference: list[int] | None
    """Seats that were reported, or given by the scenario."""
    total: int
    same: bool
    """Whether the seats are the same in every replication."""

    @property
    def varies(self) -> bool:
        """Whether a party has a band."""
        return any(seats.varies for seats in self.simulated)

    @property
    def has_dominant(self) -> bool:
        """Whether the bars of the other parties would be too short to see."""
        most = [max(seats.high, 1) for seats in self.simulated[:2]]
        return len(most) > 1 and most[0] > _DOMINANT * most[1]

    @property
    def as_reference(self) -> bool:
        """Whether every party has the seats of the reference, in every replication."""
        return self.same and [seats.median for seats in self.simulated] == self.reference


NOBODY = "Nobody elected"
"""Label of the row of races without a winner, below the parties."""


def seats_data(results: RunResults) -> SeatsData:
    """Return simulated and reported seats, by the party that nominated the winner."""
    summary = results.summary
    key = "seats_nomination"
    simulated = {party: interval(summary, key, party) for party in summary.seats_nomination}
    known = summary.seats_reference
    shown = [p for p in simulated if simulated[p].high or (known and known.get(p))]
    shown.sort(key=lambda party: -simulated[party].median)
    nobody = "races_without_winner"
    if summary.races_without_winner is not None and interval(summary, nobody).high:
        shown.append(NOBODY)
        simulated[NOBODY] = interval(summary, nobody)
    return SeatsData(
        party=shown,
        simulated=[simulated[party] for party in shown],
        reference=[known.get(party, 0) for party in shown] if known else None,
        total=_total(summary),
        same=key not in (summary.p05 or {}),
    )


def _total(summary: RunSummary) -> int:
    """Return the seats of all races: one a race, in a pack those filled and left empty."""
    if summary.election is None or summary.replications > 1:
        return summary.races
    return sum(summary.seats_nomination.values()) + (summary.races_without_winner or 0)


def plot_seats(data: SeatsData, axes: Axes, rows: slice, word: str) -> None:
    """Plot a pair of bars for each party of some rows; the first pair is labelled."""
    party, simulated = data.party[rows], data.simulated[rows]
    known = data.reference[rows] if data.reference else None
    most = max([*(seats.high for seats in simulated), *(known or []), 1])
    room = 0.1
    for y, seats in enumerate(simulated):
        first = y == 0 and not rows.start
        text = f"{seats_text(seats)} simulated" if first else seats_text(seats)
        room = max(room, 0.03 + 0.0105 * len(text))
        axes.barh(y - 0.19, seats.median, 0.36, color=SIMULATED)
        if seats.varies:
            axes.plot(
                [seats.low, seats.high], [y - 0.19] * 2, "|-", color=INK, linewidth=1.6,
                markersize=9,
            )  # fmt: skip
        x = max(seats.median, seats.high) + 0.012 * most
        axes.text(x, y - 0.19, text, va="center", color=SIMULATED)
        if known:
            axes.barh(y + 0.21, known[y], 0.36, color="white", edgecolor=REPORTED, hatch="////")
            axes.text(
                known[y] + 0.012 * most, y + 0.21, f"{known[y]:,}{f' {word}' if first else ''}",
                va="center", color=REPORTED_INK,
            )  # fmt: skip
    axes.set_yticks(range(len(party)), [name.replace(" Social ", " Social\n") for name in party])
    axes.tick_params(axis="y", length=0, labelsize=12)
    axes.set_ylim(len(party) - 0.45, -0.55)
    axes.set_xlim(0, most * (1 + room))
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True))
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:,.0f}")


def seats_text(seats: Interval[float]) -> str:
    """Format seats, with their band if they have one.

    >>> seats_text(Interval(33, 30, 36)), seats_text(Interval(1, 1, 1))
    ('33 (30–36)', '1')
    """
    return f"{seats.median:,}{interval_suffix(seats, '{:,}'.format)}"


def _subtitle(data: SeatsData, summary: RunSummary) -> str:
    first, shown = "ä", "kıms elected, by nominating party"
    if summary.election is not None:
        first, shown = "s", "eats won, by nominating party"
    if not data.same:
        return f"{medians_of(summary)}: {first}{shown}"
    if summary.replications > 1:
        shown += f"; the same in all {summary.replications:,} replications"
    elif data.has_dominant:
        shown += "; the largest party has a separate scale"
    return f"{first.upper()}{shown}"


def _title(data: SeatsData, word: str) -> str:
    first, most = data.party[0], data.simulated[0]
    if first == NOBODY or not most.median:
        return _without_seats(data)
    level = [party for party, seats in zip(data.party, data.simulated, strict=True)
             if seats.median == most.median and party != NOBODY]  # fmt: skip
    agree = f", as {word}" if data.as_reference else ""
    if data.total == 1:
        return f"{first} wins the only seat{agree}"
    if len(level) > 1:
        who = (
            f"{', '.join(level[:-1])} and {level[-1]}"
            if len(level) < 4
            else f"{len(level)} parties"
        )
        return f"{who} win {most.median:,} of {data.total:,} seats each{agree}"
    if data.reference and not data.as_reference:
        agree = f", {word}: {data.reference[0]:,}"
    return f"{first} wins {seats_text(most)} of {data.total:,} seats{agree}"


def _without_seats(data: SeatsData) -> str:
    """Return the title where the median seats of every party are 0."""
    races = dict(zip(data.party, data.simulated, strict=True)).get(NOBODY)
    if races is None or not races.median:
        return "No party wins a seat in most replications"
    if races.low == data.total:
        return "Nobody is elected"
    if data.total == 1:
        return "Most often nobody is elected"
    return f"Nobody is elected in {seats_text(races)} of {data.total:,} races"


def _source(data: SeatsData, summary: RunSummary) -> str:
    note = ""
    if data.as_reference:
        note = f"This scenario assigns the {summary.reference} seats."
    elif data.has_dominant and not data.same:
        note = "The largest party has a separate scale."
    note = f"{note} {_by_membership(data, summary)}".strip()
    return sources(
        sources_of(summary, ARTICLE if data.reference else "none for these seats",
                   known=data.reference is not None), note,
        given=is_given(summary),
    )  # fmt: skip


def _by_membership(data: SeatsData, summary: RunSummary) -> str:
    """Return the seats of the first party by membership of winners, where that was published."""
    if summary.registered_published is None:
        return ""
    party = data.party[0]
    simulated = interval(summary, "seats_national", party)
    known = published().seats_national.get(party)
    note = "" if known is None else f" (reported: {known:,})"
    return f"By party membership of the winner {party} has {seats_text(simulated)}{note}."


def figure(results: RunResults) -> Figure:
    """Return the figure; a dominant party has a separate scale.

    Of a pack with one race, or with some, it shows the votes of the candidates instead.
    """
    is_pack = results.summary.election is not None
    if is_pack and results.summary.races <= votes_of_race.MOST_CONTESTS:
        return votes_of_race.figure(results)
    data, summary = seats_data(results), results.summary
    word = summary.reference
    slide = new_figure(
        _title(data, word), _subtitle(data, summary), results.summary, _source(data, summary)
    )  # fmt: skip
    n = len(data.party)
    if data.has_dominant:
        plot_seats(data, slide.add_axes((0.2, 0.7, 0.765, 0.13)), slice(0, 1), word)
        height = min(0.49, 0.0867 * (n - 1))
        low = slide.add_axes((0.2, 0.62 - height, 0.765, height))
        plot_seats(data, low, slice(1, None), word)
    else:
        height = min(0.7, 0.13 * n)
        low = slide.add_axes((0.2, 0.83 - height, 0.765, height))
        plot_seats(data, low, slice(0, None), word)
    low.set_xlabel("seats")
    if data.varies:
        whisker = f"├─┤ {band_text(summary.replications)}"
        slide.text(RIGHT, 0.845, whisker, color=INK, fontsize=11, ha="right")
    return slide
