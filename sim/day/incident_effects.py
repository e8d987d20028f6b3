"""What each incident did: how many sites it affected, and at how many of them it made a difference.

A difference is looked for where the kind of incident can make one: desks open, ballots that run
out, arrival times, second ballots, work at night. It is read off what was run; only arrivals and
shortages are run again, at the sites that they affect.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sim.core.interrupts import interrupts_held
from sim.day import run_one
from sim.day.plan import OF_DESKS, plan_site
from sim.day.reference import NOT_YET
from sim.day.staffing import open_desks
from sim.incidents.affected import affected_sites, commissions_affected, meets, window
from sim.register.clocks import behind_ms
from sim.turnout import sample_voters

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from sim.core.types import Flags, Ints
    from sim.day import Day, DayInput
    from sim.day.reference import Plan
    from sim.night import Night
    from sim.register import Register
    from sim.scenario import Incident
    from sim.turnout import Attendance, Voters


_BLOCK = 256
"""So many sites are drawn again at once."""
_NONE_PICKED = "its share picked none of them"
_WHY = {
    "ballots_short": "the ballots lasted until more were brought",
    "arrivals_moved": "nobody would have come in its hours",
    "extra_ballots": "nobody was issued a ballot in its hours, or the share is too small",
    "power_cut": "nothing was being counted or written in its hours",
    "roads_slow": "no protocol was on the road in its hours",
    "protocols_returned": "no protocol was taken in in its hours, or chance returned none",
}
"""Why an incident made no difference anywhere, by kind."""


@dataclass(frozen=True)
class Effect:
    """What one incident did; of absent clerks commissions are counted, else sites."""

    matched: int
    """Those that meet its conditions."""
    affected: int
    """Those of them that it affects: a share of them, picked by a random word of each."""
    changed: int
    """Those of them at which it made a difference."""
    note: str
    """Why it made none at the others, where that can be said."""


def incident_effects(of: DayInput, named: Register, day: Day, night: Night) -> tuple[Effect, ...]:
    """Return what each incident of a scenario did, in the order of the file.

    Parameters
    ----------
    of
        What the day was run with.
    named
        Its register under the ids that incidents name.
    day, night
        What happened.
    """
    incidents = of.scenario.incidents
    hits = [affected_sites(k, own, named, of.streams) for k, own in enumerate(incidents)]
    looked = _Looked(of, named, day, night, hits, behind_ms(named))
    return tuple(looked.effect(number) for number in range(len(of.scenario.incidents)))


def join_effects(copies: Sequence[tuple[Effect, ...]]) -> tuple[Effect, ...]:
    """Add up what incidents did in the copies of a country."""
    joined = []
    for own in zip(*copies, strict=True):
        matched, affected, changed = (
            sum(getattr(effect, name) for effect in own)
            for name in ("matched", "affected", "changed")
        )
        note = next((effect.note for effect in own if effect.note), "")
        joined.append(Effect(matched, affected, changed, note))
    return tuple(joined)


@dataclass(frozen=True)
class _Looked:
    """One copy of the country, looked at after its night."""

    of: DayInput
    named: Register
    day: Day
    night: Night
    hits: list[Flags]
    """Sites that each incident affects, shape ``(n_sites,)`` each."""
    behind: Ints
    """As :func:`sim.incidents.affected.behind_ms` gives it."""

    def effect(self, number: int) -> Effect:
        """Return what one incident did."""
        incident = self.of.scenario.incidents[number]
        if incident.kind == "clerks_absent":
            return self._clerks(number)
        matched = int(meets(incident, self.named).sum())
        sites = np.flatnonzero(self.hits[number])
        if not len(sites):
            return Effect(matched, 0, 0, _NONE_PICKED)
        looks: dict[str, Callable[[int, Ints], Flags]] = {
            **dict.fromkeys((*OF_DESKS, "members_added"), self._desks),
            "ballots_short": self._ran_out,
            "arrivals_moved": self._moved,
            "extra_ballots": lambda _, own: self.day.second_ballots[own] > 0,
            "power_cut": lambda k, own: self._within(k, own, "count_from", "signed_at"),
            "roads_slow": lambda k, own: self._within(k, own, "signed_at", "delivered_at"),
            "protocols_returned": lambda _, own: self.night.sent_back[own] > 0,
        }
        changed = looks[incident.kind](number, sites)
        note = (
            "" if changed.all() else self._note(incident, sites[~changed], some=bool(changed.any()))
        )
        return Effect(matched, len(sites), int(changed.sum()), note)

    def _without(self, number: int, site: int) -> Plan:
        """Return the plan of a site without one of its incidents."""
        scenario, behind = self.of.scenario, int(self.behind[site])
        others = [
            own for k, own in enumerate(scenario.incidents) if k != number and self.hits[k][site]
        ]
        return plan_site(scenario, self.named, site, behind, others, {})

    def _desks(self, number: int, sites: Ints) -> Flags:
        """Tell where other desks would be open without an incident."""
        plans = self.of.plans
        return np.array(
            [
                self._open(site, plans[site]) != self._open(site, self._without(number, site))
                for site in sites.tolist()
            ]
        )

    def _open(self, site: int, plan: Plan) -> tuple[object, ...]:
        """Return the desks of a site over the day, and the most while its crew is out."""
        spans = open_desks(plan)
        away = plan.crew if self.day.in_portable_box[site] else 0
        most = max((n for *_, n in spans), default=0)
        return spans, min(most, max(plan.issuers - away, 1))

    def _ran_out(self, number: int, sites: Ints) -> Flags:
        """Tell where the ballots at the desks were issued before more were brought."""
        plans, found = self.of.plans, np.zeros(len(sites), dtype=bool)
        for k, site in enumerate(sites.tolist()):
            own, other = plans[site], self._without(number, site)
            alone = (own.ballots, own.ballots_brought_at) != (
                other.ballots,
                other.ballots_brought_at,
            )
            found[k] = alone and self.day.issued[site] >= own.ballots
        for k, (site, voters) in zip(
            np.flatnonzero(found).tolist(),
            self._drawn(sites[found], self.of.attendance),
            strict=True,
        ):
            called = run_one(self.of.engine, plans[site], voters).called_at[~voters.at_home]
            early = (called != NOT_YET) & (called < plans[site].ballots_brought_at)
            found[k] = early.sum() >= plans[site].ballots
        return found

    def _moved(self, number: int, sites: Ints) -> Flags:
        """Tell where voters would come at another time without an incident."""
        plan, incidents = self.of.attendance, self.of.scenario.incidents
        before = [k for k in range(number) if incidents[k].kind == "arrivals_moved"]
        # Where the move of this incident stands among those of its site.
        place = sum((self.hits[k][sites] for k in before), np.zeros(len(sites), dtype=np.int64))
        moves = plan.moves.copy()
        moves[plan.move_start[sites] + place, -1] = 0
        pairs = zip(
            self._drawn(sites, plan), self._drawn(sites, replace(plan, moves=moves)), strict=True
        )
        return np.array(
            [not np.array_equal(a.arrives_at, b.arrives_at) for (_, a), (_, b) in pairs]
        )

    def _drawn(self, sites: Ints, attendance: Attendance) -> Iterator[tuple[int, Voters]]:
        """Yield sites with those who come, drawn again; few are in memory at once."""
        for start in range(0, len(sites), _BLOCK):
            block = sites[start : start + _BLOCK]
            with interrupts_held():
                drawn = sample_voters(
                    self.of.scenario, self.of.register, self.of.streams, attendance, block
                )
            yield from zip(block.tolist(), drawn, strict=True)

    def _within(self, number: int, sites: Ints, begins: str, ends: str) -> Flags:
        """Tell which sites were between two times of their night while an incident lasted."""
        incident = self.of.scenario.incidents[number]
        if incident.kind == "roads_slow" and incident.factor == 1.0:
            return np.zeros(len(sites), dtype=bool)
        windows = np.array([window(incident, int(self.behind[site])) for site in sites.tolist()])
        first, last = (getattr(self.night, name)[sites] for name in (begins, ends))
        return np.asarray((first < windows[:, 1]) & (last > windows[:, 0]))

    def _clerks(self, number: int) -> Effect:
        """Count the commissions that lacked clerks while protocols were there."""
        incident, register = self.of.scenario.incidents[number], self.named
        matched = len(np.unique(register.site_commission[meets(incident, register)]))
        hit = [
            commission
            for own, commission in commissions_affected(self.of.scenario, register, self.of.streams)
            if own is incident
        ]
        if not hit:
            return Effect(matched, 0, 0, _NONE_PICKED)
        changed = 0
        for commission in hit:
            sites = np.flatnonzero(register.site_commission == commission)
            begins, ends = window(incident, int(self.behind[sites[0]]))
            first, last = self.night.delivered_at[sites], self.night.accepted_at[sites]
            changed += bool(((first < ends) & (last > begins)).any())
        note = "" if changed else "no protocol was there in its hours"
        return Effect(matched, len(hit), changed, note)

    def _note(self, incident: Incident, sites: Ints, *, some: bool) -> str:
        """Say why an incident made no difference at some sites; nothing where that is usual."""
        if incident.kind in (*OF_DESKS, "members_added"):
            return self._note_on_desks(incident, sites)
        if some:
            return ""
        if incident.share == 0 or incident.factor == 1:
            return f"its {'share is 0' if incident.share == 0 else 'factor is 1'}"
        return _WHY[incident.kind]

    def _note_on_desks(self, incident: Incident, sites: Ints) -> str:
        plans = [self.of.plans[site] for site in sites.tolist()]
        windows = [window(incident, int(self.behind[site])) for site in sites.tolist()]
        if all(
            ends <= plan.opens_at or begins >= plan.closes_at
            for plan, (begins, ends) in zip(plans, windows, strict=True)
        ):
            return "its hours are outside those of the doors"
        if incident.kind == "members_added":
            return "members alone open no desk: add desks, too"
        if incident.kind != "desks_added":
            return "no desk was open there in its hours"
        if all(0 < plan.lists < plan.issuers for plan in plans):
            return "each part of the list has its desk already"
        least, most = (end(plan.members for plan in plans) for end in (min, max))
        members = f"{least}" if least == most else f"{least} to {most}"
        not_issuing = self.of.scenario.polling.members_not_issuing
        return f"{members} members, {not_issuing} may not issue"
