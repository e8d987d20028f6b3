"""Validation of a scenario's values, and the wording of what is wrong with them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.core.errors import Problem, ScenarioError
from sim.core.suggest import nearest
from sim.core.text import HINTS, about, shown
from sim.incidents.incident import Incident, entry_name
from sim.scenario.describe import allowed, kind_at, known_keys
from sim.scenario.rules import broken_rules
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

_INCIDENT = "incident"


def validated(values: dict[str, Any], path: str, origins: Mapping[str, str]) -> Scenario:
    """Return the scenario of nested values; errors name the origin of a key, else ``path``.

    Raises
    ------
    ScenarioError
        If they are not valid; lists every problem found.
    """
    try:
        scenario = Scenario.model_validate(values)
    except ValidationError as error:
        raise ScenarioError(
            _problem(detail, values, path, origins, hinting=number < HINTS)
            for number, detail in enumerate(error.errors(include_url=False))
        ) from None
    problems = [
        Problem(_origin(key, path, origins), _subject(key, message), message)
        for key, message in broken_rules(scenario)
    ]
    if problems:
        raise ScenarioError(problems)
    return scenario


def _origin(key: str, path: str, origins: Mapping[str, str]) -> str:
    """Return the origin of a key, or of the innermost table or value that contains it."""
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        prefix = ".".join(parts[:length])
        if prefix in origins:
            return origins[prefix]
    inside = [origin for known, origin in origins.items() if known.startswith(f"{key}.")]
    return inside[0] if inside else path


def _subject(key: str, message: str) -> str:
    """Return what a problem is about: an incident by its name, all others by their key."""
    return message.partition(":")[0] if key.startswith(f"{_INCIDENT}.") else key


def _problem(
    detail: ErrorDetails,
    values: Mapping[str, Any],
    path: str,
    origins: Mapping[str, str],
    *,
    hinting: bool,
) -> Problem:
    loc = detail["loc"]
    key = ".".join(map(str, loc))
    where = _origin(key, path, origins)
    if loc[0] == _INCIDENT and len(loc) > 1:
        entry, inner = _entry(loc, values), ".".join(map(str, loc[2:]))
        message = _incident_message(detail, values, hinting=hinting)
        return Problem(where, entry, f"{entry}: {message}" if inner else about(entry, message))
    return Problem(where, key, _message(detail, key, values, hinting=hinting))


def _entry(loc: Sequence[str | int], values: Mapping[str, Any]) -> str:
    """Return the name of the incident at a location for messages."""
    number = int(loc[1])
    entry = values[_INCIDENT][number]
    name = entry.get("name") if isinstance(entry, dict) else None
    return entry_name(number, name)


def _incident_message(detail: ErrorDetails, values: Mapping[str, Any], *, hinting: bool) -> str:
    """Return the problem with a key of an incident; for an unknown key with those of its kind."""
    loc = detail["loc"]
    key, kind = ".".join(map(str, loc[2:])), kind_at(loc, values)
    if kind is None or len(loc) > 3 or detail["type"] not in {"extra_forbidden", "missing"}:
        return _message(detail, key, values, hinting=hinting)
    name = values[_INCIDENT][loc[1]]["kind"]
    if detail["type"] == "missing":
        return f"{key} is missing: {name} needs it"
    why = f" ({kind.no_keys[key]})" if key in kind.no_keys else ""
    known = ", ".join((*kind.all_keys(), *Incident.model_fields))
    return f"{name} has no key {key}{why}; known: {known}"


def _message(detail: ErrorDetails, key: str, values: Mapping[str, Any], *, hinting: bool) -> str:
    """Return the problem with a value: its key, what is allowed, and the value."""
    loc, got = detail["loc"], shown(detail["input"])
    if detail["type"] == "extra_forbidden":
        hint = f"; {nearest(str(loc[-1]), known_keys(loc[:-1], values))}" if hinting else ""
        return f"unknown key {key}{hint}"
    if detail["type"] == "missing":
        return f"{key} is missing"
    if detail["type"] == "kind":
        return detail["msg"]
    if detail["type"] == "string_pattern_mismatch":
        rule = "must be lower-case letters, digits, - and _, since it names a directory"
    elif detail["type"] in _WORDS:
        rule = allowed(loc, values) or f"must be {_WORDS[detail['type']]}"
    elif detail["type"] == "too_short":
        rule = "must hold at least one entry"
    else:
        rule = allowed(loc, values) or detail["msg"].replace("Input should be", "must be")
    return about(key, f"{rule}; got {got}")


_WORDS = {
    "model_type": "a table",
    "dict_type": "a table",
    "list_type": "a list",
    "string_type": "a text",
    "int_type": "a whole number",
    "float_type": "a number",
    "time_type": "a clock time",
    "date_type": "a date",
}
