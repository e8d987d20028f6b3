"""Wrong data: is a value that is 20 points off detected, and does it change others?

``python -m tests.validation.wrong`` moves each turnout value of July 2021 by 20 points
in turn, calibrates, and prints the z of ``fit.csv``, its z in a calibration without it,
whether the lint names it, and how far everything else changes; and plots
``docs/validation/wrong.png``.
"""

from __future__ import annotations

import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click
import numpy as np

from sim.calibration.fit.calibration_summary import OUTSIDE_FROM, OUTSIDE_FROM_LEFT_OUT, is_outside
from sim.calibration.targets.lint import lint_targets
from sim.pack.records import published
from sim.plots.style.slide import written_slide
from sim.plots.style.style import SIMULATED, THIRD, house_style
from tests.validation.ecdf import note_over
from tests.validation.reported_case import place, predict_day, reported_world, z_of
from tests.validation.shared import one_thread

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.pack.targets import Target

PICTURE = Path(__file__).parents[2] / "docs" / "validation" / "wrong.png"
OFF_PCT = 20.0
_LEAST_PCT = 0.5
"""Least standard deviation of turnout, which is smaller near opening and closing."""


class Wrong(NamedTuple):
    """The effect of a wrong value."""

    target: Target
    """The true one."""
    value: float
    """The wrong value, per cent."""
    z: float
    """Of the wrong value, as in ``fit.csv``."""
    z_left_out: float
    """The same in a calibration without it."""
    is_linted: bool
    """Whether the lint has more findings than for the true values."""
    moved: float
    """Largest change of the median of a value of another region, points."""
    moved_beside: float
    """The same for another value of its region; NaN if there is none."""
    untold: float
    """Largest change of the median turnout of a region without values, at any quarter hour."""
    untold_sd: float
    """The largest such change in standard deviations of that turnout."""


def figures() -> list[int]:
    """Return indices of the targets that are moved."""
    return [
        k for k, target in enumerate(reported_world().targets)
        if target.what == "turnout" and target.relation == "equals"
    ]  # fmt: skip


def make_wrong(k: int) -> Wrong:
    """Move one value and calibrate the day with and without it."""
    world = reported_world()
    targets = list(world.targets)
    target = targets[k]
    true = target.value or 0.0
    value = true + OFF_PCT if true + OFF_PCT <= 100 else true - OFF_PCT
    before, curves_before = predict_day(world, targets)
    left_out, _ = predict_day(world, targets[:k] + targets[k + 1 :])
    targets[k] = replace(target, value=value)
    after, curves = predict_day(world, targets)
    moves = {j: float(np.median(after[j]) - np.median(before[j])) for j in figures() if j != k}
    beside = [abs(move) for j, move in moves.items() if targets[j].code == target.code]
    others = [abs(move) for j, move in moves.items() if targets[j].code != target.code]
    told = {targets[j].code for j in figures()}
    untold = [r for r, code in enumerate(world.codes) if code not in told]
    shift = np.abs(np.median(curves, axis=1) - np.median(curves_before, axis=1))[:, untold]
    spread = curves_before.std(axis=1)[:, untold]
    return Wrong(
        target, value, z_of(place(after[k], value)), z_of(place(left_out[k], value)),
        _says(targets) > _says(world.targets), max(others), max(beside, default=np.nan),
        float(shift.max()), float((shift / np.maximum(spread, _LEAST_PCT)).max()),
    )  # fmt: skip


def _says(targets: Sequence[Target]) -> int:
    return len({finding.message for finding in lint_targets(targets, published())})


def make_all_wrong(workers: int) -> list[Wrong]:
    """Move each value in turn; the result does not depend on the workers."""
    with one_thread(), ProcessPoolExecutor(
        workers, mp_context=multiprocessing.get_context("spawn")
    ) as pool:  # fmt: skip
        return list(pool.map(make_wrong, figures()))


