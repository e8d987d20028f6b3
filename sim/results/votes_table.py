"""The table of votes through the night: by area, contest and choice, in accepted protocols."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.results import schema
from sim.results.columns import codes, stamps
from sim.results.race_table import choice_texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Flags, Ints
    from sim.election import Election
    from sim.register import Register
    from sim.results.columns import Table

BY_PARTY = ""
"""Contest of the votes that are summed by party."""
_NOT_CANDIDATES = ("against_all", "invalid", "undervotes")
"""Choices that follow the candidates: in tallies they have the indexes −1, −2 and −3."""


def votes_table(election: Election, at: Ints) -> Table:
    """Return the table ``votes``.

    Parameters
    ----------
    election
        The run.
    at
        Times of the rows, evenly spaced, milliseconds since midnight; shape ``(n_times,)``.
    """
    register, tally = election.register, election.day.tally
    choices, column = _choices(register), _column_of_counts(register)
    n_columns, n_times = len(choices.contest), len(at)
    counted, site = np.flatnonzero(column >= 0), register.tally.site
    column, site, tally = column[counted], site[counted], tally[counted]
    pair = register.site_region[site] * n_columns + column
    listed = _listed(register, pair, n_columns)
    pairs = np.flatnonzero(listed)
    row = (np.cumsum(listed) - 1)[pair]
    # A protocol counts from the first time that is not before its acceptance.
    first = np.searchsorted(at, election.night.accepted_at)[site]
    by_region = np.zeros(len(pairs) * n_times, dtype=np.int64)
    np.add.at(by_region, row * n_times + first, tally)
    by_region = np.cumsum(by_region.reshape(-1, n_times), axis=1)
    everywhere = np.flatnonzero(listed.reshape(-1, n_columns).any(axis=0))
    nation = np.zeros((n_columns, n_times), dtype=np.int64)
    np.add.at(nation, pairs % n_columns, by_region)
    columns = np.concatenate([everywhere, pairs % n_columns])
    area = np.concatenate([np.zeros(len(everywhere), dtype=np.int64), 1 + pairs // n_columns])
    return {
        "code": np.repeat(np.array(codes(register))[area], n_times),
        "capital_time": np.tile(stamps(election, at), len(columns)),
        "contest": np.repeat(choices.contest[columns], n_times),
        "choice": np.repeat(choices.choice[columns], n_times),
        "party": np.repeat(choices.party[columns], n_times),
        "votes": np.concatenate([nation[everywhere], by_region]).ravel(),
    }


class _Choices(NamedTuple):
    """The choices that can be listed: parties, then those of each race; shape ``(n_columns,)``.

    Those of races are left out where none has rows.
    """

    contest: NDArray[np.str_]
    choice: NDArray[np.str_]
    party: NDArray[np.str_]


def _choices(register: Register) -> _Choices:
    by_party = [*register.parties, *_NOT_CANDIDATES]
    nominated = [*register.parties, *[""] * len(_NOT_CANDIDATES)]
    if not listed_races(register).any():
        return _Choices(
            np.array([BY_PARTY] * len(by_party)), np.array(by_party), np.array(nominated)
        )
    names, parties = choice_texts(register)
    # Candidates of a race, then the three other choices, which are negative indexes.
    ends = np.repeat(register.candidate_start[1:], len(_NOT_CANDIDATES))
    others = np.tile([-1, -2, -3], register.n_races)
    index = np.insert(np.arange(len(register.candidate_race)), ends, others)
    contest = np.repeat(register.race_id, np.diff(register.candidate_start) + len(_NOT_CANDIDATES))
    return _Choices(
        np.array([BY_PARTY] * len(by_party) + contest.tolist()),
        np.array([*by_party, *names[index].tolist()]),
        np.array([*nominated, *parties[index].tolist()]),
    )


def _column_of_counts(register: Register) -> Ints:
    """Return the choice of each count of the tallies, an index of :class:`_Choices`.

    It is -1 for races after the first on a ballot where votes are summed by party.
    """
    layout, n_parties = register.tally, len(register.parties)
    candidate, race = layout.candidate, layout.race
    end = np.where(candidate < 0, register.candidate_start[race + 1] - 1 - candidate, candidate)
    # Against all, the index of -1, is the first after the parties.
    party = np.concatenate([register.candidate_party, n_parties + np.array([2, 1, 0])])
    by_party = np.where(layout.first[layout.section], party[candidate], -1)
    listed = listed_races(register)[race]
    column: Ints = np.where(listed, n_parties + len(_NOT_CANDIDATES) * (1 + race) + end, by_party)
    return column


def _listed(register: Register, pair: Ints, n_columns: int) -> Flags:
    """Return which choices are listed in which region, shape ``(n_regions × n_columns,)``.

    Those that a site of the region has on a ballot; all parties where votes are summed by party.

    Parameters
    ----------
    register
        The register.
    pair
        Region and choice of each count: the region's index × ``n_columns`` + that of the choice.
    n_columns
        Number of choices.
    """
    listed = np.zeros(register.n_regions * n_columns, dtype=bool)
    listed[pair] = True
    by_region, n_parties = listed.reshape(-1, n_columns), len(register.parties)
    by_region[by_region[:, n_parties], :n_parties] = True
    return listed


def listed_races(register: Register) -> Flags:
    """Return which races have rows: those with names of candidates, if not too many.

    Shape ``(n_races,)``.
    """
    named: Flags = np.logical_and.reduceat(
        register.candidate_name != "", register.candidate_start[:-1]
    )
    return (
        named
        if register.n_races <= schema.MOST_CONTESTS
        else np.zeros(register.n_races, dtype=bool)
    )
