"""Compare results with a base result; reads result files only, not the model."""

from sim.comparison.build import compare
from sim.comparison.compared import Against, Comparison, MetCondition
from sim.comparison.differences import Difference
from sim.comparison.metrics import metrics_of
from sim.comparison.save import rows_of

__all__ = [
    "Against",
    "Comparison",
    "Difference",
    "MetCondition",
    "compare",
    "metrics_of",
    "rows_of",
]
