"""The layout of tallies: the counts of all sites in one row."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from sim.register.tally import AGAINST_ALL, INVALID, UNDERVOTES, Tally

TALLY = Tally(
    candidate_start=np.array([0, 2, 3]),
    section_race=np.array([0, 0, 1]),
    section_site=np.array([0, 1, 2]),
    section_several=np.zeros(3, dtype=bool),
)
"""Two sites of a race with two candidates, one of a race with one."""
SEVERAL = Tally(
    candidate_start=np.array([0, 2, 3]),
    section_race=np.array([0, 1, 0, 1]),
    section_site=np.array([0, 0, 1, 2]),
    section_several=np.array([False, False, False, True]),
)
"""Both races at the first site, one at each of the others; in the last one may mark several."""


def test_each_count_knows_its_site_and_what_it_counts() -> None:
    assert TALLY.start.tolist() == TALLY.site_start.tolist() == [0, 4, 8, 11]
    assert TALLY.site.tolist() == [0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2]
    assert TALLY.number.tolist() == [0, 1, 2, 3, 0, 1, 2, 3, 0, 1, 2]
    others = [AGAINST_ALL, INVALID]
    assert TALLY.candidate.tolist() == [0, 1, *others, 0, 1, *others, 2, *others]


def test_races_after_the_first_and_those_with_several_marks_count_undervotes() -> None:
    assert SEVERAL.start.tolist() == [0, 4, 8, 12, 16]
    assert SEVERAL.section_start.tolist() == [0, 2, 3, 4]
    assert SEVERAL.site_start.tolist() == [0, 8, 12, 16]
    assert SEVERAL.site.tolist() == [0] * 8 + [1] * 4 + [2] * 4
    assert SEVERAL.race.tolist() == [0] * 4 + [1] * 4 + [0] * 4 + [1] * 4
    others = [AGAINST_ALL, INVALID]
    one = [2, *others, UNDERVOTES]
    assert SEVERAL.candidate.tolist() == [0, 1, *others, *one, 0, 1, *others, *one]
    assert SEVERAL.undervotes.tolist() == [7, 15]
    assert SEVERAL.invalid.tolist() == [3, 6, 11, 14]


@pytest.mark.parametrize("tally", [TALLY, SEVERAL])
def test_parts_and_sums_are_those_of_a_loop_over_sections(tally: Tally) -> None:
    counts = np.array([5, 3, 1, 2, 7, 0, 4, 1, 9, 6, 2, 8, 3, 3, 0, 1])[: tally.start[-1]]
    ends = tally.start.tolist()
    parts = [counts[a:b].tolist() for a, b in pairwise(ends)]

    assert list(tally.each(counts)) == parts
    assert tally.of_section(counts, 1).tolist() == parts[1]
    assert tally.total(counts).tolist() == [sum(part) for part in parts]
    assert tally.largest(counts.astype(float)).tolist() == [max(part) for part in parts]
    expected = np.concatenate([np.cumsum(part) for part in parts]).tolist()
    assert tally.running_total(counts.astype(float)).tolist() == pytest.approx(expected)


def test_a_further_race_changes_no_sum_of_a_first_one_in_any_bit() -> None:
    rng = np.random.default_rng(1)
    of_first, of_all = rng.random(8), rng.random(16)
    alone = Tally(SEVERAL.candidate_start, np.array([0, 0]), np.arange(2), np.zeros(2, dtype=bool))
    first = SEVERAL.first[SEVERAL.section] & (SEVERAL.site < 2)
    of_all[first] = of_first

    assert SEVERAL.running_total(of_all)[first].tolist() == alone.running_total(of_first).tolist()
