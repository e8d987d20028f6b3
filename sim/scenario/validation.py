"""Validation of a scenario's values, and the wording of what is wrong with them."""

from __future__ import annotations

from copy import deepcopy
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.core.errors import PackError, Problem, ScenarioError
from sim.core.suggest import nearest
from sim.core.text import HINTS, about, shown
from sim.incidents.incident import Incident, entry_name
from sim.scenario.describe import allowed, kind_at, known_keys, parameters
from sim.scenario.rules import broken_rules
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

_INCIDENT = "incident"
_READ_BY_MANY = frozenset({
    "date", "election", "name", "polling", "polling.closes", "polling.opens", "register",
    "register.races", "register.source", "register.timezone",
})  # fmt: skip
"""Keys on which many rules depend, about other keys."""


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
        details = error.errors(include_url=False)
        problems = [
            _problem(detail, values, path, origins, hinting=number < HINTS)
            for number, detail in enumerate(details)
        ]
        rules = _rules_of_the_rest(values, [detail["loc"] for detail in details])
    else:
        problems, rules = [], list(broken_rules(scenario))
    problems += [
        Problem(_origin(key, path, origins), _subject(key, message), message)
        for key, message in rules
    ]
    if problems:
        raise ScenarioError(problems)
    return scenario.as_validated()


def _rules_of_the_rest(
    values: Mapping[str, Any], faulty: Sequence[tuple[int | str, ...]]
) -> list[tuple[str, str]]:
    """Return the rules that other values break than those that are not allowed.

    A value that is not allowed, and a list with such a value, is left out: rules that speak of
    it are passed over, and all where many rules read it.
    """
    rest, left_out = deepcopy(dict(values)), set()
    for loc in faulty:
        keys = list(map(str, takewhile(lambda part: isinstance(part, str), loc)))
        table: Any = rest
        for key in keys[:-1]:
            table = table.get(key) if isinstance(table, dict) else None
        if isinstance(table, dict):
            table.pop(keys[-1], None)
        left_out.add(".".join(keys))
    if left_out & _READ_BY_MANY:
        return []
    try:
        broken = list(broken_rules(Scenario.model_validate(rest)))
    except (ValidationError, PackError):  # A pack that cannot be read is another fault.
        return []
    return [
        (key, message)
        for key, message in broken
        if not any(f"{name}." in f"{key}." or name in message for name in left_out)
    ]


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
        return f"unknown key {key}{_hint(loc, values) if hinting else ''}"
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


def _hint(loc: Sequence[str | int], values: Mapping[str, Any]) -> str:
    """Return which keys there are in place of an unknown one; without its section, with it."""
    key = str(loc[-1])
    whole = [f"{each.section}.{each.key}" for each in parameters() if each.key == key]
    if len(loc) == 1 and whole:
        return f"; did you mean {' or '.join(map(repr, whole))}?"
    return f"; {nearest(key, known_keys(loc[:-1], values))}"


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
