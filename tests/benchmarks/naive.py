"""A polling site as in a SimPy tutorial: one process per voter, one resource per queue.

It leaves out what the plain days of the benchmark do not have: desks that open and close,
the portable box, queues by list, limits inside, patience, and ballots carried away.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import simpy

if TYPE_CHECKING:
    from collections.abc import Generator

    from numpy.typing import NDArray

    from sim.day.reference import Plan
    from sim.turnout import Voters

    Process = Generator[simpy.Event, object, None]

TIMES = ("called_at", "issued_at", "booth_at", "marked_at", "left_at")


def run_naive(plan: Plan, voters: Voters) -> dict[str, NDArray[np.int64]]:
    """Run the day of one site; return the times of each voter."""
    comes_at = np.maximum(voters.arrives_at, plan.opens_at).tolist()
    check_in_ms, booth_ms, box_ms = (
        column.tolist() for column in (voters.check_in_ms, voters.booth_ms, voters.box_ms)
    )
    env = simpy.Environment(initial_time=plan.opens_at)
    desks = simpy.Resource(env, plan.desk_calendar[0][1])
    booths = simpy.Resource(env, plan.booths)
    boxes = simpy.Resource(env, plan.boxes)
    record = [(0, 0, 0, 0, 0)] * len(comes_at)

    def vote(voter: int) -> Process:
        yield env.timeout(comes_at[voter] - env.now)
        with desks.request() as desk:
            yield desk
            called_at = int(env.now)
            yield env.timeout(check_in_ms[voter])
        issued_at = int(env.now)
        with booths.request() as booth:
            yield booth
            booth_at = int(env.now)
            yield env.timeout(booth_ms[voter])
        marked_at = int(env.now)
        with boxes.request() as box:
            yield box
            yield env.timeout(box_ms[voter])
        record[voter] = (called_at, issued_at, booth_at, marked_at, int(env.now))

    # Processes that begin at the same time are started in this order, so early voters keep theirs.
    for voter in np.lexsort((voters.number, voters.arrives_at)).tolist():
        env.process(vote(voter))
    env.run()
    columns = np.array(record, dtype=np.int64).reshape(-1, len(TIMES)).T
    return dict(zip(TIMES, columns, strict=True))
