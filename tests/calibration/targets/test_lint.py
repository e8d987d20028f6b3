"""The lint of the targets of a calibration: votes whose printed percentage does not follow."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.calibration.targets.lint import lint_targets
from sim.calibration.targets.published import reported_targets
from sim.register import build_register
from sim.scenario import load_scenario
from tests.support.published import OF

if TYPE_CHECKING:
    from sim.pack.targets import Target


def test_votes_are_checked_against_what_was_printed_unless_replaced() -> None:
    scenario = load_scenario("baseline", ["register.regions=['AKM']"])
    located = reported_targets(scenario, build_register(scenario))
    targets = [found.target for found in located]

    def named(targets: list[Target]) -> list[str]:
        return [name for f in lint_targets(targets, OF) for name in f.names if "AKM" in name]

    votes = [f"AKM@votes ({c})" for c in ("Against all", "Independent", "Nur Otan")]
    assert named(targets) == [*votes, "AKM@votes (People's Party)"]
    replaced = [replace(t, value=24.0) if t.item == "Independent" else t for t in targets]
    assert "AKM@votes (Independent)" not in named(replaced)
