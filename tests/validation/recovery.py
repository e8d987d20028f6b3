"""Recovery: do intervals contain known parameters at the stated rate?

Simulation-based calibration: if parameters come from the prior and values from the
model, the rank of the true value among posterior draws is uniform, and a 90 %
interval contains it in 90 of 100 countries. ``python -m tests.validation.recovery``
calibrates 100 made-up countries (:mod:`tests.validation.known`), prints the coverage
by group, and plots ``recovery.png`` and ``ranks.png`` in ``docs/validation``; ``--quick``
takes 16 of them and plots nothing; ``--choice`` calibrates the choice alone, with longer
chains, and plots ``ranks_choice.png``. Finished countries are saved, so it resumes after
an interruption.

The method is that of Talts et al. [1]_; ranks are tested by Kolmogorov's test with the
correction of Stephens [2]_ for small numbers.

References
----------
.. [1] Talts S., Betancourt M., Simpson D., Vehtari A., Gelman A. (2018). Validating
   Bayesian inference algorithms with simulation-based calibration. arXiv:1804.06788.
   doi:10.48550/arXiv.1804.06788
.. [2] Stephens M. A. (1970). Use of the Kolmogorov–Smirnov, Cramér–von Mises and
   related statistics without extensive tables. Journal of the Royal Statistical
   Society, Series B 32(1): 115–122. doi:10.1111/j.2517-6161.1970.tb00821.x
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import numpy as np

from sim.plots.style.slide import written_slide
from sim.plots.style.style import SIMULATED, THIRD, house_style
from tests.validation.ecdf import draw_differences, note_over, plot_ranks
from tests.validation.known import recover, recover_all, recover_choice

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from sim.calibration.stages import Arrays
    from sim.core.types import Floats


N_COUNTRIES = 100
N_QUICK = 16
CACHE = Path("results") / "validation.unfinished"
FOLDER = Path(__file__).parents[2] / "docs" / "validation"
PICTURE, RANKS, OF_CHOICE = (FOLDER / f"{n}.png" for n in ("recovery", "ranks", "ranks_choice"))
"""Coverage and all ranks; ranks by group; ranks of the choice with longer chains."""
WITH_FIGURES = ("AKM", "ALM", "KAR", "ZHA")
"""Regions with turnout reported by hour."""
_INFORMED_BELOW = 0.9
"""A parameter is informed if its mean posterior variance is below this share of the prior's."""
DERIVED = ("turnout where reported", "turnout at 14:00", "strengths, summed")
"""Functions of the parameters: not counted among them."""


class Recovered(NamedTuple):
    """Ranks of true values; arrays of shape ``(n_countries, n_quantities)``."""

    names: tuple[str, ...]
    below: Floats
    """Share of the draws below the true value: its rank, scaled to [0, 1]."""
    inside_50: Floats
    inside_90: Floats
    left: Floats
    """Variance of the posterior as a share of the prior's."""
    tries: Floats
    """Countries sampled for each, shape ``(n_countries,)``."""

    @classmethod
    def of(cls, found: Sequence[Arrays]) -> Recovered:
        """Merge countries."""
        rows = [
            np.array([arrays[key] for arrays in found], dtype=np.float64)
            for key in ("below", "inside_50", "inside_90", "left", "tries")
        ]
        return cls(tuple(found[0]["names"].tolist()), *rows)

    @property
    def informed(self) -> NDArray[np.bool_]:
        """Quantities that the values inform."""
        informed: NDArray[np.bool_] = self.left.mean(axis=0) < _INFORMED_BELOW
        return informed

    def groups(self) -> dict[str, NDArray[np.int64]]:
        """Return indices of quantities by group; first all parameters."""
        of = np.array([group_of(name) for name in self.names])
        parameters = ~np.isin(of, DERIVED)
        found = {
            "all parameters": parameters,
            "informed parameters": parameters & self.informed,
            "other parameters": parameters & ~self.informed,
        }
        found |= {name: of == name for name in dict.fromkeys(of.tolist())}
        return {name: np.flatnonzero(inside) for name, inside in found.items() if inside.any()}


def group_of(name: str) -> str:
    """Return the group of a quantity.

    >>> group_of("arrivals.regions.ZHA.a"), group_of("choice.regions.AKM.strength.Auyl")
    ('curves, reported regions', 'strengths, regions')
    """
    parts = name.split(".")
    derived = dict(zip(("turnout", "at_14", "sum"), DERIVED, strict=True))
    if parts[0] in derived:
        return derived[parts[0]]
    if parts[0] == "arrivals":
        if parts[1] != "regions":
            return "curves, nation"
        told = parts[2] in WITH_FIGURES
        return "curves, reported regions" if told else "curves, other regions"
    if name.endswith("_share"):
        return "shares of other marks"
    if parts[1] in {"incumbency", "sharpness"}:
        return parts[1]
    return "strengths, nation" if parts[1] == "strength" else "strengths, regions"


def even_p(below: Floats) -> float:
    """Return the p value of uniform ranks.

    Kolmogorov's test of each quantity, and the smallest p value times their number
    (Bonferroni), as ranks of one country are correlated.

    Parameters
    ----------
    below
        Shape ``(n_countries, n_quantities)``.
    """
    n = len(below)
    ranks = np.sort(below, axis=0)
    steps = np.arange(n + 1)[:, None] / n
    d = np.maximum(steps[1:] - ranks, ranks - steps[:-1]).max(axis=0)
    x = (np.sqrt(n) + 0.12 + 0.11 / np.sqrt(n)) * d
    k = np.arange(1, 101)[:, None]
    p = 2 * ((-1.0) ** (k - 1) * np.exp(-2 * (k * x) ** 2)).sum(axis=0)
    return float(min(1.0, np.where(x < 0.3, 1.0, p).min() * below.shape[1]))


