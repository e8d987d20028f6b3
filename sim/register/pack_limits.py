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

    from sim.core.types import Flags
    from sim.pack.files import Pack


def unplayable(pack: Pack) -> Iterator[Problem]:
    """Yield what the model cannot run of a pack, or what a run of it lacks."""
    for file, key, message in (*_contests(pack), *_sites(pack), *_expectations(pack)):
        yield Problem(label(pack.folder / file), key, message)


def _contests(pack: Pack) -> Iterator[tuple[str, str, str]]:
    file = CONTESTS_FILE.name
    several = sum(len(style) > 1 for style in pack.styles)
    if several:
        most = max(map(len, pack.styles))
        yield (
            file,
            "",
            (
                f"ballots hold up to {most} contests; a run has one contest on each ballot so far: "
                "keep one contest in contests.csv and candidates.csv"
            ),
        )
    contests = pack.contests
    for column, wrong, allowed in (
        ("vote_for", contests.vote_for > 1, "1"),
        ("seats", contests.seats > 1, "1"),
        ("system", contests.system != "plurality", "plurality"),
    ):
        if wrong.any():
            first = int(np.flatnonzero(wrong)[0])
            value = getattr(contests, column)[first]
            yield (
                file,
                column,
                (
                    f"{column} must be {allowed} for a run so far; got {value} for "
                    f"{contests.id[first]}{_more(wrong)}"
                ),
            )
    unused = set(range(len(contests))) - {index for style in pack.styles for index in style}
    if unused:
        yield file, "", f"no site holds the contest {contests.id[min(unused)]}"


def _sites(pack: Pack) -> Iterator[tuple[str, str, str]]:
    file, sites = SITES_FILE.name, pack.sites
    opens, closes = sites.opens_ms, sites.closes_ms
    day = (clock.from_time(pack.settings.opens), clock.from_time(pack.settings.closes))
    if day[1] <= day[0]:
        yield (
            SETTINGS_FILE,
            "closes",
            (
                f"closes must be after opens ({pack.settings.opens:%H:%M}) on the same day for a run "
                f"so far; got {pack.settings.closes:%H:%M}"
            ),
        )
    elif (differ := (opens != day[0]) | (closes != day[1])).any():
        yield (
            file,
            "opens",
            (
                f"all sites have the hours of election.toml in a run so far; "
                f"{_named(sites.id, differ)} has others"
            ),
        )
    before = (sites.voted_before > 0) | (sites.provisional > 0)
    if before.any():
        yield (
            file,
            "voted_before",
            (
                "ballots cast before election day and provisional ballots are not part of a run so "
                f"far; {_named(sites.id, before)} has some: leave the columns out"
            ),
        )


def _expectations(pack: Pack) -> Iterator[tuple[str, str, str]]:
    unknown = pack.sites.expected_voters == NOT_GIVEN
    if unknown.any() and pack.settings.expected_turnout_pct is None:
        yield (
            SETTINGS_FILE,
            "expected_turnout_pct",
            (
                f"expected_turnout_pct is missing: {counted(int(unknown.sum()), 'site')} without "
                "expected_voters need it"
            ),
        )
    if len(pack.expected.pct):
        yield EXPECTED_FILE.name, "", "expected shares by area are not part of a run so far"
    given = ~np.isnan(pack.candidates.expected_pct)
    contest = pack.candidates.contest
    some = np.bincount(contest, weights=given) % np.bincount(contest)
    for index in np.flatnonzero(some).tolist():
        yield (
            CANDIDATES_FILE.name,
            "expected_pct",
            (
                f"expected_pct must be given for all candidates of {pack.contests.id[index]}, or none"
            ),
        )


def _named(ids: object, chosen: Flags) -> str:
    first = int(np.flatnonzero(chosen)[0])
    return f"{ids[first]}{_more(chosen)}"  # type: ignore[index]


def _more(chosen: Flags) -> str:
    n = int(chosen.sum()) - 1
    return f" and {n:,} more" if n else ""
