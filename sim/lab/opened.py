"""What the lab opens: a scenario, or a result whose scenario is taken on."""

from __future__ import annotations

import datetime as dt
import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.errors import Problem, ResultsError, ScenarioError
from sim.core.listed import listed
from sim.core.text import with_article
from sim.lab.knobs import value_text
from sim.results import RunResults, load_results
from sim.results.result_kinds import kind_named
from sim.scenario import Scenario, load_scenario
from sim.scenario.election import is_default
from sim.scenario.finding import shipped_packs
from sim.scenario.register_files import named_files

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Json

_CLOCK = re.compile(r"\d\d:\d\d:\d\d")


@dataclass(frozen=True)
class Opened:
    """A scenario as it is opened, before anything is changed."""

    scenario: Scenario
    reference: str
    """How the command line names it; empty for a scenario that only a result has."""
    settings: tuple[str, ...]
    """What is set beside it to get this scenario, ``section.key=value`` each."""
    seed: int
    ensemble: RunResults | None = None
    """The result, if it has prediction intervals."""


def open_scenario(reference: str, settings: str | Sequence[str] = (), seed: int = 2021) -> Opened:
    """Open a scenario by name or path, or the directory of a run.

    Parameters
    ----------
    reference
        As :func:`sim.load_scenario` takes it, or the directory of a run or an ensemble.
    settings
        Other values, ``section.key=value``, one or several; not of a result.
    seed
        Of the runs; a result has its seed.

    Raises
    ------
    InputError
        If it is neither, or the election of the result is not known here.
    """
    settings = listed(settings)
    if not (Path(reference) / "manifest.json").is_file():
        return Opened(load_scenario(reference, settings), reference, settings, seed)
    if settings:
        message = "is for scenarios; a result is opened with the values that it was run with"
        raise ResultsError([Problem("overrides", "", message)])
    results = load_results(Path(reference))
    if not isinstance(results, RunResults):
        kind = with_article(kind_named(results.kind).called)
        raise ResultsError([Problem(reference, "", f"this is {kind}; the lab opens runs")])
    scenario = _of_result(reference, results)
    ensemble = results if results.summary.replications > 1 else None
    changed = [
        f"{change.key}={value_text(_as_set(change.after))}"
        for change in results.summary.changed
        if change.after is not None
    ]
    if not _gives(scenario, changed):
        return Opened(scenario, "", (), results.summary.seed, ensemble)
    return Opened(scenario, scenario.name, tuple(changed), results.summary.seed, ensemble)


def _of_result(reference: str, results: RunResults) -> Scenario:
    tree: dict[str, Json] = dict(results.manifest.scenario)
    election = str(tree["election"])
    shipped = shipped_packs().get(election)
    if shipped is not None and results.manifest.pack is not None:
        tree["election"] = str(shipped)
    elif results.manifest.pack is not None:
        message = f"is a run of the pack {election}, which results do not hold: open its folder"
        raise ResultsError([Problem(reference, "", message)])
    if files := named_files(tree):
        message = f"names files that results do not hold ({', '.join(files.values())})"
        raise ResultsError([Problem(reference, "", f"{message}: open its scenario")])
    return Scenario.model_validate_json(json.dumps(tree)).as_validated()


def _as_set(value: Json) -> object:
    """Return a value of a tree of JSON as TOML has it: clock times in lists are no texts there."""
    if isinstance(value, list):
        return [
            dt.time.fromisoformat(each)
            if isinstance(each, str) and _CLOCK.fullmatch(each)
            else _as_set(each)
            for each in value
        ]
    return value


def _gives(scenario: Scenario, settings: Sequence[str]) -> bool:
    """Return whether the name of a scenario and settings beside it give the same scenario."""
    if not is_default(scenario):
        return False
    try:
        return load_scenario(scenario.name, settings) == scenario
    except ScenarioError:
        return False
