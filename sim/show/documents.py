"""The page that is saved beside the tables of a result, as the commands save it.

Each function takes results and the directory of the result, and returns contents by name. The
pages name no figures: those are plotted afterwards, if at all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.show.comparison_report import comparison_report
from sim.show.feasibility_report import feasibility_report
from sim.show.fit_report import fit_report

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import CalibrationResults, ComparisonResults, FeasibilityResults


def of_calibration(results: CalibrationResults, _directory: Path) -> dict[str, bytes]:
    """Return the report of a calibration."""
    return {"fit.md": fit_report(results).encode()}


def of_comparison(results: ComparisonResults, _directory: Path) -> dict[str, bytes]:
    """Return the report of a comparison."""
    return {"compare.md": comparison_report(results).encode()}


def of_feasibility(results: FeasibilityResults, _directory: Path) -> dict[str, bytes]:
    """Return the page of a feasibility check."""
    return {"feasible.md": feasibility_report(results).encode()}
