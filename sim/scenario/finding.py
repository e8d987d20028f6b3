"""Scenario files: those that ship, and the one that a name or path refers to."""

from __future__ import annotations

from pathlib import Path

from sim.core.errors import Problem, ScenarioError
from sim.core.paths import label
from sim.core.suggest import nearest
from sim.core.text import about, shown
from sim.pack.files.declared import CANDIDATES_FILE, SETTINGS_FILE
from sim.pack.shipped import DEFAULT_ELECTION, ELECTIONS, is_default_folder

_LONGEST_NAME = 300
"""Characters of a path in a message."""


def scenario_folder() -> Path:
    """Return the folder of the scenarios that ship with Saylau."""
    package = Path(__file__).resolve().parents[1]
    shipped = package / "scenarios"
    return shipped if shipped.is_dir() else package.parent / "scenarios"


def scenario_files() -> list[Path]:
    """Return the scenario files that ship with Saylau, by name."""
    return sorted(scenario_folder().glob("*.toml"))


def shipped_packs() -> dict[str, Path]:
    """Return the folders of the packs that ship with Saylau, by name."""
    return {file.parent.name: file.parent for file in sorted(ELECTIONS.glob(f"*/{SETTINGS_FILE}"))}


def baseline() -> Path:
    """Return the file of the scenario that runs the default election as it was."""
    return scenario_folder() / "baseline.toml"


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):  # such as a name that is too long or has a zero byte
        return False


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def is_pack_folder(path: Path) -> bool:
    """Return whether a path is a folder with the settings of a pack."""
    return _is_file(path / SETTINGS_FILE)


def no_pack(path: Path) -> str:
    """Return why a path is not the folder of a pack; empty if it is."""
    if is_pack_folder(path):
        return ""
    if _is_file(path):
        of_pack = is_pack_folder(path.parent)
        hint = f": {_short(path.parent)}" if of_pack else f" with {SETTINGS_FILE}"
        return f"{_short(path)} is a file; a pack is a folder{hint}"
    if _is_folder(path):
        return f"{_short(path)} is not the folder of a pack: it has no {SETTINGS_FILE}"
    return f"no such folder: {_short(path)}"


def is_default_election(reference: str) -> bool:
    """Return whether a reference is to the pack that ships, and not to a scenario of it."""
    if "/" not in reference and not reference.endswith(".toml"):
        return reference == DEFAULT_ELECTION
    return _is_default_path(Path(reference))


def _is_default_path(path: Path) -> bool:
    return is_default_folder(path.parent if path.name == SETTINGS_FILE else path)


def find_scenario(reference: str, beside: Path | None = None) -> Path:
    """Return the file that a name or path refers to.

    Parameters
    ----------
    reference
        A path to a TOML file or to the folder of a pack (or to its ``election.toml``), or the
        name of a shipped scenario or pack.
    beside
        A file whose folder is searched first (for ``extends``).

    Raises
    ------
    ScenarioError
        If there is no such file; suggests a similar name.
    """
    where = label(beside) if beside else ""
    key = "extends" if beside else ""
    if reference.endswith(".toml") or "/" in reference:
        path = Path(reference) if beside is None else beside.parent / reference
        if path.name == SETTINGS_FILE and _is_file(path.parent / CANDIDATES_FILE.name):
            return path.parent
        if _is_default_path(path):
            return baseline()
        csv_of_pack = path.suffix == ".csv" and _is_file(path)
        if (_is_file(path) and not csv_of_pack) or is_pack_folder(path):
            return path
        found = csv_of_pack or _is_folder(path)
        why = no_pack(path) if found else f"no such scenario file: {_short(path)}"
        message = about(key, why)
        raise ScenarioError([Problem(where, key, message)])
    if beside is not None:
        # A file that extends a scenario of its name refers to the shipped one.
        near = beside.parent / f"{reference}.toml"
        if near != beside and _is_file(near):
            return near
    shipped = {path.stem: path for path in scenario_files()}
    shipped |= shipped_packs() | {DEFAULT_ELECTION: baseline()}
    if reference in shipped:
        return shipped[reference]
    folder = Path() if beside is None else beside.parent
    if is_pack_folder(folder / reference):
        return folder / reference
    here = _is_file(folder / f"{reference}.toml")
    known = [*shipped, *([] if beside is None else (file.stem for file in folder.glob("*.toml")))]
    hint = f"did you mean {reference}.toml?" if here else nearest(reference, known)
    message = f"no scenario named {shown(reference)}; {hint}"
    if _is_folder(folder / reference):
        message = no_pack(folder / reference)
    message = about(key, message)
    raise ScenarioError([Problem(where, key, message)])


def _short(path: Path) -> str:
    """Return a path for a message; a long one is shortened to its end."""
    name = label(path)
    return name if len(name) <= _LONGEST_NAME else f"...{name[-_LONGEST_NAME:]}"
