"""The files that ``register`` names: relative to the scenario, and in results by their name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

_SECTION = "register"
REGISTER_FILES = ("staff", "intake")
"""Keys of the section that name a file."""


def with_paths_of_files(content: dict[str, Any], file: Path) -> dict[str, Any]:
    """Return the content of a scenario file with the paths of the files that it names.

    Parameters
    ----------
    content
        Nested tables, as parsed.
    file
        The scenario file, whose folder those files are relative to.
    """
    return _with_each(content, lambda name: os.path.normpath(file.parent / name))


def with_names_of_files(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a scenario with the names of its files in place of their paths.

    So results are the same wherever the files are, and tell nothing of the machine.
    """
    return _with_each(tree, lambda path: Path(path).name)


def named_files(tree: Mapping[str, Any]) -> dict[str, str]:
    """Return the files that the values of a scenario name, by key."""
    section = tree.get(_SECTION)
    found = section if isinstance(section, dict) else {}
    given = {key: found.get(key) for key in REGISTER_FILES}
    return {key: name for key, name in given.items() if isinstance(name, str) and name}


def _with_each(tree: dict[str, Any], changed: Callable[[str], str]) -> dict[str, Any]:
    found = named_files(tree)
    if not found:
        return tree
    new = {key: changed(name) for key, name in found.items()}
    return tree | {_SECTION: tree[_SECTION] | new}
