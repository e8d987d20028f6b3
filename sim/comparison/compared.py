"""Records of a comparison: each result compared with the base, and the conditions that hold."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from sim.results.pictures import Pictures

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    import pandas as pd

    from sim.comparison.differences import Difference
    from sim.comparison.names import ResultName
    from sim.comparison.pairing import Pairing
    from sim.comparison.reasons import Reason
    from sim.comparison.sites import SiteDifference
    from sim.results import ComparisonResults, RunResults


@dataclass(frozen=True, repr=False)
class Against:
    """One result compared with the base."""

    named: ResultName
    results: RunResults
    pairing: Pairing
    reasons: tuple[Reason, ...]
    """Inputs that differ, parameters first."""
    differences: tuple[Difference, ...]
    """One for each metric and region, the nation first."""
    sites: tuple[SiteDifference, ...] | None
    """Sites that differ; None if unpaired, as nearly all sites differ then."""

    @property
    def name(self) -> str:
        """The name of the result, in English."""
        return self.named.text

    @property
    def letter(self) -> str:
        """``B``, ``C`` and so on, as the base is ``A``."""
        return self.named.letter

    def __repr__(self) -> str:
        paired = "paired" if self.pairing.pairs else "not paired"
        return f"Against({self.letter}: {self.name!r}, {paired}, {len(self.differences):,} metrics)"

    def of(self, metric: str, code: str) -> Difference | None:
        """Return the difference of a metric in a region or the nation; None if there is none."""
        return self._by_key.get((metric, code))

    @cached_property
    def _by_key(self) -> Mapping[tuple[str, str], Difference]:
        return {(row.metric, row.code): row for row in self.differences}


@dataclass(frozen=True)
class MetCondition:
    """A condition that holds for one result."""

    condition: str
    name: str
    rows: tuple[Difference, ...]
    """The metrics that it names."""


@dataclass(frozen=True)
class Compared:
    """Results compared with the first of them."""

    base: RunResults
    named: ResultName
    """Name of the base."""
    others: tuple[Against, ...]
    conditions: tuple[str, ...]
    met: tuple[MetCondition, ...]
    """Conditions that hold."""
    picked: tuple[str, ...]
    """Metrics that the caller selected; empty for all."""

    @property
    def name(self) -> str:
        """The name of the base, in English; its letter is A."""
        return self.named.text


@dataclass(frozen=True, repr=False)
class Comparison(Compared):
    """A comparison, with the results that are saved."""

    results: ComparisonResults
    """Summary, tables ``compare`` and ``compare_sites``, manifest."""

    def files_in(self, _directory: Path) -> Mapping[str, bytes]:
        """Return no further files to save."""
        return {}

    def to_pandas(self) -> pd.DataFrame:
        """Return the differences as a pandas DataFrame: a row for each metric and region.

        Raises
        ------
        SaylauError
            If pandas is not installed.
        """
        return self.results.compare.to_pandas()

    def __repr__(self) -> str:
        return repr(self.results)

    def _repr_html_(self) -> str:
        return self.results._repr_html_()

    @property
    def plot(self) -> Pictures:
        """Return the figures of the comparison: ``comparison.plot.comparison_night()``."""
        return Pictures(self, "sim.plots.comparison")
