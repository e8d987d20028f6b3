"""Seats by region and party, and known votes: reported against predicted."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.plots.style.interval_bars import plot_bar_key, plot_posterior, quiet_axes
from sim.plots.style.panels import in_published_order
from sim.plots.style.style import IN_FIT_TABLE, INK, QUIET_INK, REPORTED, new_figure, sources
from sim.results.calibration_records import Fit, fits, n_inside
from sim.results.wording import short_party

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import CalibrationResults
    from sim.results.summaries.calibration import CalibrationSummary

MOST_PLACES = 6
"""Maximum number of districts or regions with a panel of votes; ``fit.csv`` has all."""


class OutcomesData(NamedTuple):
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


def outcomes_data(results: CalibrationResults) -> OutcomesData:
    """Return the fits of seats by party and region, of votes by region or district."""
    seats: dict[str, dict[str, Fit]] = {}
    for fit in fits(results, "seats"):
        seats.setdefault(fit.target.item, {})[fit.target.code] = fit
    votes: dict[str, list[Fit]] = {}
    for fit in fits(results, "votes"):
        votes.setdefault(fit.target.code, []).append(fit)
    won = {party: sum(fit.reported for fit in column.values()) for party, column in seats.items()}
    return OutcomesData(
        in_published_order(
            (code for column in seats.values() for code in column), results.summary.area_names
        ),
        {party: seats[party] for party in sorted(seats, key=lambda party: -won[party])},
        votes,
    )


def plot_row(axes: Axes, y: float, fit: Fit) -> None:
    """Plot one fit: bars of the prediction, a vertical stroke at the reported value."""
    plot_posterior(axes, y, fit.posterior, 1.1)
    axes.plot(fit.reported, y, "|", color=REPORTED, markersize=11, markeredgewidth=2.6, zorder=4)
    if not fit.inside:
        axes.plot(fit.reported, y, "o", color="none", markeredgecolor=REPORTED, markersize=13,
                  markeredgewidth=1.4, clip_on=False, zorder=4)  # fmt: skip


def _plot_seats(
    slide: Figure, data: OutcomesData, summary: CalibrationSummary, bottom: float, top: float
) -> None:
    left, right, gap = 0.125, 0.975, 0.014
    # The largest party needs more room.
    widths = [1.6, *[1.0] * (len(data.seats) - 1)]
    unit = (right - left - gap * (len(widths) - 1)) / max(sum(widths), 2.6)
    for k, (party, column) in enumerate(data.seats.items()):
        axes = slide.add_axes((left, bottom, unit * widths[k], top - bottom))
        left += unit * widths[k] + gap
        for y, code in enumerate(data.regions):
            if code in column:
                plot_row(axes, y, column[code])
            else:
                axes.text(0.04, y, "not reported", va="center", fontsize=8, color=QUIET_INK,
                          transform=axes.get_yaxis_transform())  # fmt: skip
        quiet_axes(axes)
        axes.set_ylim(len(data.regions) - 0.4, -0.6)
        most = max(max(fit.posterior.p95, fit.reported) for fit in column.values())
        axes.set_xlim(-0.04 * max(most, 2) - 0.2, 1.06 * max(most, 2))
        names = [summary.area_name(code) for code in data.regions] if k == 0 else []
        axes.set_yticks(range(len(names)), names)
        axes.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=4))
        axes.set_xlabel("seats", fontsize=9, labelpad=1)
        axes.set_title(short_party(party), loc="left", fontsize=11, fontweight="bold", pad=4)


def _plot_votes(
    slide: Figure, data: OutcomesData, summary: CalibrationSummary, bottom: float, top: float
) -> None:
    codes = list(data.votes)[:MOST_PLACES]
    pitch = 0.955 / max(len(codes), 3)
    rows = max(len(data.votes[code]) for code in codes)
    for k, code in enumerate(codes):
        axes = slide.add_axes((0.125 + pitch * k, bottom, pitch - 0.105, top - bottom))
        for y, fit in enumerate(data.votes[code]):
            plot_row(axes, y, fit)
        quiet_axes(axes)
        axes.set_ylim(max(rows, 4) - 0.4, -0.6)
        axes.set_xlim(-9, 104)
        names = [short_party(fit.target.item) for fit in data.votes[code]]
        axes.set_yticks(range(len(names)), names)
        axes.set_xticks([0, 50, 100], ["0", "50", "100 %"])
        axes.set_title(summary.area_name(code), loc="left", fontsize=11, fontweight="bold", pad=4)


def _title(data: OutcomesData) -> str:
    parts = [
        f"{n_inside(fits)} of {len(fits)} {word}"
        for fits, word in (
            (data.all_seats, "reported values of seats"),
            (data.all_votes, "of votes" if data.all_seats else "reported values of votes"),
        )
        if fits
    ]
    if not parts:
        return "No seats or votes reported"
    return f"{' and '.join(parts)} lie in their 90 % prediction intervals"


def figure(results: CalibrationResults) -> Figure:
    """Return the figure."""
    data = outcomes_data(results)
    more = len(data.votes) - MOST_PLACES
    cells = [*data.all_seats, *data.all_votes]
    slide = new_figure(
        _title(data),
        f"Seats by {results.summary.a_region_word} and party of nomination; "
        "votes for each choice, per cent of ballots cast",
        results.summary,
        sources(
            IN_FIT_TABLE,
            " ".join(
                ["Predicted: from posterior draws."]
                + ["Circled: outside the 90 % interval."] * (n_inside(cells) < len(cells))
                + [f"Votes of {more} more regions or districts are in fit.csv."] * (more > 0)
            ),
        ),
    )
    if data.seats:
        bottom = 0.42 if data.votes else 0.1
        height = min(0.81 - bottom, 0.06 + 0.05 * len(data.regions))
        _plot_seats(slide, data, results.summary, 0.81 - height, 0.81)
    if data.votes:
        _plot_votes(slide, data, results.summary, 0.09, 0.33 if data.seats else 0.6)
    plot_bar_key(slide, 0.65, 0.842, "", "predicted: 90 %, 50 %, median")
    slide.text(0.868, 0.857, "❙", color=REPORTED, fontsize=13, va="center", fontweight="bold")
    slide.text(0.88, 0.857, "reported", color=INK, fontsize=10.5, va="center")
    return slide
