"""Results: their tables, summary and manifest; computed, checked, saved and loaded."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

# The function, not its module of the same name.
from sim.results.csv_text import csv_text

if TYPE_CHECKING:
    from sim.results.placement import check_free, free_directory
    from sim.results.prediction_intervals import Interval, interval, time_interval
    from sim.results.reading import load_results
    from sim.results.results import (
        CalibrationResults,
        ComparisonResults,
        ExplorationResults,
        FeasibilityResults,
        Results,
        RunResults,
    )
    from sim.results.saving import Saved, add_figures, save, save_without_figures, versions
    from sim.results.table_view import TableView
    from sim.results.voters_file import VOTER_COLUMNS, VotersFile

__all__ = [
    "VOTER_COLUMNS",
    "CalibrationResults",
    "ComparisonResults",
    "ExplorationResults",
    "FeasibilityResults",
    "Interval",
    "Results",
    "RunResults",
    "Saved",
    "TableView",
    "VotersFile",
    "add_figures",
    "check_free",
    "csv_text",
    "free_directory",
    "interval",
    "load_results",
    "save",
    "save_without_figures",
    "time_interval",
    "versions",
]

_HOMES = {
    "VOTER_COLUMNS": "voters_file",
    "CalibrationResults": "results",
    "ComparisonResults": "results",
    "FeasibilityResults": "results",
    "ExplorationResults": "results",
    "Interval": "prediction_intervals",
    "Results": "results",
    "RunResults": "results",
    "Saved": "saving",
    "TableView": "table_view",
    "VotersFile": "voters_file",
    "add_figures": "saving",
    "check_free": "placement",
    "free_directory": "placement",
    "interval": "prediction_intervals",
    "load_results": "reading",
    "save": "saving",
    "save_without_figures": "saving",
    "time_interval": "prediction_intervals",
    "versions": "saving",
}


def __getattr__(name: str) -> Any:
    # Imported when first used: a run loads no reader, and `saylau tune` saves nothing.
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.results' has no attribute {name!r}")
    return getattr(import_module(f"sim.results.{_HOMES[name]}"), name)
