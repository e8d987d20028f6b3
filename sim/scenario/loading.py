"""Loading of scenario files: ``extends``, ``--set``, origins of values, all errors at once."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ScenarioError
from sim.core.listed import listed
from sim.core.paths import label
from sim.core.text import about, shown
from sim.core.toml_text import NotTomlError, TextError, parse_toml, read_text, unusable
from sim.pack.shipped import DEFAULT_ELECTION
from sim.scenario.finding import find_scenario, is_default_election, scenario_folder
from sim.scenario.from_pack import of_pack, with_packs
from sim.scenario.overrides import OVERRIDES, dotted_values, key_parts, override, set_value
from sim.scenario.register_files import with_paths_of_files
from sim.scenario.scenario import Given, Scenario, at_key
from sim.scenario.validation import validated

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Overrides = str | Sequence[str] | Mapping[str, Any]

_LONGEST_CHAIN = 50
"""Longest chain of files of which each extends the next."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """A scenario, and where each of its values came from."""

    scenario: Scenario
    origins: Mapping[str, str]
    """Origin by dotted key: a file, or what overrides files; keys without an entry have their
    default."""
    idle: tuple[str, ...] = ()
    """Overrides that change nothing, as the scenario has these values already."""
    parent: Mapping[str, Any] = field(default_factory=dict)
    """Values of the scenario that its file extends; the defaults if it extends none."""


def load_scenario(reference: str | Path, overrides: Overrides = ()) -> Scenario:
    """Load a scenario by name or path.

    Parameters
    ----------
    reference
        A path to a TOML file, or to the folder of a pack, or the name of a scenario that ships.
    overrides
        Other values of parameters by dotted key, ``{"polling.check_in_mean_s": 90}``, or by
        section; or ``section.key=value``, one or several, as ``--set`` takes them.

    Raises
    ------
    ScenarioError
        If it cannot be read or is not valid; lists every problem found.
    """
    return resolve(reference, overrides).scenario


def resolve(reference: str | Path, overrides: Overrides = (), origin: str = OVERRIDES) -> Resolved:
    """Load a scenario like :func:`load_scenario`, with the origin of each value.

    Parameters
    ----------
    reference, overrides
        See :func:`load_scenario`.
    origin
        The origin of the overrides, as errors name it.
    """
    path = find_scenario(str(reference))
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    parents: dict[str, Any] = {}
    for file, content in reversed(with_packs(lineage(path))):
        if file == path:
            parents = deepcopy(values)
        # A name and a description are not inherited.
        skipped = {"name", "description"} if file != path else set()
        _merge(values, {k: v for k, v in content.items() if k not in skipped}, label(file), origins)
    if is_default_election(str(reference)):
        values["name"] = DEFAULT_ELECTION
    before = deepcopy(values) if overrides else values
    keys, problems = _override(values, overrides, origins, origin)
    for table in (before, values):
        table.setdefault("name", path.stem)
    if problems:
        raise ScenarioError(problems)
    try:
        scenario = validated(values, label(path), origins)
    except ScenarioError as error:
        raise of_pack(error, path, values.get("election")) from None
    tree = scenario.tree()
    base = _base(before, label(path), tree, [key for key, _ in keys]) if overrides else tree
    given_keys = [key for key, where in origins.items() if where == origin]
    if path.resolve().parent != scenario_folder().resolve():
        default = Scenario(name=scenario.name).tree()
        given_keys += [
            key
            for key, where in origins.items()
            if where == label(path)
            and (at_key(parents, key) is None or at_key(parents, key) != at_key(values, key))
            and at_key(default, key) != at_key(tree, key)
        ]
    idle = tuple(text for key, text in keys if at_key(base, key) == at_key(tree, key))
    scenario = scenario.as_given(Given(base, tuple(given_keys)))
    return Resolved(scenario, origins, idle, parents)


def _override(
    values: dict[str, Any], overrides: Overrides, origins: dict[str, str], origin: str
) -> tuple[list[tuple[str, str]], list[Problem]]:
    """Set values in place; return key and text of each, and the problems found."""
    if isinstance(overrides, Mapping):
        of_keys = dotted_values(overrides)
        problems = [
            problem
            for key, value in of_keys.items()
            for problem in set_value(values, key, value, origins, origin)
        ]
        return [(key, f"{key}={shown(value)}") for key, value in of_keys.items()], problems
    texts = listed(overrides)
    problems = [problem for text in texts for problem in override(values, text, origins, origin)]
    return [(text.partition("=")[0].strip(), text) for text in texts], problems


def _base(
    values: dict[str, Any], path: str, changed: dict[str, Any], overridden: Sequence[str]
) -> dict[str, Any]:
    """Return the values of a file without overrides, as a tree; they need not be valid."""
    try:
        return validated(values, path, {}).tree()
    except ScenarioError:
        # An invalid scenario has no resolved values, only those of its file.
        base, default = deepcopy(changed), Scenario(name="default").tree()
        for dotted in overridden:
            *sections, key = key_parts(dotted)
            table: Any = base
            for section in sections:
                table = table[section]
            given = at_key(values, dotted)
            table[key] = json.loads(json.dumps(given, default=str)) if given is not None else (
                at_key(default, dotted)
            )  # fmt: skip
        return base


def lineage(path: Path) -> list[tuple[Path, dict[str, Any]]]:
    """Return the files from a scenario up to its last ancestor, with their contents.

    Raises
    ------
    ScenarioError
        If one of them cannot be read, or they go in a circle.
    """
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
        content = {"election": "."} if path.is_dir() else with_paths_of_files(_read(path), path)
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
