"""Manifests of results, as frozen dataclasses: inputs, versions, and the hash of every file."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from sim.pack.maps.svg_path import is_path
from sim.results.brief import Brief
from sim.results.json_shapes import DATE, LOCAL, TEXT, Fields, Leaf, Many, or_null
from sim.results.summaries.shared import (
    Change,
    Count,
    Origin,
    PackUsed,
    Positive,
    PosteriorUsed,
    Seed,
)
from sim.results.typed_json import AnyJson, Least, Shaped, optional

_INCIDENT = Fields(
    {"name": TEXT, "kind": TEXT},
    {"from": or_null(LOCAL), "to": or_null(LOCAL), "where": Fields({}, null=True)},
)
Tree = Annotated[
    Mapping[str, AnyJson],
    Shaped(Fields(
        {"name": TEXT, "date": DATE, "polling": Fields({"opens": LOCAL, "closes": LOCAL})},
        {"description": TEXT, "incident": Many(_INCIDENT)},
    )),
]  # fmt: skip
"""A resolved scenario; only the keys that other code reads are checked."""
Versions = Annotated[Mapping[str, str], Shaped(Fields({"saylau": TEXT, "python": TEXT}))]
"""Versions of packages by name."""


@dataclass(frozen=True, kw_only=True)
class Times:
    """When a result was made."""

    started: str = ""
    seconds: float = 0.0
    """Duration of the computation."""


def times_since(started: float) -> Times:
    """Return the start and the duration of a computation that ends now.

    Parameters
    ----------
    started
        When it started, as returned by ``time.time``.
    """
    return Times(
        started=time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
        seconds=round(time.time() - started, 2),
    )


@dataclass(frozen=True, kw_only=True, repr=False)
class Manifest(Brief):
    """The keys of every manifest."""

    origin: Origin
    format: int
    kind: str | None = optional()
    """Name of the kind of result; None for runs and ensembles."""
    versions: Versions
    times: Times | None = optional(last=True)
    bytes: Mapping[str, int] | None = optional(last=True)
    """Size of every file by name; None until the result is saved."""
    sha256: Mapping[str, str] | None = optional(last=True)
    """Hash of every file by name; None until the result is saved."""


@dataclass(frozen=True, kw_only=True)
class KeptShape:
    """The shape of an area: see :class:`sim.pack.maps.Shape`."""

    path: Annotated[str, Leaf("the path of a shape", is_path)]
    """As in SVG, x and y in units of the map."""
    label: tuple[float, float]


@dataclass(frozen=True, kw_only=True)
class KeptMap:
    """The map of a pack: see :class:`sim.pack.maps.AreaMap`."""

    height: float
    source: str = ""
    about: str = ""
    shapes: Mapping[str, KeptShape]


@dataclass(frozen=True, kw_only=True, repr=False)
class RunManifest(Manifest):
    """The manifest of a run or an ensemble."""

    scenario: Tree
    changed: tuple[Change, ...] = ()
    pack: PackUsed | None = optional()
    """None for the election that ships."""
    map: KeptMap | None = optional()
    """None if the pack has no map, and for the election that ships."""
    seed: Seed
    replications: Positive
    replication: Count | None = optional()
    """As in the summary."""
    engine: str
    posterior: PosteriorUsed | None = optional()
    register_sha256: str


@dataclass(frozen=True, kw_only=True, repr=False)
class CalibrationManifest(Manifest):
    """The manifest of a calibration."""

    scenario: Tree
    changed: tuple[Change, ...] = ()
    pack: PackUsed | None = optional()
    """None for the election that ships."""
    calibrated: Tree
    """The scenario with the posterior medians."""
    seed: Seed
    effort: str = ""
    command: str = ""
    register_sha256: str
    parameters: tuple[str, ...]
    """Dotted keys of the parameters that were calibrated."""


@dataclass(frozen=True, kw_only=True)
class ComparedManifest:
    """One of the compared results, as :class:`sim.results.summaries.comparison.ComparedResult`."""

    letter: str = ""
    name: str
    name_parts: tuple[str, ...] = ()
    scenario: str = ""
    description: str = ""
    changed: tuple[Change, ...] = ()
    seed: int = 0
    replications: int = 0
    engine: str | None = optional()
    posterior: PosteriorUsed | str | None = None
    register_sha256: str = ""
    summary_sha256: str = ""


@dataclass(frozen=True, kw_only=True, repr=False)
class ComparisonManifest(Manifest):
    """The manifest of a comparison."""

    results: Annotated[tuple[ComparedManifest, ...], Least(2)]
    metrics: tuple[str, ...] = ()
    conditions: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class FeasibilityManifest(Manifest):
    """The manifest of a feasibility check."""

    scenario: Tree
    changed: tuple[Change, ...] = ()
    pack: PackUsed | None = optional()
    """None for the default election."""
    seed: Seed
    level: float
    booth_wait_s: float
    issued_sha256: str
    """Hash of the file of reported numbers."""
    register_sha256: str


@dataclass(frozen=True, kw_only=True)
class ExplorationManifest(Manifest):
    """The manifest of an exploration."""

    scenario: Tree
    changed: tuple[Change, ...] = ()
    pack: PackUsed | None = optional()
    """None for the default election."""
    seed: Seed
    replications: Positive
    engine: str
    method: str
    samples: Positive | None
    """None for one at a time."""
    parameters: tuple[str, ...]
    """Dotted keys of the parameters that were explored."""
    metrics: tuple[str, ...]
    register_sha256: str


@dataclass(frozen=True, kw_only=True)
class PlanManifest(Manifest):
    """The manifest of a plan."""

    scenario: Tree
    changed: tuple[Change, ...] = ()
    pack: PackUsed | None = optional()
    """None for the election that ships."""
    seed: Seed
    posterior: PosteriorUsed | None = optional()
    register_sha256: str
