"""The results that are in a folder: what each is of, without loading it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.results.destination import SUFFIX
from sim.results.result_kinds import ENSEMBLE, RUN, ResultKind, kind_of
from sim.results.saving import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 4
"""Folders below the given one that are looked into."""
_LARGEST = 64 * 1024 * 1024


class SavedResult(NamedTuple):
    """One result in a folder."""

    directory: Path
    what: str
    """Kind if it is no run, scenario, seed and replications."""
    made: str
    """Date on which it was made, UTC; empty if unknown."""


def saved_results(folder: Path) -> Iterator[SavedResult]:
    """Yield the results in a folder and in the folders below it, by path."""
    for place, folders, files in os.walk(folder):
        directory = Path(place)
        below = len(directory.relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if directory.name.endswith(SUFFIX):
            yield SavedResult(directory, "unfinished: resume it with --resume", "")
            folders.clear()
        elif MANIFEST in files and (found := _result(directory)) is not None:
            yield found
            folders.clear()
        elif below == _DEEPEST:
            folders.clear()


def _result(directory: Path) -> SavedResult | None:
    """Return what the manifest of a directory says; None if it is no result."""
    path = directory / MANIFEST
    try:
        if path.stat().st_size > _LARGEST:
            return None
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    kind = kind_of(manifest) if isinstance(manifest, dict) else None
    if kind is None:
        return None
    return SavedResult(
        directory, _what(kind, manifest), str(_at(manifest, "times", "started") or "")[:10]
    )


def _what(kind: ResultKind, manifest: dict[str, Any]) -> str:
    name, seed = _at(manifest, "scenario", "name"), manifest.get("seed")
    n = manifest.get("replications")
    if not isinstance(name, str):
        return kind.called
    of = "" if kind in {RUN, ENSEMBLE} else f"{kind.called} of "
    runs = f", {n:,} replications" if isinstance(n, int) and n > 1 else ""
    if isinstance(k := manifest.get("replication"), int):
        runs = f", replication {k:,}"
    return f"{of}{name}, seed {seed}{runs}"


def _at(tree: object, *keys: str) -> object:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree
