"""The state of the compiled day: rows of a voter, cells of a site, and the work arrays of both."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.compile_cache import cached
from sim.day.compiled.events import LATEST
from sim.turnout.compiled_sampling import SAMPLED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.core.types import Ints
    from sim.day.reference import Plan
    from sim.turnout.compiled_sampling import Sampling


# As in sim.day.site_records.State.
AWAY, IN_QUEUE, INSIDE, VOTED, TURNED_BACK, GAVE_UP, TOO_LATE = range(7)
NOBODY = -1

N_RECORDED = 11
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
    LEAVING,
) = range(N_RECORDED)
"""Rows of the record of voters. BEHIND is the next voter in the queue, a linked list; LEAVING has
no voter by column, but lists when voters leave booths: see :mod:`sim.day.compiled.booths`."""

N_CELLS = 24
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
    CHANGES,
    LISTED,
    N_LEAVING,
) = range(1, N_CELLS)
"""Cells of a site after QUEUED: its plan, then its state, then the key of its random words, then
the number of changes of usable desks, then whether those who leave booths are listed, and how many
are."""


N_SERVERS = 5
DESKS, BOOTH, BOX, USABLE_FROM, USABLE = range(N_SERVERS)
"""Rows of the servers of a site: whether a desk is busy (if each part of the list has its desk);
the time at which a booth is free and its last voter, packed in one number; the time at which a
box is free; the times at which the number of usable desks changed, and the number from then on."""
FIRST, LAST = range(2)
"""Rows of the queues of a site: their first and last voters."""


class Room(NamedTuple):
    """The work arrays of the day of a site."""

    site: Ints
    """Its cells: see :func:`open_sites`, shape ``(N_CELLS,)``."""
    calendar: Ints
    """(time, desks planned from then on), shape ``(n, 2)``."""
    sampled: Ints
    """Sampled values: rows as in ``sim.turnout.compiled_sampling.SAMPLED``, one column per voter in
    the order of numbers."""
    voter: Ints
    """Record: rows STATE to LEAVING, one column per voter."""
    heap: Ints
    """Scheduled events, shape ``(2 * n_voters + len(calendar) + 5,)``."""
    servers: Ints
    """Rows DESKS, BOOTH, BOX, one column per server; USABLE_FROM and USABLE, one per change."""
    lines: Ints
    """Rows FIRST, LAST; one column per queue."""
    sampling: Sampling
    """Settings for sampling the patience of voters who wait."""


def open_sites(plans: Sequence[Plan]) -> Ints:
    """Return the cells of sites before their day, shape ``(n_sites, N_CELLS)``."""
    cells = np.zeros((len(plans), N_CELLS), dtype=np.int64)
    cells[:, CLOSES_AT] = [plan.closes_at for plan in plans]
    cells[:, SERVE_QUEUE] = [plan.serve_queue for plan in plans]
    cells[:, ISSUERS] = [plan.issuers for plan in plans]
    cells[:, LISTS] = [plan.lists for plan in plans]
    cells[:, INSIDE_MAX] = [plan.inside_max or LATEST for plan in plans]
    cells[:, CREW] = [plan.crew for plan in plans]
    cells[:, BOOTHS] = [plan.booths for plan in plans]
    cells[:, BOXES] = [plan.boxes for plan in plans]
    cells[:, BALLOTS] = [plan.ballots for plan in plans]
    cells[:, BALLOTS_BROUGHT_AT] = [plan.ballots_brought_at for plan in plans]
    return cells


@cached()
def make_room(cells, calendar, entries, largest, sampling):
    """Return work arrays large enough for any site of a block, of so many calendar entries."""
    desks = calendar[:, 1].max()
    # The number of usable desks changes by calendar, crew and ballots, and as busy desks close.
    changes = (entries + 4) * (desks + 1)
    most = max(changes, cells[:, BOOTHS].max(), cells[:, BOXES].max())
    return Room(
        site=cells[0],
        calendar=calendar,
        sampled=np.empty((len(SAMPLED), largest), np.int64),
        voter=np.empty((N_RECORDED, largest), np.int64),
        heap=np.empty(2 * largest + len(calendar) + 5, np.int64),
        servers=np.empty((N_SERVERS, most), np.int64),
        lines=np.empty((2, max(cells[:, LISTS].max(), 1)), np.int64),
        sampling=sampling,
    )


@cached()
def with_site(room, cells, calendar):
    """Return the work arrays with the cells and calendar of one site."""
    return Room(
        cells,
        calendar,
        room.sampled,
        room.voter,
        room.heap,
        room.servers,
        room.lines,
        room.sampling,
    )
