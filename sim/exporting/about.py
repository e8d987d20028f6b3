"""Entries that describe an exported result: simulated, inputs, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.labels import change_text
from sim.results.result_kinds import kind_named
from sim.results.results import ComparisonResults

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results import Results

_ENTRIES = (
    "scenario", "description", "changed", "seed", "replications", "draws", "method", "runs",
    "engine",
)  # fmt: skip
"""Keys of the summary that are exported if the result has them."""
_OF_COMPARED = ("name", "scenario", "seed", "replications")


def about(results: Results) -> Iterator[tuple[str, str]]:
    """Yield the entries that describe a result, as name and value."""
    summary, manifest = results.summary, results.manifest
    yield "origin", str(manifest.origin)
    kind = kind_named(results.kind)
    yield "note", f"every number here is simulated, except in {kind.reported}"
    if manifest.kind is not None:
        yield "kind", manifest.kind
    for name in _ENTRIES:
        if name == "changed":
            changed = [change_text(change, brief=False) for change in getattr(summary, name, ())]
            if changed:
                yield name, "; ".join(changed)
        elif (value := getattr(summary, name, None)) not in (None, ""):
            yield name, str(value)
    if isinstance(results, ComparisonResults):
        for result in results.summary.results:
            parts = (f"{name} {getattr(result, name)}" for name in _OF_COMPARED)
            yield f"result {result.letter}", ", ".join(parts)
    yield "started", manifest.times.started if manifest.times else ""
    for name, version in manifest.versions.items():
        yield f"version of {name}", str(version)
