"""Which results can be compared, and which replications are paired by common random numbers."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import chain
from typing import TYPE_CHECKING

import numpy as np

from sim.comparison.metrics import numbers
from sim.core.errors import Problem
from sim.core.language import marked
from sim.core.recorded import tr_recorded
from sim.pack.shipped import DEFAULT_ELECTION

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.results import RunResults

_VOTERS = ("site", "race", "code", "registered")
"""Columns of ``sites.csv`` that define who votes where."""
_FIXED = ("members", "desks", "booths", "boxes", "distance_km", "commission")
"""Further columns of it that come from the register, not from random numbers."""


_SEEDS = marked("NOT paired: the seeds differ ({one} and {other}), so all random numbers differ")
_REGISTERS = marked(
    "NOT paired: the registers differ, so the same random numbers belong to other voters"
)
_REGISTERS_BY = marked(
    "NOT paired: the registers differ ({sizes}), so the same random numbers belong to other voters"
)
_SIZES = {
    "sites": marked("{n} sites, not {m}"),
    "races": marked("{n} races, not {m}"),
    "registered": marked("{n} voters, not {m}"),
}
_NOT_IN_BOTH = marked("NOT paired: no replication is in both")
_PAIRED = marked("Paired: the same seed and {people}; {runs}")
_SAME_REGISTER = marked("the same register")
_SAME_VOTERS = marked("the same voters at the same sites (the registers differ in {columns})")
_OTHERS = marked("candidates or clocks")
_ONE_RUN = marked(
    "one run each, so differences are exact for these random numbers and have no interval"
)
_ONE_OF = marked(
    "replication {n} alone, so differences are exact for these random numbers and have no interval"
)
_IN_BOTH = marked("the {n} replications that are in both")
_ALL = marked("{n} replications")
_LEFT_OUT = {
    (True, True): (
        marked("{n} {area} is compared, not {base} of the base nor {other} of the other"),
        marked("{n} {areas} are compared, not {base} of the base nor {other} of the other"),
    ),
    (True, False): (
        marked("{n} {area} is compared, not {base} of the base"),
        marked("{n} {areas} are compared, not {base} of the base"),
    ),
    (False, True): (
        marked("{n} {area} is compared, not {other} of the other"),
        marked("{n} {areas} are compared, not {other} of the other"),
    ),
}
"""Which regions are compared: by whether the base has others, and whether the other has; of one
region and of several."""
_AND_MORE = marked("{changes} and {n} more")
_TOTALS = marked("Totals are of all {areas} of each result")
PAIRING = (
    _SEEDS, _REGISTERS, _REGISTERS_BY, _NOT_IN_BOTH, _PAIRED, _SAME_VOTERS, _ONE_OF,
    _IN_BOTH, _ALL, *_SIZES.values(), *chain.from_iterable(_LEFT_OUT.values()), _AND_MORE, _TOTALS,
)  # fmt: skip
"""Messages of which :attr:`Pairing.why` consists."""


def pairing_text(why: str) -> str:
    """Return :attr:`Pairing.why`, which is in English, in the current language."""
    return tr_recorded(why, PAIRING)


@dataclass(frozen=True)
class Pairing:
    """Which replications of two results are paired."""

    pairs: tuple[int, ...]
    """Numbers of the replications that are paired; empty if unpaired."""
    why: str
    """Why they are paired or not: a sentence without its full stop."""
    same_sites: bool
    """Whether both have the same sites with the same lists of voters."""


def country_problems(
    named: Sequence[tuple[str, RunResults]], *, same_regions: bool
) -> Iterator[Problem]:
    """Yield the reasons why results cannot be shown or compared with the first.

    Parameters
    ----------
    named
        The results with their names.
    same_regions
        Whether all must have the same regions; else one that all have is enough.
    """
    (first, base), *others = named
    elections = [
        problem
        for name, other in others
        for problem in _elections(first, base, name, other)
    ]  # fmt: skip
    yield from elections
    if same_regions:
        for name, other in others:
            if not list(_elections(first, base, name, other)):
                yield from _regions(first, base, name, other)
    elif not elections and not shared_regions([results for _, results in named]):
        for name, other in others:
            has = ", ".join(sorted(other.summary.regions))
            message = f"this is another country than {first}: no region is in all results"
            yield Problem(name, "regions", f"{message}; it has {has}")


def shared_regions(results: Sequence[RunResults]) -> tuple[str, ...]:
    """Return the codes of the regions that all results have, in the order of the first."""
    base, *others = results
    return tuple(
        code for code in base.summary.regions
        if all(code in other.summary.regions for other in others)
    )  # fmt: skip


def _elections(first: str, base: RunResults, name: str, other: RunResults) -> Iterator[Problem]:
    """Yield that two results are of different elections."""
    elections = [each.summary.election for each in (base, other)]
    names, nations = [[getattr(each, key) if each else None for each in elections]
                      for key in ("name", "nation")]  # fmt: skip
    if names[0] != names[1] or nations[0] != nations[1]:
        shown = [name or DEFAULT_ELECTION for name in names]
        message = f"this is another election than {first}: {shown[1]}, not {shown[0]}"
        yield Problem(name, "election", message)


def _regions(first: str, base: RunResults, name: str, other: RunResults) -> Iterator[Problem]:
    """Yield the regions that one of two results lacks."""
    of_base, of_other = base.summary.regions, other.summary.regions
    missing = sorted(of_base.keys() - of_other.keys())
    added = sorted(of_other.keys() - of_base.keys())
    if missing or added:
        lists = [f"{verb} {', '.join(some)}" for verb, some in
                 (("lacks", missing), ("also has", added)) if some]  # fmt: skip
        message = f"this is another country than {first}: it {' and '.join(lists)}"
        yield Problem(name, "regions", message)


def pairing(base: RunResults, other: RunResults, shared: Sequence[str] | None = None) -> Pairing:
    """Return which replications of two results are paired by common random numbers.

    Parameters
    ----------
    base, other
        The results.
    shared
        Codes of the regions that are compared; None for those that both have.
    """
    if shared is None:
        shared = shared_regions([base, other])
    found = _paired(base, other)
    return replace(found, why=f"{found.why}{_left_out(base, other, shared)}")


def _left_out(base: RunResults, other: RunResults, shared: Sequence[str]) -> str:
    """Return which regions are compared, as a sentence after another; empty if all are."""
    base_only, other_only = (
        _some([code for code in results.summary.regions if code not in shared])
        for results in (base, other)
    )
    if not base_only and not other_only:
        return ""
    message = _LEFT_OUT[bool(base_only), bool(other_only)][len(shared) != 1]
    word = base.summary.regions_word
    n, one = f"{len(shared):,}", base.summary.region_word
    values = {"base": base_only, "other": other_only, "area": one, "areas": word}
    return f". {message.format(n=n, **values)}. {_TOTALS.format(areas=word)}"


def _some(codes: Sequence[str], most: int = 12) -> str:
    more = len(codes) - most
    text = ", ".join(codes[:most])
    return _AND_MORE.format(changes=text, n=f"{more:,}") if more > 0 else text


def _paired(base: RunResults, other: RunResults) -> Pairing:
    """Return which replications of two results are paired, and why."""
    same_register = base.manifest.register_sha256 == other.manifest.register_sha256
    same_sites = same_register or not _differing(base, other, _VOTERS)
    seeds = base.summary.seed, other.summary.seed
    if seeds[0] != seeds[1]:
        return Pairing((), _SEEDS.format(one=seeds[0], other=seeds[1]), same_sites)
    if not same_sites:
        sizes = _sizes(base, other)
        why = _REGISTERS_BY.format(sizes=sizes) if sizes else _REGISTERS
        return Pairing((), why, same_sites)
    of_base, of_other = numbers(base), numbers(other)
    both = np.intersect1d(of_base, of_other)
    if not len(both):
        return Pairing((), _NOT_IN_BOTH, same_sites)
    people, runs = _people(base, other, same_register), _how_many(of_base, of_other, both)
    return Pairing(tuple(both.tolist()), _PAIRED.format(people=people, runs=runs), same_sites)


def _sizes(base: RunResults, other: RunResults) -> str:
    """Return in which numbers two registers differ; empty if in none."""
    sizes = [
        message.format(n=f"{getattr(other.summary, key):,}", m=f"{getattr(base.summary, key):,}")
        for key, message in _SIZES.items()
        if getattr(base.summary, key) != getattr(other.summary, key)
    ]
    return "; ".join(sizes)


def _people(base: RunResults, other: RunResults, same_register: bool) -> str:
    """Return which voters and sites are the same in both, as text."""
    if same_register:
        return _SAME_REGISTER
    columns = ", ".join(_differing(base, other, _FIXED)) or _OTHERS
    return _SAME_VOTERS.format(columns=columns)


def _how_many(of_base: np.ndarray, of_other: np.ndarray, both: np.ndarray) -> str:
    if len(both) == 1:
        return _ONE_RUN if len(of_base) == len(of_other) == 1 else _ONE_OF.format(n=both[0])
    n = f"{len(both):,}"
    return (_IN_BOTH if len(both) < max(len(of_base), len(of_other)) else _ALL).format(n=n)


def _differing(base: RunResults, other: RunResults, columns: Sequence[str]) -> list[str]:
    """Return the columns of the sites in which two results differ."""
    of_base, of_other = base.tables["sites"], other.tables["sites"]
    return [
        name
        for name in columns
        if name in of_base
        and name in of_other
        and not (
            len(of_base[name]) == len(of_other[name])
            and np.array_equal(of_base[name], of_other[name])
        )
    ]
