"""Invariants, the laws that every run must obey, checked on its results."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core import clock
from sim.night.protocol import broken_equations, discrepancy, known_breaches
from sim.results import schema
from sim.voting.outcome import NOBODY, elected_parties, race_votes, race_votes_against_all

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.core.types import Ints
    from sim.election import Election

    Table = Mapping[str, NDArray[Any]]


_NOT_COUNTS = ("origin", "code", "capital_time")
"""Columns of the table of the night that are not counts; the other columns never decrease."""


@dataclass(frozen=True, slots=True)
class Invariant:
    """One invariant and the result of its checks."""

    code: str
    """``I1``, ``I2`` and so on."""
    text: str
    """The law, for people."""
    n_checked: int
    """Number of checks."""
    breaches: tuple[str, ...]
    """Where it does not hold: sites, races, columns of tables."""


def check_invariants(election: Election, tables: Mapping[str, Table]) -> list[Invariant]:
    """Check every invariant on a finished run.

    Parameters
    ----------
    election
        The run.
    tables
        Its tables; some invariants are about their sums and time series.

    Returns
    -------
    list of Invariant
        All invariants, in order.
    """
    sites, day, night = election.register.site_id, election.day, election.night
    registered = election.register.site_voters
    cast = day.in_portable_box + day.in_ballot_boxes
    layout = election.register.tally
    invalid = day.tally[layout.invalid]
    valid = layout.total(day.tally) - invalid
    votes = np.array([sum(protocol.votes) for protocol in night.protocols])
    left = day.turned_back + day.gave_up + day.too_late
    steps = ("count_from", "read_from", "read_to", "signed_at", "delivered_at", "accepted_at")
    times = np.stack([getattr(night, step) for step in steps])
    forward: NDArray[np.bool_] = np.all(np.diff(times, axis=0) >= 0, axis=0)

    def everywhere(code: str, text: str, holds: NDArray[np.bool_]) -> Invariant:
        breaches = tuple(sites[np.flatnonzero(~holds)].tolist())
        return Invariant(code, text, len(holds), breaches)

    return [
        everywhere(
            "I1",
            "registered >= issued, issued + second ballots >= cast",
            (registered >= day.issued) & (day.issued + day.second_ballots >= cast),
        ),
        everywhere("I2", "cast = valid + invalid", cast == valid + invalid),
        everywhere("I3", "candidates + against all = valid", votes == valid),
        everywhere(
            "I4",
            "nobody lost: came = issued + left",
            (day.came == day.issued + left) & (day.unfinished == 0),
        ),
        _sums(election, tables, cast),
        _never_falls(tables),
        _accepted(election),
        _outcome(election, tables),
        everywhere("I9", "the night goes forward", forward),
    ]


def _sums(election: Election, tables: Mapping[str, Table], cast: Ints) -> Invariant:
    """I5: sites add to commissions, races, regions and the nation."""
    register, breaches = election.register, []
    by_site = {
        "registered": register.site_registered,
        "issued": election.day.issued,
        "cast": cast,
    }
    races = tables["races"]
    checks = 0
    for name in ("registered", "cast"):
        summed = np.bincount(register.site_race, weights=by_site[name], minlength=register.n_races)
        checks += register.n_races
        breaches += [
            f"{name} of race {race}" for race in races["race"][summed != races[name]].tolist()
        ]
    last = _last_rows(tables["turnout"])
    for name in ("registered", "issued"):
        sums = np.bincount(register.site_region, by_site[name], register.n_regions)
        of_code = dict(zip(register.region_code.tolist(), sums.tolist(), strict=True))
        of_code[register.nation_code] = by_site[name].sum()
        checks += len(last["code"])
        breaches += [
            f"{name} of {code}"
            for code, value in zip(last["code"], last[name], strict=True)
            if of_code[str(code)] != value
        ]
    names, index = np.unique(tables["sites"]["commission"], return_inverse=True)
    found = dict(zip(names.tolist(), np.bincount(index, tables["sites"]["cast"]), strict=True))
    expected = np.bincount(register.site_commission, cast, len(register.commission_id))
    checks += len(expected)
    breaches += [
        f"cast of commission {code}"
        for code, ballots in zip(register.commission_id.tolist(), expected, strict=True)
        if found.get(code, 0) != ballots
    ]
    checks += 1
    if int(tables["tallies"]["votes"].sum()) != int(cast.sum()):
        breaches.append("votes and ballots of the nation")
    return Invariant(
        "I5", "sites add to commissions, races, regions and the nation", checks, tuple(breaches)
    )


def _last_rows(table: Table) -> dict[str, list[object]]:
    """Return the last row of each code."""
    last = {code: row for row, code in enumerate(table["code"].tolist())}
    rows = list(last.values())
    return {name: column[rows].tolist() for name, column in table.items()}


def _never_falls(tables: Mapping[str, Table]) -> Invariant:
    """I6: cumulative counts never fall."""
    breaches, checks = [], 0
    night = (schema.NIGHT.find(name) for name in tables["night"])
    counts = tuple(c.name for c in night if c is not None and c.role == "number")
    for name, columns in (("turnout", ("issued",)), ("night", counts)):
        table = tables[name]
        codes, group = np.unique(table["code"], return_inverse=True)
        order = np.argsort(group, kind="stable")
        same = np.diff(group[order]) == 0
        for column in columns:
            falls = same & (np.diff(table[column][order]) < 0)
            checks += int(same.sum())
            fallen = codes[np.unique(group[order][1:][falls])].tolist()
            breaches += [f"{column} of {code} in {name}.csv" for code in fallen]
    return Invariant("I6", "time lines never fall", checks, tuple(breaches))


def _accepted(election: Election) -> Invariant:
    """I7: accepted protocols meet every control equation, and are what was counted."""
    sites, day = election.register.site_id.tolist(), election.day
    breaches = []
    for site, protocol, tally, issued, cast, second in zip(
        sites,
        election.night.protocols,
        election.register.tally.each(day.tally),
        day.issued.tolist(),
        (day.in_portable_box + day.in_ballot_boxes).tolist(),
        day.second_ballots.tolist(),
        strict=True,
    ):
        known = known_breaches(second, cast, issued)
        broken = broken_equations(protocol)
        breaches += [f"{site}: {equation}" for equation in broken if equation[:2] not in known]
        if discrepancy(protocol) != second or len(broken) < len(known):
            breaches.append(f"{site}: a discrepancy was not noticed")
        stated = (*protocol.votes, protocol.invalid, protocol.issued, protocol.cast)
        if stated != (*tally, issued, cast):
            breaches.append(f"{site}: not what was counted")
    text = "accepted protocols meet the control equations, or are off by the second ballots alone, "
    text += "and are what was counted"
    return Invariant("I7", text, len(sites), tuple(breaches))


def _outcome(election: Election, tables: Mapping[str, Table]) -> Invariant:
    """I8: each race elects a candidate with most votes, or nobody where the rules say so."""
    register, winner = election.register, election.night.races.winner
    breaches = []
    checks = register.n_races
    votes = race_votes(register, election.day.tally)
    best = np.maximum.reduceat(votes, register.candidate_start[:-1])
    right = register.candidate_race[winner] == np.arange(register.n_races)
    right &= (votes[winner] == best) & (best > 0)
    bars = election.scenario.outcome.against_all_rule == "nobody_elected"
    leads = race_votes_against_all(register, election.day.tally) > best
    nobody = (best == 0) | (bars & leads)
    wrong = np.where(nobody, winner != NOBODY, (winner == NOBODY) | ~right)
    breaches += [f"winner of {race}" for race in register.race_id[wrong].tolist()]
    races = tables["races"]
    breaches += [f"margin of {race}" for race in races["race"][races["margin"] < 0].tolist()]
    if election.scenario.outcome.winners == "reported":
        for quota, seats in enumerate(register.quota_seats):
            inside = register.race_quota == quota
            missing = seats - elected_parties(register, winner[inside])
            checks += 1
            # A region lacks a reported seat where nobody is elected.
            if (missing < 0).any() or missing.sum() != (winner[inside] == NOBODY).sum():
                code = register.race_code[inside][0]
                breaches.append(f"seats of {code}")
    if election.scenario.turnout.final == "reported":
        day = election.day
        # Voters who left without a ballot are part of the reported turnout, but not in the boxes.
        missing = day.turned_back + day.gave_up + day.too_late
        cast = day.in_portable_box + day.in_ballot_boxes - day.second_ballots
        quotas = register.site_quota
        most = np.bincount(quotas, weights=cast + missing).astype(np.int64)
        least = np.bincount(quotas, weights=cast).astype(np.int64)
        checks += len(most)
        wrong = (least > register.quota_votes) | (most < register.quota_votes)
        breaches += [f"votes of quota {quota}" for quota in np.flatnonzero(wrong).tolist()]
    text = "most votes win, or nobody by the rules; reported seats and votes are met"
    return Invariant("I8", text, checks, tuple(breaches))


def late_counts(election: Election) -> int:
    """Return the number of sites that counted for longer than the law allows.

    That is a warning, and not a broken invariant.
    """
    limit = round(clock.SECOND_MS * election.scenario.counting.legal_max_s)
    night = election.night
    return int((night.signed_at - night.count_from > limit).sum())
