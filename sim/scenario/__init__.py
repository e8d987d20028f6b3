"""What we assume: every parameter, declared once, and the files that set them."""

from sim.scenario.changing import with_values
from sim.scenario.describe import (
    calibration_range,
    parameters,
    parameters_markdown,
    resolved_toml,
    sections,
)
from sim.scenario.incident_rules import incident_time
from sim.scenario.incidents import Incident
from sim.scenario.loading import (
    Resolved,
    find_scenario,
    load_scenario,
    resolve,
    scenario_files,
)
from sim.scenario.overrides import key_parts
from sim.scenario.scenario import Scenario, nearest

__all__ = [
    "Incident",
    "Resolved",
    "Scenario",
    "calibration_range",
    "find_scenario",
    "incident_time",
    "key_parts",
    "load_scenario",
    "nearest",
    "parameters",
    "parameters_markdown",
    "resolve",
    "resolved_toml",
    "scenario_files",
    "sections",
    "with_values",
]
