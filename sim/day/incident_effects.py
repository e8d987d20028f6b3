"""Effects of incidents: the numbers of sites that each affected, and where it had an effect.

Each kind of incident defines what counts as an effect, and determines it from
:class:`sim.incidents.after_run.AfterRun`. Sites are run again only for moved arrivals and
shortages of ballots.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.core.interrupts import interrupts_held
from sim.core.language import marked
from sim.day.plan import day_drafts, plan_site
from sim.day.staffing import open_desks
from sim.day.voter_log import run_one
from sim.incidents.affected import (
    affected_commissions,
    affected_sites,
    incidents_by_site,
    matching_commissions,
    matching_sites,
)
from sim.scenario.election import doors_of
from sim.turnout import sample_voters
from sim.turnout.attendance import arrival_moves

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.core.types import Flags, Ints
    from sim.day.day_records import Day, DayInput
    from sim.day.site_records import Plan
    from sim.incidents.drafts import Doors
    from sim.incidents.incident import Incident
    from sim.night import Night
    from sim.register import Register
    from sim.turnout import Attendance, Voters


_BLOCK = 256
"""Sites whose voters are sampled at once; limits the memory."""


@dataclass(frozen=True)
class Effect:
    """The effect of one incident, in numbers of sites, or of commissions if it affects these."""

    matched: int
    """Number that meet its conditions."""
    affected: int
    """Number of those that it affects: its share, chosen by random words."""
    changed: int
    """Number of affected ones at which it had an effect."""
    note: str
    """Why it had no effect at the others; empty if not known."""


def incident_effects(
    day_input: DayInput, named: Register, day: Day, night: Night
) -> tuple[Effect, ...]:
    """Return the effect of each incident of a scenario, in the order of the scenario.

    Parameters
    ----------
    day_input
        The input of the day.
    named
        Its register under the ids that incidents name.
    day, night
        The records of the day and the night.
    """
    run = FinishedRun(day_input, named, day, night)
    incidents = day_input.scenario.incidents
    return tuple(_effect(run, number, incident) for number, incident in enumerate(incidents))


def _effect(run: FinishedRun, number: int, incident: Incident) -> Effect:
    """Return the effect of one incident."""
    streams, register = run.day_input.streams, run.named
    if incident.of == "commissions":
        matched = len(matching_commissions(incident, register))
        affected = affected_commissions(number, incident, register, streams)
    else:
        matched = int(matching_sites(incident, register).sum())
        affected = np.flatnonzero(affected_sites(number, incident, register, streams))
    if not len(affected):
        return Effect(matched, 0, 0, marked("its share picked none of them"))
    after = IncidentAfterRun(run, incident, affected)
    changed = incident.changed(after)
    note = "" if changed.all() else incident.note(after, affected[~changed])
    return Effect(matched, len(affected), int(changed.sum()), note)


def join_effects(copies: Sequence[tuple[Effect, ...]]) -> tuple[Effect, ...]:
    """Return the effects of incidents, summed over copies of a country."""
    joined = []
    for effects in zip(*copies, strict=True):
        matched, affected, changed = (
            sum(getattr(effect, name) for effect in effects)
            for name in ("matched", "affected", "changed")
        )
        note = next((effect.note for effect in effects if effect.note), "")
        joined.append(Effect(matched, affected, changed, note))
    return tuple(joined)


@dataclass(frozen=True)
class FinishedRun:
    """One copy of the country after its night."""

    day_input: DayInput
    named: Register
    """Its register under the ids that incidents name."""
    day: Day
    night: Night

    @cached_property
    def behind(self) -> list[int]:
        """How far the clock of each site is behind the capital's, ms."""
        behind: list[int] = self.named.site_behind_ms.tolist()
        return behind

    @cached_property
    def doors(self) -> Doors:
        """The hours of the doors of all sites."""
        return doors_of(self.day_input.scenario)

    @cached_property
    def incidents(self) -> list[tuple[Incident, ...]]:
        """The incidents that affect each site."""
        return incidents_by_site(self.day_input.scenario, self.named, self.day_input.streams)

    def incidents_without(self, incident: Incident) -> list[tuple[Incident, ...]]:
        """Return the incidents that affect each site but for one."""
        return [tuple(other for other in site if other is not incident) for site in self.incidents]


