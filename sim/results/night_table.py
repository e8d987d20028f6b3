"""The table of the night, every five minutes, and the times of its milestones."""

# No reference: the quantile of times is that of sim.core.quantiles.

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.quantiles import quantile
from sim.results import schema
from sim.results.columns import (
    codes,
    percent,
    rows_of_groups,
    stamps,
    sum_by_region,
    with_nation,
)

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.election import Election
    from sim.register import Register
    from sim.results.columns import Table


NIGHT_STEP_MS = schema.NIGHT.step_ms


def night_table(election: Election) -> Table:
    """Return the table ``night``: accepted protocols, ballots counted, races called."""
    register, night = election.register, election.night
    cast = election.day.in_portable_box + election.day.in_ballot_boxes
    at = times_of_night(election)
    n_codes, n_times = register.n_regions + 1, len(at)
    one = np.ones(register.n_sites, dtype=np.int64)
    inside, n_regions = register.site_region, register.n_regions
    accepted = _reached(night.accepted_at, at, inside, n_regions, one, cast)
    phoned = _reached(night.phoned_at, at, inside, n_regions, one)
    of_region = rows_of_groups(inside, n_regions)
    counted = np.stack([_counted(election, at, sites) for sites in of_region])
    of_race = np.ones(register.n_races, dtype=np.int64)
    region = register.race_region
    called = _reached(night.races.called_at, at, region, n_regions, of_race)
    declared = _reached(night.races.declared_at, at, region, n_regions, of_race)
    sites = np.repeat(with_nation(sum_by_region(register, one)), n_times)
    all_cast = np.repeat(with_nation(sum_by_region(register, cast)), n_times)

    def rows(by_region: Ints) -> Ints:
        return with_nation(by_region)[:n_codes].ravel()

    return {
        "code": np.repeat(codes(register), n_times),
        "capital_time": np.tile(stamps(election, at), n_codes),
        "sites_accepted": rows(accepted[0]),
        "accepted_pct": percent(rows(accepted[0]), sites),
        "sites_phoned": rows(phoned[0]),
        "ballots_counted": rows(counted),
        "counted_pct": percent(rows(counted), all_cast),
        "ballots_accepted": rows(accepted[1]),
        "races_called": rows(called[0]),
        "races_declared": rows(declared[0]),
    }


def times_of_night(election: Election) -> Ints:
    """Return the times of the night's rows, from the first count to the last accepted protocol.

    In milliseconds since midnight of the election day, shape ``(n_times,)``.
    """
    first = int(election.night.count_from.min()) // NIGHT_STEP_MS
    last = -(-int(election.night.accepted_at.max()) // NIGHT_STEP_MS)
    return np.arange(first, last + 1) * NIGHT_STEP_MS


def _reached(reached_at: Ints, at: Ints, region: Ints, n_regions: int, *weights: Ints) -> Ints:
    """Return sums of weights over the events that have happened by each time.

    Parameters
    ----------
    reached_at, region
        Time and region of each event, -1 for that of a race in several; shape ``(n,)``.
    at
        Shape ``(n_times,)``.
    weights
        Weights of the events, each of shape ``(n,)``.

    Returns
    -------
    NDArray
        Shape ``(len(weights), n_regions + 1, n_times)``; the last row is of no one region.
    """
    found = np.zeros((len(weights), n_regions + 1, len(at)), dtype=np.int64)
    # Those of no one region, -1, are the first group.
    for row, inside in enumerate(rows_of_groups(region + 1, n_regions + 1), -1):
        order = inside[np.argsort(reached_at[inside], kind="stable")]
        n_reached = np.searchsorted(reached_at[order], at, side="right")
        for column, weight in enumerate(weights):
            found[column, row] = np.concatenate([[0], np.cumsum(weight[order])])[n_reached]
    return found


def _counted(election: Election, at: Ints, sites: Ints | slice) -> Ints:
    """Return the ballots of some sites that are read aloud by each time, shape ``(n_times,)``.

    A site reads its ballots at a constant rate, except during stops.
    """
    night, day = election.night, election.day
    cast = (day.in_portable_box + day.in_ballot_boxes)[sites, None]
    read_from = night.read_from[sites, None]
    read_to = night.read_to[sites, None]
    length = np.maximum(read_to - read_from, 1)
    passed = np.clip(at - read_from, 0, length)
    for stop_number in range(night.stops.shape[1]):
        begins = np.maximum(night.stops[sites, stop_number, :1], read_from)
        stop = np.maximum(np.minimum(night.stops[sites, stop_number, 1:], read_to) - begins, 0)
        passed, length = passed - np.clip(at - begins, 0, stop), length - stop
    counted: Ints = (cast * passed // np.maximum(length, 1)).sum(axis=0)
    return counted


def when_counted(election: Election, ballots: int) -> int:
    """Return the first time at which so many ballots of the nation are read aloud.

    In milliseconds since midnight of the election day.
    """
    night = election.night
    before, after = int(night.read_from.min()) - 1, int(night.read_to.max())
    while after - before > 1:
        middle = (before + after) // 2
        if _counted(election, np.array([middle]), slice(None))[0] < ballots:
            before = middle
        else:
            after = middle
    return after


def night_times(election: Election) -> dict[str, int]:
    """Return the milestones of the night by name, milliseconds since midnight of the election day.

    Their names are declared in :mod:`sim.pack.milestones`.
    """
    night, day = election.night, election.day
    cast = day.in_portable_box + day.in_ballot_boxes
    order = np.argsort(night.accepted_at, kind="stable")
    accepted = np.cumsum(cast[order])
    most = -(-int(cast.sum()) // 2)
    return {
        "last_voter": int(day.last_left_at.max()),
        "first_protocol": int(night.accepted_at.min()),
        "first_called": int(night.races.called_at.min()),
        "half_counted": when_counted(election, most),
        "half_accepted": int(night.accepted_at[order][np.searchsorted(accepted, most)]),
        "half_called": quantile(night.races.called_at, 50),
        "sites_99_accepted": quantile(night.accepted_at, 99),
        "all_called": int(night.races.called_at.max()),
        "all_accepted": int(night.accepted_at.max()),
    }


def votes_by_party(register: Register, tally: Ints) -> Ints:
    """Return votes by party, then against all, then invalid, shape ``(n_parties + 2, n_sites)``.

    They are those of the first race on the ballot.
    """
    n_parties, layout = len(register.parties), register.tally
    # Undervotes, the index of -3, are no votes: the last row is left out.
    rows = [n_parties + 2, n_parties + 1, n_parties]
    row = np.append(register.candidate_party, rows)[layout.candidate]
    first = layout.first[layout.section]
    votes = np.zeros((n_parties + 3, register.n_sites), dtype=np.int64)
    np.add.at(votes, (row[first], layout.site[first]), tally[first])
    return votes[:-1]
