"""The columns of ``races`` that the votes and the night determine, and the names of choices."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from sim.register.register import PLURALITY
from sim.results.columns import percent, stamps
from sim.voting.divisors import LISTS
from sim.voting.outcome import NOBODY, QUESTION, race_votes, race_votes_against_all

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sim.election import Election
    from sim.night.race_board import RaceResults
    from sim.register import Register
    from sim.results.columns import Table


def race_table(election: Election) -> Table:
    """Return the columns of ``races`` that the votes and the night determine."""
    register, races = election.register, election.night.races
    cast = register.sum_by_race(election.day.in_portable_box + election.day.in_ballot_boxes)
    elected = races.winner != NOBODY
    names, parties = choice_texts(register)
    votes = np.where(elected, race_votes(register, election.day.tally)[races.winner], 0)
    invalid = np.bincount(
        register.section_race, election.day.tally[register.tally.invalid], register.n_races
    )
    incumbents = register.candidate_incumbent & (races.seats > 0)
    return {
        "issued": register.sum_by_race(election.day.issued),
        "cast": cast,
        "winner": _elected_names(register, races, names),
        "party": _elected_parties(register, races, parties),
        "decided": races.decided,
        "incumbent_won": np.logical_or.reduceat(incumbents, register.candidate_start[:-1]).astype(
            np.int64
        ),
        "winner_votes": votes,
        "winner_pct": percent(votes, cast - invalid),
        "against_all_votes": race_votes_against_all(register, election.day.tally),
        "margin": races.margin,
        "lead_changes": races.lead_changes,
        "exchanged_ballots": races.exchanged_ballots,
        "called": stamps(election, races.called_at),
        "declared": stamps(election, races.declared_at),
    }


def _elected_names(
    register: Register, races: RaceResults, names: NDArray[np.str_]
) -> NDArray[np.str_]:
    """Return who is elected in each race; several are joined by ``;``, lists with their seats."""
    found = np.where(races.winner != NOBODY, names[races.winner], "").tolist()
    for race, elected in _several(register, races):
        lists = register.race_system[race] in LISTS
        texts = [f"{names[k]} {races.seats[k]}" if lists else str(names[k]) for k in elected]
        found[race] = ";".join(texts)
    return np.array(found)


def _elected_parties(
    register: Register, races: RaceResults, parties: NDArray[np.str_]
) -> NDArray[np.str_]:
    """Return who nominated the elected of each race; several are joined by ``;``."""
    found = np.where(races.winner != NOBODY, parties[races.winner], "").tolist()
    for race, elected in _several(register, races):
        found[race] = ";".join(dict.fromkeys(parties[elected].tolist()))
    return np.array(found)


def _several(register: Register, races: RaceResults) -> Iterator[tuple[int, list[int]]]:
    """Yield races with several seats, and their elected candidates: most seats first."""
    for race in np.flatnonzero(register.race_seats > 1).tolist():
        first, end = register.candidate_start[race : race + 2].tolist()
        elected = [k for k in range(first, end) if races.seats[k]]
        yield race, sorted(elected, key=lambda k: -int(races.seats[k]))


def contest_columns(register: Register) -> Table:
    """Return the column ``contests`` of ``sites``; none where every ballot has one race."""
    start = register.tally.section_start
    if len(register.section_race) == register.n_sites:
        return {}
    ids = register.race_id[register.section_race].tolist()
    return {"contests": np.array([";".join(ids[a:b]) for a, b in pairwise(start.tolist())])}


def area_columns(register: Register) -> Table:
    """Return the column ``areas`` of ``races``; none where every race has sites in one region."""
    if (register.race_region >= 0).all():
        return {}
    n_regions = register.n_regions
    inside = np.zeros(register.n_races * n_regions, dtype=bool)
    inside[register.section_race * n_regions + register.site_region[register.section_site]] = True
    codes = register.region_code
    rows = inside.reshape(-1, n_regions)
    return {"areas": np.array([";".join(codes[row].tolist()) for row in rows])}


def system_columns(register: Register) -> Table:
    """Return ``system``, ``vote_for`` and ``seats`` of ``races``.

    None where in every race the candidate with most votes wins, and voters mark one.
    """
    one = (register.race_vote_for == 1) & (register.race_seats == 1)
    if (one & (register.race_system == PLURALITY)).all():
        return {}
    return {
        "system": register.race_system,
        "vote_for": register.race_vote_for,
        "seats": register.race_seats,
    }


def choice_names(parties: Sequence[str]) -> list[str]:
    """Return the names of the candidates of one race: their party, numbered if it has several.

    >>> choice_names(["RED", "Independent", "Independent"])
    ['RED', 'Independent 1', 'Independent 2']
    """
    if len(set(parties)) == len(parties):
        return list(parties)
    names = []
    for index, party in enumerate(parties):
        several = list(parties).count(party) > 1
        names.append(f"{party} {list(parties[: index + 1]).count(party)}" if several else party)
    return names


@lru_cache(maxsize=1)
def choice_texts(register: Register) -> tuple[NDArray[np.str_], NDArray[np.str_]]:
    """Return names and parties of all candidates, and of UNDERVOTES, INVALID and AGAINST_ALL.

    Those three are negative indices, which count from the end of the arrays. The arrays are
    read-only, as all results with the same register share them.
    """
    start, party = register.candidate_start.tolist(), register.candidate_party.tolist()
    ballots = [[register.parties[p] for p in party[a:b]] for a, b in pairwise(start)]
    by_party = [name for ballot in ballots for name in choice_names(ballot)]
    names = [given or name for given, name in zip(register.candidate_name, by_party, strict=True)]
    question = register.race_system[register.candidate_race] == QUESTION
    of_candidates = np.array([party for ballot in ballots for party in ballot])
    parties = np.where(question, "", of_candidates).tolist()
    others = ["undervotes", "invalid", "against_all"]
    found = np.array([*names, *others]), np.array([*parties, "", "", ""])
    for column in found:
        column.setflags(write=False)
    return found
