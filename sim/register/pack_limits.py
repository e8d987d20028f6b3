"""What a pack may describe and the model cannot run yet: each is refused with a sentence."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.errors import Problem
from sim.core.paths import label
from sim.core.text import counted
from sim.pack.files.declared import (
    CANDIDATES_FILE,
    CONTESTS_FILE,
    EXPECTED_FILE,
    SETTINGS_FILE,
    SITES_FILE,
)
from sim.pack.files.pack import NOT_GIVEN

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Flags, Names
    from sim.pack.files import Pack


def unplayable(pack: Pack) -> Iterator[Problem]:
    """Yield what the model cannot run of a pack, or what a run of it lacks."""
    for file, key, message in (*_contests(pack), *_sites(pack), *_expectations(pack)):
        yield Problem(label(pack.folder / file), key, message)


def _contests(pack: Pack) -> Iterator[tuple[str, str, str]]:
    unused = set(range(len(pack.contests))) - {index for style in pack.styles for index in style}
    if unused:
        message = f"no site holds the contest {pack.contests.id[min(unused)]}"
        yield CONTESTS_FILE.name, "", message


def _sites(pack: Pack) -> Iterator[tuple[str, str, str]]:
    file, sites, settings = SITES_FILE.name, pack.sites, pack.settings
    day = (clock.from_time(settings.opens), clock.from_time(settings.closes))
    if day[1] <= day[0]:
        message = f"closes must be after opens ({settings.opens:%H:%M}) on the same day for a run"
        yield SETTINGS_FILE, "closes", f"{message} so far; got {settings.closes:%H:%M}"
    elif (differ := (sites.opens_ms != day[0]) | (sites.closes_ms != day[1])).any():
        message = "all sites have the hours of election.toml in a run so far"
        yield file, "opens", f"{message}; {_named(sites.id, differ)} has others"


def _expectations(pack: Pack) -> Iterator[tuple[str, str, str]]:
    unknown = pack.sites.expected_voters == NOT_GIVEN
    if unknown.any() and pack.settings.expected_turnout_pct is None:
        needed = f"{counted(int(unknown.sum()), 'site')} without expected_voters need it"
        yield SETTINGS_FILE, "expected_turnout_pct", f"expected_turnout_pct is missing: {needed}"
    if len(pack.expected.pct):
        yield EXPECTED_FILE.name, "", "expected shares by area are not in a run so far"
    given = ~np.isnan(pack.candidates.expected_pct)
    contest = pack.candidates.contest
    some = np.bincount(contest, weights=given) % np.bincount(contest)
    for index in np.flatnonzero(some).tolist():
        message = "expected_pct must be given for all candidates of a contest, or none"
        got = f"got some for {pack.contests.id[index]}"
        yield CANDIDATES_FILE.name, "expected_pct", f"{message}; {got}"


def _named(ids: Names, chosen: Flags) -> str:
    """Return the first of the chosen ids, and the number of the others."""
    n = int(chosen.sum()) - 1
    return f"{ids[chosen][0]}{f' and {n:,} more' if n else ''}"
