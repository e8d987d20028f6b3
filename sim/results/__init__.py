"""What happened: tables and a summary, saved and loaded."""

from sim.results.columns import NATION
from sim.results.intervals import Interval, interval
from sim.results.store import Results, check_free, free_directory, load_results, save, versions
from sim.results.voters import VOTER_COLUMNS, VotersFile

__all__ = [
    "NATION",
    "VOTER_COLUMNS",
    "Interval",
    "Results",
    "VotersFile",
    "check_free",
    "free_directory",
    "interval",
    "load_results",
    "save",
    "versions",
]
