"""A resolved scenario as values by dotted key."""

from __future__ import annotations

from sim.results.flat import flat


def test_tables_in_lists_are_named() -> None:
    scenario = {
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
