"""What happened: tables and a summary, saved and loaded."""

from sim.results.columns import NATION
from sim.results.intervals import Interval, interval
from sim.results.store import Results, check_free, free_directory, load_results, save, versions

__all__ = [
    "NATION",
    "Interval",
    "Results",
    "check_free",
    "free_directory",
    "interval",
    "load_results",
    "save",
    "versions",
]
