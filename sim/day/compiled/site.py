"""The polling day of one site, compiled: the events of sim.day.reference, in the same order.

Functions in this package correspond to the methods of the same name in
:mod:`sim.day.reference`: of ``PollingSite``, ``Staff`` and ``PortableBox``. A voter is
identified by the index among those who come, which has the same order as the number.

Overflow is not detected: the caller checks that times stay below LATEST. The caller also fills
``voter`` with NOT_YET if it uses the times of voters who left early.
"""

from __future__ import annotations

from sim.day.compiled.booths import leave_booth
from sim.day.compiled.cells import (
    ARRIVED_AT,
    AWAY,
    BALLOTS,
    BALLOTS_BROUGHT_AT,
    BOOTH,
    BOX,
    CHANGES,
    CLOSES_AT,
    COME,
    DESKS,
    GAVE_UP,
    IN_QUEUE,
    INSIDE_MAX,
    LEAVING,
    LISTED,
    N_LEAVING,
    NOBODY,
    STATE,
    VISITS,
    WAITING,
)
from sim.day.compiled.desks import arrive, leave, leave_desk
from sim.day.compiled.events import (
    ARRIVES,
    BALLOTS_BROUGHT,
    CREW_LEAVES,
    DESKS_CHANGE,
    DOORS_CLOSE,
    ENOUGH,
    FIRST_CHANGE,
    LATEST,
    LEAVES_BOOTH,
    LEAVES_BOX,
    LEAVES_DESK,
    PATIENCE_ENDS,
    QUEUED,
    VOTER_BITS,
    VOTER_MASK,
    event,
    pop,
    push,
    read_event,
)
from sim.day.compiled.hall import change_desks, end_home_visit
from sim.day.compiled.jit import compiled, inlined
from sim.turnout.compiled_sampling import ARRIVES_AT, AT_HOME, BOOTH_MS


@compiled
def run_day(room, n, order, crew_leaves_at):
    """Run the day of one site.

    Parameters
    ----------
    room
        See :class:`sim.day.compiled.cells.Room`; its site and voters are filled.
    n
        Number of voters who come.
    order
        Indexes of the voters who come to the site, by arrival and number.
    crew_leaves_at
        When the portable box leaves, ms.
    """
    site, calendar, sampled, voter, heap, servers, lines, sampling = room
    begin(site, sampled, voter, servers, lines, n)
    schedule(heap, site, calendar, crew_leaves_at, len(order) < n)
    to_come, n_come = 0, len(order)
    while True:
        # Arrivals are sorted already, so only the next one is compared with the heap.
        if to_come < n_come:
            i = order[to_come]
            at = sampled[ARRIVES_AT, i]
            if site[QUEUED] == 0 or event(at, ARRIVES, i) < heap[0]:
                to_come += 1
                arrive(heap, site, sampled, voter, servers, lines, sampling, i, at)
                continue
        elif site[QUEUED] == 0:
            break
        handle_event(
            heap, site, sampled, voter, servers, lines, sampling, calendar, pop(heap, site)
        )
    for k in range(site[N_LEAVING]):
        at, i = voter[LEAVING, k] >> VOTER_BITS, voter[LEAVING, k] & VOTER_MASK
        leave_booth(heap, site, sampled, voter, servers, i, at)


@compiled
def begin(site, sampled, voter, servers, lines, n):
    """Initialise the record, the servers and the queues."""
    site[COME] = n
    shortest = LATEST
    for i in range(n):
        shortest = min(shortest, sampled[BOOTH_MS, i])
        voter[STATE, i] = AWAY
        voter[VISITS, i] = 0
        voter[ARRIVED_AT, i] = sampled[ARRIVES_AT, i]
    # Voters without a time in the booth may leave it in another order than by time and number.
    site[LISTED] = site[INSIDE_MAX] >= LATEST and shortest > 0
    site[N_LEAVING] = 0
    servers[DESKS] = 0
    # Free since before any event; times can be negative.
    servers[BOOTH : BOX + 1] = -(LATEST << VOTER_BITS)
    site[CHANGES] = 0
    lines[:] = NOBODY


@compiled
def schedule(heap, site, calendar, crew_leaves_at, anyone_home):
    """Schedule the planned events."""
    for k in range(len(calendar)):
        push(heap, site, calendar[k, 0], DESKS_CHANGE, FIRST_CHANGE + k)
    if anyone_home:
        push(heap, site, crew_leaves_at, DESKS_CHANGE, CREW_LEAVES)
    if site[BALLOTS] < ENOUGH:
        push(heap, site, site[BALLOTS_BROUGHT_AT], DESKS_CHANGE, BALLOTS_BROUGHT)
    push(heap, site, site[CLOSES_AT], DESKS_CHANGE, DOORS_CLOSE)


@inlined
def handle_event(heap, site, sampled, voter, servers, lines, sampling, calendar, key):
    """Handle one event."""
    now, kind, i = read_event(key)
    if kind == LEAVES_DESK:
        if sampled[AT_HOME, i] == 1:
            end_home_visit(heap, site, sampled, voter, i, now)
        else:
            leave_desk(heap, site, sampled, voter, servers, lines, i, now)
    elif kind == LEAVES_BOOTH:
        leave_booth(heap, site, sampled, voter, servers, i, now)
    elif kind == LEAVES_BOX:
        leave(heap, site, sampled, voter, servers, lines, now)
    elif kind == ARRIVES:
        arrive(heap, site, sampled, voter, servers, lines, sampling, i, now)
    elif kind == PATIENCE_ENDS:
        if voter[STATE, i] == IN_QUEUE:
            voter[STATE, i] = GAVE_UP
            site[WAITING] -= 1
    else:
        change_desks(heap, site, sampled, voter, servers, lines, calendar, i, now)
