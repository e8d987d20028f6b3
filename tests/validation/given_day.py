"""An election left out, given six of its values: what a calibration after a day can claim.

``python -m tests.validation.given_day`` prints the table and plots
``docs/validation/given_day.png``. On 25 July 2021 six turnout values
during the day were reported: three regions at 10:00, two at 12:00, one at 16:00. Each other
election is left out in turn; the arrival model is fitted to the rest, is given the same six
cells of the election left out, and predicts all its other values from final turnouts. Beside it
stand two naive forecasters, which know the final turnouts, too: one takes the shares of the
final turnout that other elections had at that hour, one takes turnout as linear in time.
"""

from __future__ import annotations

import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.arrivals.curve_data import ERROR_DOF, SHIFTS, curve_data, passed_at
from sim.calibration.arrivals.past_curves import PriorDraws, sample
from sim.calibration.arrivals.prior import HIGHEST, LOWEST, shapes_of, within
from sim.core import clock
from sim.core.student_t import log_kernel
from sim.pack.past_elections import usable_curves
from sim.scenario.parameters.voters import USUAL_C
from sim.turnout.arrival_curves import arrival_cdf
from tests.support.published import OF
from tests.validation.given_day_picture import draw
from tests.validation.scores import Scored, scored

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Floats, Ints
    from sim.pack.past_elections import TurnoutCurve

SEED = 7
PICTURE = Path(__file__).parents[2] / "docs" / "validation" / "given_day.png"
ITERATIONS = 1_500
CELLS = {("AKM", 10), ("ALM", 10), ("KAR", 10), ("ALM", 12), ("ZHA", 12), ("ZHA", 16)}
"""Region and hour of the values that the day had."""
MODELS = {"model": None, "model, as calibrated": 0.4}
"""The scale of the error of given values, points: that of other elections, or as a calibration
has it, which keeps to what was reported (0.3, with the spread over runs)."""
_EACH = 40
"""Samples of a region's shapes for each draw of the prior."""


class Cells(NamedTuple):
    """Values of one election, an array each."""

    code: list[str]
    hour: Ints
    """Capital time, rounded."""
    passed: Floats
    """Part of the opening hours that has passed, given the part of the difference of clocks that
    reports show: shape ``(n_shifts, n_cells)``."""
    final: Floats
    pct: Floats

    @property
    def given(self) -> list[bool]:
        """Return which of them are given."""
        return [key in CELLS for key in zip(self.code, self.hour.tolist(), strict=True)]


class Forecast(NamedTuple):
    """Predictions of the values that are not given, by one forecaster."""

    election: list[str]
    hour: Ints
    scores: Scored


def cells_of(curves: Sequence[TurnoutCurve]) -> Cells:
    """Return all values of some curves."""
    rows = [(c, at, pct) for c in curves for at, pct in zip(c.at, c.pct, strict=True)]
    return Cells(
        [c.code for c, _, _ in rows],
        np.array([round(at / clock.HOUR_MS) for _, at, _ in rows]),
        np.stack([passed_at(c, at, OF) for c, at, _ in rows], axis=1),
        np.array([c.final_pct for c, _, _ in rows]),
        np.array([pct for _, _, pct in rows]),
    )


def model_forecast(
    cells: Cells, draws: PriorDraws, generator: np.random.Generator, given_error: float | None
) -> Scored:
    """Return the scores of the arrival model, given some values, for the others.

    ``given_error`` is the scale of the error of given values, points; that of others if None.

    Draws of the common effect are weighted by how likely the given values are under them; in a
    region with given values, so are its shapes. No value is above the final turnout.
    """
    common = draws.new_election(generator)
    n = len(common)
    shift = draws.new_shift(generator)
    passed = cells.passed[np.searchsorted(SHIFTS, shift)]
    given = np.array(cells.given)
    codes = list(dict.fromkeys(cells.code))
    of = {code: np.array([c == code for c in cells.code]) for code in codes}
    shapes, log_within, errors = {}, {}, draws.error[:, None]
    log_common = np.zeros(n)
    for code in codes:
        new = np.stack([draws.new_curve(code, generator) for _ in range(_EACH)], axis=1)
        shapes[code] = common[:, None] + new
        log = np.where(within(shapes[code]), 0.0, -np.inf)
        for k in np.flatnonzero(of[code] & given):
            error = errors if given_error is None else np.full_like(errors, given_error)
            log += log_t(cells.pct[k] - _mean(cells, k, shapes[code], passed), error, ERROR_DOF)
        log_within[code] = log
        log_common += _log_mean(log)
    values, samples, weights, densities = [], [], [], []
    for code in codes:
        log = log_within[code]
        # Weights of the common effect, with those of this region's shapes in place of their mean.
        total = (log_common - _log_mean(log))[:, None] + log
        weight = np.exp(total - total.max())
        weight /= weight.sum()
        for k in np.flatnonzero(of[code] & ~given):
            mean = _mean(cells, k, shapes[code], passed)
            value = mean + errors * generator.standard_t(ERROR_DOF, mean.shape)
            values.append(cells.pct[k])
            samples.append(np.minimum(value, cells.final[k]).ravel())
            weights.append(weight.ravel())
            density = np.exp(log_t(cells.pct[k] - mean, errors, ERROR_DOF))
            densities.append(float((weight * density).sum()))
    return scored(np.array(values), np.array(samples), np.array(weights), np.array(densities))


def _log_mean(log: Floats) -> Floats:
    """Return the logarithm of the mean over the last axis; very low, not -inf, if all are 0."""
    return np.asarray(np.maximum(np.logaddexp.reduce(log, axis=-1), -1e6) - np.log(log.shape[-1]))


