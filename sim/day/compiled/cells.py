"""The state of the compiled day: the rows of a voter and the cells of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.day.compiled.events import LATEST

if TYPE_CHECKING:
    from sim.core.types import Ints
    from sim.day.reference import Plan
    from sim.turnout.compiled_sampling import Sampling


# As in sim.day.site_records.State.
AWAY, IN_LINE, INSIDE, VOTED, TURNED_BACK, GAVE_UP, TOO_LATE = range(7)
NOBODY = -1

N_RECORDED = 10
(
    STATE,
    VISITS,
    ARRIVED_AT,
    CALLED_AT,
    ISSUED_AT,
    BOOTH_AT,
    MARKED_AT,
    LEFT_AT,
    DESK,
    BEHIND,
) = range(N_RECORDED)
"""Rows of what happens to voters; the last is who stands behind them in a line."""

N_CELLS = 21
(
    CLOSES_AT,
    SERVE_QUEUE,
    ISSUERS,
    LISTS,
    INSIDE_MAX,
    CREW,
    BOOTHS,
    BOXES,
    BALLOTS,
    BALLOTS_BROUGHT_AT,
    WAITING,
    LONGEST,
    DESKS_OPEN,
    DESKS_BUSY,
    PLANNED,
    CREW_OUT,
    HALL,
    COME,
    NEXT_HOME,
    KEY,
) = range(1, N_CELLS)
"""Cells of a site, after QUEUED: its plan first, then its state; its key names its random words."""


N_SERVERS = 3
DESKS, BOOTH, BOX = range(N_SERVERS)
"""Rows of the servers of a site: whether a desk is busy, one a part of the list if there are
parts; who leaves a booth last and when, in one number; when a box is free."""
FIRST, LAST = range(2)
"""Rows of the lines of a site: who is at their ends."""


class Room(NamedTuple):
    """The memory of the day of a site."""

    site: Ints
    """Its cells: see :func:`open_site`, shape ``(N_CELLS,)``."""
    calendar: Ints
    """(time, desks planned from then on), shape ``(n, 2)``."""
    sampled: Ints
    """Of those who come, numbers rising: rows as in ``sim.turnout.compiled_sampling.SAMPLED``, a
    column a voter."""
    voter: Ints
    """Their record: rows as above, a column a voter."""
    heap: Ints
    """Events: room for ``2 * n_voters + len(calendar) + 5``."""
    servers: Ints
    """Rows as above, a column a place."""
    lines: Ints
    """Rows as above, a column a line."""
    sampling: Sampling
    """Settings by which the patience of those who wait is sampled."""


def open_site(plan: Plan) -> Ints:
    """Return the cells of a site before its day."""
    site = np.zeros(N_CELLS, dtype=np.int64)
    site[CLOSES_AT] = plan.closes_at
    site[SERVE_QUEUE] = plan.serve_queue
    site[ISSUERS] = plan.issuers
    site[LISTS] = plan.lists
    site[INSIDE_MAX] = plan.inside_max or LATEST
    site[CREW] = plan.crew
    site[BOOTHS] = plan.booths
    site[BOXES] = plan.boxes
    site[BALLOTS] = plan.ballots
    site[BALLOTS_BROUGHT_AT] = plan.ballots_brought_at
    return site
