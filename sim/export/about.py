"""What an export says of itself: that it is simulated, what was run, and with which versions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.results.naming import change_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results import RunResults

_SAID = ("kind", "scenario", "description", "changed", "seed", "replications", "draws", "engine")
"""Entries of the summary, as far as a result has them."""


def about(results: RunResults) -> Iterator[tuple[str, str]]:
    """Yield what was run, an entry and its value at a time."""
    summary, manifest = results.summary, results.manifest
    yield "origin", str(manifest.origin)
    yield "note", "every number here is simulated, but for columns that say reported"
    for name in _SAID:
        if name == "changed":
            changed = [change_text(own, brief=False) for own in summary.get(name) or ()]
            if changed:
                yield name, "; ".join(changed)
        elif summary.get(name) not in (None, ""):
            yield name, _text(summary[name])
    if summary.kind == "comparison":
        for result in summary.results:
            yield (
                f"result {result['letter']}",
                _text(
                    {name: result[name] for name in ("name", "scenario", "seed", "replications")}
                ),
            )
    yield "started", str(manifest.times.started)
    for name, version in manifest.versions.items():
        yield f"version of {name}", str(version)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {own}" for name, own in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(map(_text, value))
    return str(value)
