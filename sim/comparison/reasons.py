"""Inputs in which two results differ: parameters first, then seeds, posteriors, versions."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, NamedTuple

from sim.results.flat import flat

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.core.types import Json
    from sim.results import RunResults


class Reason(NamedTuple):
    """One input that differs."""

    kind: str
    """``parameter``, ``incident``, ``target``, or ``run`` for inputs outside the scenario."""
    key: str
    """Dotted key of the scenario, or of the manifest."""
    base: Json
    """Its value; None where it is absent."""
    other: Json


def reasons(base: RunResults, other: RunResults) -> tuple[Reason, ...]:
    """Return all inputs in which two results differ, parameters first."""
    of_base, of_other = (flat(results.manifest.scenario) for results in (base, other))
    found = list(_differing(of_base, of_other))
    order = {"parameter": 0, "incident": 1, "target": 2}
    found.sort(key=lambda reason: order[reason.kind])
    runs = [_about(results) for results in (base, other)]
    return (*found, *(reason._replace(kind="run") for reason in _differing(*runs)))


def _differing(of_base: Mapping[str, Json], of_other: Mapping[str, Json]) -> Iterator[Reason]:
    for key in dict.fromkeys([*of_base, *of_other]):
        if key not in of_base or key not in of_other or of_base[key] != of_other[key]:
            first = key.partition(".")[0]
            kind = first if first in {"incident", "target"} else "parameter"
            yield Reason(kind, key, of_base.get(key), of_other.get(key))


def _about(results: RunResults) -> dict[str, Json]:
    """Return the inputs of a run other than its scenario."""
    manifest = results.manifest
    posterior = manifest.posterior
    pack = manifest.pack.sha256 if manifest.pack else {}
    return {
        "seed": manifest.seed,
        "replications": manifest.replications,
        "replication": manifest.replication,
        "posterior": posterior.directory if posterior else None,
        "posterior.sha256": posterior.sha256 if posterior else None,
        "posterior.converged": posterior.converged if posterior else None,
        "engine": manifest.engine,
        **{f"pack.{name}": hash_ for name, hash_ in pack.items()},
        "register_sha256": manifest.register_sha256,
        **{f"versions.{name}": version for name, version in manifest.versions.items()},
    }


def reason_text(value: Json) -> str:
    """Return the value of a reason as text on one line.

    >>> reason_text(0.5), reason_text(None), reason_text(["NORTH"])
    ('0.5', '-', '["NORTH"]')
    >>> reason_text({"kind": "dust_storm", "to": None})
    'kind=dust_storm'
    """
    if value is None:
        return "-"
    if isinstance(value, dict):
        given = {key: each for key, each in value.items() if each not in (None, [], {})}
        return ", ".join(f"{key}={_inner(each)}" for key, each in given.items())
    if isinstance(value, list):
        return json.dumps(value, ensure_ascii=False)
    return str(value)


def _inner(value: Json) -> str:
    text = reason_text(value)
    return f"{{{text}}}" if isinstance(value, dict) else text
