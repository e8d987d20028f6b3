"""What the compiled day keeps: the rows of a voter and the cells of a site."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.kernel.events import LATEST

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.polling import Plan

# As in sim.polling.records.State.
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
"""Columns of what happens to voters; the last is who stands behind them in a line."""

N_CELLS = 21
(
    CLOSES_AT,
    SERVE_QUEUE,
    ISSUERS,
    LISTS,
    INSIDE_MAX,
    CREW,
    WAITING,
    LONGEST,
    DESKS_OPEN,
    DESKS_BUSY,
    PLANNED,
    CREW_OUT,
    HALL,
    BOOTHS_FREE,
    BOXES_FREE,
    BOOTH_HEAD,
    BOOTH_TAIL,
    BOX_HEAD,
    BOX_TAIL,
    NEXT_HOME,
) = range(1, N_CELLS)
"""Cells of a site, after QUEUED: its plan first, then what changes."""


def open_site(plan: Plan) -> NDArray[np.int64]:
    """Return the cells of a site before its day."""
    site = np.zeros(N_CELLS, dtype=np.int64)
    site[CLOSES_AT] = plan.closes_at
    site[SERVE_QUEUE] = plan.serve_queue
    site[ISSUERS] = plan.issuers
    site[LISTS] = plan.lists
    site[INSIDE_MAX] = plan.inside_max or LATEST
    site[CREW] = plan.crew
    site[BOOTHS_FREE] = plan.booths
    site[BOXES_FREE] = plan.boxes
    site[BOOTH_HEAD] = site[BOX_HEAD] = NOBODY
    return site
