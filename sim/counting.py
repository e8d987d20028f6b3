"""The night: from the last voter to the last accepted protocol, as one SimPy model.

Each site is a process::

    put the hall in order, cancel unused ballots, count the list ──► portable box
    ──► ballots read aloud, one by one ──► piles counted ──► control equations
          (broken: the piles are counted again)
    ──► protocol written and signed ──► preliminary figures by phone
    ──► carried to the territorial commission ──► clerks ──► checks
          (broken: returned, corrected, back in the queue)
    ──► accepted

Times are integer milliseconds since midnight, capital time.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import simpy

from sim.events import Environment, Moment
from sim.protocol import Protocol, ballots_received, broken_equations
from sim.races import RaceBoard, RaceResults
from sim.streams import (
    WORD,
    Stream,
    duration_table,
    high_half,
    low_half,
    share_limit,
    uniform,
)

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from numpy.typing import NDArray
    from simpy.events import Event

    from sim.register import Register
    from sim.scenario import Scenario
    from sim.streams import Luck

    Ints = NDArray[np.int64]
    Process = Generator[Event, None, None]

_FIXED_BLOCK = 1
"""Block of a site's luck for what happens once: set-up, pace, protocol, phone, drive."""
_COUNT_BLOCK = 16
"""First block for counts of the piles: a slip, where, how much."""
_COPY_BLOCK = 4096
"""First block for copies of the protocol: a slip, where, intake and correction."""
_CAREFUL_AFTER = 10
"""After so many recounts, or returns, everybody looks twice, and the next one is right."""
_SLIP_MOST = 9
"""A slip is off by one to nine: one digit."""


@dataclass(frozen=True)
class Truth:
    """What the day left in the boxes; arrays of shape ``(n_sites,)``."""

    ends_at: Ints
    """The last voter has left, the crew is back and the doors are closed."""
    issued: Ints
    in_portable_box: Ints
    in_ballot_boxes: Ints
    tally: Ints
    """Of each site candidates, against all, invalid: as Register.tally_start says."""


@dataclass(frozen=True)
class Night:
    """When things happened at each site; arrays of shape ``(n_sites,)``."""

    count_from: Ints
    read_from: Ints
    read_to: Ints
    """Ballots are read aloud from then to then, at an even pace."""
    recounts: Ints
    signed_at: Ints
    phoned_at: Ints
    delivered_at: Ints
    returned: Ints
    """How often the protocol was returned."""
    accepted_at: Ints
    protocols: tuple[Protocol, ...]
    """As accepted."""
    races: RaceResults


@dataclass(frozen=True)
class _Pace:
    """How long each step takes at each site, in ms; arrays of shape ``(n_sites,)``."""

    prepare: Ints
    portable: Ints
    read: Ints
    pile: Ints
    write: Ints
    phone: Ints
    drive: Ints


def join_nights(nights: list[Night], n_candidates: int) -> Night:
    """Lay the nights of copies of a country, each with so many candidates, one after the other."""
    if len(nights) == 1:
        return nights[0]
    races = [night.races for night in nights]
    of_races = {
        field.name: np.concatenate([getattr(own, field.name) for own in races])
        for field in fields(RaceResults)
    }
    of_races["winner"] += np.repeat(np.arange(len(nights)) * n_candidates, len(races[0].winner))
    times = {
        field.name: np.concatenate([getattr(night, field.name) for night in nights])
        for field in fields(Night)
        if field.name not in {"protocols", "races"}
    }
    protocols = tuple(protocol for night in nights for protocol in night.protocols)
    return Night(**times, protocols=protocols, races=RaceResults(**of_races))


