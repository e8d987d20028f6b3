"""The files that a scenario is read from: it may be another one when they change."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.scenario.election import is_default
from sim.scenario.finding import find_scenario, scenario_folder, shipped_packs
from sim.scenario.loading import lineage, load_scenario
from sim.scenario.register_files import named_files

if TYPE_CHECKING:
    from collections.abc import Iterator


def files_of(reference: str) -> tuple[Path, ...]:
    """Return the files of a scenario: itself, those it extends, its pack, those its register names.

    Files that ship with Saylau are left out.

    Raises
    ------
    ScenarioError
        If it cannot be loaded.
    """
    scenario = load_scenario(reference)
    found = [path for path, _ in lineage(find_scenario(reference))]
    if not is_default(scenario):
        found.append(Path(scenario.election))
    found += [Path(name) for name in named_files(scenario.tree()).values()]
    shipped = [scenario_folder().resolve(), *map(Path.resolve, shipped_packs().values())]
    every = (file for path in found for file in _inside(path))
    given = (file for file in every if not any(file.resolve().is_relative_to(f) for f in shipped))
    return tuple(dict.fromkeys(given))


def _inside(path: Path) -> Iterator[Path]:
    """Yield a file, or all files in a folder."""
    if path.is_dir():
        yield from sorted(file for file in path.rglob("*") if file.is_file())
    else:
        yield path
