"""Small made-up countries for plans, and plans of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.planning.asked import PlanAsked
from sim.scenario.validation import validated

if TYPE_CHECKING:
    from sim.scenario import Scenario

QUICK = PlanAsked(
    max_wait_s=300.0, share=0.9, days=0.8, confidence=0.8, most_days=40, fresh_days=20
)
"""A promise that few days certify."""


class KeptInMemory:
    """A store of rounds of days in memory."""

    def __init__(self) -> None:
        self.parts: dict[str, bytes] = {}
        self.added = 0

    def read(self, name: str) -> bytes | None:
        """Return a round; None if it is missing."""
        return self.parts.get(name)

    def add(self, name: str, content: bytes) -> None:
        """Keep a round."""
        self.parts[name] = content
        self.added += 1


def small_country(seed: int, n_sites: int = 3, **polling: float) -> Scenario:
    """Return a country of a few sites, of which some are short of desks, and some have many."""
    rng = np.random.default_rng(seed)
    sites = [
        {
            "registered": int(rng.integers(20, 250)),
            "members": int(rng.integers(4, 8)),
            "desks": int(rng.integers(1, 3)),
            "booths": int(rng.integers(1, 5)),
        }
        for _ in range(n_sites)
    ]
    voters = sum(int(site["registered"]) for site in sites)
    race = {
        "name": "Alma", "region": "EAST", "candidates": ["Auyl", "Independent"], "winner": "Auyl",
        "votes_cast": round(0.7 * voters), "sites": sites,
    }  # fmt: skip
    day = {"check_in_mean_s": float(rng.integers(60, 400)), "booth_mean_s": 120.0, **polling}
    values = {
        "name": "small",
        "register": {"source": "given", "races": [race]},
        "turnout": {"final": "sampled"},
        "polling": day,
    }
    return validated(values, "small.toml", {})
