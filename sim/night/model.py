"""The model of a night: all sites and commissions in one SimPy environment."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import simpy

from sim.core.simpy_events import Environment, Moment
from sim.core.streams import Stream, duration_table, high_half, low_half, share_limit, uniform
from sim.incidents.disruptions import night_disruptions
from sim.incidents.slowdowns import finish
from sim.night.durations import sample_durations
from sim.night.night_records import Attempt, Copy, Night
from sim.night.protocol import broken_equations
from sim.night.protocols import choices_of, true_protocols, with_error
from sim.night.race_board import RaceBoard
from sim.night.vehicles import Way, fetched
from sim.register.area_sites import clerks_of, vehicles_of
from sim.voting.outcome import rules_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterable

    from numpy.typing import NDArray
    from simpy.events import Event

    from sim.core.streams import Streams
    from sim.incidents.drafts import Absence
    from sim.night.night_records import Truth
    from sim.night.protocol import Protocol
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.voting.outcome import Outcome

    Process = Generator[Event, None, None]
    OnAccepted = Callable[[int, int, Protocol], None]

_COUNT_BLOCK = 16
"""First block of random words of the counts: whether there is an error, where, its size."""
_COPY_BLOCK = 4096
"""First block for copies of the protocol: error, where (or return), intake, correction."""
_CAREFUL_AFTER = 10
"""Number of recounts, or returns, after which there are no errors, so that the night ends."""
_ABSENT, _PROTOCOL = range(2)
"""Priorities of requests for a clerk: absences come before protocols."""


class NationalNight:
    """The night of all sites and commissions, in one SimPy environment."""

    def __init__(
        self,
        scenario: Scenario,
        register: Register,
        streams: Streams,
        truth: Truth,
        on_accepted: OnAccepted | None = None,
    ) -> None:
        self.scenario, self.register, self.streams, self.truth = scenario, register, streams, truth
        self.on_accepted = on_accepted
        commission = scenario.commission
        self.n_clerks = clerks_of(register, commission.clerks)
        self.n_vehicles = vehicles_of(register, commission.vehicles)
        self.commission_of = register.site_commission.tolist()
        cast = truth.in_portable_box + truth.in_ballot_boxes
        self.board = RaceBoard(register, cast, rules_of(scenario))
        self.durations = sample_durations(scenario, register, streams, truth)
        self.intake = duration_table(commission.intake_mean_s, commission.intake_cv)
        self.correction = duration_table(commission.correction_mean_s, commission.correction_cv)
        self.copy_error_below = share_limit(scenario.counting.copy_slip_share)
        # Few protocols are counted or copied more than twice: the words of all sites for the
        # first two are computed together.
        self.first_words = {
            first + attempt: streams.words(Stream.SITE, 0, register.site_key, first + attempt).T
            for first in (_COUNT_BLOCK, _COPY_BLOCK)
            for attempt in range(2)
        }
        self.first_copies = [self._copies(self.first_words[_COPY_BLOCK + n]) for n in range(2)]
        piled = cast * np.diff(register.tally.section_start)
        self.error_probability = 1 - (1 - scenario.counting.slip_share) ** piled
        errors = uniform(self.first_words[_COUNT_BLOCK][:, 0]) < self.error_probability
        self.first_errors: list[bool] = errors.tolist()
        self.true_protocols = true_protocols(register, truth, scenario.law.ballots_reserve_pct)
        self.discrepant = set(np.flatnonzero(truth.second).tolist())
        """Sites whose protocol breaks an equation even without counting errors."""
        self.disruptions = night_disruptions(scenario, register, streams)
        durations = self.durations
        read_from = truth.ends_at + durations.prepare
        read_to = read_from + durations.portable + durations.read
        for site, slow in self.disruptions.counting.items():
            read_from[site] = finish(int(truth.ends_at[site]), int(durations.prepare[site]), slow)
            read_ms = int(durations.portable[site] + durations.read[site])
            read_to[site] = finish(int(read_from[site]), read_ms, slow)
        # At most sites nothing happens: their protocols are the true ones, at times that are sums.
        signed_at = read_to + durations.pile + durations.write
        self.log = {
            "count_from": truth.ends_at, "read_from": read_from, "read_to": read_to,
            "signed_at": signed_at, "phoned_at": signed_at + durations.phone,
            "leaves_at": signed_at.copy(),
            "delivered_at": signed_at + durations.drive,
        }  # fmt: skip
        names = ("recounts", "returned", "sent_back", "accepted_at")
        self.log |= {name: np.zeros(register.n_sites, dtype=np.int64) for name in names}
        usual = ~(errors | (truth.second > 0))
        usual[[*self.disruptions.counting, *self.disruptions.driving]] = False
        self.usual: list[bool] = usual.tolist()
        self.accepted: dict[int, Protocol] = {}

    # These know each other, so a night that is not run is freed at once without them.
    @cached_property
    def env(self) -> Environment:
        """The environment of the night."""
        return Environment(initial_time=int(self.truth.ends_at.min()))

    @cached_property
    def clerks(self) -> list[simpy.PriorityResource]:
        """The clerks of each commission."""
        return [simpy.PriorityResource(self.env, n) for n in self.n_clerks]

    def run(self, outcome: Outcome) -> Night:
        """Run until the last protocol is accepted.

        Parameters
        ----------
        outcome
            The winners by the ballots that are counted.
        """
        for commission, absence in self.disruptions.absences:
            for _ in range(min(absence.clerks, self.n_clerks[commission])):
                self.env.process(self.be_absent(commission, absence))
        # Sites do not interact until protocols are fetched, so no events are needed.
        drafts = [self.count(site) for site in range(self.register.n_sites)]
        self.fetch()
        for site, draft in enumerate(drafts):
            self.env.process(self.site_night(site, draft))
        self.env.run()
        protocols = tuple(self.accepted[site] for site in range(self.register.n_sites))
        races = self.board.results(outcome)
        return Night(**self.log, stops=self.disruptions.stops, protocols=protocols, races=races)

    def site_night(self, site: int, draft: Protocol) -> Process:
        """Deliver the protocol of one site, whose ballots are counted."""
        yield self._until(site, int(self.log["delivered_at"][site]))
        yield from self.deliver(site, draft)

    def count(self, site: int) -> Protocol:
        """Log the times of one site, as if a vehicle waited there, and return its protocol."""
        if self.usual[site]:
            return self.true_protocols[site]
        log, durations, disruptions, recounts = self.log, self.durations, self.disruptions, 0
        while self.is_broken(draft := self.draft(site, recounts), site):
            if recounts and site in self.discrepant and draft is self.true_protocols[site]:
                # The recount has the same result, so there is no counting error.
                break
            recounts += 1
        work_ms = int(durations.pile[site] * (1 + recounts) + durations.write[site])
        signed_at = finish(int(log["read_to"][site]), work_ms, disruptions.counting.get(site, ()))
        drive_ms = int(durations.drive[site])
        log["recounts"][site] = recounts
        log["signed_at"][site] = log["leaves_at"][site] = signed_at
        log["phoned_at"][site] = signed_at + int(durations.phone[site])
        log["delivered_at"][site] = finish(signed_at, drive_ms, disruptions.driving.get(site, ()))
        return draft

    def fetch(self) -> None:
        """Log when protocols are delivered at the commissions that have fewer vehicles than sites.

        Their ballots are counted.
        """
        n_sites = np.bincount(self.register.site_commission, minlength=len(self.n_vehicles))
        for commission in np.flatnonzero(np.array(self.n_vehicles) < n_sites):
            sites = np.flatnonzero(self.register.site_commission == commission).tolist()
            for site, times in fetched(self.ways(sites), self.n_vehicles[commission]).items():
                self.log["leaves_at"][site], self.log["delivered_at"][site] = times

    def ways(self, sites: Iterable[int]) -> dict[int, Way]:
        """Return the ways of some sites, whose ballots are counted, to their commission."""
        signed_at, drive, slow = self.log["signed_at"], self.durations.drive, self.disruptions
        return {
            site: Way(int(signed_at[site]), int(drive[site]), slow.driving.get(site, ()))
            for site in sites
        }

    def deliver(self, site: int, protocol: Protocol) -> Process:
        """Submit the protocol to the commission until it is accepted."""
        number = 0
        while True:
            attempt = self.attempt(site, protocol, number)
            with self.clerks[self.commission_of[site]].request(_PROTOCOL) as clerk:
                yield clerk
                yield self._until(site, self.env.now + attempt.intake_ms)
            if not attempt.wrong and not self.sent_back(site, number, attempt, self.env.now):
                break
            number += 1
            yield self._until(site, self.env.now + attempt.correction_ms)
        self.log["returned"][site] = number
        self.accept(site, attempt.copy)

    def attempt(self, site: int, protocol: Protocol, number: int) -> Attempt:
        """Return what one submission of a protocol is like, whenever it is."""
        if number < len(self.first_copies):
            sampled = self.first_copies[number][site]
        else:
            [sampled] = self._copies(self._words(site, _COPY_BLOCK + number)[None])
        copy = protocol
        if sampled.has_error and number < _CAREFUL_AFTER:
            copy = self.wrong_copy(protocol, self._words(site, _COPY_BLOCK + number))
        # Errors are found by the control equations. If the protocol itself breaks one, an error
        # is found by comparison with it.
        wrong = copy is not protocol and (site in self.discrepant or bool(broken_equations(copy)))
        return Attempt(copy, wrong, sampled.intake_ms, sampled.correction_ms, sampled.word)

    def _copies(self, words: NDArray[np.uint32]) -> list[Copy]:
        """Return what is sampled for the copies of protocols with some words, shape ``(n, 4)``."""
        columns = (
            words[:, 0] < self.copy_error_below, self.intake[high_half(words[:, 3])],
            self.correction[low_half(words[:, 3])], words[:, 1],
        )  # fmt: skip
        return list(map(Copy, *(column.tolist() for column in columns)))

    def sent_back(self, site: int, number: int, attempt: Attempt, now: int) -> bool:
        """Return whether a protocol without an error is returned when its intake ends."""
        if number == 0 and site in self.discrepant:
            return True
        by_incident = number < _CAREFUL_AFTER and any(
            attempt.word < limit and begins <= now < ends
            for limit, begins, ends in self.disruptions.returns.get(site, ())
        )
        if by_incident:
            self.log["sent_back"][site] += 1
        return by_incident

    def be_absent(self, commission: int, absence: Absence) -> Process:
        """Occupy a clerk; a busy clerk finishes the current protocol first."""
        begins = max(absence.begins, self.env.now)
        ends = max(absence.ends, begins)
        yield self._until(self.register.n_sites, begins)
        with self.clerks[commission].request(_ABSENT) as absent:
            # If all clerks are busy until the end of the absence, none leaves.
            over = self.env.timeout(ends - self.env.now)
            yield absent | over
            if not over.processed:
                yield over

    def accept(self, site: int, protocol: Protocol) -> None:
        """Accept a protocol; an invariant checks that it has no error."""
        self.accepted[site] = protocol
        self.log["accepted_at"][site] = self.env.now
        self.board.take(site, self.env.now, protocol)
        if self.on_accepted is not None:
            self.on_accepted(site, self.env.now, protocol)

    def draft(self, site: int, count: int) -> Protocol:
        """Return the protocol of one count; a counting error breaks an equation."""
        protocol = self.true_protocols[site]
        if count >= _CAREFUL_AFTER or (count == 0 and not self.first_errors[site]):
            return protocol
        words = self._words(site, _COUNT_BLOCK + count)
        if uniform(words[0]) >= self.error_probability[site]:
            return protocol
        return with_error(protocol, choices_of(protocol, (), ("invalid",)), words)

    def is_broken(self, draft: Protocol, site: int) -> bool:
        """Return whether a draft breaks an equation."""
        # Without counting errors only second ballots do: most drafts need no check here. An
        # invariant checks all accepted protocols.
        if draft is self.true_protocols[site] and site not in self.discrepant:
            return False
        return bool(broken_equations(draft))

    def wrong_copy(self, protocol: Protocol, words: NDArray[np.uint32]) -> Protocol:
        """Return the copy of the protocol for the commission, with an error."""
        numbers = choices_of(protocol, ("unused",), ("valid", "invalid"))
        return with_error(protocol, numbers, words)

    def _words(self, site: int, block: int) -> NDArray[np.uint32]:
        if block in self.first_words:
            words: NDArray[np.uint32] = self.first_words[block][site]
            return words
        return self.streams.words(Stream.SITE, 0, int(self.register.site_key[site]), block)

    def _until(self, site: int, at: int) -> Event:
        """Return an event at a time; simultaneous events are in the order of sites."""
        moment = Moment()
        self.env.schedule(moment, priority=site, delay=at - self.env.now)
        return moment
