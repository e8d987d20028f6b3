"""Small countries of tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.scenario.validation import validated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.scenario import Scenario


def race(
    name: str,
    candidates: Sequence[str] = ("Auyl", "Independent"),
    votes: int = 3,
    registered: Sequence[int] = (5,),
    region: str = "EAST",
    **more: Any,
) -> dict[str, Any]:
    """Write a race of a given country: ``[[register.races]]`` with a site for each number."""
    sites = [{"registered": n} for n in registered]
    return {
        "name": name, "region": region, "candidates": list(candidates), "votes_cast": votes,
        "sites": sites, **more,
    }  # fmt: skip


def country(*races: dict[str, Any], **sections: Any) -> Scenario:
    """Return the scenario of a given country, with winners sampled unless a section differs.

    Raises
    ------
    ScenarioError
        As reading the same from ``given.toml`` would.
    """
    values: dict[str, Any] = {
        "name": "given", "register": {"source": "given", "races": list(races)},
        "outcome": {"winners": "sampled"},
    }  # fmt: skip
    for name, section in sections.items():
        values[name] = {**values.get(name, {}), **section} if isinstance(section, dict) else section
    return validated(values, "given.toml", {})
