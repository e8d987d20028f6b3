"""Saylau: an open election-night simulator.

>>> import sim
>>> results = sim.run(sim.load_scenario("tiny"), workers=1)
>>> results.summary.sites
3
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.api import run
    from sim.calibration.calibrate import calibrate
    from sim.comparison import compare
    from sim.planning.asked import PlanAsked
    from sim.planning.plan import plan
    from sim.results import (
        CalibrationResults,
        ComparisonResults,
        PlanResults,
        Results,
        RunResults,
        load_results,
        save,
    )
    from sim.scenario import Scenario, load_scenario

__all__ = [
    "CalibrationResults",
    "ComparisonResults",
    "PlanAsked",
    "PlanResults",
    "Results",
    "RunResults",
    "Scenario",
    "calibrate",
    "compare",
    "load_results",
    "load_scenario",
    "plan",
    "run",
    "save",
]

_HOMES = {
    "CalibrationResults": "sim.results",
    "ComparisonResults": "sim.results",
    "PlanAsked": "sim.planning.asked",
    "PlanResults": "sim.results",
    "Results": "sim.results",
    "RunResults": "sim.results",
    "Scenario": "sim.scenario",
    "calibrate": "sim.calibration.calibrate",
    "compare": "sim.comparison",
    "load_results": "sim.results",
    "load_scenario": "sim.scenario",
    "plan": "sim.planning.plan",
    "run": "sim.api",
    "save": "sim.results",
}


def __getattr__(name: str) -> Any:
    # Imported when first used, so that `saylau --help` does not wait for NumPy.
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
