"""Control equations as data: each detects its errors."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from sim.night.protocol import EQUATIONS, Protocol, broken_equations

GOOD = Protocol(
    registered=100,
    received=101,
    unused=21,
    issued=80,
    in_portable_box=3,
    in_ballot_boxes=76,
    valid=77,
    invalid=2,
    votes=(50, 20, 7),
)


def test_a_good_protocol_meets_all_equations() -> None:
    assert broken_equations(GOOD) == []


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        ({"unused": 20}, {"C1"}),
        ({"registered": 79}, {"C2"}),
        ({"in_ballot_boxes": 78, "valid": 79, "votes": (52, 20, 7)}, {"C3"}),
        ({"invalid": 3}, {"C4"}),
        ({"votes": (51, 20, 7)}, {"C5"}),
        ({"votes": (58, 20, -1)}, {"C6"}),
    ],
)
def test_each_equation_catches_its_mistake(changes: dict[str, Any], codes: set[str]) -> None:
    broken = broken_equations(replace(GOOD, **changes))

    assert {line[:2] for line in broken} == codes


def test_codes_are_unique() -> None:
    assert len({equation.code for equation in EQUATIONS}) == len(EQUATIONS)
