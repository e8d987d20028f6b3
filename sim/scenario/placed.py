"""A scenario as TOML for a file in a directory: paths in it are relative to that."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.election import is_default, not_shipped, placeless_tree
from sim.scenario.finding import shipped_packs
from sim.scenario.loading import load_scenario
from sim.scenario.write import scenario_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.scenario import Scenario


def placed_toml(
    scenario: Scenario,
    directory: Path,
    head: str = "",
    comments: Mapping[str, str] | None = None,
) -> str:
    """Return a scenario as TOML, which names its election and its staff file.

    Parameters
    ----------
    scenario
        The scenario.
    directory
        Where the file will be. The paths of a staff file, and of a pack that does not ship, are
        relative to it.
    head, comments
        As :func:`sim.scenario.write.scenario_toml` takes them.
    """
    if staff := scenario.register_.staff:
        there = scenario.register_.model_copy(update={"staff": _relative(staff, directory)})
        placed = scenario.model_copy(update={"register_": there})
    else:
        placed = scenario
    if is_default(scenario):
        return scenario_toml(placed, head, comments)
    election = str(placeless_tree(scenario)["election"])
    if election not in shipped_packs():
        election = not_shipped(_relative(scenario.election, directory))
    pack = load_scenario(scenario.election)
    return scenario_toml(placed, head, comments, pack=pack, election=election)


def _relative(path: str, directory: Path) -> str:
    return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(directory))).as_posix()
