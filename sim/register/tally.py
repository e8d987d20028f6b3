"""The layout of tallies: the counts of all sites in one array, site by site."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.core.types import Floats, Ints

AGAINST_ALL, INVALID = -1, -2
"""Values of :attr:`Tally.candidate` for counts that are not of a candidate."""


@dataclass(frozen=True, eq=False)
class Tally:
    """Indexes of the counts of each site: its candidates, against all, invalid.

    Arrays in this layout have shape ``(n_counts,)``; they hold votes, shares or thresholds.
    """

    candidate_start: Ints
    """First candidate of each race, and the end of the last, shape ``(n_races + 1,)``."""
    site_race: Ints
    """Race of each site, shape ``(n_sites,)``."""

    @cached_property
    def start(self) -> Ints:
        """First count of each site, and the end of the last, shape ``(n_sites + 1,)``."""
        counts = np.diff(self.candidate_start)[self.site_race] + 2
        return np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def site(self) -> Ints:
        """Site of each count, shape ``(n_counts,)``."""
        return np.repeat(np.arange(len(self.site_race)), np.diff(self.start))

    @cached_property
    def number(self) -> Ints:
        """Number of each count on the ballot of its site, from 0, shape ``(n_counts,)``."""
        return np.arange(len(self.site)) - self.start[self.site]

    @cached_property
    def candidate(self) -> Ints:
        """Candidate of each count, or AGAINST_ALL, or INVALID; shape ``(n_counts,)``."""
        candidate = self.candidate_start[self.site_race[self.site]] + self.number
        candidate[self.against_all] = AGAINST_ALL
        candidate[self.invalid] = INVALID
        return candidate

    @property
    def against_all(self) -> Ints:
        """Index of the count against all of each site, shape ``(n_sites,)``."""
        return self.start[1:] - 2

    @property
    def invalid(self) -> Ints:
        """Index of the count of invalid ballots of each site, shape ``(n_sites,)``."""
        return self.start[1:] - 1

    def of_site(self, values: NDArray[Any], site: int) -> NDArray[Any]:
        """Return the part of one site, a view."""
        return values[self.start[site] : self.start[site + 1]]

    def of_sites(self, values: NDArray[Any], first: int, last: int) -> NDArray[Any]:
        """Return the part of the sites from the first to the last, both included, a view."""
        return values[self.start[first] : self.start[last + 1]]

    def each(self, values: NDArray[Any]) -> Iterator[list[Any]]:
        """Yield the values of each site as a list."""
        listed = values.tolist()
        for start, end in pairwise(self.start.tolist()):
            yield listed[start:end]

    def total(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the sum of each site, shape ``(n_sites,)``."""
        return np.add.reduceat(values, self.start[:-1])

    def largest(self, values: Floats) -> Floats:
        """Return the largest value of each site, shape ``(n_sites,)``."""
        return np.maximum.reduceat(values, self.start[:-1])

    def running_total(self, values: Floats) -> Floats:
        """Return cumulative sums within each site, shape ``(n_counts,)``."""
        reached = np.cumsum(values)
        before: Floats = np.concatenate([[0.0], reached[self.start[1:-1] - 1]])
        return reached - before[self.site]
