"""The table of the night: every five minutes, nation and regions."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import clock
from sim.results.columns import (
    codes,
    percent,
    slug,
    stamps,
    sum_by_region,
    with_nation,
)

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.election import Election
    from sim.register import Register
    from sim.results.columns import Table

    Ints = NDArray[np.int64]

NIGHT_STEP_MS = 5 * clock.MINUTE_MS


def night_table(election: Election) -> Table:
    """Return accepted protocols, ballots counted, races called and votes by party."""
    register, night = election.register, election.night
    cast = election.day.in_portable_box + election.day.in_ballot_boxes
    first = int(night.count_from.min()) // NIGHT_STEP_MS
    last = -(-int(night.accepted_at.max()) // NIGHT_STEP_MS)
    at = np.arange(first, last + 1) * NIGHT_STEP_MS
    accepted = night.accepted_at[:, None] <= at
    counted = _counted(night.read_from, night.read_to, cast, at)
    n_codes, n_times = register.n_regions + 1, len(at)

    def rows(by_site: Ints) -> Ints:
        return with_nation(sum_by_region(register, by_site)).ravel()

    called = _races_by(register, night.races.called_at, at)
    declared = _races_by(register, night.races.declared_at, at)
    sites = np.repeat(rows(np.ones(register.n_sites, dtype=np.int64)), n_times)
    all_cast = np.repeat(rows(cast), n_times)
    table: Table = {
        "code": np.repeat(codes(register), n_times),
        "capital_time": np.tile(stamps(election, at), n_codes),
        "sites_accepted": rows(accepted.astype(np.int64)),
        "accepted_pct": percent(rows(accepted.astype(np.int64)), sites),
        "sites_phoned": rows((night.phoned_at[:, None] <= at).astype(np.int64)),
        "ballots_counted": rows(counted),
        "counted_pct": percent(rows(counted), all_cast),
        "ballots_accepted": rows(accepted * cast[:, None]),
        "races_called": called,
        "races_declared": declared,
    }
    votes = _votes_by_party(register, election.day.tally)
    names = [slug(party) for party in register.parties] + ["against_all"]
    for column, name in enumerate([f"votes_{name}" for name in names] + ["invalid"]):
        table[name] = rows(accepted * votes[:, column, None])
    return table


def _counted(read_from: Ints, read_to: Ints, cast: Ints, at: Ints) -> Ints:
    """Return ballots read aloud by each time, shape ``(n_sites, n_times)``: an even pace."""
    length = np.maximum(read_to - read_from, 1)[:, None]
    passed = np.clip(at - read_from[:, None], 0, length)
    counted: Ints = cast[:, None] * passed // length
    return counted


def when_counted(election: Election, ballots: int) -> int:
    """Return when so many ballots of the nation have been read aloud, to the millisecond."""
    night = election.night
    cast = election.day.in_portable_box + election.day.in_ballot_boxes
    before, after = int(night.read_from.min()) - 1, int(night.read_to.max())
    while after - before > 1:
        middle = (before + after) // 2
        at = np.array([middle])
        if _counted(night.read_from, night.read_to, cast, at).sum() < ballots:
            before = middle
        else:
            after = middle
    return after


def _races_by(register: Register, times: Ints, at: Ints) -> Ints:
    """Return how many races had reached something by each time, nation and regions, flat."""
    by_region = np.zeros((register.n_regions, len(at)), dtype=np.int64)
    np.add.at(by_region, register.race_region, (times[:, None] <= at).astype(np.int64))
    return with_nation(by_region).ravel()


def _votes_by_party(register: Register, tally: tuple[tuple[int, ...], ...]) -> Ints:
    """Return votes by party, then against all, then invalid, shape ``(n_sites, n_parties + 2)``."""
    n_parties = len(register.parties)
    start = register.candidate_start.tolist()
    party = register.candidate_party.tolist()
    votes = np.zeros((register.n_sites, n_parties + 2), dtype=np.int64)
    for site, (race, row) in enumerate(zip(register.site_race.tolist(), tally, strict=True)):
        columns = [*party[start[race] : start[race + 1]], n_parties, n_parties + 1]
        for column, n in zip(columns, row, strict=True):
            votes[site, column] += n
    return votes
