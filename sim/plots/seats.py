"""Seats by party, simulated and reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim import reported
from sim.plots.style import QUIET, REPORTED, SIMULATED, new_figure

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results


class SeatsData(NamedTuple):
    """Seats by party, most first."""

    # "reference" is what was reported in 2021, or given by a made-up scenario.

    party: list[str]
    simulated: list[int]
    reference: list[int] | None
    basis: str
    """How seats are attributed: membership or nomination."""
    total: int


def seats_data(results: Results) -> SeatsData:
    """Return simulated and reported seats; by membership where that was published."""
    summary = results.summary
    whole = summary["registered_published"] is not None
    simulated = summary["seats_national"] if whole else summary["seats_nomination"]
    known = dict(reported.seats_national()) if whole else summary["seats_reference"]
    shown = [p for p in simulated if simulated[p] or (known and known.get(p))]
    shown.sort(key=lambda party: -simulated[party])
    return SeatsData(
        party=shown,
        simulated=[simulated[party] for party in shown],
        reference=[known.get(party, 0) for party in shown] if known else None,
        basis="party membership of the winner" if whole else "who nominated the winner",
        total=sum(simulated.values()),
    )


def draw_seats(data: SeatsData, axes: Axes, rows: slice) -> None:
    """Draw pairs of bars for some of the parties."""
    party, simulated = data.party[rows], data.simulated[rows]
    known = data.reference[rows] if data.reference else None
    most = max([*simulated, *(known or []), 1])
    for y, seats in enumerate(simulated):
        axes.barh(y - 0.19, seats, 0.36, color=SIMULATED)
        axes.text(seats + 0.012 * most, y - 0.19, f"{seats:,}", va="center", color=SIMULATED)
        if known:
            axes.barh(y + 0.21, known[y], 0.36, color="white", edgecolor=REPORTED, hatch="////")
            axes.text(
                known[y] + 0.012 * most, y + 0.21, f"{known[y]:,}", va="center", color=REPORTED
            )
    axes.set_yticks(range(len(party)), [name.replace(" Social ", " Social\n") for name in party])
    axes.tick_params(axis="y", length=0, labelsize=12)
    axes.set_ylim(len(party) - 0.45, -0.55)
    axes.set_xlim(0, most * 1.1)
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))


def figure(results: Results) -> Figure:
    """Return the slide; the largest party has a scale of its own."""
    data = seats_data(results)
    word = results.summary["reference"]
    same = data.simulated == data.reference
    agree = f"as {word}" if same else f"{word}: {data.reference[0]:,}" if data.reference else ""
    slide = new_figure(
        f"{data.party[0]} wins {data.simulated[0]:,} of {data.total:,} seats"
        + (f", {agree}" if agree else ""),
        f"Äkıms elected, by {data.basis}"
        + ("; the largest party on a scale of its own" if len(data.party) > 1 else ""),
        results,
        ("Reported seats: the article." if word == "reported" else "Seats made up by the scenario.")
        + (f" This scenario draws winners from the {word} seats." if same else ""),
    )
    others = len(data.party) - 1
    top = slide.add_axes((0.2, 0.7, 0.76, 0.13))
    draw_seats(data, top, slice(0, 1))
    if others:
        height = min(0.52, 0.0867 * others)
        draw_seats(data, slide.add_axes((0.2, 0.62 - height, 0.76, height)), slice(1, None))
    slide.text(0.72, 0.865, "■ simulated", color=SIMULATED, fontsize=12, fontweight="bold")
    text, colour = (f"▨ {word}", REPORTED) if data.reference else ("nothing to compare", QUIET)
    slide.text(0.85, 0.865, text, color=colour, fontsize=12, fontweight="bold")
    return slide
