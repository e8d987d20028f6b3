"""Opening and closing of desks and doors, and the portable box, compiled."""

from __future__ import annotations

from sim.day.compiled.cells import (
    ARRIVED_AT,
    BALLOTS,
    BEHIND,
    BOOTH_AT,
    CALLED_AT,
    CLOSES_AT,
    COME,
    CREW,
    CREW_OUT,
    DESKS_OPEN,
    FIRST,
    IN_QUEUE,
    INSIDE,
    ISSUED_AT,
    ISSUERS,
    LEFT_AT,
    MARKED_AT,
    NEXT_HOME,
    NOBODY,
    PLANNED,
    SERVE_QUEUE,
    STATE,
    TOO_LATE,
    VISITS,
    VOTED,
    WAITING,
)
from sim.day.compiled.desks import call_next, note_desks
from sim.day.compiled.events import (
    BALLOTS_BROUGHT,
    CREW_LEAVES,
    CREW_RETURNS,
    DESKS_CHANGE,
    DOORS_CLOSE,
    ENOUGH,
    FIRST_CHANGE,
    LEAVES_DESK,
    push,
)
from sim.day.compiled.jit import compiled
from sim.turnout.compiled_sampling import AT_HOME, CHECK_IN_MS


@compiled
def staff_desks(heap, site, sampled, voter, servers, lines, now):
    """Open as many desks as are planned and staffed."""
    staffed = max(site[ISSUERS] - site[CREW_OUT], 1)
    site[DESKS_OPEN] = min(site[PLANNED], staffed) if site[BALLOTS] > 0 else 0
    note_desks(site, servers, now)
    call_next(heap, site, sampled, voter, servers, lines, now)


@compiled
def next_home_visit(heap, site, sampled, voter, now):
    """Visit the next voter at home, or return to the site if there is none."""
    i = site[NEXT_HOME]
    while i < site[COME] and sampled[AT_HOME, i] == 0:
        i += 1
    if i < site[COME] and (site[SERVE_QUEUE] == 1 or now < site[CLOSES_AT]):
        site[NEXT_HOME] = i + 1
        voter[ARRIVED_AT, i] = now
        voter[CALLED_AT, i] = now
        voter[VISITS, i] = 1
        voter[STATE, i] = INSIDE
        push(heap, site, now + sampled[CHECK_IN_MS, i], LEAVES_DESK, i)
        return
    while i < site[COME]:
        if sampled[AT_HOME, i] == 1:
            voter[VISITS, i] = 1
            voter[STATE, i] = TOO_LATE
        i += 1
    site[NEXT_HOME] = i
    push(heap, site, now, DESKS_CHANGE, CREW_RETURNS)


@compiled
def end_home_visit(heap, site, sampled, voter, i, now):
    """Record a ballot that was issued and cast at home."""
    for row in (ISSUED_AT, BOOTH_AT, MARKED_AT, LEFT_AT):
        voter[row, i] = now
    voter[STATE, i] = VOTED
    next_home_visit(heap, site, sampled, voter, now)


@compiled
def close_doors(site, voter, lines):
    """Close the doors; unless SERVE_QUEUE is set, voters in the queue cannot vote."""
    if site[SERVE_QUEUE] == 1:
        return
    for line in range(lines.shape[1]):
        i = lines[FIRST, line]
        while i != NOBODY:
            if voter[STATE, i] == IN_QUEUE:
                voter[STATE, i] = TOO_LATE
            i = voter[BEHIND, i]
        lines[FIRST, line] = NOBODY
    site[WAITING] = 0


@compiled
def change_desks(heap, site, sampled, voter, servers, lines, calendar, number, now):
    """Handle an event of kind DESKS_CHANGE: calendar, crew, new ballots or closing."""
    if number == CREW_LEAVES:
        site[CREW_OUT] = site[CREW]
        staff_desks(heap, site, sampled, voter, servers, lines, now)
        next_home_visit(heap, site, sampled, voter, now)
    elif number == CREW_RETURNS:
        site[CREW_OUT] = 0
        staff_desks(heap, site, sampled, voter, servers, lines, now)
    elif number == BALLOTS_BROUGHT:
        site[BALLOTS] = ENOUGH
        staff_desks(heap, site, sampled, voter, servers, lines, now)
    elif number == DOORS_CLOSE:
        close_doors(site, voter, lines)
    else:
        site[PLANNED] = calendar[number - FIRST_CHANGE, 1]
        staff_desks(heap, site, sampled, voter, servers, lines, now)
