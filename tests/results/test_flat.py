"""A resolved scenario as values by dotted key."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.flat import flat

if TYPE_CHECKING:
    from sim.core.types import Json


def test_tables_in_lists_are_named() -> None:
    scenario: dict[str, Json] = {
        "name": "x",
        "incident": [{"name": "Cut", "to": "10:00"}, {"name": "Cut", "to": "11:00"}],
        "target": [],
        "register": {"regions": ["MAN"]},
    }

    assert flat(scenario) == {
        "incident.Cut": {"to": "10:00"},
        "incident.Cut (2)": {"to": "11:00"},
        "register.regions": ["MAN"],
    }
