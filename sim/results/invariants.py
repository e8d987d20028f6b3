"""Invariants, the laws that every run must obey, checked on its results."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core import clock
from sim.night.protocol import broken_equations, discrepancy, known_breaches
from sim.results import schema
from sim.results.columns import n_series
from sim.results.outcome_check import Invariant, outcome_checked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.core.types import Ints
    from sim.election import Election
    from sim.register import Register

    Table = Mapping[str, NDArray[Any]]


_COUNTS = {
    "turnout": ("issued",),
    "night": tuple(column.name for column in schema.NIGHT.columns if column.role == "number"),
    "votes": ("votes",),
}
"""Columns that never decrease, by table."""


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
    registered = election.register.site_listed
    cast = day.in_portable_box + day.in_ballot_boxes
    sections = [section for protocol in night.protocols for section in protocol.sections]
    marks = np.array([section.marks for section in sections])
    before = election.register.site_voted_before
    left = day.turned_back + day.gave_up + day.too_late
    steps = (
        "count_from",
        "read_from",
        "read_to",
        "signed_at",
        "leaves_at",
        "delivered_at",
        "accepted_at",
    )
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
        _of_sections(
            election,
            "I2",
            "cast = valid + invalid",
            cast[election.register.section_site] == ballots_counted(election.register, day.tally),
        ),
        _of_sections(
            election, "I3", "candidates + against all = valid", marks[:, 0] == marks[:, 1]
        ),
        everywhere(
            "I4",
            _nobody_lost(before),
            (day.came + before == day.issued + left) & (day.unfinished == 0),
        ),
        _sums(election, tables, cast),
        _never_falls(tables),
        _accepted(election),
        outcome_checked(election, tables),
        everywhere("I9", "the night goes forward", forward),
    ]


def _nobody_lost(before: Ints) -> str:
    earlier = " + voted before" if before.any() else ""
    return f"nobody lost: came{earlier} = issued + left"


def ballots_counted(register: Register, tally: Ints) -> Ints:
    """Return the ballots that the counts of each section add up to, shape ``(n_sections,)``.

    Where several candidates may be marked, a ballot has as many votes and undervotes.
    """
    layout, vote_for = register.tally, register.race_vote_for[register.section_race]
    whole = tally[layout.against_all] + tally[layout.invalid]
    ballots, rest = np.divmod(layout.total(tally) - whole, vote_for)
    found: Ints = np.where(rest == 0, ballots + whole, -1)
    return found


def _of_sections(election: Election, code: str, text: str, holds: NDArray[np.bool_]) -> Invariant:
    """Return an invariant of each race at each site; one race on a ballot is not named."""
    register, breaches = election.register, []
    for section in np.flatnonzero(~holds).tolist():
        site = register.section_site[section]
        several = np.diff(register.tally.section_start)[site] > 1
        race = f" in {register.race_id[register.section_race[section]]}" if several else ""
        breaches.append(f"{register.site_id[site]}{race}")
    return Invariant(code, text, len(holds), tuple(breaches))


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
        summed = register.sum_by_race(by_site[name])
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
    ballots = ballots_counted(register, tables["tallies"]["votes"])
    if int(ballots.sum()) != int(cast[register.section_site].sum()):
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
    for name, counts in _COUNTS.items():
        table = tables[name]
        series = n_series(table["capital_time"])
        codes = table["code"].reshape(series, -1)[:, 0]
        for column in counts:
            falls = np.diff(table[column].reshape(series, -1), axis=1) < 0
            checks += falls.size
            fallen = np.unique(codes[falls.any(axis=1)]).tolist()
            breaches += [f"{column} of {code} in {name}.csv" for code in fallen]
    return Invariant("I6", "time lines never fall", checks, tuple(breaches))


def _accepted(election: Election) -> Invariant:
    """I7: accepted protocols meet every control equation, and are what was counted."""
    sites, day = election.register.site_id.tolist(), election.day
    tallies = election.register.tally.each(day.tally)
    breaches = []
    for site, protocol, issued, cast, second in zip(
        sites,
        election.night.protocols,
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
        counted = [next(tallies) for _ in protocol.sections]
        stated = [
            [*s.votes, s.invalid, s.undervotes][: len(tally)]
            for s, tally in zip(protocol.sections, counted, strict=True)
        ]
        if (stated, protocol.issued, protocol.cast) != (counted, issued, cast):
            breaches.append(f"{site}: not what was counted")
    text = "accepted protocols meet the control equations, or are off by the second ballots alone, "
    text += "and are what was counted"
    return Invariant("I7", text, len(sites), tuple(breaches))


def late_counts(election: Election) -> int:
    """Return the number of sites that counted for longer than the law allows.

    That is a warning, and not a broken invariant.
    """
    limit = round(clock.SECOND_MS * election.scenario.counting.legal_max_s)
    night = election.night
    return int((night.signed_at - night.count_from > limit).sum())
