"""The summary of any result that is saved, and which kind it is of.

Summaries of all kinds but runs are told by their key ``kind``, so that runs and their
pictures need not load them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from typing import TypeAlias

    from typing_extensions import TypeIs

    from sim.results.summaries.calibration import CalibrationSummary
    from sim.results.summaries.comparison import ComparisonSummary
    from sim.results.summaries.exploration import ExplorationSummary
    from sim.results.summaries.feasibility import FeasibilitySummary
    from sim.results.summaries.run import RunSummary

    Summary: TypeAlias = (
        RunSummary | CalibrationSummary | ComparisonSummary | ExplorationSummary
        | FeasibilitySummary
    )  # fmt: skip


def is_calibration(summary: object) -> TypeIs[CalibrationSummary]:
    """Return whether a summary is that of a calibration."""
    return getattr(summary, "kind", None) == "calibration"


def is_comparison(summary: object) -> TypeIs[ComparisonSummary]:
    """Return whether a summary is that of a comparison."""
    return getattr(summary, "kind", None) == "comparison"


def is_feasibility(summary: object) -> TypeIs[FeasibilitySummary]:
    """Return whether a summary is that of a feasibility check."""
    return getattr(summary, "kind", None) == "feasibility"


def is_exploration(summary: object) -> TypeIs[ExplorationSummary]:
    """Return whether a summary is that of an exploration."""
    return getattr(summary, "kind", None) == "exploration"
