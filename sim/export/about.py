"""Entries that describe an exported result: simulated, inputs, versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.labels import change_text
from sim.results.summaries.any_kind import is_comparison, is_feasibility

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results import Results

_ENTRIES = (
    "kind", "scenario", "description", "changed", "seed", "replications", "draws", "method",
    "runs", "engine",
)  # fmt: skip
"""Keys of the summary that are exported if the result has them."""
_OF_COMPARED = ("name", "scenario", "seed", "replications")


def about(results: Results) -> Iterator[tuple[str, str]]:
    """Yield the entries that describe a result, as name and value."""
    summary, manifest = results.summary, results.manifest
    yield "origin", str(manifest.origin)
    reported = "the column issued" if is_feasibility(summary) else "columns named reported"
    yield "note", f"every number here is simulated, except in {reported}"
    for name in _ENTRIES:
        if name == "changed":
            changed = [change_text(change, brief=False) for change in getattr(summary, name, ())]
            if changed:
                yield name, "; ".join(changed)
        elif (value := getattr(summary, name, None)) not in (None, ""):
            yield name, str(value)
    if is_comparison(summary):
        for result in summary.results:
            parts = (f"{name} {getattr(result, name)}" for name in _OF_COMPARED)
            yield f"result {result.letter}", ", ".join(parts)
    yield "started", manifest.times.started if manifest.times else ""
    for name, version in manifest.versions.items():
        yield f"version of {name}", str(version)
