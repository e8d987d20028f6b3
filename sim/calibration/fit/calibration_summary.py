"""The summary of a calibration: what ``--json`` prints and ``summary.json`` holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.arrivals.prior import prior_text
from sim.calibration.targets.lint import lint_targets
from sim.core.quantiles import quantiles
from sim.results.columns import SIMULATED
from sim.results.held_election import held_election, names_of_areas
from sim.results.result_kinds import CALIBRATION
from sim.results.scenario_changes import changes_of
from sim.results.summaries.calibration import (
    CalibrationSummary,
    Chains,
    CorrectionSummary,
    FindingSummary,
    OutsideTarget,
    SeatsPredicted,
    TargetsMet,
)
from sim.scenario.election import is_default, is_pack, published_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.calibration.arrivals.correction import Corrected
    from sim.calibration.fit.fit_tables import Draws
    from sim.calibration.mcmc.sampler import Diagnosis
    from sim.core.types import Floats
    from sim.pack.targets import Target
    from sim.register import Register
    from sim.results.columns import Table
    from sim.scenario import Scenario


OUTSIDE_FROM = 3.0
"""Absolute z-score from which a target counts as outside."""
OUTSIDE_FROM_LEFT_OUT = 2.0
"""The same for predictions without the target itself, as a single target of a region is
always fitted."""


class Request(NamedTuple):
    """The arguments of a calibration."""

    scenario: Scenario
    effort: str
    seed: int
    command: str
    targets: tuple[Target, ...]
    dropped: tuple[str, ...]
    weighted: tuple[str, ...]
    skipped: Mapping[str, str] | None
    """What of a pack is not calibrated, and why."""


def build_summary(
    request: Request,
    tables: Mapping[str, Table],
    draws: Draws,
    diagnoses: Mapping[str, Diagnosis],
    corrected: Corrected,
    register: Register,
) -> CalibrationSummary:
    """Return the summary of a calibration."""
    fit, parameters = tables["fit"], tables["parameters"]
    z_scores = np.nan_to_num(np.stack([fit["z"], fit["left_out_z"]]))
    outside = np.flatnonzero(is_outside(z_scores[0], z_scores[1]))
    informed = parameters["informed"] == "yes"
    return CalibrationSummary(
        origin=SIMULATED,
        kind=CALIBRATION.name,
        scenario=request.scenario.name,
        description=request.scenario.description,
        election=held_election(request.scenario),
        area_names=names_of_areas(request.scenario, ()),
        prior=None if is_default(request.scenario) else prior_text(published_of(request.scenario)),
        skipped=request.skipped,
        changed=changes_of(request.scenario),
        date=request.scenario.date.isoformat(),
        seed=request.seed,
        effort=request.effort,
        command=request.command,
        draws=len(next(iter(draws.parameters.values()))),
        converged=all(diagnosis.converged for diagnosis in diagnoses.values()),
        chains=tuple(
            Chains(
                group=name,
                steps=diagnosis.steps,
                autocorrelation=round(float(diagnosis.autocorrelation.max(initial=0.0)), 1),
                r_hat=round(float(diagnosis.r_hat.max(initial=1.0)), 4),
                ess_bulk=_least(diagnosis.ess),
                converged=diagnosis.converged,
                sentence=diagnosis.sentence(),
            )
            for name, diagnosis in diagnoses.items()
        ),
        correction=CorrectionSummary(
            rounds=corrected.rounds, moved_pct=round(corrected.moved_pct, 3)
        ),
        targets=TargetsMet(
            n=len(request.targets),
            met=int((fit["met"] == "yes").sum()),
            outside=tuple(
                OutsideTarget(
                    target=str(fit["target"][k]),
                    item=str(fit["item"][k]),
                    z=float(z_scores[0, k]),
                    left_out_z=float(z_scores[1, k]),
                )
                for k in outside.tolist()
            ),
        ),
        dropped=request.dropped,
        weighted=request.weighted,
        informed=int(informed.sum()),
        uninformed=tuple(parameters["parameter"][~informed].tolist()),
        seats_national=_seats(request.targets, draws, register),
        # `saylau pack check` checks the values of a pack.
        lint=()
        if is_pack(request.scenario)
        else tuple(
            FindingSummary(code=f.code, severity=f.severity, message=f.message)
            for f in lint_targets(request.targets, published_of(request.scenario))
        ),
    )


def _least(sizes: Floats) -> int | None:
    """Return the smallest effective sample size; None if there is none, or one is unknown."""
    known = len(sizes) > 0 and not np.isnan(sizes).any()
    return round(float(sizes.min())) if known else None


def is_outside(z: Floats, left_out_z: Floats) -> NDArray[np.bool_]:
    """Return which targets are outside, predicted with or without themselves."""
    off, off_left_out = np.abs(z) >= OUTSIDE_FROM, np.abs(left_out_z) >= OUTSIDE_FROM_LEFT_OUT
    return np.asarray(off | off_left_out)


def _seats(
    targets: tuple[Target, ...], draws: Draws, register: Register
) -> dict[str, SeatsPredicted]:
    """Return reported and predicted seats of the nation by party of nomination."""
    codes = set(register.region_code.tolist())
    found = {}
    for party in register.parties:
        numbers = [k for k, t in enumerate(targets)
               if t.what == "seats" and t.item == party and t.code in codes]  # fmt: skip
        if numbers:
            seats = np.sum([draws.targets[k] for k in numbers], axis=0)
            low, middle, high = quantiles(np.asarray(seats), (5, 50, 95))
            found[party] = SeatsPredicted(
                reported=round(sum(targets[k].value or 0.0 for k in numbers)),
                p05=float(low),
                p50=float(middle),
                p95=float(high),
                mean=round(float(seats.mean()), 2),
            )
    return found
