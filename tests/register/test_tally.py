"""The layout of tallies: the counts of all sites in one row."""

from __future__ import annotations

import numpy as np
import pytest

from sim.register.tally import AGAINST_ALL, INVALID, Tally

TALLY = Tally(candidate_start=np.array([0, 2, 3]), site_race=np.array([0, 0, 1]))
"""Two sites of a race with two candidates, one of a race with one."""


def test_each_count_knows_its_site_and_what_it_counts() -> None:
    assert TALLY.start.tolist() == [0, 4, 8, 11]
    assert TALLY.site.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    assert TALLY.number.tolist() == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2]
    others = [AGAINST_ALL, INVALID]
    assert TALLY.candidate.tolist() == [0, 1, *others, 0, 1, *others, 2, *others]


def test_parts_and_sums_are_those_of_a_loop_over_sites() -> None:
    counts = np.array([5, 3, 1, 2, 7, 0, 4, 1, 9, 6, 2])
    by_site = [[5, 3, 1, 2], [7, 0, 4, 1], [9, 6, 2]]

    assert list(TALLY.each(counts)) == by_site
    assert TALLY.of_site(counts, 1).tolist() == by_site[1]
    assert TALLY.of_sites(counts, 1, 2).tolist() == [*by_site[1], *by_site[2]]
    assert counts[TALLY.against_all].tolist() == [part[-2] for part in by_site]
    assert counts[TALLY.invalid].tolist() == [part[-1] for part in by_site]
    assert TALLY.total(counts).tolist() == [sum(part) for part in by_site]
    assert TALLY.largest(counts.astype(float)).tolist() == [max(part) for part in by_site]
    expected = np.concatenate([np.cumsum(part) for part in by_site]).tolist()
    assert TALLY.running_total(counts.astype(float)).tolist() == pytest.approx(expected)
