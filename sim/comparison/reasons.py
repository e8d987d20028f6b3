"""Why two results differ: parameters first, then seeds, posteriors, versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results import Results

_NO_PARAMETERS = ("name", "description", "extends")
"""Keys of a scenario that change nothing."""
_NAMED = {"incident": "name", "target": "name", "races": "name"}
"""Lists of tables, and what their members are called by."""
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


def flat(tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of a resolved scenario by dotted key.

    Incidents and other tables in lists stand under their names, or their numbers.

    >>> flat({"name": "x", "a": {"b": 1}, "incident": [{"name": "Cut", "kind": "late_opening"}]})
    {'a.b': 1, 'incident.Cut': {'kind': 'late_opening'}}
    """
    found: dict[str, Any] = {}
    for key, value in tree.items():
        if key not in _NO_PARAMETERS:
            found.update(_flat(key, value))
    return found


def _flat(path: str, value: Any) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _flat(f"{path}.{key}", inner)
    elif isinstance(value, list) and _are_tables(path, value):
        last = path.rpartition(".")[2]
        by = _NAMED.get(last, "name")
        seen: dict[str, int] = {}
        for number, each in enumerate(value, 1):
            name = str(each.get(by) or number)
            seen[name] = seen.get(name, 0) + 1
            again = f" ({seen[name]})" if seen[name] > 1 else ""
            # One with all that it says, as its parts mean nothing alone.
            yield f"{path}.{name}{again}", {k: v for k, v in each.items() if k != by}
    else:
        yield path, value


def _are_tables(path: str, value: list[Any]) -> bool:
    if not value:
        return path.rpartition(".")[2] in _NAMED
    return all(isinstance(each, dict) for each in value)


def _about(results: Results) -> dict[str, Any]:
    """Return what a run was made with besides its scenario."""
    manifest = results.manifest
    posterior = manifest.get("posterior") or {}
    return {
        "seed": manifest["seed"],
        "replications": manifest["replications"],
        "posterior": posterior.get("directory"),
        "posterior.sha256": posterior.get("sha256"),
        "engine": manifest["engine"],
        "register_sha256": manifest["register_sha256"],
        **{f"versions.{name}": version for name, version in manifest["versions"].items()},
    }


def said(value: Any) -> str:
    """Say a value of a parameter on one line.

    >>> said(0.5), said(None), said({"kind": "late_opening", "to": None}), said(["ZHA"])
    ('0.5', '-', 'kind=late_opening', '["ZHA"]')
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
