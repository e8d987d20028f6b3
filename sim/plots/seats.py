"""Seats by party, simulated and reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim import reported
from sim.plots.bands import between, medians_of
from sim.plots.style import INK, QUIET, REPORTED, SIMULATED, band_holds, new_figure
from sim.results import Interval, interval

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results


class SeatsData(NamedTuple):
    """Seats by party, most first."""

    # "reference" is what was reported in 2021, or given by a made-up scenario.

    party: list[str]
    simulated: list[Interval]
    """Medians of an ensemble, which need not add up to the total."""
    reference: list[int] | None
    basis: str
    """How seats are attributed: membership or nomination."""
    total: int
    same: bool
    """Whether the seats are the same in every replication."""

    @property
    def varies(self) -> bool:
        """Whether a party has a band."""
        return any(seats.varies for seats in self.simulated)

    @property
    def as_known(self) -> bool:
        """Whether every party has the seats of the reference, in every replication."""
        return self.same and [seats.median for seats in self.simulated] == self.reference


def seats_data(results: Results) -> SeatsData:
    """Return simulated and reported seats; by membership where that was published."""
    summary = results.summary
    whole = summary["registered_published"] is not None
    key = "seats_national" if whole else "seats_nomination"
    simulated = {party: interval(summary, key, party) for party in summary[key]}
    known = dict(reported.seats_national()) if whole else summary["seats_reference"]
    shown = [p for p in simulated if simulated[p].high or (known and known.get(p))]
    shown.sort(key=lambda party: -simulated[party].median)
    return SeatsData(
        party=shown,
        simulated=[simulated[party] for party in shown],
        reference=[known.get(party, 0) for party in shown] if known else None,
        basis="party membership of the winner" if whole else "who nominated the winner",
        total=summary["races"],
        same=key not in summary.get("p05", {}),
    )


def draw_seats(data: SeatsData, axes: Axes, rows: slice) -> None:
    """Draw pairs of bars for some of the parties."""
    party, simulated = data.party[rows], data.simulated[rows]
    known = data.reference[rows] if data.reference else None
    most = max([*(seats.high for seats in simulated), *(known or []), 1])
    room = 0.1
    for y, seats in enumerate(simulated):
        axes.barh(y - 0.19, seats.median, 0.36, color=SIMULATED)
        if seats.varies:
            axes.plot(
                [seats.low, seats.high], [y - 0.19] * 2, "|-", color=INK, linewidth=1.6,
                markersize=9,
            )  # fmt: skip
            room = max(room, 0.04 + 0.011 * len(said(seats)))
        x = max(seats.median, seats.high) + 0.012 * most
        axes.text(x, y - 0.19, said(seats), va="center", color=SIMULATED)
        if known:
            axes.barh(y + 0.21, known[y], 0.36, color="white", edgecolor=REPORTED, hatch="////")
            axes.text(
                known[y] + 0.012 * most, y + 0.21, f"{known[y]:,}", va="center", color=REPORTED
            )
    axes.set_yticks(range(len(party)), [name.replace(" Social ", " Social\n") for name in party])
    axes.tick_params(axis="y", length=0, labelsize=12)
    axes.set_ylim(len(party) - 0.45, -0.55)
    axes.set_xlim(0, most * (1 + room))
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def said(seats: Interval) -> str:
    """Say seats, with their band if they have one.

    >>> said(Interval(33, 30, 36)), said(Interval(1, 1, 1))
    ('33 (30–36)', '1')
    """
    return f"{seats.median:,}{between(seats, '{:,}'.format)}"


def _subtitle(data: SeatsData, summary: Mapping[str, Any]) -> str:
    shown = f"kıms elected, by {data.basis}"
    if not data.same:
        return f"{medians_of(summary)}: ä{shown}"
    if summary["replications"] > 1:
        shown += f"; the same in all {summary['replications']:,} replications"
    elif len(data.party) > 1:
        shown += "; the largest party on a scale of its own"
    return f"Ä{shown}"


def _source(data: SeatsData, word: str) -> str:
    source = (
        "Reported seats: the article." if word == "reported" else "Seats made up by the scenario."
    )
    if data.as_known:
        return f"{source} This scenario draws winners from the {word} seats."
    return source if data.same else f"{source} The largest party has a scale of its own."


def figure(results: Results) -> Figure:
    """Return the slide; the largest party has a scale of its own."""
    data = seats_data(results)
    word = results.summary["reference"]
    agree = f"as {word}" if data.as_known else ""
    if data.reference and not data.as_known:
        agree = f"{word}: {data.reference[0]:,}"
    slide = new_figure(
        f"{data.party[0]} wins {data.simulated[0].median:,} of {data.total:,} seats"
        f"{between(data.simulated[0], '{:,}'.format)}" + (f", {agree}" if agree else ""),
        _subtitle(data, results.summary),
        results,
        _source(data, word),
    )
    others = len(data.party) - 1
    top = slide.add_axes((0.2, 0.7, 0.76, 0.13))
    draw_seats(data, top, slice(0, 1))
    if others:
        height = min(0.52, 0.0867 * others)
        draw_seats(data, slide.add_axes((0.2, 0.62 - height, 0.76, height)), slice(1, None))
    if data.varies:
        whisker = f"├─┤ {band_holds(results.summary['replications'])}"
        slide.text(0.72, 0.838, whisker, color=INK, fontsize=11)
    slide.text(0.72, 0.865, "■ simulated", color=SIMULATED, fontsize=12, fontweight="bold")
    text, colour = (f"▨ {word}", REPORTED) if data.reference else ("nothing to compare", QUIET)
    slide.text(0.85, 0.865, text, color=colour, fontsize=12, fontweight="bold")
    return slide