def doubt(inside: Floats) -> float:
    """Return 1.96 standard errors of a coverage: countries are independent, parameters are not."""
    n, n_quantities = inside.shape
    by_country = inside.mean(axis=1)
    # A single quantity may be covered in all countries: its standard error is not zero.
    least = 0.25 / n**2 if n_quantities == 1 else 0.0
    return float(1.96 * np.sqrt(max(by_country.var(ddof=1), least) / n))


def table(found: Recovered) -> str:
    """Return the table, at most 80 columns wide."""
    head = ("number", "in 50 %", "in 90 %", "+-", "mean rank", "even p")
    lines = [" " * 29 + "".join(f"{name:>{w}}" for name, w in zip(head, _WIDTHS, strict=True))]
    for name, places in found.groups().items():
        inside = found.inside_90[:, places]
        cells = (
            str(len(places)), f"{found.inside_50[:, places].mean():.1%}", f"{inside.mean():.1%}",
            f"{doubt(inside):.1%}", f"{found.below[:, places].mean():.3f}",
            f"{even_p(found.below[:, places]):.3f}",
        )  # fmt: skip
        lines.append(
            f"{name:<29}" + "".join(f"{c:>{w}}" for c, w in zip(cells, _WIDTHS, strict=True))
        )
    n = len(found.below)
    lines.append(
        f"{n} countries, {found.tries.sum():.0f} sampled; even p: Kolmogorov's, worst of the group"
    )
    return "\n".join(lines)


_WIDTHS = (8, 9, 9, 7, 11, 7)


def draw(found: Recovered, file: Path) -> None:
    """Plot coverage by group, and the uniformity of the ranks."""
    inside = found.inside_90[:, found.groups()["informed parameters"]].mean()
    with house_style():
        slide = written_slide(
            f"Known parameters: 90 % intervals contain {100 * inside:.0f} % of the informed ones",
            f"{len(found.below)} simulated countries with parameters from the prior, calibrated to "
            "the same few values as July 2021",
            "Simulated. Source: python -m tests.validation.recovery.",
        )
        body = slide.body.inset(left=160, top=40, bottom=36)
        left, right = (slide.panel(box) for box in body.columns([1, 1], 60))
        _draw_coverage(left, found)
        _draw_ranks(right, found)
        slide.savefig(file)


def _draw_coverage(axes: Axes, found: Recovered) -> None:
    groups = found.groups()
    for level, values, colour, size in (
        (0.9, found.inside_90, SIMULATED, 9), (0.5, found.inside_50, THIRD, 6),
    ):  # fmt: skip
        axes.axvline(level, color=colour, linewidth=1.2, linestyle="--")
        for row, places in enumerate(groups.values()):
            shares = values[:, places]
            axes.errorbar(
                shares.mean(), row, xerr=doubt(shares), fmt="o", color=colour, markersize=size,
                linewidth=1.5,
            )  # fmt: skip
        axes.text(level, -0.9, f"{100 * level:.0f} %", color=colour, ha="center", fontsize=11)
    axes.set_yticks(range(len(groups)), [f"{name} ({len(k)})" for name, k in groups.items()])
    axes.set_ylim(len(groups) - 0.5, -0.7)
    axes.set_xlim(0.3, 1)
    axes.set_xticks(np.arange(0.3, 1.01, 0.1), [f"{k} %" for k in range(30, 101, 10)])
    axes.set_title("Share of true values inside, 95 % confidence", loc="left", fontsize=13, pad=26)


def _draw_ranks(axes: Axes, found: Recovered) -> None:
    places = found.groups()["all parameters"]
    outside = draw_differences(axes, found.below[:, places])
    axes.set_xlabel("rank of the true value among the draws, per cent")
    axes.set_title(
        "Share of ranks up to here, less even, points", loc="left", fontsize=13, pad=26
    )  # fmt: skip
    note_over(
        axes, f"grey: 95 % of even lines stay inside; {outside} of {len(places)} leave, purple"
    )


@click.command()
@click.option("--quick", is_flag=True, help=f"{N_QUICK} countries, no picture.")
@click.option("--choice", is_flag=True, help="The choice alone, with longer chains.")
@click.option("--countries", default=N_COUNTRIES, show_default=True, type=click.IntRange(min=2))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
@click.option(
    "--cache", default=CACHE, show_default=True, type=click.Path(path_type=Path),
    help="Directory for finished countries.",
)  # fmt: skip
def main(quick: bool, choice: bool, countries: int, workers: int, cache: Path) -> None:
    """Calibrate countries with known parameters."""
    one = recover_choice if choice else recover
    folder = cache.with_name(f"{cache.name}-choice") if choice else cache
    found = Recovered.of(recover_all(N_QUICK if quick else countries, folder, workers, one))
    click.echo(table(found))
    if quick:
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    source = "python -m tests.validation.recovery" + " --choice" * choice
    picture = OF_CHOICE if choice else RANKS
    groups = {
        name: found.below[:, places]
        for name, places in found.groups().items() if not name.endswith("parameters")
    }  # fmt: skip
    plot_ranks(groups, source, picture)
    click.echo(f"plotted {picture.name}")
    if not choice:
        draw(found, PICTURE)
        click.echo(f"plotted {PICTURE.name}")


if __name__ == "__main__":
    main()
