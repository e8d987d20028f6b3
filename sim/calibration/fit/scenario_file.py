"""The calibrated scenario: posterior medians, with comments on their uncertainty."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.scenario import load_scenario, with_values
from sim.scenario.election import is_default, not_shipped, placeless_tree
from sim.scenario.finding import shipped_packs
from sim.scenario.write import scenario_toml

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


def calibrated_toml(
    calibrated: Scenario, head: str, comments: Mapping[str, str], directory: Path
) -> str:
    """Return a calibrated scenario as TOML, which names its election.

    Parameters
    ----------
    calibrated
        The scenario.
    head, comments
        As :func:`comments_of` returns them.
    directory
        Where the file will be. The path of a pack that does not ship is relative to it.
    """
    if is_default(calibrated):
        return scenario_toml(calibrated, head, comments)
    election = str(placeless_tree(calibrated)["election"])
    if election not in shipped_packs():
        election = os.path.relpath(os.path.realpath(calibrated.election),
                                   os.path.realpath(directory))  # fmt: skip
        election = not_shipped(Path(election).as_posix())
    pack = load_scenario(calibrated.election)
    return scenario_toml(calibrated, head, comments, pack=pack, election=election)


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
