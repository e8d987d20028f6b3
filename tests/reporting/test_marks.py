"""Marks of parties: no two of a usual number look the same, with and without colours."""

from __future__ import annotations

import pytest

import sim
from sim.reporting.marks import N_SHAPES, SHAPES, legible, marks_of


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
    assert {mark.colour for mark in marks.values()} == {legible("#0f766e"), legible("#b45309"), ""}
    assert {mark.label for mark in marks.values()} >= {"Tide Party", "Hill List"}


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ffff00", "#000080", "#cc0000"])
def test_colours_of_packs_are_seen_on_both_grounds(colour: str) -> None:
    value = legible(colour)
    channels = [int(value[k : k + 2], 16) / 255 for k in (1, 3, 5)]
    light = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * light[0] + 0.7152 * light[1] + 0.0722 * light[2]
    on_white = 1.05 / (luminance + 0.05)
    on_dark = (luminance + 0.05) / (0.0145 + 0.05)  # of --raised in dark mode
    assert min(on_white, on_dark) >= 3
