"""The summary of any result that is saved, as a type."""

from sim.results.summaries.calibration import CalibrationSummary
from sim.results.summaries.comparison import ComparisonSummary
from sim.results.summaries.run import RunSummary

Summary = RunSummary | CalibrationSummary | ComparisonSummary
