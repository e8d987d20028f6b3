"""The calibrated scenario: posterior medians, each with a comment on where it came from."""

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
        That was calibrated.
    parameters
        Draws by dotted key; those held are the same in every draw.
    """
    medians = {key: float(f"{np.median(values):.{_DIGITS}g}") for key, values in parameters.items()}
    return with_values(scenario, medians, "the posterior median")


def comments_of(
    scenario: Scenario, table: Table, command: str, diagnoses: Mapping[str, Diagnosis]
) -> tuple[str, dict[str, str]]:
    """Return the head of the file, and a comment behind each calibrated value."""
    head = [
        "Posterior medians, with where each came from; all else is as in the scenario calibrated.",
        f"Made by: {command}" if command else "",
        *(f"{name}: {own.sentence()}" for name, own in diagnoses.items()),
        "These are assumptions that meet the reported figures, not measurements.",
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
