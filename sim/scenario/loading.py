"""Loading of scenario files: ``extends``, ``--set``, origins of values, all errors at once."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.core.errors import Problem, ScenarioError
from sim.core.paths import label
from sim.core.suggest import nearest
from sim.core.text import HINTS, about, shown
from sim.core.toml_text import NotTomlError, TextError, parse_toml, read_text, unusable
from sim.incidents.incident import Incident, entry_name
from sim.scenario.describe import allowed, kind_at, known_keys
from sim.scenario.overrides import SET, key_parts, override
from sim.scenario.rules import broken_rules
from sim.scenario.scenario import Given, Scenario

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pydantic_core import ErrorDetails

_LONGEST_NAME = 300
"""Characters of a path in a message."""
_INCIDENT = "incident"
_LONGEST_CHAIN = 50
"""Longest chain of files of which each extends the next."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A scenario, and where each of its values came from."""

    scenario: Scenario
    origins: Mapping[str, str]
    """File or ``--set`` by dotted key; keys without an entry have their default."""
    idle: tuple[str, ...] = ()
    """Arguments of ``--set`` that change nothing, as the scenario has these values already."""


def scenario_folder() -> Path:
    """Return the folder of the scenarios that ship with Saylau."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "scenarios"
    return shipped if shipped.is_dir() else package.parent / "scenarios"


def scenario_files() -> list[Path]:
    """Return the scenario files that ship with Saylau, by name."""
    return sorted(scenario_folder().glob("*.toml"))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # such as a name that is too long or has a zero byte
        return False


def find_scenario(reference: str, beside: Path | None = None) -> Path:
    """Return the file that a name or path refers to.

    Parameters
    ----------
    reference
        A path to a TOML file, or the name of a shipped scenario.
    beside
        A file whose folder is searched first (for ``extends``).

    Raises
    ------
    ScenarioError
        If there is no such file; suggests a similar name.
    """
    where = label(beside) if beside else ""
    key = "extends" if beside else ""
    if reference.endswith(".toml") or "/" in reference:
        path = Path(reference) if beside is None else beside.parent / reference
        if _is_file(path):
            return path
        message = about(key, f"no such scenario file: {_short(path)}")
        raise ScenarioError([Problem(where, key, message)])
    if beside is not None:
        # A file that extends its own name refers to the shipped scenario.
        near = beside.parent / f"{reference}.toml"
        if near != beside and _is_file(near):
            return near
    shipped = {path.stem: path for path in scenario_files()}
    if reference in shipped:
        return shipped[reference]
    folder = Path() if beside is None else beside.parent
    here = _is_file(folder / f"{reference}.toml")
    known = [*shipped, *([] if beside is None else (file.stem for file in folder.glob("*.toml")))]
    hint = f"did you mean {reference}.toml?" if here else nearest(reference, known)
    message = about(key, f"no scenario named {shown(reference)}; {hint}")
    raise ScenarioError([Problem(where, key, message)])


def _short(path: Path) -> str:
    """Return a path for a message; a long one is shortened to its end."""
    name = label(path)
    return name if len(name) <= _LONGEST_NAME else f"...{name[-_LONGEST_NAME:]}"


def load_scenario(reference: str | Path, overrides: Sequence[str] = ()) -> Scenario:
    """Load a scenario by name or path.

    Parameters
    ----------
    reference
        A path to a TOML file, or the name of a shipped scenario.
    overrides
        ``section.key=value`` each, as ``--set`` takes them.

    Raises
    ------
    ScenarioError
        If it cannot be read or is not valid; lists every problem found.
    """
    return resolve(reference, overrides).scenario


def resolve(reference: str | Path, overrides: Sequence[str] = ()) -> Resolved:
    """Load a scenario like :func:`load_scenario`, with the origin of each value."""
    path = find_scenario(str(reference))
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    parents: dict[str, Any] = {}
    for file, content in reversed(_lineage(path)):
        if file == path:
            parents = deepcopy(values)
        # A name and a description are not inherited.
        skipped = {"name", "description"} if file != path else set()
        _merge(values, {k: v for k, v in content.items() if k not in skipped}, label(file), origins)
    before = deepcopy(values) if overrides else values
    problems = [problem for text in overrides for problem in override(values, text, origins)]
    for table in (before, values):
        table.setdefault("name", path.stem)
    if problems:
        raise ScenarioError(problems)
    scenario = validated(values, label(path), origins)
    tree = scenario.tree()
    base = _base(before, label(path), tree, overrides) if overrides else tree
    given_keys = [key for key, origin in origins.items() if origin == SET]
    if path.resolve().parent != scenario_folder().resolve():
        default = Scenario(name=scenario.name).tree()
        given_keys += [
            key
            for key, origin in origins.items()
            if origin == label(path)
            and (_at(parents, key) is None or _at(parents, key) != _at(values, key))
            and _at(default, key) != _at(tree, key)
        ]
    idle = tuple(text for text in overrides if _at(base, text) == _at(tree, text))
    return Resolved(scenario.as_given(Given(base, tuple(given_keys))), origins, idle)


def _base(
    values: dict[str, Any], path: str, changed: dict[str, Any], overrides: Sequence[str]
) -> dict[str, Any]:
    """Return the values of a file without ``--set``, as a tree; they need not be valid."""
    try:
        return validated(values, path, {}).tree()
    except ScenarioError:
        # An invalid scenario has no resolved values, only those of its file.
        base, default = deepcopy(changed), Scenario(name="default").tree()
        for text in overrides:
            *sections, key = key_parts(text.partition("=")[0].strip())
            table: Any = base
            for section in sections:
                table = table[section]
            given = _at(values, text)
            table[key] = json.loads(json.dumps(given, default=str)) if given is not None else (
                _at(default, text)
            )  # fmt: skip
        return base


def _at(tree: Mapping[str, Any], text: str) -> object:
    """Return the value of the key that a ``--set`` names."""
    found: Any = tree
    for part in key_parts(text.partition("=")[0].strip()):
        found = found.get(part) if isinstance(found, dict) else None
    return found


def _lineage(path: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Return the files from a scenario up to its last ancestor, with their contents."""
    chain: list[tuple[Path, dict[str, Any]]] = []
    seen: dict[str, Path] = {}
    while True:
        # Not Path.resolve(), which raises another error for a link to itself in each Python.
        real = os.path.realpath(path)
        if real in seen or len(seen) == _LONGEST_CHAIN:
            names = [file.name for file in [*seen.values(), path]]
            names[3:-2] = ["..."] if len(names) > 6 else names[3:-2]
            circle = "goes in a circle" if real in seen else f"goes on for {len(seen)} files"
            message = f"extends {circle}: {' -> '.join(names)}"
            raise ScenarioError([Problem(label(chain[0][0]), "extends", message)])
        seen[real] = path
        content = _read(path)
        parent = content.pop("extends", None)
        chain.append((path, content))
        if parent is None:
            return chain
        if not isinstance(parent, str):
            message = f"extends must be a name or a path; got {shown(parent)}"
            raise ScenarioError([Problem(label(path), "extends", message)])
        path = find_scenario(parent, beside=path)


def _read(path: Path) -> dict[str, Any]:
    try:
        content = parse_toml(read_text(path))
    except (TextError, NotTomlError) as error:
        raise ScenarioError([Problem(label(path), "", str(error))]) from None
    problems = [Problem(label(path), key, about(key, wrong)) for key, wrong in unusable(content)]
    if problems:
        raise ScenarioError(problems)
    return content


def _merge(
    base: dict[str, Any], new: dict[str, Any], origin: str, origins: dict[str, str], at: str = ""
) -> None:
    """Merge a file's values into those of its parent: tables merge, other values are replaced."""
    for key, value in new.items():
        dotted = f"{at}{key}"
        if isinstance(value, dict) and isinstance(base.get(key, {}), dict):
            _merge(base.setdefault(key, {}), value, origin, origins, f"{dotted}.")
        else:
            base[key] = value
            origins[dotted] = origin


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
