"""What an export says of itself: that it is simulated, what was run, and with which versions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.naming import change_text
from sim.results.summaries import ComparisonSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results import Results

_SAID = ("kind", "scenario", "description", "changed", "seed", "replications", "draws", "engine")
"""Entries of the summary, as far as a result has them."""
_OF_COMPARED = ("name", "scenario", "seed", "replications")


def about(results: Results) -> Iterator[tuple[str, str]]:
    """Yield what was run, an entry and its value at a time."""
    summary, manifest = results.summary, results.manifest
    yield "origin", str(manifest.origin)
    yield "note", "every number here is simulated, but for columns that say reported"
    for name in _SAID:
        if name == "changed":
            changed = [change_text(own, brief=False) for own in getattr(summary, name, ())]
            if changed:
                yield name, "; ".join(changed)
        elif (value := getattr(summary, name, None)) not in (None, ""):
            yield name, str(value)
    if isinstance(summary, ComparisonSummary):
        for result in summary.results:
            said = (f"{name} {getattr(result, name)}" for name in _OF_COMPARED)
            yield f"result {result.letter}", ", ".join(said)
    yield "started", manifest.times.started if manifest.times else ""
    for name, version in manifest.versions.items():
        yield f"version of {name}", str(version)
