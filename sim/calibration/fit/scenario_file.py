"""The calibrated scenario: posterior medians, with comments on their uncertainty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.scenario import with_values

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.calibration.mcmc.sampler import Diagnosis
    from sim.core.types import Floats
    from sim.results.columns import Table
    from sim.scenario import Scenario


_DIGITS = 4


def calibrated_scenario(scenario: Scenario, parameters: Mapping[str, Floats]) -> Scenario:
    """Return a scenario with the posterior median of each parameter.

    Parameters
    ----------
    scenario
        The scenario that was calibrated.
    parameters
        Draws by dotted key; fixed ones are the same in every draw.
    """
    medians = {key: float(f"{np.median(values):.{_DIGITS}g}") for key, values in parameters.items()}
    return with_values(scenario, medians, "the posterior median")


def comments_of(
    scenario: Scenario, table: Table, command: str, diagnoses: Mapping[str, Diagnosis]
) -> tuple[str, dict[str, str]]:
    """Return the comment at the top of the file, and comments by calibrated key."""
    head = [
        "Posterior medians with 90 % credible intervals; other values are those of the scenario.",
        f"Made by: {command}" if command else "",
        *(f"{name}: {diagnosis.sentence()}" for name, diagnosis in diagnoses.items()),
        "These are assumptions that agree with the reported values, not measurements.",
    ]
    comments = {}
    for row in range(len(table["parameter"])):
        key = str(table["parameter"][row])
        low, high = (f"{table[end][row]:.3g}" for end in ("p05", "p95"))
        if table["sd"][row] == 0:
            comments[key] = "held"
        elif table["informed"][row] == "no":
            comments[key] = f"not informed: the prior, 90 %: {low} to {high}"
        else:
            before = f"{table['prior_p50'][row]:.3g}"
            comments[key] = f"90 %: {low} to {high}; prior median {before}"
    return "\n".join(line for line in head if line), comments
