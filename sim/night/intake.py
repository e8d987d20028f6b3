"""The intake of one commission with a number of clerks: the queue of the night, without SimPy.

A plan runs it with many numbers of clerks. Where no clerk is absent, the times are those of
:class:`sim.night.NationalNight`, to the millisecond.
"""

# No reference: a queue with several clerks, first come, first served.

from __future__ import annotations

from collections import deque
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.night.model import NationalNight
    from sim.night.night_records import Attempt

_ARRIVES, _ENDS = range(2)


class Taken(NamedTuple):
    """How a protocol was taken in, ms; over all its submissions."""

    accepted_at: int
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
        self.delivered = {site: int(night.log["delivered_at"][site]) for site in self.protocols}
        self.attempts: dict[tuple[int, int], Attempt] = {}

    def run(self, clerks: int) -> dict[int, Taken]:
        """Return how each protocol is taken in by so many clerks, by index of the site."""
        taken: dict[int, Taken] = {}
        spent = {site: [0, 0, 0] for site in self.protocols}
        number = dict.fromkeys(self.protocols, 0)
        waiting: deque[tuple[int, int]] = deque()
        # Simultaneous events are in the order of sites, as in the model of the night.
        events = [(at, site, _ARRIVES) for site, at in self.delivered.items()]
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
                    taken[site] = Taken(now, *spent[site])
            if free and waiting:
                first, since = waiting.popleft()
                free -= 1
                intake_ms = self.attempt(first, number[first]).intake_ms
                spent[first][0] += now - since
                spent[first][1] += intake_ms
                heappush(events, (now + intake_ms, first, _ENDS))
        return taken

    def attempt(self, site: int, number: int) -> Attempt:
        """Return one submission of a protocol."""
        key = site, number
        if key not in self.attempts:
            self.attempts[key] = self.night.attempt(site, self.protocols[site], number)
        return self.attempts[key]
