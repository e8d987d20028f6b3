"""The scenarios and packs that ship with Saylau, each with what it is."""

from __future__ import annotations

import tomllib

from sim.pack.files.declared import SETTINGS_FILE
from sim.scenario.finding import scenario_files, shipped_packs

_ORDER = (
    "baseline",
    "open-outcome",
    "all-by-elections",
    "byelection-talaptan",
    "tiny",
    "evening-only",
    "early-gifts",
    "heat",
    "covid",
    "late-opening",
    "understaffed",
    "staff-up",
    "ballot-shortage",
    "two-ballots",
    "power-cut",
    "snowbound-roads",
    "clerks-short",
    "returned-protocols",
    "long-count",
)
"""The order of the listing; other scenarios follow by name."""


def scenarios() -> dict[str, str]:
    """Return the names of the scenarios and packs that ship, with their descriptions.

    First those of the whole country, then variants of the day, then of the night, then packs.
    """
    order = {name: n for n, name in enumerate(_ORDER)}
    paths = sorted(scenario_files(), key=lambda path: order.get(path.stem, len(order)))
    found = {}
    for path in paths:
        found[path.stem] = tomllib.loads(path.read_text(encoding="utf-8")).get("description", "")
    for name, folder in shipped_packs().items():
        found[name] = tomllib.loads((folder / SETTINGS_FILE).read_text(encoding="utf-8"))["title"]
    return found
