"""The packs that ship, and the one that scenarios are of if they name none."""

from __future__ import annotations

import os
import tomllib
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

DEFAULT_ELECTION = "kz-2021"
"""The pack that a scenario is of if it names none, and whose values are the defaults."""
ELECTIONS = Path(__file__).resolve().parents[1] / "elections"
"""The folder of the packs that ship."""


def folder_of(election: str) -> Path:
    """Return the folder of an election of a scenario: the default one, or a path."""
    return ELECTIONS / election if election == DEFAULT_ELECTION else Path(election)


def is_default_folder(folder: Path) -> bool:
    """Return whether a folder is that of the default election."""
    try:
        return Path(os.path.realpath(folder)) == ELECTIONS / DEFAULT_ELECTION
    except (OSError, ValueError):  # such as a name with a zero byte
        return False


@cache
def default_settings() -> Mapping[str, Any]:
    """Return the content of ``election.toml`` of the default election."""
    return settings_in(ELECTIONS / DEFAULT_ELECTION)


def settings_in(folder: Path) -> Mapping[str, Any]:
    """Return the content of ``election.toml`` of a pack that has no faults."""
    text = (folder / "election.toml").read_text(encoding="utf-8-sig")
    return MappingProxyType(tomllib.loads(text))


def basis(key: str) -> str:
    """Return the source or assumption of a default that is of the default election.

    Parameters
    ----------
    key
        Dotted key of the parameter.
    """
    return str(default_settings()["basis"][key])


def _nation() -> tuple[str, str]:
    nation = default_settings()["nation"]
    return nation["code"], nation["name"]


NATION, NATION_NAME = _nation()
"""Code and name of all regions of the default election together."""
