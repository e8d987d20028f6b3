"""Results held against each other; reads results alone, and knows nothing of the model."""

from sim.comparison.build import compare
from sim.comparison.compared import Against, Comparison, Met
from sim.comparison.differences import Difference
from sim.comparison.metrics import TIME, metrics_of
from sim.comparison.save import KIND, rows_of

__all__ = [
    "KIND",
    "TIME",
    "Against",
    "Comparison",
    "Difference",
    "Met",
    "compare",
    "metrics_of",
    "rows_of",
]
