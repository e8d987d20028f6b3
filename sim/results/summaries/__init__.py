"""Summaries of results, as frozen dataclasses: the content of ``summary.json`` and ``--json``."""

from sim.results.summaries.calibration import CalibrationSummary
from sim.results.summaries.comparison import ComparisonSummary
from sim.results.summaries.run import RunSummary
from sim.results.summaries.tune import TuneSummary

__all__ = ["CalibrationSummary", "ComparisonSummary", "RunSummary", "Summary", "TuneSummary"]

Summary = RunSummary | CalibrationSummary | ComparisonSummary
"""The summary of any result that is saved."""
