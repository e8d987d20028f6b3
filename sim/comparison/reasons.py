"""Why two results differ: parameters first, then seeds, posteriors, versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.results.flat import flat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results import Results

_ABSENT = object()


class Reason(NamedTuple):
    """One thing that differs."""

    kind: str
    """``parameter``, ``incident``, ``target``, or ``run`` for all that is no scenario."""
    key: str
    """Dotted key of the scenario, or of the manifest."""
    base: Any
    """Its value; None where it is not there."""
    other: Any


def reasons(base: Results, other: Results) -> tuple[Reason, ...]:
    """Return all that differs between the inputs of two results; parameters come first."""
    ours, theirs = (flat(results.manifest["scenario"]) for results in (base, other))
    found = list(_differing(ours, theirs))
    order = {"parameter": 0, "incident": 1, "target": 2}
    found.sort(key=lambda reason: order[reason.kind])
    runs = [_about(results) for results in (base, other)]
    return (*found, *(reason._replace(kind="run") for reason in _differing(*runs)))


def _differing(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Iterator[Reason]:
    for key in dict.fromkeys([*ours, *theirs]):
        one, two = ours.get(key, _ABSENT), theirs.get(key, _ABSENT)
        if one is _ABSENT or two is _ABSENT or one != two:
            first = key.partition(".")[0]
            kind = first if first in {"incident", "target"} else "parameter"
            yield Reason(kind, key, *(None if v is _ABSENT else v for v in (one, two)))


def _about(results: Results) -> dict[str, Any]:
    """Return what a run was made with besides its scenario."""
    manifest = results.manifest
    posterior = manifest.get("posterior") or {}
    return {
        "seed": manifest["seed"],
        "replications": manifest["replications"],
        "posterior": posterior.get("directory"),
        "posterior.sha256": posterior.get("sha256"),
        "posterior.converged": posterior.get("converged"),
        "engine": manifest["engine"],
        "register_sha256": manifest["register_sha256"],
        **{f"versions.{name}": version for name, version in manifest["versions"].items()},
    }


def said(value: Any) -> str:
    """Say a value of a parameter on one line.

    >>> said(0.5), said(None), said({"kind": "dust_storm", "to": None}), said(["ZHA"])
    ('0.5', '-', 'kind=dust_storm', '["ZHA"]')
    """
    if value is None:
        return "-"
    if isinstance(value, dict):
        return ", ".join(f"{key}={_inner(each)}" for key, each in value.items() if _tells(each))
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _inner(value: Any) -> str:
    return f"{{{said(value)}}}" if isinstance(value, dict) else said(value)


def _tells(value: Any) -> bool:
    return value is not None and value not in ([], {})
