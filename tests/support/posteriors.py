"""Made-up posteriors, in the form that a calibration saves."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.election import build_country
from sim.results import CalibrationResults, save_without_figures, versions
from sim.results.manifests import CalibrationManifest
from sim.results.result_kinds import CALIBRATION
from sim.results.saving import FORMAT, MANIFEST
from sim.results.summaries.calibration import CalibrationSummary
from sim.results.typed_json import from_json
from sim.scenario import with_values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.results.schema import Table
    from sim.scenario import Scenario

Columns = dict[str, Any]

DRAWS_OF_TINY = {
    "arrivals.a": np.linspace(1.0, 3.0, 7).tolist(),
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

    The calibrated scenario has the first draw, or the given values.
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
    tables = {name: _rows(table, 0) for name, table in CALIBRATION.tables.items()}
    tables["parameters"] = _rows(CALIBRATION.tables["parameters"], len(draws))
    tables["parameters"] |= {"parameter": np.array(list(draws)),
                             "informed": np.full(len(draws), "yes")}  # fmt: skip
    results = CalibrationResults(
        from_json(CalibrationSummary, _summary(n_draws)),
        tables | {"posterior": table},
        from_json(CalibrationManifest, manifest),
    )
    # Without a report, as nothing was fitted.
    save_without_figures(results, directory, {})
    if changed:
        _change_manifest(directory / MANIFEST, changed)
    return directory


def _change_manifest(path: Path, changed: Mapping[str, object]) -> None:
    """Replace keys of a saved manifest, or remove those that are None."""
    manifest = json.loads(path.read_text(encoding="utf-8")) | changed
    left = {key: value for key, value in manifest.items() if value is not None}
    path.write_text(json.dumps(left, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def _rows(table: Table, n: int) -> Columns:
    """Return a table with all its columns, with arbitrary values."""
    dtypes = {"text": "U1", "time": "datetime64[s]", "number": float, "integer": int, "flag": int}
    columns = {column.name: np.zeros(n, dtype=dtypes[column.kind]) for column in table.columns}
    return columns | {"origin": np.full(n, "simulated")}


def _summary(n_draws: int) -> Columns:
    empty: Columns = {"chains": [], "dropped": [], "weighted": [], "uninformed": [], "lint": []}
    return {
        "origin": "simulated", "kind": "calibration", "scenario": "x", "description": "",
        "date": "2021-07-25", "seed": 1, "effort": "full", "command": "", "draws": n_draws,
        "converged": True, "correction": {"rounds": 0, "moved_pct": 0.0},
        "targets": {"n": 0, "met": 0, "outside": []}, "informed": 1, "seats_national": {}, **empty,
    }  # fmt: skip
