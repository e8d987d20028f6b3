"""Control equations as data: each detects its errors."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

import pytest

from sim.night.protocol import EQUATIONS, Protocol, RaceSection, broken_equations

GOOD = Protocol(
    registered=100,
    received=101,
    unused=21,
    issued=80,
    in_portable_box=3,
    in_ballot_boxes=76,
    sections=(RaceSection(valid=77, invalid=2, votes=(50, 20, 7)),),
)
TWO = replace(
    GOOD,
    sections=(*GOOD.sections, RaceSection(76, 3, (40, 50, 30, 6), undervotes=20, vote_for=2)),
)
"""In the second race 70 ballots have two marks each, 20 of which are not used."""


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
    assert {line[:2] for line in broken_equations(changed(GOOD, 0, **changes))} == codes


def changed(protocol: Protocol, number: int, **changes: Any) -> Protocol:
    """Return a protocol with numbers of it, or of one section, changed."""
    names = {field.name for field in fields(RaceSection)}
    section = replace(protocol.sections[number], **{k: v for k, v in changes.items() if k in names})
    sections = (*protocol.sections[:number], section, *protocol.sections[number + 1 :])
    others = {k: v for k, v in changes.items() if k not in names}
    return replace(protocol, sections=sections, **others)


def test_each_race_on_the_ballot_has_its_equations() -> None:
    assert broken_equations(TWO) == []
    for changes, code in (
        ({"invalid": 4}, "C4"),
        ({"undervotes": 19}, "C5"),
        ({"votes": (41, 50, 30, 6)}, "C5"),
        ({"votes": (40, 50, 32, 5)}, ""),
        ({"votes": (60, 50, 30, 6), "undervotes": 0}, ""),
        ({"votes": (61, 50, 30, 6), "undervotes": -1}, "C6"),
    ):
        broken = broken_equations(changed(TWO, 1, **changes))
        assert [line[:2] for line in broken] == ([code] if code else [])
        assert all("in race 2 on the ballot" in line for line in broken)
    # What is not about a race is said once.
    assert [line[:2] for line in broken_equations(replace(TWO, unused=20))] == ["C1"]


def test_codes_are_unique() -> None:
    assert len({equation.code for equation in EQUATIONS}) == len(EQUATIONS)
