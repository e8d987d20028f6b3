"""A small feasibility check."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sim

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import FeasibilityResults


def tiny_feasibility(folder: Path) -> FeasibilityResults:
    """Return a check of `tiny` with one row that is feasible and one that is not."""
    path = folder / "issued.csv"
    path.write_text("site,hour,issued\nEAST-Alma-01,09:00,75\nEAST-Alma-02,09:00,75\n")
    return sim.feasible(sim.load_scenario("tiny"), path)
