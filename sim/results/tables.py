"""The tables of a run, computed from an election; their columns are declared in the schema.

The first column of every table is ``origin``, with the value ``simulated`` in every row, so that
copied rows are still marked. Times are capital time.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.core.text import percent_text
from sim.day.day_records import QUARTERS
from sim.night.protocol import discrepancy
from sim.register.area_sites import vehicles_of
from sim.results.arrivals_table import arrivals_table
from sim.results.columns import (
    codes,
    percent,
    stamps,
    sum_by_region,
    with_nation,
    with_origin,
)
from sim.results.night_table import night_table, times_of_night
from sim.results.queue_tables import queue_table, site_queue_table, site_waits, wait_table
from sim.results.race_table import (
    area_columns,
    choice_texts,
    contest_columns,
    race_table,
    system_columns,
)
from sim.results.target_values import target_results
from sim.results.votes_table import votes_table

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Ints
    from sim.day_alone import DayAlone
    from sim.election import Election
    from sim.register import Register
    from sim.results.columns import Table
    from sim.scenario import Scenario


def build_tables(election: Election) -> dict[str, Table]:
    """Return the tables of a run, by name."""
    fixed = register_columns(election.register)
    tables = {
        "turnout": turnout_table(election),
        "turnout_reports": report_table(election),
        "sites": fixed["sites"] | site_table(election),
        "tallies": fixed["tallies"] | {"votes": election.day.tally},
        "races": fixed["races"] | race_table(election),
        "waits": wait_table(election),
        "queues": queue_table(election),
        **site_queue_table(election),
        "night": night_table(election),
        "votes": votes_table(election, times_of_night(election)),
    }
    if found := target_table(election):
        tables["targets"] = found
    if found := arrivals_table(election):
        tables["arrivals"] = found
    return {name: with_origin(table) for name, table in tables.items()}


# The tables, one function each.


def turnout_table(election: Election | DayAlone) -> Table:
    """Return cumulative turnout by region and quarter hour, from opening to the last ballot."""
    register, by_quarter = election.register, election.day.issued_by_quarter
    behind = np.concatenate([[0], register.region_behind_ms])
    # From the opening by the capital's clock, even if no site has that, or by a clock ahead of it.
    opens = int((register.site_opens_ms + np.minimum(register.site_behind_ms, 0)).min())
    closes = int((register.site_closes_ms + register.site_behind_ms).max())
    all_issued = int(np.argmax(by_quarter.sum(axis=0)))
    first, at_closing = np.searchsorted(QUARTERS, [opens + 1, closes]).tolist()
    first, last = first - 1, max(all_issued, at_closing)
    issued = with_nation(by_quarter[:, first : last + 1])
    registered = with_nation(sum_by_region(register, register.site_registered))
    n_codes, n_times = issued.shape
    at = QUARTERS[first : last + 1]
    registered = np.repeat(registered, n_times)
    local = (at[None, :] - behind[:, None]).ravel()
    return {
        "code": np.repeat(codes(register), n_times),
        "capital_time": np.tile(stamps(election, at), n_codes),
        "local_time": stamps(election, local),
        "registered": registered,
        "issued": issued.ravel(),
        "turnout_pct": percent(issued.ravel(), registered),
    }


def report_table(election: Election) -> Table:
    """Return true, announced and reported turnout by region and time of report.

    A region and time with several reported values has one row for each of them.
    """
    register, reports = election.register, election.announcements
    issued = with_nation(reports.issued)
    registered = with_nation(sum_by_region(register, register.site_registered))
    true_pct = percent(issued, np.repeat(registered[:, None], len(reports.at), axis=1))
    # For the nation: the announced values of its regions, weighted by registered voters.
    by_region = sum_by_region(register, register.site_registered)
    nation = (reports.announced_pct * by_region[:, None]).sum(axis=0) / by_region.sum()
    announced = np.concatenate([nation[None, :], reports.announced_pct])
    stale = np.concatenate([np.zeros((1, len(reports.at)), dtype=bool), reports.stale])
    results = target_results(election)
    rows: list[tuple[object, ...]] = []
    for row, code in enumerate(codes(register)):
        for column, at in enumerate(reports.at.tolist()):
            cell = (
                code,
                clock.stamp(election.scenario.date, at),
                int(issued[row, column]),
                float(true_pct[row, column]),
                float(percent_text(float(announced[row, column]))),
                int(stale[row, column]),
            )
            targets = [r for r in results if r.target.code == code and r.target.at == at]
            rows += [
                (
                    *cell,
                    r.target.relation,
                    np.nan if r.target.value is None else r.target.value,
                    round(r.residual, 2),
                    "yes" if r.met else "no",
                    r.target.source,
                )
                for r in targets
            ] or [(*cell, "", np.nan, np.nan, "", "")]
    names = (
        "code", "capital_time", "issued", "true_pct", "announced_pct", "stale",
        "relation", "reported", "residual", "met", "source",
    )  # fmt: skip
    columns = zip(names, zip(*rows, strict=True), strict=True)
    table = {name: np.array(column) for name, column in columns}
    return table | {"capital_time": table["capital_time"].astype("datetime64[s]")}


@lru_cache(maxsize=1)
def register_columns(register: Register) -> dict[str, Table]:
    """Return the columns that the register determines, which are the same in all replications.

    They are read-only, as all results with the same register share them.
    """
    names, parties = choice_texts(register)
    race = register.tally.race
    tables: dict[str, Table] = {
        "sites": {
            "site": register.site_id,
            "race": register.race_id[register.site_race],
            **contest_columns(register),
            "code": register.region_code[register.site_region],
            "commission": register.commission_id[register.site_commission],
            **_intake(register),
            "hours_behind_capital": _hours(register.site_behind_ms),
            "distance_km": register.site_distance_km,
            "registered": register.site_registered,
            "members": register.site_members,
            "desks": register.site_desks,
            "booths": register.site_booths,
            "boxes": register.site_boxes,
        },
        "tallies": {
            "site": register.site_id[register.tally.site],
            "race": register.race_id[race],
            "code": register.race_code[race],
            "choice": names[register.tally.candidate],
            "party": parties[register.tally.candidate],
        },
        "races": {
            "race": register.race_id,
            "name": register.race_name,
            "code": register.race_code,
            **area_columns(register),
            "commission": np.append(register.commission_id, "")[register.race_commission],
            "sites": np.bincount(register.section_race, minlength=register.n_races),
            "registered": register.sum_by_race(register.site_registered),
            "candidates": np.diff(register.candidate_start),
            **system_columns(register),
        },
    }
    for table in tables.values():
        for name, column in table.items():
            table[name] = column.view()
            table[name].flags.writeable = False
    return tables


def _intake(register: Register) -> Table:
    """Return where the protocol of each site is taken in, if a place is named."""
    if register.intake is None or not any(register.intake.places):
        return {}
    return {"intake": np.array(register.intake.places)[register.site_commission]}


def target_table(election: Election) -> Table:
    """Return reported and simulated values, one row per target.

    Empty if the scenario has no ``[[target]]``.
    """
    results = target_results(election) if election.scenario.targets else []
    named = {key: any(getattr(r.target, key) for r in results) for key in ("level", "contest")}
    rows = [
        {
            "target": target.name,
            "what": target.what,
            "code": target.code,
            **({"level": target.level} if named["level"] else {}),
            **({"contest": target.contest} if named["contest"] else {}),
            "item": target.item,
            "time": target.time,
            "relation": target.relation,
            "reported": np.nan if target.value is None else float(f"{target.value:.6g}"),
            "within": round(target.within, 4) if target.relation == "equals" else np.nan,
            "simulated": round(result.value, 4),
            "residual": round(result.residual, 4),
            "met": "yes" if result.met else "no",
            "source": target.source,
        }
        for result in results
        for target in [result.target]
    ]
    return {name: np.array([row[name] for row in rows]) for name in rows[0]} if rows else {}


def site_table(election: Election) -> Table:
    """Return the columns of ``sites`` that the day and the night determine."""
    register, day, night = election.register, election.day, election.night
    cast = day.in_portable_box + day.in_ballot_boxes
    return {
        "members_present": election.staffing.members,
        "desks_open": election.staffing.desks_open,
        "desk_hours": np.round(election.staffing.desk_ms / clock.HOUR_MS, 2),
        "came": day.came,
        "issued": day.issued,
        "cast": cast,
        "cast_at_home": day.in_portable_box,
        "turnout_pct": _site_turnout(register, day.issued),
        "turned_back": day.turned_back,
        "gave_up": day.gave_up,
        "too_late": day.too_late,
        **site_waits(day),
        "last_left": stamps(election, day.last_left_at),
        "count_from": stamps(election, night.count_from),
        "recounts": night.recounts,
        "signed": stamps(election, night.signed_at),
        "phoned": stamps(election, night.phoned_at),
        **_fetched(election),
        "delivered": stamps(election, night.delivered_at),
        "returned": night.returned,
        "accepted": stamps(election, night.accepted_at),
        **_discrepancies(election),
    }


def _site_turnout(register: Register, issued: Ints) -> NDArray[np.float64]:
    """Return turnout of each site in per cent; not a number where nobody is registered."""
    registered = register.site_registered
    return np.where(registered > 0, percent(issued, registered), np.nan)


def _fetched(election: Election) -> Table:
    """Return the column ``fetched``; empty where a vehicle waits at every site."""
    register = election.register
    vehicles = vehicles_of(register, election.scenario.commission.vehicles)
    if (np.array(vehicles) == np.bincount(register.site_commission)).all():
        return {}
    return {"fetched": stamps(election, election.night.leaves_at)}


def _discrepancies(election: Election) -> Table:
    """Return the column ``discrepancy``; empty unless an incident hands out second ballots."""
    if not has_second_ballots(election.scenario):
        return {}
    found = [discrepancy(protocol) for protocol in election.night.protocols]
    return {"discrepancy": np.array(found, dtype=np.int64)}


def has_second_ballots(scenario: Scenario) -> bool:
    """Return whether an incident of a scenario hands out second ballots."""
    return any(incident.discrepant for incident in scenario.incidents)


def _hours(behind_ms: Ints) -> NDArray[np.generic]:
    """Return hours, whole numbers if all are whole."""
    hours, part = np.divmod(behind_ms, clock.HOUR_MS)
    return behind_ms / clock.HOUR_MS if part.any() else hours
