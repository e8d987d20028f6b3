"""Seats by region and party, and known votes: reported against predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.core.language import named, tr, tr_n
from sim.core.text import number_text
from sim.plots.style.boxes import extent_of
from sim.plots.style.interval_bars import plot_bar_key, plot_posterior
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.panels import in_published_order
from sim.plots.style.rows import name_rows, quiet_axes
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import fit_sources, sources
from sim.plots.style.style import OUTLINED_STROKE, QUIET_INK, REPORTED, REPORTED_INK, SIMULATED
from sim.plots.style.texts import LEAST_SIZE, fit_size, text_width
from sim.results.calibration_records import Fit, fits, n_inside
from sim.results.wording import candidate_text, choice_text, short_party

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.plots.style.boxes import Box
    from sim.plots.style.slide import Slide
    from sim.results import CalibrationResults
    from sim.results.summaries.calibration import CalibrationSummary

MOST_PLACES = {"slide": 6, "square": 3, "phone": 2}
"""Maximum number of districts or regions with a panel of votes; ``fit.csv`` has all."""
_FEW_SEATS = 6
"""Bars of parties with so few seats in every region would only show whole numbers."""
_NUMBER = 9.5
"""Size of the font of numbers."""
_NAMES = 104
"""Points for the names of regions."""
_BESIDE, _MOST_OF_CELL = 4, 0.6
"""Points between the names of choices and their bars, and the most of a cell that names take."""


class SeatsVotesData(NamedTuple):
    """The fits of reported seats and votes."""

    regions: list[str]
    """Codes."""
    seats: dict[str, dict[str, Fit]]
    """By party, most seats first, then by region."""
    votes: dict[str, list[Fit]]
    """By region or district, then in the order of the choices."""

    @property
    def all_seats(self) -> list[Fit]:
        """All fits of seats."""
        return [fit for column in self.seats.values() for fit in column.values()]

    @property
    def all_votes(self) -> list[Fit]:
        """All fits of votes."""
        return [fit for choices in self.votes.values() for fit in choices]


def seats_votes_data(results: CalibrationResults) -> SeatsVotesData:
    """Return the fits of seats by party and region, of votes by region or district."""
    seats: dict[str, dict[str, Fit]] = {}
    for fit in fits(results, "seats"):
        seats.setdefault(fit.target.item, {})[fit.target.code] = fit
    votes: dict[str, list[Fit]] = {}
    for fit in fits(results, "votes"):
        votes.setdefault(fit.target.code, []).append(fit)
    won = {party: sum(fit.reported for fit in column.values()) for party, column in seats.items()}
    return SeatsVotesData(
        in_published_order(
            (code for column in seats.values() for code in column), results.summary.area_names
        ),
        {party: seats[party] for party in sorted(seats, key=lambda party: -won[party])},
        votes,
    )


def plot_row(axes: Axes, y: float, fit: Fit) -> None:
    """Plot one fit: bars of the prediction, a vertical stroke at the reported value."""
    plot_posterior(axes, y, fit.posterior, 1.1)
    axes.plot(fit.reported, y, "|", color=REPORTED, markersize=11, markeredgewidth=2.6, zorder=4,
              path_effects=OUTLINED_STROKE)  # fmt: skip
    if not fit.inside:
        axes.plot(fit.reported, y, "o", color="none", markeredgecolor=REPORTED, markersize=13,
                  markeredgewidth=1.4, clip_on=False, zorder=4)  # fmt: skip


def _is_few(column: Mapping[str, Fit]) -> bool:
    return max(fit.reported for fit in column.values()) <= _FEW_SEATS


def _plot_seats(
    slide: Slide, regions: list[str], seats: Mapping[str, dict[str, Fit]],
    summary: CalibrationSummary, box: Box,
) -> None:  # fmt: skip
    """Plot the seats of a party in a column: bars, or numbers where they are few or on narrow."""
    cells = box.inset(left=_NAMES, top=16, bottom=14)
    as_bars = {party: slide.is_wide and not _is_few(column) for party, column in seats.items()}
    heads = {party: short_party(named(party)) for party in seats}
    least = {party: max(_widest(column, _NUMBER), text_width(heads[party], _NUMBER, "bold"))
             for party, column in seats.items()}  # fmt: skip
    used = sum(least[party] for party in seats if not as_bars[party])
    spare = cells.width - used - 12 * (len(seats) - 1)
    shares = {party: max(spare / max(sum(as_bars.values()), 1), 40.0) if as_bars[party] else room
              for party, room in least.items()}  # fmt: skip
    columns = cells.columns([*shares.values()], 12)
    for k, ((party, column), cell) in enumerate(zip(seats.items(), columns, strict=True)):
        axes = slide.panel(cell)
        if as_bars[party]:
            _plot_bars(axes, regions, column)
        else:
            _write_numbers(axes, regions, column)
        axes.set_ylim(len(regions) - 0.4, -0.6)
        areas = [named(summary.area_name(code)) for code in regions] if k == 0 else []
        name_rows(axes, areas, _NAMES - 8)
        axes.tick_params(axis="y", length=0)
        name = heads[party]
        font = fit_size(name, cell.width + 6, 10.5, "bold")
        axes.set_title(name, loc="left", fontsize=font, fontweight="bold", pad=4)


def _plot_bars(axes: Axes, regions: list[str], column: dict[str, Fit]) -> None:
    for y, code in enumerate(regions):
        if code in column:
            plot_row(axes, y, column[code])
        else:
            axes.text(0.04, y, tr("not reported"), va="center", fontsize=8, color=QUIET_INK,
                      transform=axes.get_yaxis_transform())  # fmt: skip
    quiet_axes(axes)
    most = max(max(fit.posterior.p95, fit.reported) for fit in column.values())
    axes.set_xlim(-0.04 * max(most, 2) - 0.2, 1.06 * max(most, 2))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))


def seat_texts(fit: Fit) -> tuple[str, str]:
    """Return the reported seats, and their 90 % prediction interval."""
    low, high = (number_text(end) for end in (fit.posterior.p05, fit.posterior.p95))
    return number_text(fit.reported), low if low == high else f"{low}–{high}"


def _widest(column: Mapping[str, Fit], size: float) -> float:
    """Return the width of the widest cell of a column of numbers, in points."""
    texts = [seat_texts(fit) for fit in column.values()]
    return sum(max(text_width(text, size, "bold") for text in part)
               for part in zip(*texts, strict=True)) + 0.6 * size  # fmt: skip


def _write_numbers(axes: Axes, regions: list[str], column: dict[str, Fit]) -> None:
    """Write reported seats, and the interval beside them; both bold if they disagree."""
    size = _NUMBER
    axes.grid(visible=False)
    axes.set_xticks([])
    for spine in axes.spines.values():
        spine.set_visible(False)
    texts = {code: seat_texts(fit) for code, fit in column.items()}
    middle = max(text_width(text, size, "bold") for text, _ in texts.values())
    axes.set_xlim(0, extent_of(axes).width)
    for y, code in enumerate(regions):
        if code not in column:
            axes.text(middle, y, "–", va="center", ha="right", fontsize=size, color=QUIET_INK)
            continue
        weight = "normal" if column[code].inside else "bold"
        reported, predicted = texts[code]
        axes.text(middle, y, reported, va="center", ha="right", fontsize=size,
                  color=REPORTED_INK, fontweight=weight)  # fmt: skip
        axes.text(middle + 0.6 * size, y, predicted, va="center", fontsize=size,
                  color=SIMULATED, fontweight=weight)  # fmt: skip
        if not column[code].inside:
            axes.plot(middle - text_width(reported, size) / 2, y, "o", color="none",
                      markeredgecolor=REPORTED, markersize=12, clip_on=False)  # fmt: skip


def _plot_votes(
    slide: Slide, data: SeatsVotesData, summary: CalibrationSummary, codes: list[str], box: Box
) -> None:
    rows = max(len(data.votes[code]) for code in codes)
    n = len(codes) if not slide.is_wide else max(len(codes), 3)
    share = 0.46 if slide.is_wide else 0.52
    texts = [_choice(fit) for code in codes for fit in data.votes[code]]
    for code, cell in zip(codes, box.columns([1] * n, 12), strict=False):
        names = _room_of_choices(texts, cell.width, share)
        axes = slide.panel(cell.inset(left=names, top=16, bottom=14, right=8))
        for y, fit in enumerate(data.votes[code]):
            plot_row(axes, y, fit)
        quiet_axes(axes)
        axes.set_ylim(max(rows, 4) - 0.4, -0.6)
        axes.set_xlim(-9, 104)
        name_rows(axes, [_choice(fit) for fit in data.votes[code]], names - _BESIDE, 9)
        axes.set_xticks([0, 50, 100], ["0", "50", "100 %"])
        area = named(summary.area_name(code))
        axes.set_title(area, loc="left", fontsize=11, fontweight="bold", pad=4)


def _room_of_choices(texts: list[str], width: float, share: float) -> float:
    """Return the points for the names of choices: a share of a cell, or as many as they need.

    Independent candidates differ in the number at the end alone, which is cut first.
    """
    needed = max(text_width(text, LEAST_SIZE) for text in texts) + _BESIDE + 1
    return max(min(84.0, share * width), min(needed, _MOST_OF_CELL * width))


def _choice(fit: Fit) -> str:
    """Return the short name of a choice."""
    return short_party(candidate_text(choice_text(fit.target.item), ""))


def _title(data: SeatsVotesData) -> str:
    seats, votes = n_inside(data.all_seats), n_inside(data.all_votes)
    n_seats, n_votes = len(data.all_seats), len(data.all_votes)
    if n_seats and n_votes:
        return tr(
            "{seats} of {n_seats} reported values of seats and {votes} of {n_votes} of votes lie "
            "in their 90 % prediction intervals",
            seats=seats, n_seats=n_seats, votes=votes, n_votes=n_votes,
        )  # fmt: skip
    if n_seats:
        return tr_n(
            "{inside} of {n} reported value of seats lies in its 90 % prediction interval",
            "{inside} of {n} reported values of seats lie in their 90 % prediction intervals",
            n_seats, inside=seats,
        )  # fmt: skip
    if n_votes:
        return tr_n(
            "{inside} of {n} reported value of votes lies in its 90 % prediction interval",
            "{inside} of {n} reported values of votes lie in their 90 % prediction intervals",
            n_votes, inside=votes,
        )  # fmt: skip
    return tr("No seats or votes reported")


def _subtitle(summary: CalibrationSummary, *, with_votes: bool) -> str:
    if summary.election is None:
        seats = tr("Seats by region and party of nomination, as numbers where they are few")
    else:
        seats = tr("Seats by area and party of nomination, as numbers where they are few")
    how = tr("reported, then predicted, 90 %")
    if not with_votes:
        return f"{seats}: {how}"
    votes = tr("votes for each choice, per cent of ballots cast")
    return f"{seats}: {how}; {votes}"


def _note(n_more: int, *, circled: bool) -> str:
    parts = [tr("Predicted: from posterior draws.")]
    if circled:
        parts.append(tr("Circled: outside the 90 % interval."))
    if n_more:
        parts.append(
            tr_n(
                "Votes of {n} more region or district are in fit.csv.",
                "Votes of {n} more regions or districts are in fit.csv.",
                n_more,
            )
        )
    return " ".join(parts)


def figure(results: CalibrationResults, size: str = "slide") -> Figure:
    """Return the figure; on a narrow one seats are numbers, and on a phone there are no votes."""
    data, summary = seats_votes_data(results), results.summary
    has_room = size != "phone" or not data.seats
    codes = list(data.votes)[: MOST_PLACES[size]] if has_room else []
    more = len(data.votes) - len(codes)
    cells = [*data.all_seats, *(fit for code in codes for fit in data.votes[code])]
    slide = new_figure(
        _title(data),
        _subtitle(summary, with_votes=bool(codes)),
        summary,
        sources(fit_sources(results), _note(more, circled=n_inside(cells) < len(cells))),
        size,
    )
    if codes or slide.is_wide:
        predicted = tr("predicted: 90 %, 50 %, median")
        body = plot_bar_key(slide, slide.body, "", predicted, tr("reported"))
    else:
        body = plot_key(
            slide,
            [
                KeyItem(tr("reported"), REPORTED, band=1),
                KeyItem(tr("predicted: 90 %"), SIMULATED, band=1),
            ],
        )
    seats, votes = body, body.below_top(260)
    if data.seats and codes:
        below = 30 + 13 * max(len(data.votes[code]) for code in codes)
        seats, votes = body.rows([32 + 17.0 * len(data.regions), below], 14)
    if data.seats:
        parties, half = list(data.seats), -(-len(data.seats) // 2)
        blocks = [parties] if size != "phone" else [parties[:half], parties[half:]]
        boxes = seats.rows([1] * len([block for block in blocks if block]), 12)
        for block, box in zip(blocks, boxes, strict=False):
            chosen = {party: data.seats[party] for party in block}
            height = 32 + 25 * len(data.regions)
            _plot_seats(slide, data.regions, chosen, summary, box.below_top(height))
    if codes:
        _plot_votes(slide, data, summary, codes, votes)
    return slide
