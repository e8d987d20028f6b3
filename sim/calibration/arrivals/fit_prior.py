"""Fits the prior of arrival shapes, once: ``saylau pack prior``.

What is predicted for an election not seen is matched by a t for all regions together,
and one for each region: see :mod:`sim.calibration.arrivals.past_curves` for the model.
"""

# No reference: the model and the matching have theirs where they are.

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.arrivals.curve_data import curve_data
from sim.calibration.arrivals.multivariate_t import matched_t
from sim.calibration.arrivals.past_curves import PriorDraws, sample
from sim.calibration.arrivals.prior import COORDINATES, CSV_COLUMNS, FITTED_TO, csv_values
from sim.calibration.arrivals.prior_file import check_curves, curves_digest
from sim.pack.past_elections import usable_curves
from sim.pack.records import published
from sim.pack.shipped import DEFAULT_ELECTION
from sim.pack.values import PRIOR

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.types import Floats
    from sim.pack.records import Published


SEED = 2021
ITERATIONS = 3_000
_TIMES = 10
"""Samples of new effects for each draw."""


def prior_rows(
    draws: PriorDraws, of: Published, generator: np.random.Generator
) -> dict[str, tuple[str, ...]]:
    """Return the rows of the file: ``common``, then the areas that tables are made for.

    New effects are sampled several times for each posterior draw, as they are most of the
    variance.
    """
    error = f"{np.median(draws.error):.2f}"
    new = [draws.new_election(generator) for _ in range(_TIMES)]
    rows = {"common": _row(new, error, curves_digest(of))}
    for code in of.report_codes:
        rows[code] = _row([draws.new_curve(code, generator) for _ in range(_TIMES)])
    return rows


def _row(new: list[Floats], *of_common: str) -> tuple[str, ...]:
    """Return the t that matches new effects, as a row of the file without its area."""
    mean, scale, dof = matched_t(np.concatenate(new))
    values = (f"{value:.4f}" for value in csv_values(mean, scale))
    return (*values, f"{dof:g}", *(of_common or ("", "")))


def csv_of(rows: dict[str, tuple[str, ...]]) -> str:
    """Return the text of ``past/arrival_prior.csv``."""
    lines = [",".join([*CSV_COLUMNS, FITTED_TO])]
    lines += [",".join([code, *values]) for code, values in rows.items()]
    return "\n".join(lines) + "\n"


def summary(draws: PriorDraws, n_curves: int) -> list[str]:
    """Return a summary of the fit as lines of text."""
    lines = [f"{n_curves} curves, {len(draws.regions)} regions, {len(draws.mu)} draws"]
    for name, values in (
        ("mu", draws.mu),
        *zip(draws.elections, _by_second(draws.election), strict=True),
    ):
        middle = zip(COORDINATES, values.mean(axis=0), values.std(axis=0), strict=True)
        text = "   ".join(f"{shape} {mean:6.3f} +- {sd:.3f}" for shape, mean, sd in middle)
        lines.append(f"{name:<12} {text}".replace("_", " "))
    for name, matrix in (
        ("elections", draws.between_elections), ("regions", draws.between_regions),
        ("curves (t)", draws.between_curves),
    ):  # fmt: skip
        sd = np.median(np.sqrt(np.diagonal(matrix, axis1=1, axis2=2)), axis=0)
        text = ", ".join(f"{shape} {of:.3f}" for shape, of in zip(COORDINATES, sd, strict=True))
        lines.append(f"between {name:<12} scale of {text}".replace("_", " "))
    low, mid, high = np.quantile(draws.error, [0.05, 0.5, 0.95])
    lines.append(f"reporting error: scale {mid:.2f} points ({low:.2f} to {high:.2f})")
    return lines


def _by_second(values: Floats) -> list[Floats]:
    return [values[:, k] for k in range(values.shape[1])]


def main(election: str = DEFAULT_ELECTION, folder: Path | None = None) -> None:
    """Fit the prior of an election, print a summary, and write ``past/arrival_prior.csv``.

    Parameters
    ----------
    election
        The default one, or the folder of a pack with ``past/turnout.csv``.
    folder
        Where the file is written; that of the election if left out.
    """
    of = published(election)
    check_curves(of)
    generator = np.random.Generator(np.random.Philox(SEED))
    curves = usable_curves(of)
    draws = sample(curve_data(curves, of), ITERATIONS, generator)
    sys.stdout.write("\n".join(summary(draws, len(curves))) + "\n")
    file = (folder or of.folder) / PRIOR
    file.parent.mkdir(exist_ok=True)
    text = csv_of(prior_rows(draws, of, generator))
    file.write_text(text, encoding="utf-8")
    sys.stdout.write(f"\n{text}\nwrote {file.name}\n")


if __name__ == "__main__":
    main(next(iter(sys.argv[1:]), DEFAULT_ELECTION))