class NationalNight:
    """All sites and commissions, in one environment."""

    def __init__(
        self,
        scenario: Scenario,
        register: Register,
        luck: Luck,
        truth: Truth,
        on_accepted: Callable[[int], None] | None = None,
    ) -> None:
        self.scenario, self.register, self.luck, self.truth = scenario, register, luck, truth
        self.on_accepted = on_accepted
        self.env = Environment(initial_time=int(truth.ends_at.min()))
        commission = scenario.commission
        self.clerks = [simpy.Resource(self.env, commission.clerks) for _ in register.commission_id]
        self.commission_of = register.site_commission.tolist()
        self.board = RaceBoard(register, truth.in_portable_box + truth.in_ballot_boxes)
        self.pace = _paces(scenario, register, luck, truth)
        self.intake = duration_table(commission.intake_mean_s, commission.intake_cv)
        self.correction = duration_table(commission.correction_mean_s, commission.correction_cv)
        # Most protocols are counted and copied once: these words are drawn together.
        self.first_words = {
            block: luck.words(Stream.SITE, 0, register.site_key, block).T
            for block in (_COUNT_BLOCK, _COPY_BLOCK)
        }
        cast = truth.in_portable_box + truth.in_ballot_boxes
        self.slip_chance = 1 - (1 - scenario.counting.slip_share) ** cast
        slips = uniform(self.first_words[_COUNT_BLOCK][:, 0]) < self.slip_chance
        self.first_slips: list[bool] = slips.tolist()
        self.true_protocols = true_protocols(register, truth)
        read_from = truth.ends_at + self.pace.prepare
        read_to = read_from + self.pace.portable + self.pace.read
        self.log = {"count_from": truth.ends_at, "read_from": read_from, "read_to": read_to}
        names = ("recounts", "signed_at", "phoned_at", "delivered_at", "returned", "accepted_at")
        self.log |= {name: np.zeros(register.n_sites, dtype=np.int64) for name in names}
        self.accepted: dict[int, Protocol] = {}

    def run(self, lots: NDArray[np.float64]) -> Night:
        """Run until the last protocol is accepted.

        Parameters
        ----------
        lots
            Utility of each candidate: the largest draws the lot in a tie.
        """
        for site in range(self.register.n_sites):
            self.env.process(self.site_night(site))
        self.env.run()
        protocols = tuple(self.accepted[site] for site in range(self.register.n_sites))
        return Night(**self.log, protocols=protocols, races=self.board.results(lots))

    def site_night(self, site: int) -> Process:
        """Count one site and bring its protocol home."""
        log, pace, recounts = self.log, self.pace, 0
        # A commission works alone: until it has driven there, nobody else can come between.
        while broken_equations(draft := self.draft(site, recounts)):
            recounts += 1
        signed_at = int(log["read_to"][site] + pace.pile[site] * (1 + recounts) + pace.write[site])
        delivered_at = signed_at + int(pace.drive[site])
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
            with self.clerks[self.commission_of[site]].request() as clerk:
                yield clerk
                yield self._until(site, self.env.now + int(self.intake[high_half(words[3])]))
            copy = protocol if attempt >= _CAREFUL_AFTER else self.copy(protocol, words)
            # What was copied without a slip has passed the control equations at the site.
            if copy is protocol or not broken_equations(copy):
                break
            attempt += 1
            yield self._until(site, self.env.now + int(self.correction[low_half(words[3])]))
        self.log["returned"][site] = attempt
        self.accept(site, copy)

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
        return _with_slip(protocol, ("invalid", *range(len(protocol.votes))), words)

    def copy(self, protocol: Protocol, words: NDArray[np.uint32]) -> Protocol:
        """Return the protocol as it was copied for the commission."""
        if int(words[0]) >= share_limit(self.scenario.counting.copy_slip_share):
            return protocol
        numbers = ("unused", "valid", "invalid", *range(len(protocol.votes)))
        return _with_slip(protocol, numbers, words)

    def _words(self, site: int, block: int) -> NDArray[np.uint32]:
        if block in self.first_words:
            own: NDArray[np.uint32] = self.first_words[block][site]
            return own
        return self.luck.words(Stream.SITE, 0, int(self.register.site_key[site]), block)

    def _until(self, site: int, at: int) -> Event:
        """Return an event at a time; simultaneous ones come in the order of sites."""
        moment = Moment()
        self.env.schedule(moment, priority=site, delay=at - self.env.now)
        return moment


