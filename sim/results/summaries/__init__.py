"""Summaries of results, as frozen dataclasses: the content of ``summary.json`` and ``--json``.

Those of calibrations, comparisons and ``tune`` are imported from their modules: a run needs none.
"""

from sim.results.summaries.run import RunSummary

__all__ = ["RunSummary"]
