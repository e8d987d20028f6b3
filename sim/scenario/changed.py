"""What a scenario changes in the one that it extends, as TOML with the former values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.core.errors import ScenarioError
from sim.core.toml_entries import WIDTH, entry_lines, is_tables, tables_lines
from sim.core.toml_text import toml_key, toml_value
from sim.scenario.scenario import Scenario
from sim.scenario.validation import validated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.loading import Resolved

_NOT_COMPARED = {"name", "description", "election"}
_LONGEST = 60
"""Characters of a former value."""


def changed_toml(resolved: Resolved) -> str:
    """Return the values that differ from those of the extended scenario, the former ones beside.

    Each origin is named once, above its values, and above long arrays of tables, which come last;
    without a scenario that it extends the declared
    defaults are the former values.
    """
    scenario = resolved.scenario
    before, after = _flat(_parent(resolved)), _flat(scenario.values())
    by_origin: dict[str, list[str]] = {}
    tables: list[str] = []
    for key, value in after.items():
        if value == before.get(key):
            continue
        former = _short(before[key]) if before.get(key) is not None else "new"
        name, origin = ".".join(map(toml_key, key)), _origin(key, resolved.origins)
        if len(f"{name} = {toml_value(value)}  # {former}") > WIDTH and is_tables(value):
            tables += ["", f"# {origin}: {former}", *tables_lines(name, value)]
        else:
            by_origin.setdefault(origin, []).extend(entry_lines(name, value, former))
    gone = [key for key in before if key not in after]
    lines = [f"name = {toml_value(scenario.name)}"]
    for origin, found in by_origin.items():
        lines += ["", f"# {origin}", *found]
    lines += tables
    lines += ["", *(f"# without {'.'.join(key)}" for key in gone)] if gone else []
    if len(lines) == 1:
        lines.append("# nothing differs")
    return "\n".join(lines) + "\n"


def _parent(resolved: Resolved) -> dict[str, Any]:
    """Return the values of the extended scenario; the defaults if there is none that is valid."""
    default = Scenario(name=resolved.scenario.name)
    try:
        return validated({"name": default.name, **resolved.parent}, "", {}).values()
    except ScenarioError:
        return default.values()


def _flat(table: Mapping[str, Any], at: tuple[str, ...] = ()) -> dict[tuple[str, ...], Any]:
    """Return the values of nested tables by the parts of their keys; lists are one value."""
    found: dict[tuple[str, ...], Any] = {}
    for key, value in table.items():
        path = (*at, key)
        if isinstance(value, dict) and value:
            found |= _flat(value, path)
        elif value is not None and value not in ({}, []) and path[0] not in _NOT_COMPARED:
            found[path] = _given(value)
    return found


def _given(value: Any) -> Any:
    """Return a value without the keys of its tables that are empty."""
    if isinstance(value, dict):
        inner = {key: _given(each) for key, each in value.items()}
        return {key: each for key, each in inner.items() if each not in (None, [], {}, "")}
    return [_given(each) for each in value] if isinstance(value, list) else value


def _short(value: object) -> str:
    text = toml_value(value)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def _origin(key: tuple[str, ...], origins: Mapping[str, str]) -> str:
    """Return the origin of a value: that of its key, or of the innermost table with an origin."""
    names = (".".join(key[:length]) for length in range(len(key), 0, -1))
    return next((origins[name] for name in names if name in origins), "default")
