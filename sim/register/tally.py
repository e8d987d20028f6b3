"""The layout of tallies: the counts of all sites in one array, site by site, race by race."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sim.core.types import Flags, Floats, Ints

AGAINST_ALL, INVALID, UNDERVOTES = -1, -2, -3
"""Values of :attr:`Tally.candidate` for counts that are not of a candidate."""


@dataclass(frozen=True, eq=False)
class Tally:
    """Indexes of the counts of each section: a race on the ballot of a site.

    A section has counts of its candidates, against all, invalid. Races after the first on a
    ballot, and those in which several candidates may be marked, have a count of undervotes
    besides: marks that voters did not use. Arrays in this layout have shape ``(n_counts,)``;
    they hold votes, shares or thresholds.
    """

    candidate_start: Ints
    """First candidate of each race, and the end of the last, shape ``(n_races + 1,)``."""
    section_race: Ints
    """Race of each section, shape ``(n_sections,)``, as are all ``section_*``."""
    section_site: Ints
    """Sorted, from 0; every site has a section."""
    section_several: Flags
    """Whether several candidates may be marked."""

    @cached_property
    def first(self) -> Flags:
        """Whether a section is the first of its site, shape ``(n_sections,)``."""
        return np.diff(self.section_site, prepend=-1) > 0

    @cached_property
    def undervoted(self) -> Flags:
        """Whether a section has a count of undervotes, shape ``(n_sections,)``."""
        return ~self.first | self.section_several

    @cached_property
    def start(self) -> Ints:
        """First count of each section, and the end of the last, shape ``(n_sections + 1,)``."""
        counts = np.diff(self.candidate_start)[self.section_race] + 2 + self.undervoted
        return np.concatenate([[0], np.cumsum(counts)])

    @cached_property
    def section_start(self) -> Ints:
        """First section of each site, and the end of the last, shape ``(n_sites + 1,)``."""
        return np.append(np.flatnonzero(self.first), len(self.section_site))

    @cached_property
    def site_start(self) -> Ints:
        """First count of each site, and the end of the last, shape ``(n_sites + 1,)``."""
        return self.start[self.section_start]

    @cached_property
    def section(self) -> Ints:
        """Section of each count, shape ``(n_counts,)``."""
        return np.repeat(np.arange(len(self.section_race)), np.diff(self.start))

    @cached_property
    def site(self) -> Ints:
        """Site of each count, shape ``(n_counts,)``."""
        return self.section_site[self.section]

    @cached_property
    def race(self) -> Ints:
        """Race of each count, shape ``(n_counts,)``."""
        return self.section_race[self.section]

    @cached_property
    def number(self) -> Ints:
        """Number of each count in its section, from 0, shape ``(n_counts,)``."""
        return np.arange(len(self.section)) - self.start[self.section]

    @cached_property
    def candidate(self) -> Ints:
        """Candidate of each count, or AGAINST_ALL, INVALID, UNDERVOTES; shape ``(n_counts,)``."""
        candidate = self.candidate_start[self.race] + self.number
        candidate[self.undervotes] = UNDERVOTES
        candidate[self.invalid] = INVALID
        candidate[self.against_all] = AGAINST_ALL
        return candidate

    @cached_property
    def against_all(self) -> Ints:
        """Index of the count against all of each section, shape ``(n_sections,)``."""
        return self.invalid - 1

    @cached_property
    def invalid(self) -> Ints:
        """Index of the count of invalid ballots of each section, shape ``(n_sections,)``."""
        return self.start[1:] - 1 - self.undervoted

    @cached_property
    def undervotes(self) -> Ints:
        """Index of the count of undervotes of each section that has one."""
        return self.start[1:][self.undervoted] - 1

    def of_section(self, values: NDArray[Any], section: int) -> NDArray[Any]:
        """Return the part of one section, a view."""
        return values[self.start[section] : self.start[section + 1]]

    def each(self, values: NDArray[Any]) -> Iterator[list[Any]]:
        """Yield the values of each section as a list."""
        listed = values.tolist()
        for start, end in pairwise(self.start.tolist()):
            yield listed[start:end]

    def total(self, values: NDArray[Any]) -> NDArray[Any]:
        """Return the sum of each section, shape ``(n_sections,)``."""
        return np.add.reduceat(values, self.start[:-1])

    def largest(self, values: Floats) -> Floats:
        """Return the largest value of each section, shape ``(n_sections,)``."""
        return np.maximum.reduceat(values, self.start[:-1])

    def running_total(self, values: Floats) -> Floats:
        """Return cumulative sums within each section, shape ``(n_counts,)``.

        Other sections after the first of each site do not change the sums of the first ones by
        rounding.
        """
        total = np.empty(len(values))
        for chosen in (self.first, ~self.first):
            inside = chosen[self.section]
            reached = np.cumsum(values[inside])
            lengths = np.diff(self.start)[chosen]
            ends = np.cumsum(lengths)[:-1]
            before = np.concatenate([[0.0], reached[ends - 1]])[: len(lengths)]
            total[inside] = reached - np.repeat(before, lengths)
        return total
