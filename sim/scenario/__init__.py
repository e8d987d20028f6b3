"""What we assume: every parameter, declared once, and the files that set them."""

from sim.scenario.describe import parameters, parameters_markdown, resolved_toml, sections
from sim.scenario.loading import (
    Resolved,
    find_scenario,
    load_scenario,
    resolve,
    scenario_files,
)
from sim.scenario.scenario import Scenario, nearest

__all__ = [
    "Resolved",
    "Scenario",
    "find_scenario",
    "load_scenario",
    "nearest",
    "parameters",
    "parameters_markdown",
    "resolve",
    "resolved_toml",
    "scenario_files",
    "sections",
]
