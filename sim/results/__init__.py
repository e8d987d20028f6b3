"""What happened: tables and a summary, saved and loaded."""

from sim.results.columns import NATION
from sim.results.store import Results, check_free, free_directory, load_results, save, versions

__all__ = ["NATION", "Results", "check_free", "free_directory", "load_results", "save", "versions"]
