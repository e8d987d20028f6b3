"""Which results can be compared, and which replications of them have the same luck."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.comparison.metrics import numbers
from sim.core.errors import Problem

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.results import RunResults

_VOTERS = ("site", "race", "code", "registered")
"""Columns of ``sites.csv`` that say who votes where."""
_FIXED = ("members", "desks", "booths", "boxes", "distance_km", "commission")
"""Further columns of it that the register decides, not luck."""


@dataclass(frozen=True)
class Pairing:
    """How replications of two results belong together."""

    pairs: tuple[int, ...]
    """Numbers of the replications that are in both, with the same luck; empty if unpaired."""
    why: str
    """Why they are paired, or are not: a sentence."""
    same_sites: bool
    """Whether both have the same sites with the same lists of voters."""


def problems_together(named: Sequence[tuple[str, RunResults]]) -> Iterator[Problem]:
    """Yield why results cannot be compared with the first; nothing if they can."""
    (first, base), *others = named
    for name, other in others:
        yield from _countries(first, base, name, other)


def _countries(first: str, base: RunResults, name: str, other: RunResults) -> Iterator[Problem]:
    """Yield where two countries differ."""
    ours, theirs = base.summary.regions, other.summary.regions
    missing, added = sorted(ours.keys() - theirs.keys()), sorted(theirs.keys() - ours.keys())
    if missing or added:
        lists = [f"{what} {', '.join(some)}" for what, some in
                 (("lacks", missing), ("also has", added)) if some]  # fmt: skip
        yield Problem(name, "regions", f"another country than {first}: it {' and '.join(lists)}")
        return
    for key in ("sites", "races"):
        n_ours, n_theirs = getattr(base.summary, key), getattr(other.summary, key)
        if n_ours != n_theirs:
            message = f"another country than {first}: {n_theirs:,} {key}, not {n_ours:,}"
            yield Problem(name, key, message)
    for code, region in ours.items():
        if region.registered != theirs[code].registered:
            yield Problem(
                name, f"regions.{code}.registered",
                f"another country than {first}: {theirs[code].registered:,}, "
                f"not {region.registered:,}",
            )  # fmt: skip


def pairing(base: RunResults, other: RunResults) -> Pairing:
    """Return which replications of two results have the same luck."""
    same_register = base.manifest.register_sha256 == other.manifest.register_sha256
    same_sites = same_register or not _differing(base, other, _VOTERS)
    seeds = base.summary.seed, other.summary.seed
    if seeds[0] != seeds[1]:
        why = f"NOT paired: the seeds differ ({seeds[0]} and {seeds[1]}), so all luck does"
        return Pairing((), why, same_sites)
    if not same_sites:
        why = "NOT paired: the registers differ, so voters with the same luck are others"
        return Pairing((), why, same_sites)
    ours, theirs = numbers(base), numbers(other)
    both = np.intersect1d(ours, theirs)
    if not len(both):
        why = "NOT paired: no replication is in both"
        return Pairing((), why, same_sites)
    why = f"Paired: the same seed and {_people(base, other, same_register)}"
    return Pairing(tuple(both.tolist()), f"{why}; {_how_many(ours, theirs, both)}", same_sites)


def _people(base: RunResults, other: RunResults, same_register: bool) -> str:
    """Say who is the same in both."""
    if same_register:
        return "the same register"
    columns = ", ".join(_differing(base, other, _FIXED)) or "candidates or clocks"
    return f"the same voters at the same sites (the registers differ in {columns})"


def _how_many(ours: np.ndarray, theirs: np.ndarray, both: np.ndarray) -> str:
    if len(both) == 1:
        one = "one run each" if len(ours) == len(theirs) == 1 else f"replication {both[0]} alone"
        return f"{one}, so differences are exact, and no interval can be told"
    n = f"{len(both):,}"
    if len(both) < max(len(ours), len(theirs)):
        return f"the {n} replications that are in both"
    return f"{n} replications"


def _differing(base: RunResults, other: RunResults, columns: Sequence[str]) -> list[str]:
    """Return the columns of the sites in which two results differ."""
    ours, theirs = base.tables["sites"], other.tables["sites"]
    return [
        name
        for name in columns
        if name in ours
        and name in theirs
        and not (len(ours[name]) == len(theirs[name]) and np.array_equal(ours[name], theirs[name]))
    ]