def _mean(cells: Cells, k: int | np.integer, shapes: Floats, passed: Floats) -> Floats:
    """Return the expected value of a cell under some shapes, shape ``(n, n_each)``."""
    inside = np.clip(shapes, LOWEST, HIGHEST)  # Others have the weight 0.
    mean: Floats = cells.final[k] * arrival_cdf(passed[:, k, None], *shapes_of(inside), USUAL_C)
    return mean


def log_t(error: Floats, scale: Floats, dof: float) -> Floats:
    """Return the log density of a Student-t distribution with a scale."""
    constant = math.lgamma((dof + 1) / 2) - math.lgamma(dof / 2) - math.log(dof * math.pi) / 2
    found: Floats = constant - np.log(scale) + log_kernel((error / scale) ** 2, dof)
    return found


def naive_forecasts(cells: Cells, others: Cells) -> dict[str, Scored]:
    """Return the scores of the naive forecasters for the values that are not given.

    Parameters
    ----------
    cells
        Of the election left out.
    others
        Of all other elections: their shares of the final turnout, and the spread of these.
    """
    rest = np.flatnonzero(~np.array(cells.given))
    hour, final, pct = cells.hour[rest], cells.final[rest], cells.pct[rest]
    share = others.pct / others.final
    linear = share - others.passed[-1]
    found: dict[str, list[Floats]] = {"other elections": [], "linear in time": []}
    for k, at in zip(rest, hour, strict=True):
        near = np.abs(others.hour - at) == np.abs(others.hour - at).min()
        found["other elections"].append(share[near])
        found["linear in time"].append(cells.passed[-1, k] + linear)
    return {name: _kernel_scores(pct, final, shares) for name, shares in found.items()}


def _kernel_scores(values: Floats, final: Floats, shares: list[Floats]) -> Scored:
    """Return the scores of predictions that are shares of the final turnout, a bit blurred."""
    n = 400
    samples, densities = np.empty((len(values), n)), np.empty(len(values))
    levels = (np.arange(n) + 0.5) / n
    for k, found in enumerate(shares):
        centre = final[k] * found
        # Silverman's rule, without which a density of few values would be zero in between.
        blur = max(1.06 * centre.std() * len(centre) ** -0.2, 0.5)
        draws = np.random.Generator(np.random.Philox(SEED)).standard_normal((20, len(centre)))
        samples[k] = np.quantile(centre + blur * draws, levels)
        z = (values[k] - centre) / blur
        densities[k] = float(np.exp(-(z**2) / 2).mean() / (blur * math.sqrt(2 * math.pi)))
    return scored(values, samples, np.full_like(samples, 1 / n), densities)


def leave_one_out(
    curves: Sequence[TurnoutCurve], iterations: int, seed: int, burn_in: int = 300
) -> dict[str, Forecast]:
    """Return the scores of every forecaster, all elections left out in turn."""
    parts: dict[str, list[Scored]] = {}
    elections: list[str] = []
    hours: list[Ints] = []
    for election in sorted({curve.date for curve in curves}):
        generator = np.random.Generator(np.random.Philox(seed))
        others = [curve for curve in curves if curve.date != election]
        left = cells_of([curve for curve in curves if curve.date == election])
        draws = sample(curve_data(others, OF), iterations, generator, burn_in)
        for name, error in MODELS.items():
            generator = np.random.Generator(np.random.Philox(seed + 1))
            parts.setdefault(name, []).append(model_forecast(left, draws, generator, error))
        for name, scores in naive_forecasts(left, cells_of(others)).items():
            parts.setdefault(name, []).append(scores)
        rest = ~np.array(left.given)
        elections += [str(election)] * int(rest.sum())
        hours.append(left.hour[rest])
    hour = np.concatenate(hours)
    return {
        name: Forecast(elections, hour, Scored(*map(np.concatenate, zip(*scores, strict=True))))
        for name, scores in parts.items()
    }


def table(forecasts: dict[str, Forecast]) -> str:
    """Return the table, at most 80 columns wide."""
    names = ("in 50 %", "in 90 %", "width", "bias", "CRPS", "interval", "log")
    lines = [f"{'values':>24}" + "".join(f"{name:>8}" for name in names[:5])
             + "".join(f"{name:>9}" for name in names[5:])]  # fmt: skip
    for forecaster, found in forecasts.items():
        lines.append(forecaster)
        election, hour = np.array(found.election), found.hour
        groups = [("all", np.ones(len(hour), dtype=bool))]
        groups += [(name, election == name) for name in np.unique(election).tolist()]
        groups += [(f"{at}:00", hour == at) for at in np.unique(hour).tolist()]
        for name, rows in groups:
            of = found.scores.chosen(rows)
            lines.append(
                f"  {name:<16}{rows.sum():>6}{of.coverage(1, 3):>8.0%}{of.coverage(0, 4):>8.0%}"
                f"{of.width(0, 4):>8.1f}{of.bias:>8.1f}{of.crps.mean():>8.2f}"
                f"{of.interval_score.mean():>9.1f}{of.log_score.mean():>9.2f}"
            )
    return "\n".join(lines)


def main() -> None:
    """Print the table and plot the picture."""
    found = leave_one_out(usable_curves(OF), ITERATIONS, SEED)
    sys.stdout.write(table(found) + "\n")
    draw(found, PICTURE)
    sys.stdout.write(f"plotted {PICTURE.name}\n")


if __name__ == "__main__":
    main()