@dataclass(frozen=True)
class IncidentAfterRun:
    """One incident after the run: see :class:`sim.incidents.after_run.AfterRun`."""

    run: FinishedRun
    incident: Incident
    affected: Ints

    @property
    def members_not_issuing(self) -> int:
        """Members of each commission who may not issue ballots."""
        return self.run.day_input.scenario.polling.members_not_issuing

    def window(self, index: int) -> tuple[int, int]:
        """Return when the incident begins and ends at a site, or commission."""
        return self.incident.window(self.run.behind[self._sites(index)[0]], self.run.doors)

    def _sites(self, index: int) -> list[int]:
        """Return a site as a list, or the sites of a commission."""
        if self.incident.of == "sites":
            return [index]
        sites: list[int] = np.flatnonzero(self.run.named.site_commission == index).tolist()
        return sites

    def plan(self, site: int) -> Plan:
        """Return the plan of a site as it was run."""
        return self.run.day_input.plans[site]

    def plan_without(self, site: int) -> Plan:
        """Return the plan that the site would have without the incident."""
        scenario = self.run.day_input.scenario
        (draft,) = day_drafts(scenario, self.run.named, np.array([site]))
        others = [other for other in self.run.incidents[site] if other is not self.incident]
        return plan_site(scenario, draft, others, {})

    def desks(self, site: int) -> tuple[object, ...]:
        """Return the open desks of a site over the day, and their limit while the crew is out."""
        return self._desks(site, self.plan(site))

    def desks_without(self, site: int) -> tuple[object, ...]:
        """Return the same without the incident."""
        return self._desks(site, self.plan_without(site))

    def _desks(self, site: int, plan: Plan) -> tuple[object, ...]:
        spans = open_desks(plan)
        away = plan.crew if self.run.day.in_portable_box[site] else 0
        most = max((n for *_, n in spans), default=0)
        return spans, min(most, max(plan.issuers - away, 1))

    def day(self, name: str) -> Ints:
        """Return a column of the day at the affected sites."""
        values: Ints = getattr(self.run.day, name)[self.affected]
        return values

    def night(self, name: str) -> Ints:
        """Return a column of the night at the affected sites."""
        values: Ints = getattr(self.run.night, name)[self.affected]
        return values

    def during(self, begins: str, ends: str) -> Flags:
        """Return where a site was between two times of its night while the incident lasted."""
        first, last = getattr(self.run.night, begins), getattr(self.run.night, ends)
        found = []
        for index in self.affected.tolist():
            sites, (since, until) = self._sites(index), self.window(index)
            found.append(bool(((first[sites] < until) & (last[sites] > since)).any()))
        return np.array(found)

    def arrivals(self, sites: Ints) -> Iterator[Ints]:
        """Yield when the voters of some sites arrived."""
        for _, voters in self._voters(sites, self.run.day_input.attendance):
            yield voters.arrives_at

    def arrivals_without(self, sites: Ints) -> Iterator[Ints]:
        """Yield when they would arrive without the incident."""
        others = self.run.incidents_without(self.incident)
        moves, start = arrival_moves(self.run.named, self.run.doors, others)
        attendance = replace(self.run.day_input.attendance, moves=moves, move_start=start)
        for _, voters in self._voters(sites, attendance):
            yield voters.arrives_at

    def called(self, sites: Ints) -> Iterator[Ints]:
        """Yield when the voters of some sites were called to a desk, those at home left out."""
        engine = self.run.day_input.engine
        for site, voters in self._voters(sites, self.run.day_input.attendance):
            yield run_one(engine, self.plan(site), voters).called_at[~voters.at_home]

    def _voters(self, sites: Ints, attendance: Attendance) -> Iterator[tuple[int, Voters]]:
        """Yield sites with their voters, which are sampled again."""
        day_input = self.run.day_input
        for start in range(0, len(sites), _BLOCK):
            block = sites[start : start + _BLOCK]
            with interrupts_held():
                voters = sample_voters(
                    day_input.scenario, day_input.register, day_input.streams, attendance, block
                )
            yield from zip(block.tolist(), voters, strict=True)
