"""Fields and records that summaries and manifests of several kinds of results share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from sim.results.columns import SIMULATED
from sim.results.json_shapes import AT, COUNT, DATE, SOME, STAMP, WHOLE, Leaf, one_of
from sim.results.typed_json import AnyJson, Keys, optional, renamed

Origin = Annotated[str, one_of(SIMULATED)]
Count = Annotated[int, COUNT]
Positive = Annotated[int, SOME]
Date = Annotated[str, DATE]
Stamp = Annotated[str, STAMP]
"""Capital time, such as ``2021-07-25T20:00:00``."""
Clock = Annotated[str, AT]
"""Capital time, such as ``20:00``."""
Seed = Annotated[
    int, Leaf("a whole number in [0, 2**32)", lambda v: WHOLE.holds(v) and 0 <= v < 2**32)
]
Seats = Mapping[str, Count]
"""Seats by party."""
ByHour = Annotated[Mapping[str, float], Keys(r"\d\d:\d\d")]
"""Turnout in per cent by clock time."""


@dataclass(frozen=True)
class Change:
    """A parameter that differs from that of the scenario with the same name."""

    key: str
    """Dotted key of the scenario."""
    label: str
    unit: str | None
    before: AnyJson = renamed("from")
    """None where there was no value."""
    after: AnyJson = renamed("to")


@dataclass(frozen=True, kw_only=True)
class WithoutEffect:
    """A setting that cannot have an effect, and why."""

    key: str
    why: str


@dataclass(frozen=True, kw_only=True)
class PackUsed:
    """The pack whose election was run."""

    folder: str
    """The folder's name, without where it is."""
    sha256: Mapping[str, str]
    """Hash of each of its files by name."""


@dataclass(frozen=True, kw_only=True)
class PosteriorUsed:
    """The posterior from which the parameters of a run were sampled."""

    directory: str
    sha256: str
    draws: Positive
    converged: bool | None = optional()
    why: str | None = optional()
    """Why the chains of the calibration have not converged."""
    draw: Count | None = optional()
    """Index of the posterior draw of a single run."""
    night: tuple[str, ...] | None = optional()
    """Parameters of the night that were sampled from their declared ranges."""
