"""The night of one commission from the signed protocols on, without SimPy.

A plan runs it with many numbers of vehicles and of clerks. Where no clerk is absent, the times are
those of :class:`sim.night.NationalNight`, to the millisecond.
"""

# No reference: a queue with several clerks, first come, first served.

from __future__ import annotations

from collections import deque
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

from sim.night.vehicles import fetched

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.night.model import NationalNight
    from sim.night.night_records import Attempt
    from sim.night.vehicles import Fetched

_ARRIVES, _ENDS = range(2)


class Taken(NamedTuple):
    """How a protocol was brought and taken in, ms; the last three over all its submissions."""

    accepted_at: int
    vehicle: int
    """Waiting for a vehicle, and its way to the site."""
    road: int
    queue: int
    intake: int
    correction: int


class IntakeQueue:
    """The protocols of one commission."""

    def __init__(self, night: NationalNight, sites: Iterable[int]) -> None:
        """Count the ballots of the sites of the commission.

        Parameters
        ----------
        night
            The model, which is not run.
        sites
            Indexes of its sites.
        """
        self.night = night
        self.protocols = {site: night.count(site) for site in sites}
        self.ways = night.ways(self.protocols)
        self.attempts: dict[tuple[int, int], Attempt] = {}
        self.brought: dict[int, dict[int, Fetched]] = {}
        """How protocols are fetched by the number of vehicles that was last asked for."""

    def run(self, clerks: int, vehicles: int) -> dict[int, Taken]:
        """Return how each protocol is brought and taken in, by index of the site."""
        taken: dict[int, Taken] = {}
        fetches = self.fetched(vehicles)
        spent = {site: [0, 0, 0] for site in self.protocols}
        number = dict.fromkeys(self.protocols, 0)
        waiting: deque[tuple[int, int]] = deque()
        # Simultaneous events are in the order of sites, as in the model of the night.
        events = [(fetch.delivered_at, site, _ARRIVES) for site, fetch in fetches.items()]
        heapify(events)
        free = clerks
        while events:
            now, site, what = heappop(events)
            if what == _ARRIVES:
                waiting.append((site, now))
            else:
                free += 1
                attempt = self.attempt(site, number[site])
                if attempt.wrong or self.night.sent_back(site, number[site], attempt, now):
                    number[site] += 1
                    spent[site][2] += attempt.correction_ms
                    heappush(events, (now + attempt.correction_ms, site, _ARRIVES))
                else:
                    leaves_at, delivered_at = fetches[site]
                    vehicle = leaves_at - self.ways[site].signed_at
                    taken[site] = Taken(now, vehicle, delivered_at - leaves_at, *spent[site])
            if free and waiting:
                first, since = waiting.popleft()
                free -= 1
                intake_ms = self.attempt(first, number[first]).intake_ms
                spent[first][0] += now - since
                spent[first][1] += intake_ms
                heappush(events, (now + intake_ms, first, _ENDS))
        return taken

    def fetched(self, vehicles: int) -> dict[int, Fetched]:
        """Return how each protocol is fetched by so many vehicles, by index of the site."""
        if vehicles not in self.brought:
            # All numbers would be as many times as the square of the sites.
            self.brought = {vehicles: fetched(self.ways, vehicles)}
        return self.brought[vehicles]

    def attempt(self, site: int, number: int) -> Attempt:
        """Return one submission of a protocol."""
        key = site, number
        if key not in self.attempts:
            self.attempts[key] = self.night.attempt(site, self.protocols[site], number)
        return self.attempts[key]