def true_protocols(register: Register, truth: Truth) -> list[Protocol]:
    """Return the protocol of each site as a faultless commission writes it."""
    tally = truth.tally.tolist()
    bounds = pairwise(register.tally_start.tolist())
    columns = (register.site_registered, truth.issued, truth.in_portable_box, truth.in_ballot_boxes)
    protocols = []
    for (start, end), *numbers in zip(bounds, *(c.tolist() for c in columns), strict=True):
        registered, issued, in_portable_box, in_ballot_boxes = numbers
        received = ballots_received(registered)
        votes = tuple(tally[start : end - 1])
        protocols.append(
            Protocol(
                registered=registered,
                received=received,
                unused=received - issued,
                issued=issued,
                in_portable_box=in_portable_box,
                in_ballot_boxes=in_ballot_boxes,
                valid=sum(votes),
                invalid=tally[end - 1],
                votes=votes,
            )
        )
    return protocols


def _with_slip(
    protocol: Protocol, numbers: tuple[str | int, ...], words: NDArray[np.uint32]
) -> Protocol:
    """Return a protocol with one of some numbers off by one digit, never below 0."""
    which = numbers[int(words[1]) * len(numbers) // WORD]
    size = 1 + (int(words[2]) >> 1) * _SLIP_MOST // (WORD >> 1)
    sign = -1 if int(words[2]) & 1 else 1
    value = protocol.votes[which] if isinstance(which, int) else getattr(protocol, which)
    wrong = value + (sign * size if value >= size else size)
    if isinstance(which, int):
        votes = (*protocol.votes[:which], wrong, *protocol.votes[which + 1 :])
        return replace(protocol, votes=votes)
    changed: dict[str, Any] = {which: wrong}
    return replace(protocol, **changed)


def _paces(scenario: Scenario, register: Register, luck: Luck, truth: Truth) -> _Pace:
    """Draw how long each step takes at each site."""
    counting, commission = scenario.counting, scenario.commission
    first = luck.words(Stream.SITE, 0, register.site_key, _FIXED_BLOCK)
    second = luck.words(Stream.SITE, 0, register.site_key, _FIXED_BLOCK + 1)
    cast = truth.in_portable_box + truth.in_ballot_boxes
    unused = (register.site_registered * 101 + 99) // 100 - truth.issued
    work_s = counting.cancel_s * unused + counting.list_s * truth.issued
    setup = duration_table(counting.setup_mean_s, counting.setup_cv)[high_half(first[0])]
    ballot_ms = 1000 * triangular(
        uniform(first[1]), counting.ballot_low_s, counting.ballot_mode_s, counting.ballot_high_s
    )
    drive = duration_table(3600 / commission.speed_kmh, commission.drive_cv)[high_half(second[0])]
    return _Pace(
        prepare=setup + _ms(1000 * work_s),
        portable=_ms(ballot_ms * truth.in_portable_box),
        read=_ms(ballot_ms * truth.in_ballot_boxes),
        pile=_ms(1000 * counting.pile_s * cast),
        write=duration_table(counting.protocol_mean_s, counting.protocol_cv)[high_half(first[2])],
        phone=duration_table(counting.phone_mean_s, counting.phone_cv)[high_half(first[3])],
        drive=_ms(drive * register.site_distance_km),
    )


def _ms(exact: NDArray[np.floating]) -> Ints:
    whole: Ints = np.rint(exact).astype(np.int64)
    return whole


def triangular(u: NDArray[np.float64], low: float, mode: float, high: float) -> NDArray[np.float64]:
    """Return triangular quantiles.

    Parameters
    ----------
    u
        In (0, 1), any shape.
    low, mode, high
        low <= mode <= high; all equal gives a constant.

    >>> float(triangular(np.array(0.5), 3.0, 5.0, 7.0))
    5.0
    """
    if high == low:
        return np.full(u.shape, low)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(u * (high - low) * (mode - low))
    falling = high - np.sqrt((1 - u) * (high - low) * (high - mode))
    return np.where(u < turn, rising, falling)
