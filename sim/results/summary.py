"""The summary of a run, which ``summary.json`` contains and ``--json`` prints."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core import clock
from sim.night.protocol import discrepancy
from sim.pack.membership import by_membership
from sim.results.columns import percent, share, sum_by_region
from sim.results.held_election import election_of_run
from sim.results.invariants import check_invariants, late_counts
from sim.results.night_table import night_times
from sim.results.summaries.run import (
    Breach,
    IncidentSummary,
    InvariantsSummary,
    LeftWithoutBallot,
    NightSummary,
    RegionSummary,
    RunSummary,
    TargetSummary,
)
from sim.results.tables import has_second_ballots
from sim.results.target_sources import n_left_out
from sim.results.target_values import target_results
from sim.results.typed_json import from_json
from sim.results.wait_summary import staff_summary, waits_summary
from sim.scenario.election import published_of
from sim.voting.outcome import DECIDED, MAJORITY, RUNOFF, against_all_leads, elected_parties

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from sim.day_alone import DayAlone
    from sim.election import Election
    from sim.results.columns import Table
    from sim.results.target_values import TargetResult


def build_summary(election: Election, tables: Mapping[str, Table], engine: str) -> RunSummary:
    """Return the summary of a run.

    Parameters
    ----------
    election
        The run.
    tables
        Its tables.
    engine
        Name of the engine that simulated the day.
    """
    register, day = election.register, election.day
    registered = int(register.site_registered.sum())
    issued = int(day.issued.sum())
    cast = int((day.in_portable_box + day.in_ballot_boxes).sum())
    by_nomination = seats_won(election, np.ones(register.n_races, dtype=bool))
    checks, races = check_invariants(election, tables), tables["races"]
    return RunSummary(
        origin="simulated",
        scenario=election.scenario.name,
        description=election.scenario.description,
        election=election_of_run(election),
        date=election.scenario.date.isoformat(),
        seed=election.streams.seed,
        replications=1,
        engine=engine,
        simpy_sites=int(day.by_simpy.sum()),
        reference="reported" if register.published else "given",
        sites=register.n_sites,
        races=register.n_races,
        registered=registered,
        registered_published=_published_registered(election),
        issued=issued,
        cast=cast,
        turnout_pct=float(percent(issued, registered)),
        turnout_at=_turnout_at(tables, register.nation_code),
        regions=_regions(election, tables),
        seats_nomination=by_nomination,
        seats_national=(
            by_membership(by_nomination, published_of(election.scenario))
            if register.synthetic
            else by_nomination
        ),
        seats_reference=_seats_reference(election),
        decided={way: int((races["decided"] == way).sum()) for way in _ways(election)},
        races_against_all_leads=int(against_all_leads(register, day.tally).sum()),
        races_without_winner=int((races["winner"] == "").sum()),
        races_exchanged=int((races["exchanged_ballots"] > 0).sum()),
        incumbents_won_share=float(share(races["incumbent_won"].sum(), register.n_races)),
        left_without_ballot=LeftWithoutBallot(
            turned_back=int(day.turned_back.sum()),
            gave_up=int(day.gave_up.sum()),
            too_late=int(day.too_late.sum()),
        ),
        waits=waits_summary(election.day),
        staff=staff_summary(election),
        night=_night(election),
        incidents=_incidents(election),
        targets=tuple(_target(result) for result in target_results(election)),
        targets_left_out=n_left_out(election.scenario, register) or None,
        invariants=InvariantsSummary(
            checked=sum(check.n_checked for check in checks),
            breached=tuple(
                Breach(code=check.code, text=check.text, where=tuple(check.breaches[:20]))
                for check in checks
                if check.breaches
            ),
            laws={check.code: check.n_checked for check in checks},
        ),
    )


def _ways(election: Election) -> tuple[str, ...]:
    """Return the ways in which races can be decided; a runoff only where one can be needed."""
    runoff = (election.register.race_system == MAJORITY).any()
    runoff |= election.scenario.law.tie == RUNOFF
    return (*DECIDED, RUNOFF) if runoff else DECIDED


def _published_registered(election: Election) -> int | None:
    """Return the published number of the nation; the sum of the regions differs from it by one.

    None if the run is not of the complete country.
    """
    settings = election.scenario.register_
    complete = election.register.synthetic and not settings.regions and settings.scale == 1
    fact = published_of(election.scenario).facts.get("registered_national") if complete else None
    return None if fact is None else round(fact.value)


def _seats_reference(election: Election) -> dict[str, int] | None:
    """Return published or given seats of the races, by party of nomination; None if unknown."""
    register = election.register
    if (register.quota_seats < 0).any():
        return None
    return dict(zip(register.parties, register.quota_seats.sum(axis=0).tolist(), strict=True))


def _turnout_at(tables: Mapping[str, Table], code: str) -> dict[str, float]:
    table = tables["turnout_reports"]
    rows = np.flatnonzero(table["code"] == code)
    return {
        str(table["capital_time"][row])[11:16]: float(table["true_pct"][row])
        for row in rows.tolist()
    }


def seats_won(election: Election | DayAlone, races: NDArray[np.bool_]) -> dict[str, int]:
    """Return the seats won in some races, by party of nomination.

    Parameters
    ----------
    election
        The run.
    races
        Flags of the races to count, shape ``(n_races,)``.
    """
    register = election.register
    counts = elected_parties(register, election.seats, races).tolist()
    return dict(zip(register.parties, counts, strict=True))


def _regions(election: Election, tables: Mapping[str, Table]) -> dict[str, RegionSummary]:
    register, day = election.register, election.day
    registered = sum_by_region(register, register.site_registered)
    issued = sum_by_region(register, day.issued)
    cast = sum_by_region(register, day.in_portable_box + day.in_ballot_boxes)
    found = {}
    for row, code in enumerate(register.region_code.tolist()):
        inside = register.site_region == row
        found[code] = RegionSummary(
            name=str(register.region_name[row]),
            registered=int(registered[row]),
            issued=int(issued[row]),
            cast=int(cast[row]),
            turnout_pct=float(percent(issued[row], registered[row])),
            turnout_reference_pct=_reference_pct(election, row),
            turnout_at=_turnout_at(tables, code),
            seats=seats_won(election, register.race_region == row),
            last_accepted=_stamp(election, int(election.night.accepted_at[inside].max())),
        )
    return found


def _reference_pct(election: Election, region: int) -> float | None:
    """Return the published or given turnout of a region, votes cast in per cent of registered.

    None if they are not known.
    """
    register = election.register
    quotas = np.unique(register.race_quota[register.race_region == region])
    if not len(quotas) or (register.quota_votes[quotas] < 0).any():
        return None
    registered = register.site_registered[register.site_region == region].sum()
    return float(percent(register.quota_votes[quotas].sum(), registered))


def _incidents(election: Election) -> tuple[IncidentSummary, ...]:
    """Return the effect of each incident: see :class:`sim.day.incident_effects.Effect`."""
    return tuple(
        IncidentSummary(
            name=incident.name,
            kind=incident.kind,
            of=incident.of,
            matched=effect.matched,
            affected=effect.affected,
            changed=effect.changed,
            note=effect.note,
        )
        for incident, effect in zip(election.scenario.incidents, election.effects, strict=True)
    )


def _night(election: Election) -> NightSummary:
    night = election.night
    milestones = {name: _stamp(election, at) for name, at in night_times(election).items()}
    counts = {
        "recounts": int(night.recounts.sum()),
        "returned": int(night.returned.sum()),
        "lead_changes": int(night.races.lead_changes.sum()),
        "counts_over_legal_max": late_counts(election),
    }
    return from_json(NightSummary, {**milestones, **counts, **_discrepancies(election)})


def _discrepancies(election: Election) -> dict[str, int]:
    """Return sites and ballots with a discrepancy; empty unless an incident can cause one."""
    if not has_second_ballots(election.scenario):
        return {}
    found = [discrepancy(protocol) for protocol in election.night.protocols]
    return {
        "discrepant_protocols": sum(ballots > 0 for ballots in found),
        "discrepant_ballots": sum(found),
    }


def _target(result: TargetResult) -> TargetSummary:
    """Return the entry of a target; only targets of turnout by hour lack ``what``."""
    target = result.target
    within = round(target.within, 4) if target.relation == "equals" else None
    residual = round(result.residual, 2)
    if target.what != "turnout":
        return TargetSummary(
            code=target.code,
            level=target.level or None,
            contest=target.contest or None,
            what=target.what,
            item=target.item,
            relation=target.relation,
            reported=round(target.value or 0.0, 4),
            within=within,
            simulated=round(result.value, 4),
            residual=residual,
            met=result.met,
            source=target.source,
        )
    counted = target.relation == "count_at_least"
    return TargetSummary(
        code=target.code,
        level=target.level or None,
        time=target.time,
        relation=target.relation,
        reported_pct=None if counted else target.value,
        reported_count=target.value if counted else None,
        within_pct=within,
        simulated_pct=round(result.pct, 2),
        simulated_count=result.ballots,
        residual=residual,
        met=result.met,
        source=target.source,
    )


def _stamp(election: Election, at: int) -> str:
    return clock.stamp(election.scenario.date, at)
