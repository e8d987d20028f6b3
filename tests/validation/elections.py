"""Leave one election out: are its turnout curves where the others predict them?

``python -m tests.validation.elections`` prints a table and plots
``docs/validation/elections.png``. Each election is left out in turn;
the arrival model is fitted to the rest and predicts the values of the one left
out from its final turnouts alone. Predictions include the reporting error.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.arrivals.curve_data import ERROR_DOF, SHIFTS, curve_data, passed_at
from sim.calibration.arrivals.past_curves import sample
from sim.calibration.arrivals.prior import shapes_of, within
from sim.core import clock
from sim.pack.past_elections import usable_curves
from sim.plots.style.slide import written_slide
from sim.plots.style.style import GRID, QUIET_INK, REPORTED, SIMULATED, THIRD, house_style
from sim.scenario.parameters.voters import USUAL_C
from sim.turnout.arrival_curves import arrival_cdf
from tests.support.published import OF

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from sim.core.types import Floats
    from sim.pack.past_elections import TurnoutCurve


SEED = 7
ITERATIONS = 2_000
PICTURE = Path(__file__).parents[2] / "docs" / "validation" / "elections.png"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class Predictions(NamedTuple):
    """Values of elections left out, and their predictions."""

    election: NDArray[np.str_]
    hour: NDArray[np.int64]
    """Capital time, rounded."""
    reported: Floats
    """Per cent of registered."""
    quantiles: Floats
    """Shape ``(n, 5)``: 5, 25, 50, 75 and 95 % of the predictions."""

    def chosen(self, rows: NDArray[np.bool_]) -> Predictions:
        """Return some of them."""
        return Predictions(
            self.election[rows], self.hour[rows], self.reported[rows], self.quantiles[rows]
        )

    @property
    def errors(self) -> Floats:
        """Reported minus the predicted median, points."""
        return self.reported - self.quantiles[:, 2]

    def coverage(self, low: int, high: int) -> float:
        """Return the share that lies between two of the quantiles."""
        inside = (self.reported >= self.quantiles[:, low]) & (
            self.reported <= self.quantiles[:, high]
        )
        return float(inside.mean())

    def width(self, low: int, high: int) -> float:
        """Return the mean distance of two of the quantiles, points."""
        return float((self.quantiles[:, high] - self.quantiles[:, low]).mean())


def leave_one_out(
    curves: Sequence[TurnoutCurve], iterations: int, seed: int, burn_in: int = 300
) -> Predictions:
    """Predict each election from the others."""
    names, hours, pct, quantiles = [], [], [], []
    for election in sorted({curve.date for curve in curves}):
        generator = np.random.Generator(np.random.Philox(seed))
        rest = [curve for curve in curves if curve.date != election]
        draws = sample(curve_data(rest, OF), iterations, generator, burn_in)
        common, shift = draws.new_election(generator), draws.new_shift(generator)
        for curve in (curve for curve in curves if curve.date == election):
            shapes = common + draws.new_curve(curve.code, generator)
            for at, figure in zip(curve.at, curve.pct, strict=True):
                passed = passed_at(curve, at, OF)[np.searchsorted(SHIFTS, shift)]
                errors = draws.error * generator.standard_t(ERROR_DOF, len(passed))
                predicted = _predicted(curve, passed, shapes, errors)
                names.append(str(election))
                hours.append(round(at / clock.HOUR_MS))
                pct.append(figure)
                quantiles.append(np.quantile(predicted, QUANTILES))
    return Predictions(np.array(names), np.array(hours), np.array(pct), np.array(quantiles))


def _predicted(curve: TurnoutCurve, passed: Floats, shapes: Floats, errors: Floats) -> Floats:
    """Return draws of a value; shapes that a scenario does not allow are left out."""
    allowed = within(shapes)
    expected = curve.final_pct * arrival_cdf(passed[allowed], *shapes_of(shapes[allowed]), USUAL_C)
    return np.minimum(expected + errors[allowed], curve.final_pct)


def groups(found: Predictions) -> list[tuple[str, Predictions]]:
    """Return all values, those of each election, and those of each hour."""
    by_election = [
        (name, found.chosen(found.election == name)) for name in np.unique(found.election).tolist()
    ]
    by_hour = [
        (f"{hour}:00", found.chosen(found.hour == hour)) for hour in np.unique(found.hour).tolist()
    ]
    return [("all", found), *by_election, *by_hour]


def table(found: Predictions) -> str:
    """Return the table, at most 80 columns wide."""
    names = ("values", "in 50 %", "in 90 %", "width 50", "width 90", "mean |e|", "rms e")
    lines = [" " * 10 + "".join(f"{name:>10}" for name in names)]
    for name, group in groups(found):
        lines.append(
            f"{name:<10}{len(group.reported):>10}{group.coverage(1, 3):>10.0%}"
            f"{group.coverage(0, 4):>10.0%}{group.width(1, 3):>10.1f}{group.width(0, 4):>10.1f}"
            f"{np.abs(group.errors).mean():>10.1f}{np.sqrt((group.errors**2).mean()):>10.1f}"
        )
    return "\n".join(lines)


def draw(found: Predictions, file: Path) -> None:
    """Plot coverage, and errors by hour."""
    with house_style():
        inside = found.coverage(0, 4)
        slide = written_slide(
            f"An election left out: {_pct(inside)} of its values are in the 90 % intervals",
            "Turnout by hour and region predicted from the other elections and the region's final "
            "turnout",
            "Reported values: news agencies quoting the Central Election Commission. Predictions: "
            "python -m tests.validation.elections.",
        )
        body = slide.body.inset(left=90, top=40, bottom=20)
        left, right = (slide.panel(box) for box in body.columns([1, 1], 60))
        _draw_coverage(left, found)
        _draw_errors(right, found)
        slide.savefig(file)


def _pct(share: float) -> str:
    return f"{100 * share:.0f} %"


def _draw_coverage(axes: Axes, found: Predictions) -> None:
    rows = groups(found)
    for level, (low, high), colour, size in (
        (0.9, (0, 4), SIMULATED, 12), (0.5, (1, 3), THIRD, 8),
    ):  # fmt: skip
        axes.axvline(level, color=colour, linewidth=1.2, linestyle="--")
        shares = [group.coverage(low, high) for _, group in rows]
        axes.plot(shares, range(len(rows)), "o", color=colour, markersize=size, clip_on=False)
        axes.text(level, -0.75, f"{_pct(level)} intervals", color=colour, ha="center", fontsize=11)
    axes.set_yticks(range(len(rows)), [f"{name} ({len(group.reported)})" for name, group in rows])
    axes.set_ylim(len(rows) - 0.5, -0.6)
    axes.set_xlim(0, 1)
    axes.set_xticks(np.arange(0, 1.01, 0.25), [f"{k} %" for k in range(0, 101, 25)])
    axes.set_title("Share of the values inside", loc="left", fontsize=13, pad=26)


def _draw_errors(axes: Axes, found: Predictions) -> None:
    for hour in np.unique(found.hour).tolist():
        at_hour = found.chosen(found.hour == hour)
        ends = (at_hour.quantiles[:, [0, 4]] - at_hour.quantiles[:, [2]]).mean(axis=0)
        axes.fill_between([hour - 0.6, hour + 0.6], *ends, color=SIMULATED, alpha=0.2, linewidth=0)
        middle = (at_hour.quantiles[:, [1, 3]] - at_hour.quantiles[:, [2]]).mean(axis=0)
        axes.fill_between(
            [hour - 0.6, hour + 0.6], *middle, color=SIMULATED, alpha=0.35, linewidth=0
        )
        spread = np.linspace(-0.45, 0.45, len(at_hour.errors))
        axes.plot(hour + spread, at_hour.errors, "o", color=REPORTED, markersize=4)
    axes.axhline(0, color=GRID, linewidth=1.5, zorder=0)
    hours = np.unique(found.hour).tolist()
    axes.set_xticks(hours, [f"{hour}:00" for hour in hours])
    axes.set_title("Reported minus predicted, points, by hour", loc="left",
                   fontsize=13, pad=26)  # fmt: skip
    axes.text(
        0, 1.02, "capital time; dots: values; bands: mean 50 % and 90 % intervals",
        transform=axes.transAxes,
        fontsize=11, color=QUIET_INK,
    )  # fmt: skip


def main() -> None:
    """Print the table and plot the picture."""
    found = leave_one_out(usable_curves(OF), ITERATIONS, SEED)
    sys.stdout.write(table(found) + "\n")
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    draw(found, PICTURE)
    sys.stdout.write(f"plotted {PICTURE.name}\n")


if __name__ == "__main__":
    main()
