"""Posteriors made by hand, in the form in which a calibration leaves them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.election import build_country
from sim.results import Results, save, versions
from sim.results.store import FORMAT
from sim.scenario import with_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.scenario import Scenario

Columns = dict[str, Any]

DRAWS_OF_TINY = {
    "arrivals.a": np.linspace(0.5, 3.0, 7).tolist(),
    "choice.regions.EAST.strength.Nur Otan": np.linspace(-3, 3, 7).tolist(),
    "polling.check_in_mean_s": np.linspace(20, 120, 7).tolist(),
}
"""Seven draws for the scenario `tiny`."""


def write_posterior(
    directory: Path,
    scenario: Scenario,
    draws: Mapping[str, Sequence[float]],
    *,
    given: Mapping[str, float] | None = None,
    **changed: object,
) -> Path:
    """Write draws as the calibration of a scenario; ``changed`` replaces parts of its manifest.

    The calibrated scenario has the first draw, or the values that are given.
    """
    n_draws = len(next(iter(draws.values())))
    table: Columns = {"origin": np.full(n_draws, "simulated"), "draw": np.arange(n_draws)}
    table |= {key: np.array(values) for key, values in draws.items()}
    if given is None:
        given = {key: values[0] for key, values in draws.items()}
    fitted = with_values(scenario, given)
    manifest = {
        "origin": "simulated",
        "format": FORMAT,
        "kind": "calibration",
        "scenario": scenario.model_dump(mode="json", by_alias=True),
        "calibrated": fitted.model_dump(mode="json", by_alias=True),
        "seed": 1,
        "register_sha256": build_country(scenario).one.digest(),
        "parameters": list(draws),
        "versions": versions(),
        "times": {"seconds": 1.0},
    }
    manifest = {k: v for k, v in (manifest | changed).items() if v is not None}
    summary = {"origin": "simulated", "converged": True}
    save(Results(summary, {"posterior": table}, manifest), directory)
    return directory
