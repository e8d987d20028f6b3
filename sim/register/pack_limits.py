"""What a pack may describe and the model cannot run yet: each is refused with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import Problem
from sim.core.paths import label
from sim.core.slugs import slug
from sim.core.text import counted, shown
from sim.pack.files.declared import (
    CANDIDATES_FILE,
    CONTESTS_FILE,
    EXPECTED_FILE,
    SETTINGS_FILE,
)
from sim.pack.files.pack import NOT_GIVEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Flags, Names
    from sim.pack.files.pack import Pack


def unplayable(pack: Pack) -> Iterator[Problem]:
    """Yield what the model cannot run of a pack, or what a run of it lacks."""
    for file, key, message in (
        *_contests(pack),
        *_expectations(pack),
        *_parties(pack),
    ):
        yield Problem(label(pack.folder / file), key, message)


def _contests(pack: Pack) -> Iterator[tuple[str, str, str]]:
    unused = set(range(len(pack.contests))) - {index for style in pack.styles for index in style}
    if unused:
        message = f"no site holds the contest {pack.contests.id[min(unused)]}"
        yield CONTESTS_FILE.name, "", message


def _expectations(pack: Pack) -> Iterator[tuple[str, str, str]]:
    unknown = pack.sites.expected_voters == NOT_GIVEN
    if unknown.any() and pack.settings.expected_turnout_pct is None:
        needed = f"{counted(int(unknown.sum()), 'site')} without expected_voters need it"
        yield SETTINGS_FILE, "expected_turnout_pct", f"expected_turnout_pct is missing: {needed}"
    given = ~np.isnan(pack.candidates.expected_pct)
    contest = pack.candidates.contest
    some = np.bincount(contest, weights=given) % np.bincount(contest)
    for index in np.flatnonzero(some).tolist():
        message = "expected_pct must be given for all candidates of a contest, or none"
        got = f"got some for {pack.contests.id[index]}"
        yield CANDIDATES_FILE.name, "expected_pct", f"{message}; {got}"
    yield from _expected_areas(pack)


def _expected_areas(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Yield each contest of which an area has the shares of some candidates alone."""
    contest, (area, candidate) = (
        pack.candidates.contest,
        (pack.expected.area, pack.expected.candidate),
    )
    standing = np.bincount(contest)
    whole = np.bincount(contest, ~np.isnan(pack.candidates.expected_pct)) == standing
    keys, named = np.unique(area * len(standing) + contest[candidate], return_counts=True)
    for key, n in zip(keys.tolist(), named.tolist(), strict=True):
        index = key % len(standing)
        if n < standing[index] and not whole[index]:
            message = "expected_pct must be given for all candidates of a contest in an area, "
            message += f"unless {CANDIDATES_FILE.name} has it for all"
            place, of = pack.areas.id[key // len(standing)], pack.contests.id[index]
            got = f"got {n} of {standing[index]} for {of} in {place}"
            yield EXPECTED_FILE.name, "expected_pct", f"{message}; {got}"


def _parties(pack: Pack) -> Iterator[tuple[str, str, str]]:
    """Yield parties whose seats cannot have a column."""
    taken: dict[str, str] = {}
    for party in pack.party_names:
        column = slug(party)
        if not column:
            message = f"{shown(party)} has no letter or digit to name its column of seats by"
            yield SETTINGS_FILE, "parties", message
        elif column in taken:
            message = (
                f"the column seats_nomination_{column} of {shown(party)} is that of {taken[column]}"
            )
            yield SETTINGS_FILE, "parties", f"{message}: give the party another name"
        taken[column] = shown(party)


def _named(ids: Names, chosen: Flags) -> str:
    """Return the first of the chosen ids, and the number of the others."""
    n = int(chosen.sum()) - 1
    return f"{ids[chosen][0]}{f' and {n:,} more' if n else ''}"
