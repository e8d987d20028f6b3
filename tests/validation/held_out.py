"""Held out: the rank of a reported value in the prediction of a calibration without it.

``python -m tests.validation.held_out`` leaves out each turnout value of July 2021, each
region's seats, Aqmola's votes, each by-election, and the share of incumbents, in turn;
prints its rank among the predictions; and plots ``docs/validation/held_out.png``.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import numpy as np

from sim.plots.style.slide import written_slide
from sim.plots.style.sources import NEWS
from sim.plots.style.style import REPORTED, SIMULATED, house_style
from sim.results.target_values import judge
from tests.validation.reported_case import (
    place,
    predict_day,
    predict_outcomes,
    reported_world,
    z_of,
)
from tests.validation.shared import one_thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.pack.targets import Target

PICTURE = Path(__file__).parents[2] / "docs" / "validation" / "held_out.png"
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


class HeldOut(NamedTuple):
    """One value that was left out, and the prediction from the others."""

    target: Target
    quantiles: tuple[float, ...]
    """5, 25, 50, 75 and 95 % of the predictions, in the unit of the value."""
    below: float
    """Share of the predictions below it."""
    holds: float
    """Share in which the statement holds."""

    @property
    def is_number(self) -> bool:
        """Whether it is a number, which may be too high or too low."""
        return self.target.relation == "equals"

    def inside(self, low: int, high: int) -> bool:
        """Return whether it lies between two of the quantiles."""
        return self.quantiles[low] <= (self.target.value or 0.0) <= self.quantiles[high]


def groups() -> list[tuple[str, tuple[int, ...]]]:
    """Return groups that are left out together: names with indices of targets."""
    targets = reported_world().targets
    found: dict[str, list[int]] = {}
    for k, target in enumerate(targets):
        if target.what == "turnout":
            found[f"{target.name} {target.relation}"] = [k]
        elif target.what in {"seats", "votes", "incumbents"}:
            found.setdefault(target.name, []).append(k)
    return [(name, tuple(numbers)) for name, numbers in found.items()]


def hold_out(numbers: Sequence[int]) -> list[HeldOut]:
    """Leave some values out, calibrate the rest, and return their ranks."""
    world = reported_world()
    targets = world.targets
    rest = [target for k, target in enumerate(targets) if k not in numbers]
    is_day = targets[numbers[0]].what == "turnout"
    found = predict_day(world, rest)[0] if is_day else predict_outcomes(world, rest)
    return [
        HeldOut(
            targets[k],
            tuple(np.quantile(found[k], QUANTILES, method="inverted_cdf").tolist()),
            place(found[k], targets[k].value or 0.0),
            float(np.mean([judge(targets[k], value).met for value in found[k].tolist()])),
        )
        for k in numbers
    ]


def hold_out_all(workers: int) -> dict[str, list[HeldOut]]:
    """Leave out each group in turn; the result does not depend on the workers."""
    chosen = groups()
    with one_thread(), ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn")
    ) as pool:  # fmt: skip
        jobs = {name: pool.submit(hold_out, numbers) for name, numbers in chosen}
        return {name: job.result() for name, job in jobs.items()}


def table(found: dict[str, list[HeldOut]]) -> str:
    """Return the tables, at most 80 columns wide."""
    every = [one for group in found.values() for one in group]
    numbers = [one for one in every if one.is_number]
    lines = [f"{'left out':<26}{'reported':>9}{'5 %':>8}{'50 %':>8}{'95 %':>8}{'below':>8}{'z':>7}"]
    for one in (one for one in numbers if one.target.what != "seats"):
        q, target = one.quantiles, one.target
        lines.append(
            f"{target.label[:25]:<26}{target.value:>9.2f}{q[0]:>8.1f}{q[2]:>8.1f}{q[4]:>8.1f}"
            f"{one.below:>8.1%}{z_of(one.below):>7.2f}"
        )
    lines += ["", f"{'statement left out':<34}{'holds in':>9}"]
    lines += [
        f"{one.target.name + ' ' + one.target.relation:<34}{one.holds:>9.1%}"
        for one in every if not one.is_number
    ]  # fmt: skip
    lines += [
        "",
        f"{'values left out':<34}{'number':>9}{'in 50 %':>9}{'in 90 %':>9}{'largest z':>11}",
    ]
    for name, group in _sums(found).items():
        worst = max((z_of(one.below) for one in group), key=abs)
        shares = f"{_share(group, 1, 3):>9.0%}{_share(group, 0, 4):>9.0%}"
        lines.append(f"{name:<34}{len(group):>9}{shares}{worst:>11.2f}")
    return "\n".join(lines)


def _share(group: Sequence[HeldOut], low: int, high: int) -> float:
    return float(np.mean([one.inside(low, high) for one in group]))


def _sums(found: dict[str, list[HeldOut]]) -> dict[str, list[HeldOut]]:
    numbers = [one for group in found.values() for one in group if one.is_number]
    codes = reported_world().codes
    kinds = {
        "turnout": [one for one in numbers if one.target.what == "turnout"],
        "seats by region and party": [one for one in numbers if one.target.what == "seats"],
        "Aqmola's votes": [
            one for one in numbers if one.target.what == "votes" and one.target.code in codes
        ],
        "votes of by-elections": [
            one for one in numbers if one.target.what == "votes" and one.target.code not in codes
        ],
        "share of incumbents": [one for one in numbers if one.target.what == "incumbents"],
    }
    return {"all": numbers, **kinds}


def draw(found: dict[str, list[HeldOut]], file: Path) -> None:
    """Plot shares and turnouts with their predictions from the other values."""
    numbers = [
        one for group in found.values() for one in group
        if one.is_number and one.target.what != "seats"
    ]  # fmt: skip
    with house_style():
        every = _sums(found)["all"]
        slide = written_slide(
            f"Left out in turn: {100 * _share(every, 0, 4):.0f} % of {len(every)} values are in "
            "the 90 % interval of the rest",
            "Turnout in per cent of registered voters, votes in per cent of ballots; seats are not "
            "shown",
            f"Reported values: {NEWS}. Predicted: simulated, python -m tests.validation.held_out.",
        )
        axes = slide.panel(slide.body.inset(left=190, top=18, bottom=16))
        for row, one in enumerate(numbers):
            q = one.quantiles
            axes.plot([q[0], q[4]], [row, row], color=SIMULATED, linewidth=3, alpha=0.3)
            axes.plot([q[1], q[3]], [row, row], color=SIMULATED, linewidth=6, alpha=0.6)
            axes.plot(one.target.value or 0.0, row, "o", color=REPORTED, markersize=5)
        axes.set_yticks(range(len(numbers)), [one.target.label for one in numbers],
                        fontsize=8)  # fmt: skip
        axes.set_ylim(len(numbers) - 0.5, -0.5)
        axes.set_xlim(0, 100)
        axes.set_xticks(range(0, 101, 20), [f"{k} %" for k in range(0, 101, 20)])
        axes.set_title(
            "dots: reported; bars: 50 % and 90 % of the prediction from the other values",
            loc="left", fontsize=12,
        )  # fmt: skip
        slide.savefig(file)


@click.command()
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
def main(workers: int) -> None:
    """Leave out each reported value in turn."""
    found = hold_out_all(workers)
    click.echo(table(found))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    draw(found, PICTURE)
    click.echo(f"plotted {PICTURE.name}")


if __name__ == "__main__":
    main()
