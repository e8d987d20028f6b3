"""Loading of scenario files: ``extends``, ``--set``, origins of values, all errors at once."""

from __future__ import annotations

import json
import os
from copy import deepcopy
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ScenarioError
from sim.core.paths import label
from sim.core.text import about, shown
from sim.core.toml_text import NotTomlError, TextError, parse_toml, read_text, unusable
from sim.pack.shipped import DEFAULT_ELECTION
from sim.scenario.finding import find_scenario, is_default_election, scenario_folder
from sim.scenario.from_pack import of_pack, with_packs
from sim.scenario.overrides import SET, key_parts, override
from sim.scenario.scenario import Given, Scenario
from sim.scenario.staff_path import with_path_of_staff
from sim.scenario.validation import validated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

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
    for file, content in reversed(with_packs(_lineage(path))):
        if file == path:
            parents = deepcopy(values)
        # A name and a description are not inherited.
        skipped = {"name", "description"} if file != path else set()
        _merge(values, {k: v for k, v in content.items() if k not in skipped}, label(file), origins)
    if is_default_election(str(reference)):
        values["name"] = DEFAULT_ELECTION
    before = deepcopy(values) if overrides else values
    problems = [problem for text in overrides for problem in override(values, text, origins)]
    for table in (before, values):
        table.setdefault("name", path.stem)
    if problems:
        raise ScenarioError(problems)
    try:
        scenario = validated(values, label(path), origins)
    except ScenarioError as error:
        raise of_pack(error, path, values.get("election")) from None
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
        content = {"election": "."} if path.is_dir() else with_path_of_staff(_read(path), path)
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
