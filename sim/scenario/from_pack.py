"""The scenario that a pack itself is: its election, hours and parameters, for files to extend."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ScenarioError
from sim.core.paths import label
from sim.core.text import shown
from sim.pack.files.declared import SETTINGS_FILE
from sim.scenario.election import norms_of, read_once
from sim.scenario.scenario import SHIPPED, Scenario

if TYPE_CHECKING:
    from collections.abc import Sequence

    Lineage = list[tuple[Path, dict[str, Any]]]


def with_packs(lineage: Sequence[tuple[Path, dict[str, Any]]]) -> Lineage:
    """Return the files of a scenario, and the pack that they name as the one that all extend.

    The last file that names an election decides; its path is relative to that file.

    Parameters
    ----------
    lineage
        Path and content of a scenario, then of each file that it extends in turn.

    Raises
    ------
    ScenarioError
        If an election is not a text.
    PackError
        If the folder is not a pack; lists every fault.
    """
    found: Lineage = [(path, {k: v for k, v in content.items() if k != "election"})
                      for path, content in lineage]  # fmt: skip
    for number, (path, content) in enumerate(lineage):
        election = content.get("election", SHIPPED)
        if not isinstance(election, str):
            message = f"election must be {SHIPPED} or the folder of a pack; got {shown(election)}"
            raise ScenarioError([Problem(label(path), "election", message)])
        if election != SHIPPED:
            beside = path if path.is_dir() else path.parent
            folder = Path(os.path.normpath(beside / election))
            found.append((folder / SETTINGS_FILE, pack_values(folder)))
            if path.is_dir():
                # The pack is the scenario: it has the name and the description as well.
                found[number] = (path, {k: found[-1][1][k] for k in ("name", "description")})
            break
        if "election" in content:
            break
    return found


def pack_values(folder: Path) -> dict[str, Any]:
    """Return the values of the scenario that a pack is, as nested tables.

    Raises
    ------
    PackError
        If the folder is not a pack; lists every fault.
    """
    settings = read_once(str(folder), norms_of(Scenario(name="default"))).settings
    values: dict[str, Any] = {
        "name": settings.name,
        "description": settings.title,
        "election": str(folder),
        "date": settings.date,
        "register": {"source": "pack", "commissions": {}},
        "turnout": {"final": "sampled"},
        "outcome": {"winners": "sampled"},
        "polling": {"opens": settings.opens, "closes": settings.closes},
        # Where a law has "against all", the pack says so in its section [choice].
        "choice": {"against_all_share": 0.0},
    }
    for name, section in settings.model.items():
        if isinstance(section, dict) and isinstance(values.get(name), dict):
            values[name] = values[name] | section
        else:
            values[name] = section
    return values
