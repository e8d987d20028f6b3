"""Results: their tables, summary and manifest; computed, checked, saved and loaded."""

from sim.results.csv_text import csv_text
from sim.results.placement import check_free, free_directory
from sim.results.prediction_intervals import Interval, interval, time_interval
from sim.results.reading import load_results
from sim.results.results import CalibrationResults, ComparisonResults, Results, RunResults
from sim.results.saving import Saved, add_figures, save, save_without_figures, versions
from sim.results.table_view import TableView
from sim.results.voters_file import VOTER_COLUMNS, VotersFile

__all__ = [
    "VOTER_COLUMNS",
    "CalibrationResults",
    "ComparisonResults",
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
