"""A polling site in salabim: each voter a component that asks for a desk, a booth and a box.

Written without ``yield``, as salabim is by default, which takes greenlets; with it the day takes
as long. Nothing is traced or animated, and the resources keep no statistics.

Of simultaneous events the one scheduled first comes first, as in SimPy, where ours takes the
lower number: this matters if two voters leave a desk, or a booth, in the same millisecond and
fewer places than voters are free ahead of them. Times are floats that hold whole milliseconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import salabim

from tests.benchmarks.exchange import answer

if TYPE_CHECKING:
    from tests.benchmarks.exchange import Day, Times


class Site(salabim.Environment):  # type: ignore[misc]  # the library has no types
    """One site and the times of its voters."""

    def setup(self, day: Day) -> None:
        """Open the desks, booths and boxes, and expect the voters."""
        self.day = day
        self.times: list[Times] = [(0, 0, 0, 0, 0)] * len(day.comes_at)
        self.desks, self.booths, self.boxes = (
            salabim.Resource(capacity=places, monitor=False, env=self)
            for places in (day.desks, day.booths, day.boxes)
        )
        # Simultaneous voters are taken up in the order in which they are made.
        for number, comes_at in enumerate(day.comes_at):
            Voter(number=number, at=comes_at, env=self)


class Voter(salabim.Component):  # type: ignore[misc]
    """One voter."""

    def setup(self, number: int) -> None:
        """Keep the number."""
        self.number = number

    def process(self) -> None:
        """Go to a desk, a booth and a box."""
        site, day, number = self.env, self.env.day, self.number
        self.request(site.desks)
        called_at = site.now()
        self.hold(day.check_in_ms[number])
        self.release(site.desks)
        issued_at = site.now()
        self.request(site.booths)
        booth_at = site.now()
        self.hold(day.booth_ms[number])
        self.release(site.booths)
        marked_at = site.now()
        self.request(site.boxes)
        self.hold(day.box_ms[number])
        self.release(site.boxes)
        site.times[number] = (called_at, issued_at, booth_at, marked_at, site.now())


def run_day(day: Day) -> list[Times]:
    """Run the day of one site; return the times of each voter."""
    site = Site(day=day)
    site.run()
    times: list[Times] = site.times
    return times


if __name__ == "__main__":
    answer(run_day)
