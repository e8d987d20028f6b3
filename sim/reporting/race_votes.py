"""The votes of each race as they come in: the data of its panel, and of who leads on the map."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple, TypedDict

import numpy as np

from sim.core.language import tr
from sim.reporting.marks import N_SHAPES, marks_of
from sim.reporting.race_leads import leads_of
from sim.reporting.race_rows import WAYS_OF_RACE
from sim.reporting.words import MISSING, plain, plain_number, race_label
from sim.results.contest_votes import REST
from sim.results.elected import winner_names, winner_parties
from sim.results.wording import candidate_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.core.types import Ints, Times
    from sim.reporting.marks import Mark
    from sim.reporting.race_leads import Led
    from sim.results import RunResults
    from sim.results.columns import Table

MOST_SITES = 10_000
"""Sites of all races together that a page lists; more are left out."""

Choice = tuple[str, int, int]
"""Label, number of the mark (-1 of those that are no candidates), index of the party (-1: none)."""
Votes = list[int]
"""Frame, protocols accepted at it, their ballots, and their votes by choice."""
Lead = tuple[int, int]
"""A frame, and the index of the choice that leads from it on, -1 for nobody."""
Site = tuple[str, int, int, str]
"""Id, registered, ballots cast, time of acceptance."""


class RaceVotes(TypedDict):
    """All races for the script of the page."""

    choices: list[Choice]
    """Every choice once."""
    entries: list[RaceEntry]


class RaceEntry(TypedDict):
    """One race for the script of the page."""

    id: str
    label: str
    """Its id and its name."""
    region: str
    """Code; empty for a race in several regions."""
    registered: int
    cast: int
    n_sites: int
    called: str
    declared: str
    winner: str
    """Who is elected, as text; of an ensemble the most frequent winner."""
    share: float | None
    """Share of the replications with this winner; None for a single run."""
    margin: float | None
    decided: str
    elected: int
    """Index of the party of the winner, -1 for none; of several the first."""
    choices: list[int]
    """Indexes of the listed choices; empty for an ensemble, like ``votes``."""
    votes: dict[str, list[Votes]]
    """By region, in the order of frames."""
    leads: dict[str, list[Lead]]
    """Of an ensemble, by region; empty for a run, whose votes say who leads."""
    sites: list[Site]
    """Empty if they are left out."""


def sites_fit(result: RunResults) -> bool:
    """Return whether a page has room for the sites of a result."""
    return len(result.tables["sites"]["site"]) <= MOST_SITES


def race_votes(result: RunResults, frames: Times, most: int) -> RaceVotes:
    """Return the first races of a result with their votes by frame.

    Parameters
    ----------
    result
        A run or an ensemble; of an ensemble without votes by choice, which are medians at each
        site and cannot be added up.
    frames
        Times, shape ``(n_frames,)``.
    most
        Largest number of races.
    """
    races, summary = result.tables["races"], result.summary
    names, winners = races.get("name", races["race"]), winner_names(result)
    of_winners = winner_parties(result)
    tallies = _tallies_by_race(result)
    marks = marks_of(summary)
    parties = list(marks)
    nothing = np.full(len(winners), np.nan)
    shares, ways = races.get("winner_share", nothing), races.get("decided", np.full(len(names), ""))
    listed: dict[Choice, int] = {}
    leads = leads_of(result, frames) if summary.replications > 1 else {}
    found: list[RaceEntry] = []
    for k, race in enumerate(races["race"][:most].tolist()):
        rows = tallies.get(race)
        choices, votes, sites = _votes(result, rows, frames, marks) if rows else ([], {}, [])
        code = str(races["code"][k])
        party = of_winners[k].partition(";")[0]
        found.append({
            "id": race, "label": race_label(race, str(names[k])),
            "region": code if code != summary.nation else "",
            "registered": int(races["registered"][k]), "cast": int(races["cast"][k]),
            "n_sites": len(rows.sites) if rows else 0,
            "called": str(plain(races["called"][k]) or ""),
            "declared": str(plain(races["declared"][k]) or ""),
            "winner": winners[k], "share": plain_number(shares[k]),
            "margin": plain_number(races["margin"][k]),
            "decided": tr(WAYS_OF_RACE.get(str(ways[k]), MISSING)),
            "elected": parties.index(party) if party in parties else -1,
            "choices": [listed.setdefault(choice, len(listed)) for choice in choices],
            "votes": votes, "sites": sites,
            "leads": _leads(result, rows, leads.get(race, {}), marks, listed) if rows else {},
        })  # fmt: skip
    return {"choices": list(listed), "entries": found}


class _Tallies(NamedTuple):
    """The tallies of one race."""

    sites: Ints
    """Rows of its sites in the table of sites, shape ``(n_sites,)``."""
    choices: list[tuple[str, str]]
    """Choice and party."""
    votes: Ints
    """Shape ``(n_sites, n_choices)``."""


def _tallies_by_race(result: RunResults) -> dict[str, _Tallies]:
    """Return the tallies of each race."""
    table, sites = result.tables["tallies"], result.tables["sites"]
    row_of = {site: row for row, site in enumerate(sites["site"].tolist())}
    at = np.array([row_of[site] for site in table["site"].tolist()], dtype=np.int64)
    race, number = np.unique(table["race"], return_inverse=True)
    order = np.lexsort((at, number))
    ends = np.searchsorted(number[order], np.arange(len(race) + 1))
    return {
        name: _tallies(table, at, order[first:end])
        for name, first, end in zip(race.tolist(), ends[:-1], ends[1:], strict=True)
    }


def _tallies(table: Table, at: Ints, rows: Ints) -> _Tallies:
    """Return the tallies in some rows, sorted by site; each site has the same choices."""
    sites = np.unique(at[rows])
    pairs = zip(table["choice"][rows].tolist(), table["party"][rows].tolist(), strict=True)
    column = {pair: k for k, pair in enumerate(dict.fromkeys(pairs))}
    pairs = zip(table["choice"][rows].tolist(), table["party"][rows].tolist(), strict=True)
    votes = np.zeros((len(sites), len(column)), dtype=np.int64)
    columns = np.array([column[pair] for pair in pairs], dtype=np.int64)
    np.add.at(votes, (np.searchsorted(sites, at[rows]), columns), table["votes"][rows])
    return _Tallies(sites, list(column), votes)


def _votes(
    result: RunResults, tallies: _Tallies, frames: Times, marks: Mapping[str, Mark]
) -> tuple[list[Choice], dict[str, list[Votes]], list[Site]]:
    table = result.tables["sites"]
    rows = tallies.sites
    listed = _sites(table, rows) if sites_fit(result) else []
    if result.summary.replications > 1:
        return [], {}, listed
    frame = np.searchsorted(frames, table["accepted"][rows])
    counts = np.column_stack([np.ones_like(rows), table["cast"][rows], tallies.votes])
    votes: dict[str, list[Votes]] = {}
    for code in dict.fromkeys(table["code"][rows].tolist()):
        inside = table["code"][rows] == code
        times, number = np.unique(frame[inside], return_inverse=True)
        summed = np.zeros((len(times), counts.shape[1]), dtype=np.int64)
        np.add.at(summed, number, counts[inside])
        votes[code] = np.column_stack([times, summed]).tolist()
    return list(_choices(result, marks, tallies.choices)), votes, listed


def _leads(
    result: RunResults,
    tallies: _Tallies,
    leads: Mapping[str, Sequence[Led]],
    marks: Mapping[str, Mark],
    listed: dict[Choice, int],
) -> dict[str, list[Lead]]:
    """Return who leads in each region by index of the choice; choices that lead are listed."""
    choices = dict(zip(tallies.choices, _choices(result, marks, tallies.choices), strict=True))
    found: dict[str, list[Lead]] = {}
    for code, changes in leads.items():
        shown = [(frame, choices.get((choice, party))) for frame, choice, party in changes]
        found[code] = [
            (frame, listed.setdefault(choice, len(listed)) if choice else -1)
            for frame, choice in shown
        ]
    return found


def _sites(table: Table, rows: Ints) -> list[Site]:
    columns = (table[name][rows].tolist() for name in ("site", "registered", "cast"))
    accepted = [str(plain(at) or "") for at in table["accepted"][rows]]
    return list(zip(*columns, accepted, strict=True))


def _choices(
    result: RunResults, marks: Mapping[str, Mark], choices: list[tuple[str, str]]
) -> Iterator[Choice]:
    """Yield the choices with their marks; candidates without a party have the marks left over."""
    parties = list(marks)
    further = len(parties)
    for choice, party in choices:
        if not party and choice in REST:
            yield tr(REST[choice]), -1, -1
        elif party in marks:
            text = candidate_text(choice, result.summary.party_text(party))
            yield text, marks[party].number, parties.index(party)
        else:
            yield candidate_text(choice, ""), further % N_SHAPES, -1
            further += 1
