"""The results that are in a folder: what each is of, without loading it."""

from __future__ import annotations

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.core.language import tr, tr_n
from sim.results import typed_json
from sim.results.compared_names import compared_name
from sim.results.destination import SUFFIX
from sim.results.json_shapes import Many, shape_problems
from sim.results.labels import run_label
from sim.results.manifests import ComparedManifest
from sim.results.result_kinds import COMPARISON, ENSEMBLE, RUN, ResultKind, kind_of
from sim.results.saving import MANIFEST
from sim.results.summaries.shared import Change

if TYPE_CHECKING:
    from collections.abc import Iterator

_DEEPEST = 4
"""Folders below the given one that are looked into."""
_LARGEST = 64 * 1024 * 1024


class SavedResult(NamedTuple):
    """One result in a folder."""

    directory: Path
    what: str
    """Kind if it is no run, scenario with changes, seed, replications, posterior, and the rule of
    a user; in the current language."""
    made: str
    """Date on which it was made, UTC; empty if unknown."""


def saved_results(folder: Path) -> Iterator[SavedResult]:
    """Yield the results in a folder and in the folders below it, by path."""
    for place, folders, files in os.walk(folder):
        directory = Path(place)
        below = len(directory.relative_to(folder).parts)
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if directory.name.endswith(SUFFIX):
            yield SavedResult(directory, tr("unfinished: resume it with --resume"), "")
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
    """Return kind if it is no run, scenario with its changes, seed, and what else differs."""
    called = tr(kind.called)
    if kind is COMPARISON:
        names = " | ".join(map(compared_name, _records(manifest, "results", ComparedManifest)))
        return tr("{kind} of {run}", kind=called, run=names) if names else called
    name, changed = _at(manifest, "scenario", "name"), _records(manifest, "changed", Change)
    if not isinstance(name, str):
        return called
    found = SimpleNamespace(scenario=name, changed=changed, seed=manifest.get("seed"))
    found.replication = k if isinstance(k := manifest.get("replication"), int) else None
    parts = [run_label(found)]
    n = manifest.get("replications")
    if isinstance(n, int) and n > 1:
        parts.append(tr_n("{n} replication", "{n} replications", n))
    parts += _inputs(manifest)
    text = ", ".join(parts)
    return text if kind in {RUN, ENSEMBLE} else tr("{kind} of {run}", kind=called, run=text)


def _records(manifest: dict[str, Any], key: str, kind: Any) -> tuple[Any, ...]:
    """Return a list of the manifest as records; none if they are not as Saylau writes them."""
    found = manifest.get(key, [])
    if any(shape_problems(Many(typed_json.shape_of(kind)), found)):
        return ()
    return tuple(typed_json.from_json(kind, each) for each in found)


def _inputs(manifest: dict[str, Any]) -> Iterator[str]:
    """Yield the posterior that parameters were sampled from, and the rule of a user."""
    posterior, engine = _at(manifest, "posterior", "directory"), manifest.get("engine")
    if isinstance(posterior, str) and _at(manifest, "posterior", "converged") is False:
        yield tr(
            "parameters sampled from the posterior {posterior}, whose chains have NOT CONVERGED",
            posterior=posterior,
        )
    elif isinstance(posterior, str):
        yield tr("parameters sampled from the posterior {posterior}", posterior=posterior)
    if isinstance(engine, str) and engine not in {"auto", "simpy"}:
        yield tr("CHANGED MODEL: the polling day by {engine}, a user's", engine=engine)


def _at(tree: object, *keys: str) -> object:
    for key in keys:
        tree = tree.get(key) if isinstance(tree, dict) else None
    return tree
