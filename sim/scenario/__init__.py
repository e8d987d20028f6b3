"""Scenarios: the declarations of all parameters, and the files that set them."""

from sim.scenario.change import scenario_of, with_values
from sim.scenario.changed import changed_toml
from sim.scenario.dependence import idle_keys
from sim.scenario.describe import (
    calibration_range,
    label_of,
    parameters,
    parameters_markdown,
    sections,
    unit_of,
)
from sim.scenario.finding import find_scenario, scenario_files
from sim.scenario.listing import scenarios
from sim.scenario.loading import Resolved, load_scenario, resolve
from sim.scenario.overrides import key_parts
from sim.scenario.scenario import Given, Scenario
from sim.scenario.write import resolved_toml

__all__ = [
    "Given",
    "Resolved",
    "Scenario",
    "calibration_range",
    "changed_toml",
    "find_scenario",
    "idle_keys",
    "key_parts",
    "label_of",
    "load_scenario",
    "parameters",
    "parameters_markdown",
    "resolve",
    "resolved_toml",
    "scenario_files",
    "scenario_of",
    "scenarios",
    "sections",
    "unit_of",
    "with_values",
]
