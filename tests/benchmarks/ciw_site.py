"""A polling site in Ciw: a network of three nodes, each voter an individual.

Ciw chooses the order of simultaneous events at random (seeded here, so that runs repeat). This
matters only if two voters leave a desk, or a booth, in the same millisecond and fewer places than
voters are free ahead of them: then their order may change, and those behind them wait longer
or shorter. Our model takes the lower number first. Nothing else differs: times are whole
milliseconds, which Ciw adds without rounding.
"""

from __future__ import annotations

from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING

import ciw

from tests.benchmarks.exchange import answer

if TYPE_CHECKING:
    from tests.benchmarks.exchange import Day, Times


class AsDrawn(ciw.dists.Distribution):  # type: ignore[misc]  # the library has no types
    """The service time that was sampled for this voter."""

    def __init__(self, service_ms: list[int]) -> None:
        self.service_ms = service_ms

    def sample(self, t: float | None = None, ind: ciw.individual.Individual = None) -> int:
        """Return the time of the individual; they are numbered from 1 in order of arrival."""
        number: int = ind.id_number
        return self.service_ms[number - 1]


def run_day(day: Day) -> list[Times]:
    """Run the day of one site; return the times of each voter."""
    gaps = [later - earlier for earlier, later in pairwise([0, *day.comes_at])]
    network = ciw.create_network(
        # The gap after the last voter has no end.
        arrival_distributions=[ciw.dists.Sequential([*gaps, inf]), None, None],
        service_distributions=list(map(AsDrawn, (day.check_in_ms, day.booth_ms, day.box_ms))),
        number_of_servers=[day.desks, day.booths, day.boxes],
        routing=ciw.routing.NetworkRouting(
            [ciw.routing.Direct(2), ciw.routing.Direct(3), ciw.routing.Leave()]
        ),
    )
    ciw.seed(0)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_customers(len(gaps))

    times: list[Times] = [(0, 0, 0, 0, 0)] * len(gaps)
    for voter in simulation.get_all_individuals():
        desk, booth, box = voter.data_records
        times[voter.id_number - 1] = (
            desk.service_start_date,
            desk.service_end_date,
            booth.service_start_date,
            booth.service_end_date,
            box.service_end_date,
        )
    return times


if __name__ == "__main__":
    answer(run_day)
