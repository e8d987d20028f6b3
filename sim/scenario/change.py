"""A scenario with other values of some parameters, by their dotted keys."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ScenarioError
from sim.core.text import about
from sim.scenario.loading import load_scenario
from sim.scenario.overrides import dotted_values, key_parts, wrong_key
from sim.scenario.scenario import Scenario
from sim.scenario.validation import validated

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def scenario_of(given: Scenario | str | Path) -> Scenario:
    """Return a scenario given as such, by its name, or as the path of a file or a pack.

    Raises
    ------
    ScenarioError
        If it cannot be loaded, or was changed past validation to values that are not allowed;
        lists every problem found.
    """
    if not isinstance(given, Scenario):
        return load_scenario(given)
    values = given.values()
    if values == given.given.validated:
        return given
    try:
        return validated(values, "scenario", {}).as_given(given.given)
    except ScenarioError as error:
        error.add_note("it was changed past validation; scenario.with_() refuses such values")
        raise


def with_changes(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """Return a scenario with other values, by dotted key or by section: see Scenario.with_().

    Raises
    ------
    ScenarioError
        If a key is not known or a value not allowed; lists every problem found.
    """
    values = dotted_values(changes)
    problems = [
        Problem("", key, about(key, wrong))
        for key in values
        if (wrong := wrong_key(key, key_parts(key), "with_()"))
    ]
    if problems:
        raise ScenarioError(problems)
    changed = with_values(scenario, values)
    keys = dict.fromkeys([*scenario.given.keys, *values])
    return changed.as_given(replace(changed.given, keys=tuple(keys)))


def with_values(scenario: Scenario, values: Mapping[str, Any], where: str = "") -> Scenario:
    """Return a scenario with some parameters changed.

    It takes less than half a millisecond, so it can be called for every posterior draw.

    Parameters
    ----------
    scenario
        It is not modified.
    values
        By dotted key, as ``--set`` takes it: ``arrivals.regions.NORTH.a``,
        ``choice.strength.Red List``. A part that holds a dot is put in double quotes.
        Missing tables are created.
    where
        Source of the values, for the errors.

    Raises
    ------
    ScenarioError
        If a key is not known or a value not allowed; lists every problem found.
    """
    content = scenario.values()
    problems = []
    for key, value in values.items():
        *sections, last = key_parts(key)
        table: Any = content
        for section in sections:
            # Tables without a value are None, such as the arrival curve of a region.
            if table.get(section) is None:
                table[section] = {}
            table = table[section]
            if not isinstance(table, dict):
                message = f"{key}: {section!r} holds a value, not a section"
                problems.append(Problem(where, key, message))
                break
        else:
            # NumPy's floats are instances of float, but their repr is another one.
            table[last] = float(value) if isinstance(value, float) else value
    if problems:
        raise ScenarioError(problems)
    return validated(content, where, {}).as_given(scenario.given)
