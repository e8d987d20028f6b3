"""All sites and commissions of a night, in one environment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import simpy

from sim.core.simpy_events import Environment, Moment
from sim.core.streams import Stream, duration_table, high_half, low_half, share_limit, uniform
from sim.incidents.night_effects import draw_hindrances, finish
from sim.night.durations import draw_paces
from sim.night.night_records import Night
from sim.night.protocol import broken_equations
from sim.night.protocols import true_protocols, with_slip
from sim.night.race_board import RaceBoard

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray
    from simpy.events import Event

    from sim.core.streams import Streams
    from sim.incidents.night_effects import Absence
    from sim.night.night_records import Truth
    from sim.night.protocol import Protocol
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.voting.outcome import Outcome

    Process = Generator[Event, None, None]

_COUNT_BLOCK = 16
"""First block for counts of the piles: a slip, where, how much."""
_COPY_BLOCK = 4096
"""First block for copies of the protocol: a slip, where (or other reasons), intake, correction."""
_CAREFUL_AFTER = 10
"""After so many recounts, or returns, everybody looks twice, and the next one is right."""
_ABSENT, _PROTOCOL = range(2)
"""Whom a clerk's place goes to first: one who goes away, when the protocol at hand is done."""


class NationalNight:
    """All sites and commissions, in one environment."""

    def __init__(
        self,
        scenario: Scenario,
        register: Register,
        streams: Streams,
        truth: Truth,
        on_accepted: Callable[[int], None] | None = None,
    ) -> None:
        self.scenario, self.register, self.streams, self.truth = scenario, register, streams, truth
        self.on_accepted = on_accepted
        self.env = Environment(initial_time=int(truth.ends_at.min()))
        commission = scenario.commission
        self.clerks = [
            simpy.PriorityResource(self.env, commission.clerks) for _ in register.commission_id
        ]
        self.commission_of = register.site_commission.tolist()
        cast = truth.in_portable_box + truth.in_ballot_boxes
        self.board = RaceBoard(register, cast, scenario.outcome.against_all_rule)
        self.pace = draw_paces(scenario, register, streams, truth)
        self.intake = duration_table(commission.intake_mean_s, commission.intake_cv)
        self.correction = duration_table(commission.correction_mean_s, commission.correction_cv)
        # Most protocols are counted and copied once: these words are drawn together.
        self.first_words = {
            block: streams.words(Stream.SITE, 0, register.site_key, block).T
            for block in (_COUNT_BLOCK, _COPY_BLOCK)
        }
        self.slip_chance = 1 - (1 - scenario.counting.slip_share) ** cast
        slips = uniform(self.first_words[_COUNT_BLOCK][:, 0]) < self.slip_chance
        self.first_slips: list[bool] = slips.tolist()
        self.true_protocols = true_protocols(register, truth)
        self.discrepant = set(np.flatnonzero(truth.second).tolist())
        """Sites whose protocol, faultless as it may be, breaks an equation."""
        self.hindrances = draw_hindrances(scenario, register, streams)
        read_from = truth.ends_at + self.pace.prepare
        read_to = read_from + self.pace.portable + self.pace.read
        for site, cuts in self.hindrances.cuts.items():
            read_from[site] = finish(int(truth.ends_at[site]), int(self.pace.prepare[site]), cuts)
            read_ms = int(self.pace.portable[site] + self.pace.read[site])
            read_to[site] = finish(int(read_from[site]), read_ms, cuts)
        self.log = {"count_from": truth.ends_at, "read_from": read_from, "read_to": read_to}
        names = ("recounts", "signed_at", "phoned_at", "delivered_at", "returned", "sent_back",
                 "accepted_at")  # fmt: skip
        self.log |= {name: np.zeros(register.n_sites, dtype=np.int64) for name in names}
        self.accepted: dict[int, Protocol] = {}

    def run(self, outcome: Outcome) -> Night:
        """Run until the last protocol is accepted.

        Parameters
        ----------
        outcome
            Who is elected by the ballots that are counted here.
        """
        for absence in self.hindrances.absences:
            for _ in range(min(absence.clerks, self.scenario.commission.clerks)):
                self.env.process(self.be_absent(absence))
        for site in range(self.register.n_sites):
            self.env.process(self.site_night(site))
        self.env.run()
        protocols = tuple(self.accepted[site] for site in range(self.register.n_sites))
        races = self.board.results(outcome)
        return Night(**self.log, stops=self.hindrances.stops, protocols=protocols, races=races)

    def site_night(self, site: int) -> Process:
        """Count one site and bring its protocol home."""
        log, pace, own, recounts = self.log, self.pace, self.hindrances, 0
        # A commission works alone: until it has driven there, nobody else can come between.
        while broken_equations(draft := self.draft(site, recounts)):
            if recounts and site in self.discrepant and draft is self.true_protocols[site]:
                # Counted again, and the same: it is no slip, and is signed as it is.
                break
            recounts += 1
        work_ms = int(pace.pile[site] * (1 + recounts) + pace.write[site])
        signed_at = finish(int(log["read_to"][site]), work_ms, own.cuts.get(site, ()))
        delivered_at = finish(signed_at, int(pace.drive[site]), own.roads.get(site, ()))
        log["recounts"][site] = recounts
        log["signed_at"][site] = signed_at
        log["phoned_at"][site] = signed_at + int(pace.phone[site])
        log["delivered_at"][site] = delivered_at
        yield self._until(site, delivered_at)
        yield from self.deliver(site, draft)

    def deliver(self, site: int, protocol: Protocol) -> Process:
        """Queue for a clerk until the commission accepts the protocol."""
        attempt = 0
        while True:
            words = self._words(site, _COPY_BLOCK + attempt)
            with self.clerks[self.commission_of[site]].request(_PROTOCOL) as clerk:
                yield clerk
                yield self._until(site, self.env.now + int(self.intake[high_half(words[3])]))
            copy = protocol if attempt >= _CAREFUL_AFTER else self.copy(protocol, words)
            # What was copied without a slip has passed the control equations at the site, or is
            # known not to: then a slip is found by comparing.
            slip = copy is not protocol and (site in self.discrepant or broken_equations(copy))
            if not slip and not self.sent_back(site, attempt, words):
                break
            attempt += 1
            yield self._until(site, self.env.now + int(self.correction[low_half(words[3])]))
        self.log["returned"][site] = attempt
        self.accept(site, copy)

    def sent_back(self, site: int, attempt: int, words: NDArray[np.uint32]) -> bool:
        """Tell whether a protocol without a slip is returned: for a discrepancy, once, or else."""
        if attempt == 0 and site in self.discrepant:
            return True
        by_incident = attempt < _CAREFUL_AFTER and any(
            int(words[1]) < limit and begins <= self.env.now < ends
            for limit, begins, ends in self.hindrances.returns.get(site, ())
        )
        self.log["sent_back"][site] += by_incident
        return by_incident

    def be_absent(self, absence: Absence) -> Process:
        """Keep a clerk away: who is at work finishes the protocol at hand first."""
        begins = max(absence.begins, self.env.now)
        ends = max(absence.ends, begins)
        yield self._until(self.register.n_sites, begins)
        with self.clerks[absence.commission].request(_ABSENT) as gone:
            # Where all are busy until the end nobody goes.
            over = self.env.timeout(ends - self.env.now)
            yield gone | over
            if not over.processed:
                yield over

    def accept(self, site: int, protocol: Protocol) -> None:
        """Accept a protocol; that it is the truth is checked with the other invariants."""
        self.accepted[site] = protocol
        self.log["accepted_at"][site] = self.env.now
        self.board.take(site, self.env.now, protocol)
        if self.on_accepted is not None:
            self.on_accepted(site)

    def draft(self, site: int, count: int) -> Protocol:
        """Return the protocol as the piles were counted this time: a slip breaks it."""
        protocol = self.true_protocols[site]
        if count >= _CAREFUL_AFTER or (count == 0 and not self.first_slips[site]):
            return protocol
        words = self._words(site, _COUNT_BLOCK + count)
        if uniform(words[0]) >= self.slip_chance[site]:
            return protocol
        return with_slip(protocol, ("invalid", *range(len(protocol.votes))), words)

    def copy(self, protocol: Protocol, words: NDArray[np.uint32]) -> Protocol:
        """Return the protocol as it was copied for the commission."""
        if int(words[0]) >= share_limit(self.scenario.counting.copy_slip_share):
            return protocol
        numbers = ("unused", "valid", "invalid", *range(len(protocol.votes)))
        return with_slip(protocol, numbers, words)

    def _words(self, site: int, block: int) -> NDArray[np.uint32]:
        if block in self.first_words:
            own: NDArray[np.uint32] = self.first_words[block][site]
            return own
        return self.streams.words(Stream.SITE, 0, int(self.register.site_key[site]), block)

    def _until(self, site: int, at: int) -> Event:
        """Return an event at a time; simultaneous ones come in the order of sites."""
        moment = Moment()
        self.env.schedule(moment, priority=site, delay=at - self.env.now)
        return moment
