"""Further files of a plan: its page for officials, and the scenario that takes it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.scenario_changes import changes_of, ships
from sim.scenario import with_values
from sim.scenario.placed import placed_toml
from sim.show.plan_page import plan_page

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results.results import PlanResults
    from sim.scenario import Scenario

SCENARIO_FILE = "scenario.toml"
_LONGEST_NAME = 60


def documents(results: PlanResults, directory: Path) -> dict[str, bytes]:
    """Return the further files of a plan by name; of a loaded one the page alone.

    Parameters
    ----------
    results
        The plan.
    directory
        Of the result.
    """
    if results.scenario is None:
        return {"plan.md": plan_page(results, is_taken=False).encode()}
    return files_of(results, results.scenario, directory)


def files_of(results: PlanResults, scenario: Scenario, directory: Path) -> dict[str, bytes]:
    """Return the contents of further files of a plan, by name.

    Parameters
    ----------
    results
        The plan.
    scenario
        That it was made for.
    directory
        Of the result.
    """
    ending = "-planned"
    values = {
        "name": scenario.name[: _LONGEST_NAME - len(ending)] + ending,
        "description": f"{scenario.description or scenario.name}; with planned staff",
        "register.staff": str(directory / "plan.csv"),
        "polling.desks_extra": 0,
    }
    if results.summary.results_by is not None:
        values["register.intake"] = str(directory / "intake.csv")
    planned = with_values(scenario, values, f"scenario {scenario.name}")
    taken = "the staff of plan.csv"
    if "register.intake" in values:
        taken += " and the clerks and vehicles of intake.csv"
    head = f"Made by saylau plan: {taken}, beside this file; all else is unchanged."
    # The one that ships has the values of regions that are left out. A file cannot unset a value.
    is_kept = all(change.after is not None for change in changes_of(scenario))
    extended = scenario.name if ships(scenario) and is_kept else ""
    return {
        "plan.md": plan_page(results).encode(),
        SCENARIO_FILE: placed_toml(planned, directory, head, extends=extended).encode(),
    }
