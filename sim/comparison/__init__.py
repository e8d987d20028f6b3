"""Results held against each other; reads results alone, and knows nothing of the model."""

from sim.comparison.against import Against, Comparison, Met, compare
from sim.comparison.differences import Difference
from sim.comparison.metrics import TIME, clock_of, metrics_of
from sim.comparison.written import KIND, rows_of

__all__ = [
    "KIND",
    "TIME",
    "Against",
    "Comparison",
    "Difference",
    "Met",
    "clock_of",
    "compare",
    "metrics_of",
    "rows_of",
]
