"""The file of ``register.staff``: relative to the scenario file, and in results by its name."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

_SECTION, _KEY = "register", "staff"


def with_path_of_staff(content: dict[str, Any], file: Path) -> dict[str, Any]:
    """Return the content of a scenario file with the path of its staff file.

    Parameters
    ----------
    content
        Nested tables, as parsed.
    file
        The scenario file, whose folder the staff file is relative to.
    """
    staff = _staff_of(content)
    if not isinstance(staff, str) or not staff:
        return content
    path = os.path.normpath(file.parent / staff)
    return content | {_SECTION: content[_SECTION] | {_KEY: path}}


def with_name_of_staff(tree: dict[str, Any]) -> dict[str, Any]:
    """Return the values of a scenario with the name of its staff file in place of its path.

    So results are the same wherever the file is, and tell nothing of the machine.
    """
    staff = _staff_of(tree)
    if not isinstance(staff, str) or not staff:
        return tree
    return tree | {_SECTION: tree[_SECTION] | {_KEY: Path(staff).name}}


def _staff_of(tree: Mapping[str, Any]) -> object:
    section = tree.get(_SECTION)
    return section.get(_KEY) if isinstance(section, dict) else None
