"""A comparison as a record: each result held against the base, and the conditions that are met."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.results.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.comparison.differences import Difference
    from sim.comparison.pairing import Pairing
    from sim.comparison.reasons import Reason
    from sim.comparison.sites import Moved
    from sim.results import Results


@dataclass(frozen=True)
class Against:
    """One result held against the base."""

    name: str
    letter: str
    results: Results
    pairing: Pairing
    reasons: tuple[Reason, ...]
    """What differs in the inputs, parameters first."""
    differences: tuple[Difference, ...]
    """One a metric and region, the nation first."""
    sites: tuple[Moved, ...] | None
    """Sites that moved; None where nothing is paired, as then luck moves nearly all."""

    def of(self, metric: str, code: str) -> Difference | None:
        """Return the difference of a metric in a region or the nation, if there is one."""
        return self._by_key.get((metric, code))

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], Difference]:
        return {(row.metric, row.code): row for row in self.differences}


@dataclass(frozen=True)
class Met:
    """A condition that holds for one of the results."""

    condition: str
    name: str
    rows: tuple[Difference, ...]
    """Figures that it names."""


@dataclass(frozen=True)
class Compared:
    """Results held against the first of them."""

    base: Results
    name: str
    """Of the base; its letter is A."""
    others: tuple[Against, ...]
    conditions: tuple[str, ...]
    met: tuple[Met, ...]
    """Conditions that hold."""
    picked: tuple[str, ...]
    """Metrics that were asked for; empty for all."""


@dataclass(frozen=True)
class Comparison(Compared):
    """A comparison, with the results that are saved of it."""

    results: Results
    """Summary, tables ``compare`` and ``compare_sites``, manifest."""

    @property
    def plot(self) -> Pictures:
        """Return the pictures of the comparison: ``comparison.plot.comparison_night()``."""
        return Pictures(self, "sim.plots.comparison.figures")
