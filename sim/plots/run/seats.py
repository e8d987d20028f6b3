"""Seats by party, simulated and reported."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.core.language import localized, marked, named, tr, tr_n
from sim.core.text import joined, number_text
from sim.pack.records import published
from sim.plots.run import votes_of_race
from sim.plots.style.bands import interval_suffix, shown_text
from sim.plots.style.boxes import extent_of
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.rows import name_rows
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import (
    ARTICLE,
    GIVEN,
    NONE_OF_SEATS,
    band_text,
    is_given,
    sources,
    sources_of,
)
from sim.plots.style.style import INK, SIMULATED, reference_colours
from sim.plots.style.texts import text_width
from sim.plots.style.ticks import format_ticks
from sim.results import Interval, interval
from sim.results.elected import winners_are_set

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.plots.style.style import ReferenceColours
    from sim.results import RunResults
    from sim.results.summaries import RunSummary

_NAME_ROOM = 118
"""Points for the names of parties."""


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
    assigned: bool
    """Whether the scenario sets the winners to those of the reference."""

    @property
    def varies(self) -> bool:
        """Whether a party has a band."""
        return any(seats.varies for seats in self.simulated)

    @property
    def as_reference(self) -> bool:
        """Whether every party has the seats of the reference, in every replication."""
        return self.same and [seats.median for seats in self.simulated] == self.reference


NOBODY = marked("Nobody elected")
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
        assigned=winners_are_set(results),
    )


def _total(summary: RunSummary) -> int:
    """Return the seats of all races: one a race, in a pack those filled and left empty."""
    if summary.election is None or summary.replications > 1:
        return summary.races
    return sum(summary.seats_nomination.values()) + (summary.races_without_winner or 0)


def plot_seats(data: SeatsData, axes: Axes, colours: ReferenceColours) -> None:
    """Plot a pair of bars for each party, all on one scale."""
    known, simulated = data.reference, data.simulated
    most = max([*(seats.high for seats in simulated), *(known or []), 1])
    width = extent_of(axes).width
    per_seat = most / width
    room = 0.0
    for y, seats in enumerate(simulated):
        text = seats_text(seats)
        axes.barh(y - 0.19, seats.median, 0.36, color=SIMULATED)
        if seats.varies:
            axes.plot(
                [seats.low, seats.high], [y - 0.19] * 2, "|-", color=INK, linewidth=1.6,
                markersize=9,
            )  # fmt: skip
        x = max(seats.median, seats.high) + 6 * per_seat
        axes.text(x, y - 0.19, text, va="center", color=SIMULATED)
        room = max(room, (x / most - 1) * most / per_seat + text_width(text, 12))
        if known:
            axes.barh(y + 0.21, known[y], 0.36, color="white", edgecolor=colours.mark, hatch="////")
            axes.text(
                known[y] + 6 * per_seat, y + 0.21, number_text(known[y]), va="center",
                color=colours.ink,
            )  # fmt: skip
    axes.set_ylim(len(data.party) - 0.45, -0.55)
    name_rows(axes, [_name(party) for party in data.party], _NAME_ROOM, 12)
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0, most * width / (width - min(room + 6, 0.6 * width)))
    axes.grid(visible=False, axis="y")
    axes.xaxis.set_major_locator(MaxNLocator(8 if width > 400 else 4, integer=True))
    format_ticks(axes.xaxis, number_text)
    axes.set_xlabel(tr("seats"))


def _name(party: str) -> str:
    return tr(NOBODY) if party == NOBODY else named(party)


def seats_text(seats: Interval[float]) -> str:
    """Format seats, with their band if they have one.

    >>> seats_text(Interval(33, 30, 36)), seats_text(Interval(1, 1, 1))
    ('33 (30–36)', '1')
    """
    return f"{_seats(seats.median)}{interval_suffix(seats, _seats)}"


def _seats(seats: float) -> str:
    """Format a number of seats, which of an ensemble may be a half."""
    return localized(f"{seats:,}")


def _subtitle(data: SeatsData, summary: RunSummary) -> str:
    if summary.election is None:
        parts = [tr("Äkıms elected, by nominating party")]
    else:
        parts = [tr("Seats won, by nominating party")]
    if not data.same:
        return shown_text(summary, parts[0])
    if data.as_reference and data.assigned:
        if summary.reference == GIVEN:
            parts.append(tr("the winners were set to the given ones"))
        else:
            parts.append(tr("the winners were set to the reported ones"))
    n = summary.replications
    if n > 1:
        parts.append(
            tr_n("the same in all {n} replication", "the same in all {n} replications", n)
        )  # fmt: skip
    return "; ".join(parts)


def _title(data: SeatsData, word: str) -> str:
    first, most = data.party[0], data.simulated[0]
    if first == NOBODY or not most.median:
        return _without_seats(data)
    level = [named(party) for party, seats in zip(data.party, data.simulated, strict=True)
             if seats.median == most.median and party != NOBODY]  # fmt: skip
    agree = ""
    if data.as_reference:
        agree = tr("as given") if word == GIVEN else tr("as reported")
    if data.total == 1:
        found = tr("{party} wins the only seat", party=level[0])
    elif len(level) > 1:
        found = tr_n(
            "{parties} win {seats} of {n} seat each", "{parties} win {seats} of {n} seats each",
            data.total, parties=_list(level), seats=_seats(most.median),
        )  # fmt: skip
    else:
        found = tr_n(
            "{party} wins {seats} of {n} seat", "{party} wins {seats} of {n} seats", data.total,
            party=level[0], seats=seats_text(most),
        )  # fmt: skip
        if data.reference and not data.as_reference:
            n = data.reference[0]
            agree = tr("given: {n}", n=n) if word == GIVEN else tr("reported: {n}", n=n)
    return f"{found}, {agree}" if agree else found


def _list(parties: list[str]) -> str:
    """Return several parties by name, or their number if they are many."""
    n = len(parties)
    if n >= 4:
        return tr_n("{n} party", "{n} parties", n)
    return joined(parties)


def _without_seats(data: SeatsData) -> str:
    """Return the title where the median seats of every party are 0."""
    races = dict(zip(data.party, data.simulated, strict=True)).get(NOBODY)
    if races is None or not races.median:
        return tr("No party wins a seat in most replications")
    if races.low == data.total:
        return tr("Nobody is elected")
    if data.total == 1:
        return tr("Most often nobody is elected")
    return tr_n(
        "Nobody is elected in {races} of {n} race", "Nobody is elected in {races} of {n} races",
        data.total, races=seats_text(races),
    )  # fmt: skip


def _source(data: SeatsData, summary: RunSummary) -> str:
    note = _by_membership(data, summary)
    return sources(
        sources_of(summary, ARTICLE if data.reference else NONE_OF_SEATS,
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
    values = {"party": named(party), "seats": seats_text(simulated)}
    if known is None:
        return tr("By party membership of the winner {party} has {seats}.", **values)
    return tr(
        "By party membership of the winner {party} has {seats} (reported: {reported}).",
        reported=known, **values,
    )  # fmt: skip


def figure(results: RunResults, size: str = "slide") -> Figure:
    """Return the figure.

    Of a pack with one race, or with some, it shows the votes of the candidates instead.
    """
    is_pack = results.summary.election is not None
    if is_pack and results.summary.races <= votes_of_race.MOST_CONTESTS:
        return votes_of_race.figure(results, size)
    data, summary = seats_data(results), results.summary
    word, colours = summary.reference, reference_colours(summary)
    slide = new_figure(
        _title(data, word), _subtitle(data, summary), summary, _source(data, summary), size
    )  # fmt: skip
    items = [KeyItem(tr("simulated"), band=1)]
    if data.reference:
        items.append(KeyItem(tr(word), colours.mark, hatch="////"))
    if data.varies:
        items.append(KeyItem(band_text(summary.replications), INK, line="-", width=1.6))
    box = plot_key(slide, items).inset(left=_NAME_ROOM + 8, bottom=36)
    plot_seats(data, slide.panel(box.below_top(70 * len(data.party))), colours)
    return slide