def table(found: Sequence[Wrong]) -> str:
    """Return the table, at most 80 columns wide."""
    head = f"{'target':<10}{'true':>7}{'wrong':>7}{'z':>7}{'left out z':>12}{'lint':>6}"
    lines = [
        f"{'':<49}{'changes of medians, points':>30}",
        f"{head}{'beside':>8}{'others':>8}{'no data':>8}{'sd':>6}",
    ]
    for one in found:
        beside = "-" if np.isnan(one.moved_beside) else f"{one.moved_beside:.1f}"
        lines.append(
            f"{one.target.name:<10}{one.target.value:>7.2f}{one.value:>7.2f}{one.z:>7.2f}"
            f"{one.z_left_out:>12.2f}{'yes' if one.is_linted else 'no':>6}"
            f"{beside:>8}{one.moved:>8.1f}{one.untold:>8.1f}{one.untold_sd:>6.2f}"
        )
    z, left_out = (np.array([getattr(one, of) for one in found]) for of in ("z", "z_left_out"))
    lines.append(
        f"of {len(found)}, {(np.abs(z) >= OUTSIDE_FROM).sum()} have a z of {OUTSIDE_FROM:.0f} "
        f"or more, {(np.abs(left_out) >= OUTSIDE_FROM_LEFT_OUT).sum()} one of "
        f"{OUTSIDE_FROM_LEFT_OUT:.0f} or more without themselves:\n"
        f"a calibration names {is_outside(z, left_out).sum()}, "
        f"and the lint {sum(one.is_linted for one in found)}"
    )
    return "\n".join(lines)


def draw(found: Sequence[Wrong], file: Path) -> None:
    """Plot both z of each value, and the changes."""
    linted = sum(one.is_linted for one in found)
    with house_style():
        slide = written_slide(
            f"A value {OFF_PCT:.0f} points off: the lint names {linted} of {len(found)}, other "
            "values hardly change",
            "A value that is alone in its region determines the curve of the region, and changes "
            "regions without values",
            "Simulated. Source: python -m tests.validation.wrong.",
        )
        body = slide.body.inset(left=130, top=40, bottom=20)
        one, other = body.columns([1, 1], 40)
        left = slide.panel(one)
        right = slide.panel(other, sharey=left)
        right.tick_params(labelleft=False)
        rows = range(len(found))
        left.plot([abs(one.z) for one in found], rows, "o", color=SIMULATED, markersize=11)
        left.plot([abs(one.z_left_out) for one in found], rows, "D", color=THIRD, markersize=7)
        for least, dashes, colour in (
            (OUTSIDE_FROM, "--", SIMULATED), (OUTSIDE_FROM_LEFT_OUT, ":", THIRD)
        ):  # fmt: skip
            left.axvline(least, color=colour, linewidth=1.4, linestyle=dashes)
        left.set_yticks(
            rows, [f"{one.target.name}: {one.target.value:g} → {one.value:g}" for one in found]
        )
        left.set_ylim(len(found) - 0.5, -0.5)
        left.set_xlim(left=0)
        left.set_title("|z| of the wrong value", loc="left", fontsize=13, pad=26)
        note_over(left, "circles: calibrated with it; diamonds: without it; lines: named from")
        right.plot([one.untold for one in found], rows, "o", color=SIMULATED, markersize=11)
        right.plot([one.moved for one in found], rows, "D", color=THIRD, markersize=7)
        right.set_xlim(left=0)
        right.set_title("Largest change of a median, points", loc="left", fontsize=13, pad=26)
        note_over(right, "circles: any hour of a region without values; diamonds: other values")
        slide.savefig(file)


@click.command()
@click.option("--workers", default=2, show_default=True, type=click.IntRange(min=1))
def main(workers: int) -> None:
    """Move each turnout value by 20 points."""
    found = make_all_wrong(workers)
    click.echo(table(found))
    PICTURE.parent.mkdir(parents=True, exist_ok=True)
    draw(found, PICTURE)
    click.echo(f"plotted {PICTURE.name}")


if __name__ == "__main__":
    main()
