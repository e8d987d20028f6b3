"""The scenario that a pack itself is: its election, hours and parameters, for files to extend."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.core.errors import PackError, Problem, ScenarioError
from sim.core.paths import label
from sim.core.text import shown
from sim.core.toml_lines import key_line
from sim.core.toml_text import read_text
from sim.pack.files.declared import SETTINGS_FILE
from sim.pack.files.law import RULE
from sim.pack.records import published_in
from sim.pack.shipped import DEFAULT_ELECTION, is_default_folder
from sim.scenario.election import norms_of, not_shipped, read_once
from sim.scenario.finding import no_pack, scenario_folder, shipped_packs
from sim.scenario.reported_targets import reported_targets
from sim.scenario.scenario import Scenario
from sim.scenario.validation import validated

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.pack.files.settings import Settings

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
    elections = [_election(path, content) for path, content in lineage]
    named = [number for number, election in enumerate(elections) if election is not None]
    if not named:
        return found
    path, folder = lineage[named[0]][0], elections[named[0]] or DEFAULT_ELECTION
    for (parent, _), election in zip(
        lineage[named[0] + 1 :], elections[named[0] + 1 :], strict=True
    ):
        other = election or (DEFAULT_ELECTION if _ships(parent) else folder)
        if os.path.realpath(other) != os.path.realpath(folder):
            extended = parent.stem if _ships(parent) else label(parent)
            message = (
                f"election: this scenario extends {extended}, which is of the election {other}, "
                f"not of {folder}; extend the folder of a pack, or a scenario of it"
            )
            raise ScenarioError([Problem(label(path), "election", message)])
    if folder != DEFAULT_ELECTION:
        found.append((Path(folder) / SETTINGS_FILE, pack_values(Path(folder))))
    if path.is_dir() and path == lineage[0][0]:
        # The pack is the scenario: it has the name and the description as well.
        found[0] = (path, {k: found[-1][1][k] for k in ("name", "description")})
    return found


def _election(path: Path, content: dict[str, Any]) -> str | None:
    """Return the election that a file names: the default one or a folder; None if it names none.

    Raises
    ------
    ScenarioError
        If it names neither.
    """
    election = content.get("election")
    if election is None or election == DEFAULT_ELECTION:
        return election
    if not isinstance(election, str):
        allowed = f"{DEFAULT_ELECTION} or the folder of a pack"
        message = f"election must be {allowed}; got {shown(election)}"
        raise ScenarioError([Problem(label(path), "election", message)])
    if election in (shipped := shipped_packs()):
        return str(shipped[election])
    folder = Path(os.path.normpath((path if path.is_dir() else path.parent) / election))
    if why := no_pack(folder):
        raise ScenarioError([Problem(label(path), "election", f"election: {why}")])
    return DEFAULT_ELECTION if is_default_folder(folder) else not_shipped(str(folder))


def _ships(path: Path) -> bool:
    return path.resolve().parent == scenario_folder().resolve()


def pack_values(folder: Path) -> dict[str, Any]:
    """Return the values of the scenario that a pack is, as nested tables.

    Raises
    ------
    PackError
        If the folder is not a pack; lists every fault.
    """
    if published_in(folder).has_totals:
        from sim.pack.totals_check import check_totals  # Few packs are of totals.

        return _values(folder, check_totals(folder), source="reported", drawn="reported")
    try:
        pack = read_once(str(folder), norms_of(Scenario(name="default")))
    except PackError as error:
        raise PackError([*error.problems, *_model_problems(folder)]) from None
    values = _values(folder, pack.settings, source="pack", drawn="sampled")
    if targets := reported_targets(pack):
        given = values.get("target", [])
        values["target"] = [*given, *targets] if isinstance(given, list) else given
    return values


def pack_scenario(folder: Path) -> Scenario:
    """Return the scenario that a pack itself is.

    Raises
    ------
    PackError
        If the folder is not a pack, or its sections of the model are not valid; lists every fault.
    """
    values = pack_values(folder)
    try:
        return validated(values, label(folder / SETTINGS_FILE), {})
    except ScenarioError as error:
        raise PackError(_with_lines(error, folder)) from None


def of_pack(error: ScenarioError, path: Path, election: object) -> ScenarioError | PackError:
    """Return an error with the lines of what is wrong in ``election.toml`` of a pack.

    Parameters
    ----------
    error
        Of a scenario.
    path
        Its file; the folder of a pack if that is the scenario.
    election
        The pack that it is of, as its values say.
    """
    if not isinstance(election, str) or election == DEFAULT_ELECTION:
        return error
    problems = _with_lines(error, Path(election), path)
    settings = label(Path(election) / SETTINGS_FILE)
    of_files = all(problem.where.startswith(settings) for problem in problems)
    return PackError(problems) if path.is_dir() and of_files else ScenarioError(problems)


def _model_problems(folder: Path) -> tuple[Problem, ...]:
    """Return what is wrong with the sections of the model where other files have faults, too.

    What sections name of the pack, such as its sites, is not checked: it may be what is faulty.
    """
    from sim.pack.files.faults import Faults
    from sim.pack.files.settings import read_settings

    settings, _ = read_settings(folder / SETTINGS_FILE, Faults("", ()))
    try:
        validated(
            _values(folder, settings, source="pack", drawn="sampled"),
            label(folder / SETTINGS_FILE), {},
        )  # fmt: skip
    except ScenarioError as error:
        return _with_lines(error, folder)
    except PackError:
        pass  # Sections are valid as far as they can be read without the pack.
    return ()


def _with_lines(
    error: ScenarioError, folder: Path, path: Path | None = None
) -> tuple[Problem, ...]:
    """Return the problems of a pack's settings, each with the line of its key if it has one.

    Those of other files, such as a scenario of the pack, are returned as they are.
    """
    settings = folder / SETTINGS_FILE
    text, where = read_text(settings), label(settings)
    found = []
    for problem in error.problems:
        here = problem.where == where or (path is not None and problem.where == label(folder))
        line = key_line(text, problem.key) if here else 0
        at = f"{where}:{line}" if line else where if here else problem.where
        found.append(replace(problem, where=at))
    return tuple(found)


def _values(folder: Path, settings: Settings, *, source: str, drawn: str) -> dict[str, Any]:
    """Return the values of a pack's settings.

    Parameters
    ----------
    folder
        Of the pack.
    settings
        Its settings.
    source
        Of the register.
    drawn
        Where final turnout and winners come from.
    """
    given = settings.law
    # The other switches are of the pack alone: they say what its files may hold.
    law = {"against_all": settings.against_all} | {
        key: value
        for key in ("ballots_reserve_pct", "read_aloud", "tie", "majority_of")
        if (value := getattr(given, key)) is not None
    }
    rule = {RULE: given.against_all_rule} if given.against_all_rule else {}
    sizes = {"members_sizes": list(given.members)} if given.members else {}
    values: dict[str, Any] = {
        "name": settings.name,
        "description": settings.title,
        "election": not_shipped(str(folder)),
        "date": settings.date,
        "register": {"source": source, "commissions": {}, **sizes},
        "turnout": {"final": drawn},
        "outcome": {"winners": drawn, **rule},
        "polling": {"opens": settings.opens, "closes": settings.closes},
        "law": law,
    }
    if not law["against_all"]:
        values["choice"] = {"against_all_share": 0.0}
    for name, section in settings.model.items():
        if isinstance(section, dict) and isinstance(values.get(name), dict):
            values[name] = values[name] | section
        else:
            values[name] = section
    return values
