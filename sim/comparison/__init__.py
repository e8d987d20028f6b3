"""Results held against each other; reads results alone, and knows nothing of the model."""

from sim.comparison.build import compare
from sim.comparison.compared import Against, Comparison, Met
from sim.comparison.differences import Difference
from sim.comparison.metrics import clock_of, metrics_of
from sim.comparison.save import KIND, rows_of

__all__ = [
    "KIND",
    "Against",
    "Comparison",
    "Difference",
    "Met",
    "clock_of",
    "compare",
    "metrics_of",
    "rows_of",
]
