"""The election before that of a feed: its votes at the same sites, which models begin with."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core.errors import InputError
from sim.core.text import counted
from sim.exporting.one_run import section_of_scenario
from sim.feed.night import load_night
from sim.results.columns import SIMULATED
from sim.results.contest_votes import INVALID, REST

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator
    from pathlib import Path

    from sim.exporting.known_night import KnownContest
    from sim.feed.night import FeedNight

HEADER = (
    "origin", "date", "race", "site", "registered", "cast", "candidate_id", "choice", "party",
    "votes",
)  # fmt: skip
"""Columns of the file; ``candidate_id`` is that of the feed, empty where nobody of that name and
party stands now."""
FILE_NAME = "previous.csv"
_NAMED = 3
"""Ids that a note has at most."""


@dataclass(frozen=True)
class Previous:
    """The votes of the election before, as CSV, and how it differs."""

    text: str
    notes: tuple[str, ...]
    """What does not match, one note each."""


def load_previous(directory: str | Path, night: FeedNight) -> Previous:
    """Return the election before that of a night, where both have the same races and sites.

    Parameters
    ----------
    directory
        Of the result of one run.
    night
        Of the feed.

    Raises
    ------
    InputError
        If it is not a complete result of one run, or no race has a site as in the feed.
    """
    before = load_night(directory)
    rows = list(_rows(before, night))
    if not rows:
        message = f"{directory} has no race at a site as the feed has them: another election"
        raise InputError.single("--previous", "", message)
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows((HEADER, *rows))
    return Previous(text.getvalue(), tuple(_notes(before, night)))


def _rows(before: FeedNight, night: FeedNight) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows of races and sites that both have, in the order of the feed."""
    earlier = {contest.id: contest for contest in before.contests}
    tables = [each.results.tables["sites"] for each in (night, before)]
    now_ids, ids = (table["site"].tolist() for table in tables)
    registered, cast = (tables[1][name].tolist() for name in ("registered", "cast"))
    date = before.results.summary.date
    for number, contest in enumerate(night.contests):
        was = earlier.get(contest.id)
        if was is None:
            continue
        lines = list(_lines(was, contest, night.candidate_ids(number)))
        column_of = {ids[site]: column for column, site in enumerate(was.sites.tolist())}
        for site in (now_ids[site] for site in contest.sites.tolist()):
            column = column_of.get(site)
            if column is None:
                continue
            row = int(was.sites[column])
            place = (SIMULATED, date, contest.id, site, registered[row], cast[row])
            for *choice, votes in lines:
                yield (*place, *choice, int(votes[column]))


def _lines(
    was: KnownContest, now: KnownContest, ids: list[str]
) -> Iterator[tuple[str, str, str, list[int]]]:
    """Yield id of now, choice, party, and votes by site of a race of the election before."""
    id_of = {(c.name, c.party): id_ for id_, c in zip(ids, now.choices, strict=True)}
    for choice, votes in zip(was.choices, was.votes.tolist(), strict=True):
        key = choice.name, choice.party
        yield id_of.get(key, ""), *key, votes
    yield "", REST[INVALID], "", was.invalid.tolist()


def _notes(before: FeedNight, night: FeedNight) -> Iterator[str]:
    """Yield how the election before differs from that of a feed."""
    tables = [each.results.tables["sites"] for each in (before, night)]
    was, now = (
        dict(zip(table["site"].tolist(), table["registered"].tolist(), strict=True))
        for table in tables
    )
    races_was, races_now = (
        {contest.id: contest for contest in each.contests} for each in (before, night)
    )
    for noun, earlier, later in (("site", was, now), ("race", races_was, races_now)):
        if missing := later.keys() - earlier.keys():
            yield f"not in it: {_some(missing, len(later), noun)} of the feed"
        if gone := earlier.keys() - later.keys():
            yield f"left out, as the feed does not have them: {_some(gone, len(earlier), noun)}"
    if other := [site for site in now if site in was and was[site] != now[site]]:
        yield f"other numbers of registered voters: {_some(other, len(now), 'site')}"
    new = sum(
        (choice.name, choice.party) not in {(c.name, c.party) for c in races_was[race].choices}
        for race, contest in races_now.items()
        if race in races_was
        for choice in contest.choices
    )
    if new:
        yield f"not in it: {counted(new, 'candidate')} of the feed in races that it has"
    (seed, replication), places = _places(night), _places(before)
    if (seed, replication) != places:
        keys = f"swing.seed={seed}" + (
            f" and swing.replication={replication}" if replication else ""
        )
        yield f"its sites have other preferences than those of the feed: run it with {keys}"


def _some(ids: Collection[str], of: int, noun: str) -> str:
    """Return how many things these are, and the first of them."""
    first = sorted(ids)[:_NAMED]
    more = f" and {len(ids) - len(first):,} more" if len(ids) > len(first) else ""
    return f"{len(ids):,} of {counted(of, noun)} ({', '.join(first)}{more})"


def _places(night: FeedNight) -> tuple[int, int]:
    """Return seed and replication of the random words of places in a run."""
    manifest = night.results.manifest
    swing = section_of_scenario(night.results, "swing")
    seed, replication = swing.get("seed", -1), swing.get("replication", 0)
    if isinstance(seed, int) and isinstance(replication, int) and seed >= 0:
        return seed, replication
    return manifest.seed, manifest.replication or 0
