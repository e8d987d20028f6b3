"""Write votes by site as the precinct file of OpenElections, a CSV file."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING

import numpy as np

from sim.core.slugs import slug
from sim.exporting.one_run import is_by_election, unique_names

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.exporting.known_night import KnownContest, KnownNight
    from sim.results.results import RunResults

HEADER = ("county", "precinct", "office", "district", "party", "candidate", "votes")
REGISTERED, CAST, OVER, UNDER = "Registered Voters", "Ballots Cast", "Over Votes", "Under Votes"
"""What stands for an office or a candidate in rows that are of none."""


def file_name(results: RunResults) -> str:
    """Return the name of the file of a run: as theirs, and it says that it is simulated."""
    date = results.summary.date.replace("-", "")
    kind = "special" if is_by_election(results) else "general"
    return f"{date}__{slug(results.summary.nation) or 'all'}__{kind}__simulated__precinct.csv"


def pieces(night: KnownNight) -> Iterator[str]:
    """Yield the lines of the file: those of each accepted site, then those of each contest."""
    for row in report(night):
        line = io.StringIO()
        # Two spaces in a row break a rule of theirs.
        cells = (" ".join(cell.split()) if isinstance(cell, str) else cell for cell in row)
        csv.writer(line, lineterminator="\n").writerow(cells)
        yield line.getvalue()


def report(night: KnownNight) -> Iterator[tuple[str | int, ...]]:
    """Yield the rows of the file, the header first."""
    yield HEADER
    sites = night.sites
    regions = night.results.summary.regions
    places = [
        (regions[code].name, site)
        for code, site in zip(sites["code"].tolist(), sites["site"].tolist(), strict=True)
    ]
    for row in np.flatnonzero(night.accepted).tolist():
        yield (*places[row], REGISTERED, "", "", "", int(sites["registered"][row]))
        yield (*places[row], CAST, "", "", "", int(sites["cast"][row]))
    names = unique_names(night.results.tables["races"])
    for contest in night.contests():
        for column in np.flatnonzero(contest.accepted).tolist():
            place = places[contest.sites[column]]
            for party, candidate, votes in _lines(night, contest, column):
                yield (*place, names[contest.id], "", party, candidate, votes)


def _lines(night: KnownNight, contest: KnownContest, column: int) -> Iterator[tuple[str, str, int]]:
    """Yield party, candidate and votes of a contest at one of its sites."""
    for choice, votes in zip(contest.choices, contest.votes[:, column].tolist(), strict=True):
        party = night.results.summary.party_text(choice.party) if choice.party else ""
        yield party, choice.name, votes
    yield "", OVER, int(contest.invalid[column])
    if contest.undervotes is not None:
        yield "", UNDER, int(contest.undervotes[column])
