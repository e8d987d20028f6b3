"""Booths and boxes, compiled: from the desk to the door.

Both serve voters first come, first served, and no voter leaves these queues. So the waiting
time is known when a voter joins, and no queue is stored: the state of a booth or box is the
time at which it becomes free.

If the hall has no limit, nobody waits for a voter who has gone to a booth. Then leaving a booth is
no event: the voters are listed in that order, and go to the boxes after the last event.
"""

from __future__ import annotations

from sim.day.compiled.cells import (
    BEHIND,
    BOOTH,
    BOOTH_AT,
    BOOTHS,
    BOX,
    BOXES,
    INSIDE_MAX,
    LEAVING,
    LEFT_AT,
    LISTED,
    MARKED_AT,
    N_LEAVING,
    NOBODY,
    STATE,
    VOTED,
)
from sim.day.compiled.events import LATEST, LEAVES_BOOTH, LEAVES_BOX, VOTER_BITS, VOTER_MASK, push
from sim.day.compiled.jit import inlined
from sim.turnout.compiled_sampling import BOOTH_MS, BOX_MS, CARRIES_AWAY


@inlined
def first_free(servers, kind, n):
    """Return the index of the server that is free first; the lowest of equal ones."""
    best = 0
    for k in range(1, n):
        best = k if servers[kind, k] < servers[kind, best] else best
    return best


@inlined
def go_to_booth(heap, site, sampled, voter, servers, i, now):
    """Schedule the marking of the ballot as soon as a booth is free."""
    booth = first_free(servers, BOOTH, site[BOOTHS])
    before = servers[BOOTH, booth]
    begins_at = max(now, before >> VOTER_BITS)
    ends_at = begins_at + sampled[BOOTH_MS, i]
    voter[BOOTH_AT, i] = begins_at
    voter[BEHIND, i] = NOBODY
    servers[BOOTH, booth] = (ends_at << VOTER_BITS) | i
    if ends_at == begins_at > now:
        # With a service time of 0 the voter leaves right after the previous one in that booth.
        voter[BEHIND, before & VOTER_MASK] = i
    elif site[LISTED] == 1:
        list_leaving(site, voter, servers[BOOTH, booth])
    else:
        push(heap, site, ends_at, LEAVES_BOOTH, i)


@inlined
def list_leaving(site, voter, key):
    """List a voter by the time of leaving the booth; later ones are few, at most one a booth."""
    k = site[N_LEAVING]
    site[N_LEAVING] += 1
    while k > 0 and voter[LEAVING, k - 1] > key:
        voter[LEAVING, k] = voter[LEAVING, k - 1]
        k -= 1
    voter[LEAVING, k] = key


@inlined
def leave_booth(heap, site, sampled, voter, servers, i, now):
    """Take the ballot to a box, or away."""
    voter[MARKED_AT, i] = now
    if voter[BEHIND, i] != NOBODY:
        push(heap, site, now, LEAVES_BOOTH, voter[BEHIND, i])
    leaves_at = now
    if sampled[CARRIES_AWAY, i] == 0:
        box = first_free(servers, BOX, site[BOXES])
        leaves_at = max(now, servers[BOX, box]) + sampled[BOX_MS, i]
        servers[BOX, box] = leaves_at
    voter[LEFT_AT, i] = leaves_at
    voter[STATE, i] = VOTED
    if site[INSIDE_MAX] < LATEST:
        # A voter may be waiting because the hall is full.
        push(heap, site, leaves_at, LEAVES_BOX, i)
