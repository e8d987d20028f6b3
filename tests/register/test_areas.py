"""Records of areas and intakes: parts of them, and what stands for their content."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sim.register.areas import AreaTree, Intake

TREE = AreaTree(("West", "East", "Ford"), ("side", "side", "parish"), np.array([[0, 2], [1, 2]]))


def test_sites_of_an_area_at_any_level_or_at_one() -> None:
    assert TREE.sites_in("West").tolist() == [True, False]
    assert TREE.sites_in("Ford", "parish").tolist() == [True, True]
    assert TREE.sites_in("Ford", "side").tolist() == [False, False]
    assert TREE.keep(np.array([1])).sites_in("East").tolist() == [True]


def test_the_text_stands_for_all_content() -> None:
    assert repr(TREE) == repr(replace(TREE, of_site=TREE.of_site.copy()))
    assert repr(TREE) != repr(replace(TREE, of_site=TREE.of_site[::-1]))


def test_a_part_of_the_commissions_keeps_its_clerks_vehicles_and_places() -> None:
    intake = Intake((1, None, 3), (4, 5, None), ("a", "", "c"))

    assert intake.keep([2, 1]) == Intake((3, None), (None, 5), ("c", ""))
