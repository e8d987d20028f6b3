"""The command line that does what a state does, and the scenario file of a state."""

from __future__ import annotations

import os
import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING

from sim.core.errors import InputError, Problem
from sim.core.paths import label
from sim.core.text import shown
from sim.core.toml_text import toml_key, toml_value
from sim.results.labels import setting_text
from sim.scenario.overrides import key_parts, parsed_override
from sim.scenario.placed import placed_toml

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.lab.opened import Opened
    from sim.lab.states import LabState

_FILE = re.compile(r"[a-z0-9][a-z0-9_-]{0,59}\.toml")
_LONGEST_REASON = 200
USUAL_SEED = 2021


def command_line(opened: Opened, state: LabState) -> str:
    """Return the command that runs a state; empty if its scenario has no file and no name."""
    if not opened.reference:
        return ""
    words = ["saylau", "run", opened.reference]
    for setting in _settings(opened, state):
        words += ["--set", setting]
    if opened.seed != USUAL_SEED:
        words += ["--seed", str(opened.seed)]
    return shlex.join(words)


def _settings(opened: Opened, state: LabState) -> list[str]:
    """Return all that is set beside the reference; what the state changes comes last."""
    before = [text for text in opened.settings if text.partition("=")[0] not in state.settings]
    return [*before, *(f"{key}={text}" for key, text in state.settings.items())]


def save_scenario(
    opened: Opened, state: LabState, path: Path, why: str, reasons: Mapping[str, str]
) -> None:
    """Write a state as a scenario file.

    Parameters
    ----------
    opened
        The scenario as it was opened.
    state
        The state.
    path
        The file, which must not exist.
    why
        Why it was made, for the description; may be empty.
    reasons
        Why a value was changed, by dotted key.

    Raises
    ------
    InputError
        If the name is not allowed, or the file exists.
    OSError
        If it cannot be written.
    """
    if _FILE.fullmatch(path.name) is None:
        message = "must be lower-case letters, digits, - and _ before .toml"
        raise InputError([Problem("", "file", f"the name {message}; got {shown(path.name)}")])
    text = _text(opened, state, path, _one_line(why), reasons)
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except FileExistsError:
        message = f"{label(path)} exists already, and no file is overwritten; choose another name"
        raise InputError([Problem("", "file", message)]) from None


def _text(opened: Opened, state: LabState, path: Path, why: str, reasons: Mapping[str, str]) -> str:
    origin = opened.reference or opened.scenario.name
    description = why or f"{origin} with {state.label}" if state.changes else why or origin
    head = [f"Simulated: made with saylau lab from {origin}."]
    if why:
        head.append(f"Why: {why}")
    comments = {
        change.key: _comment(change.before, change.key, reasons) for change in state.changes
    }
    if not opened.reference:
        scenario = state.scenario.model_copy(update={"name": path.stem, "description": description})
        return placed_toml(scenario, path.parent, "\n".join(head), comments)
    head.append(f"The same as: {command_line(opened, state)}")
    lines = [f"# {_one_line(line, most=2000)}" for line in head]
    lines += [
        "",
        f"name = {toml_value(path.stem)}",
        f"description = {toml_value(description)}",
        f"extends = {toml_value(_extended(opened.reference, path.parent))}",
    ]
    by_table: dict[str, list[str]] = {}
    for setting in _settings(opened, state):
        key, value = parsed_override(setting)
        *table, last = key_parts(key)
        comment = f"  # {comments[key]}" if key in comments else ""
        row = f"{toml_key(last)} = {toml_value(value)}{comment}"
        by_table.setdefault(".".join(map(toml_key, table)), []).append(row)
    for name, rows in sorted(by_table.items()):
        lines += ["", *([f"[{name}]"] if name else []), *rows]
    return "\n".join(lines) + "\n"


def _comment(before: object, key: str, reasons: Mapping[str, str]) -> str:
    was = f"was {setting_text(before) or 'empty'}"  # type: ignore[arg-type]  # a value of a tree of JSON
    reason = _one_line(reasons.get(key, ""))
    return _one_line(f"{was}: {reason}" if reason else was)


def _one_line(text: str, most: int = _LONGEST_REASON) -> str:
    """Return a text without line breaks and other characters that could end a comment."""
    return "".join(c if c.isprintable() else " " for c in " ".join(text.split()))[:most]


def _extended(reference: str, folder: Path) -> str:
    """Return what a file in a folder names in ``extends`` for a reference of the command line."""
    if "/" not in reference and not reference.endswith(".toml"):
        return reference
    relative = Path(os.path.relpath(reference, folder)).as_posix()
    return relative if "/" in relative or relative.endswith(".toml") else f"./{relative}"
