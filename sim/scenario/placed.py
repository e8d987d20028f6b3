"""A scenario as TOML for a file in a directory: paths in it are relative to that."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.election import is_default, not_shipped, placeless_tree
from sim.scenario.finding import shipped_packs
from sim.scenario.loading import load_scenario
from sim.scenario.register_files import REGISTER_FILES
from sim.scenario.write import scenario_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.scenario.scenario import Scenario


def placed_toml(
    scenario: Scenario,
    directory: Path,
    head: str = "",
    comments: Mapping[str, str] | None = None,
    extends: str = "",
) -> str:
    """Return a scenario as TOML, which names its election and the files of its register.

    Parameters
    ----------
    scenario
        The scenario.
    directory
        Where the file will be. The paths of these files, and of a pack that does not ship, are
        relative to it.
    head, comments
        As :func:`sim.scenario.write.scenario_toml` takes them.
    extends
        Name of a scenario that ships and is extended; empty for none.
    """
    files = {key: getattr(scenario.register_, key) for key in REGISTER_FILES}
    near = {key: _relative(file, directory) for key, file in files.items() if file}
    there = scenario.register_.model_copy(update=near)
    placed = scenario.model_copy(update={"register_": there}) if near else scenario
    if extends:
        base = load_scenario(extends)
        return scenario_toml(placed, head, comments, base=base, heading={"extends": extends})
    if is_default(scenario):
        return scenario_toml(placed, head, comments)
    election = str(placeless_tree(scenario)["election"])
    if election not in shipped_packs():
        election = not_shipped(_relative(scenario.election, directory))
    pack = load_scenario(scenario.election)
    return scenario_toml(placed, head, comments, base=pack, heading={"election": election})


def _relative(path: str, directory: Path) -> str:
    return Path(os.path.relpath(os.path.realpath(path), os.path.realpath(directory))).as_posix()
