"""Saylau: an open election-night simulator.

>>> import sim
>>> results = sim.run("tiny")
>>> results.summary.sites
3
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# To add a name: here for type checkers, and below for Python. A test compares the two.
if TYPE_CHECKING:
    from sim.api import run as run
    from sim.calibration.calibrate import calibrate as calibrate
    from sim.calibration.tune import tune as tune
    from sim.comparison import compare as compare
    from sim.core.errors import InputError as InputError
    from sim.core.errors import SaylauError as SaylauError
    from sim.core.version import __version__ as __version__
    from sim.exploring.explore import explore as explore
    from sim.exporting import export as export
    from sim.feasibility.feasible import feasible as feasible
    from sim.planning.asked import PlanAsked as PlanAsked
    from sim.planning.plan import plan as plan
    from sim.reporting import report as report
    from sim.results import CalibrationResults as CalibrationResults
    from sim.results import ComparisonResults as ComparisonResults
    from sim.results import ExplorationResults as ExplorationResults
    from sim.results import FeasibilityResults as FeasibilityResults
    from sim.results import PlanResults as PlanResults
    from sim.results import Results as Results
    from sim.results import RunResults as RunResults
    from sim.results import load_results as load_results
    from sim.results import save as save
    from sim.scenario import Scenario as Scenario
    from sim.scenario import load_scenario as load_scenario
    from sim.scenario import scenarios as scenarios

_HOMES = {
    "CalibrationResults": "sim.results",
    "ComparisonResults": "sim.results",
    "ExplorationResults": "sim.results",
    "FeasibilityResults": "sim.results",
    "InputError": "sim.core.errors",
    "PlanAsked": "sim.planning.asked",
    "PlanResults": "sim.results",
    "Results": "sim.results",
    "RunResults": "sim.results",
    "SaylauError": "sim.core.errors",
    "Scenario": "sim.scenario",
    "__version__": "sim.core.version",
    "calibrate": "sim.calibration.calibrate",
    "compare": "sim.comparison",
    "explore": "sim.exploring.explore",
    "export": "sim.exporting",
    "feasible": "sim.feasibility.feasible",
    "load_results": "sim.results",
    "load_scenario": "sim.scenario",
    "plan": "sim.planning.plan",
    "report": "sim.reporting",
    "run": "sim.api",
    "save": "sim.results",
    "scenarios": "sim.scenario",
    "tune": "sim.calibration.tune",
}
"""The modules of the public names."""

if not TYPE_CHECKING:  # else type checkers would accept any name, and find none for ``import *``
    __all__ = list(_HOMES)

    def __getattr__(name: str) -> Any:
        # Imported when first used, so that `saylau --help` does not wait for NumPy.
        if name not in _HOMES:
            raise AttributeError(f"module 'sim' has no attribute {name!r}")
        return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    # Without the packages inside, which are not for users.
    return list(_HOMES)
