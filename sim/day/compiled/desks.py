"""The queue and the desks, compiled: from the door to the ballot."""

from __future__ import annotations

from sim.day.compiled.booths import go_to_booth
from sim.day.compiled.cells import (
    ARRIVED_AT,
    AWAY,
    BALLOTS,
    BEHIND,
    CALLED_AT,
    CHANGES,
    CLOSES_AT,
    DESK,
    DESKS,
    DESKS_BUSY,
    DESKS_OPEN,
    FIRST,
    HALL,
    IN_QUEUE,
    INSIDE,
    INSIDE_MAX,
    ISSUED_AT,
    KEY,
    LAST,
    LISTS,
    LONGEST,
    NOBODY,
    STATE,
    TOO_LATE,
    TURNED_BACK,
    USABLE,
    USABLE_FROM,
    VISITS,
    WAITING,
)
from sim.day.compiled.events import ARRIVES, LEAVES_DESK, PATIENCE_ENDS, push
from sim.day.compiled.jit import compiled, inlined
from sim.turnout.compiled_sampling import (
    BALKS_ABOVE,
    CHECK_IN_MS,
    NUMBER,
    PATIENCE_MS,
    RETURNS_AFTER_MS,
    sample_patience,
)


@inlined
def desk_of(site, sampled, i):
    """Return the desk that serves a voter's part of the list."""
    return sampled[NUMBER, i] % site[LISTS] % site[DESKS_OPEN]


@inlined
def check_in(heap, site, sampled, voter, servers, i, now):
    """Begin service at the desk of the voter's part of the list, or at any desk."""
    if site[LISTS] > 0:
        desk = desk_of(site, sampled, i)
        voter[DESK, i] = desk
        servers[DESKS, desk] = 1
    site[DESKS_BUSY] += 1
    site[HALL] += 1
    site[BALLOTS] -= 1
    if site[BALLOTS] == 0:
        # Without ballots no desk is open.
        site[DESKS_OPEN] = 0
        note_desks(site, servers, now)
    voter[STATE, i] = INSIDE
    voter[CALLED_AT, i] = now
    push(heap, site, now + sampled[CHECK_IN_MS, i], LEAVES_DESK, i)


@compiled
def note_desks(site, servers, now):
    """Note the number of usable desks, those that are open or still busy, if it has changed."""
    desks = min(site[DESKS_OPEN], site[LISTS]) if site[LISTS] > 0 else site[DESKS_OPEN]
    desks = max(desks, site[DESKS_BUSY])
    k = site[CHANGES]
    if k > 0 and servers[USABLE, k - 1] == desks:
        return
    servers[USABLE_FROM, k], servers[USABLE, k] = now, desks
    site[CHANGES] = k + 1


@inlined
def desk_is_free_for(site, sampled, servers, i):
    """Return whether an arriving voter can be served at once."""
    if site[HALL] >= site[INSIDE_MAX]:
        return False
    if site[LISTS] > 0:
        return site[DESKS_OPEN] > 0 and servers[DESKS, desk_of(site, sampled, i)] == 0
    return site[DESKS_BUSY] < site[DESKS_OPEN] and site[WAITING] == 0


@compiled
def call_next(heap, site, sampled, voter, servers, lines, now):
    """Call waiting voters while there are free desks and room in the hall."""
    if site[LISTS] > 0:
        while site[WAITING] > 0 and site[DESKS_OPEN] > 0 and site[HALL] < site[INSIDE_MAX]:
            first, of = NOBODY, NOBODY
            for line in range(site[LISTS]):
                while lines[FIRST, line] != NOBODY and voter[STATE, lines[FIRST, line]] != IN_QUEUE:
                    lines[FIRST, line] = voter[BEHIND, lines[FIRST, line]]
                i = lines[FIRST, line]
                if i == NOBODY or servers[DESKS, line % site[DESKS_OPEN]] == 1:
                    continue
                if first == NOBODY or (voter[ARRIVED_AT, i], i) < (voter[ARRIVED_AT, first], first):
                    first, of = i, line
            if first == NOBODY:
                return
            lines[FIRST, of] = voter[BEHIND, first]
            site[WAITING] -= 1
            check_in(heap, site, sampled, voter, servers, first, now)
        return
    while (
        site[WAITING] > 0 and site[DESKS_BUSY] < site[DESKS_OPEN] and site[HALL] < site[INSIDE_MAX]
    ):
        i = lines[FIRST, 0]
        lines[FIRST, 0] = voter[BEHIND, i]
        if voter[STATE, i] == IN_QUEUE:
            site[WAITING] -= 1
            check_in(heap, site, sampled, voter, servers, i, now)


@inlined
def arrive(heap, site, sampled, voter, servers, lines, sampling, i, now):
    """Arrive: go to a free desk, join the queue, or balk."""
    voter[VISITS, i] += 1
    voter[ARRIVED_AT, i] = now
    if now >= site[CLOSES_AT]:
        voter[STATE, i] = TOO_LATE
    elif desk_is_free_for(site, sampled, servers, i):
        check_in(heap, site, sampled, voter, servers, i, now)
    else:
        if voter[VISITS, i] == 1 and (sampling.renege_limit > 0 or sampling.balk_limit > 0):
            sample_patience(sampling, site[KEY], sampled, i)
        wait_or_balk(heap, site, sampled, voter, lines, i, now)


@inlined
def wait_or_balk(heap, site, sampled, voter, lines, i, now):
    """Join the queue, or balk if it is too long."""
    if site[WAITING] > sampled[BALKS_ABOVE, i]:
        if voter[VISITS, i] == 1 and sampled[RETURNS_AFTER_MS, i] >= 0:
            voter[STATE, i] = AWAY
            push(heap, site, now + sampled[RETURNS_AFTER_MS, i], ARRIVES, i)
        else:
            voter[STATE, i] = TURNED_BACK
    else:
        join_line(site, sampled, voter, lines, i)
        if sampled[PATIENCE_MS, i] >= 0:
            push(heap, site, now + sampled[PATIENCE_MS, i], PATIENCE_ENDS, i)


@inlined
def join_line(site, sampled, voter, lines, i):
    """Join the end of the shared queue, or of the queue of the voter's part of the list."""
    voter[STATE, i] = IN_QUEUE
    voter[BEHIND, i] = NOBODY
    line = sampled[NUMBER, i] % site[LISTS] if site[LISTS] > 0 else 0
    if lines[FIRST, line] == NOBODY:
        lines[FIRST, line] = i
    else:
        voter[BEHIND, lines[LAST, line]] = i
    lines[LAST, line] = i
    site[WAITING] += 1
    site[LONGEST] = max(site[LONGEST], site[WAITING])


@inlined
def leave_desk(heap, site, sampled, voter, servers, lines, i, now):
    """Take the ballot to a booth; the desk calls the next voter."""
    voter[ISSUED_AT, i] = now
    if site[LISTS] > 0:
        servers[DESKS, voter[DESK, i]] = 0
    site[DESKS_BUSY] -= 1
    if site[DESKS_BUSY] >= site[DESKS_OPEN]:
        # The desk was to close when its voter has gone.
        note_desks(site, servers, now)
    if site[WAITING] > 0:
        call_next(heap, site, sampled, voter, servers, lines, now)
    go_to_booth(heap, site, sampled, voter, servers, i, now)


@inlined
def leave(heap, site, sampled, voter, servers, lines, now):
    """Leave the hall; if it was full, call the next voter."""
    site[HALL] -= 1
    if site[HALL] == site[INSIDE_MAX] - 1 and site[WAITING] > 0:
        call_next(heap, site, sampled, voter, servers, lines, now)
