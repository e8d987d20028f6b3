"""Marks of parties: no two of a usual number look the same, with and without colours."""

from __future__ import annotations

import sim
from sim.report.marks import N_SHAPES, SHAPES, marks_of


def test_parties_have_shapes_of_their_own(tiny: sim.RunResults, baseline: sim.RunResults) -> None:
    assert len(SHAPES) == len(set(SHAPES)) == N_SHAPES
    for result in (tiny, baseline):
        marks = marks_of(result.summary)
        assert list(marks) == list(result.summary.seats_nomination)
        assert len({mark.number for mark in marks.values()}) == len(marks)
        assert not any(mark.colour for mark in marks.values())  # Their packs give none.


def test_colours_are_those_of_the_pack() -> None:
    shores = sim.run(sim.load_scenario("two-shores"), seed=2021)
    marks = marks_of(shores.summary)
    assert {mark.colour for mark in marks.values()} >= {"#0f766e", "#b45309"}
    assert {mark.label for mark in marks.values()} >= {"Tide", "Hill"}
