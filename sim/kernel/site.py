"""The polling day of one site, compiled: the events of sim.polling, in the same order.

Each function mirrors the method of :class:`sim.polling.site.PollingSite` that has its
name. A voter is named by the place among those who come, which orders them like
their numbers. The counters of a site are the cells of one array, its voters the
rows of another.

Small functions are inlined by numba itself (``inline="always"``), which halves the
time. Overflow is silent here: whoever calls checks that times stay below LATEST, and
fills ``voter`` with -1 where the times of those who left early matter.
"""

from __future__ import annotations

from numba import njit

from sim.draw import (
    ARRIVES_AT,
    AT_HOME,
    BALKS_ABOVE,
    BOOTH_MS,
    BOX_MS,
    CARRIES_AWAY,
    CHECK_IN_MS,
    NUMBER,
    PATIENCE_MS,
    RETURNS_AFTER_MS,
)
from sim.kernel.cells import (
    ARRIVED_AT,
    AWAY,
    BEHIND,
    BOOTH_AT,
    BOOTH_HEAD,
    BOOTH_TAIL,
    BOOTHS_FREE,
    BOX_HEAD,
    BOX_TAIL,
    BOXES_FREE,
    CALLED_AT,
    CLOSES_AT,
    CREW,
    CREW_OUT,
    DESK,
    DESKS_BUSY,
    DESKS_OPEN,
    GAVE_UP,
    HALL,
    IN_LINE,
    INSIDE,
    INSIDE_MAX,
    ISSUED_AT,
    ISSUERS,
    LEFT_AT,
    LISTS,
    LONGEST,
    MARKED_AT,
    NEXT_HOME,
    NOBODY,
    PLANNED,
    SERVE_QUEUE,
    STATE,
    TOO_LATE,
    TURNED_BACK,
    VISITS,
    VOTED,
    WAITING,
)
from sim.kernel.events import (
    ARRIVES,
    CREW_LEAVES,
    CREW_RETURNS,
    DESKS_CHANGE,
    DOORS_CLOSE,
    FIRST_CHANGE,
    LEAVES_BOOTH,
    LEAVES_BOX,
    LEAVES_DESK,
    PATIENCE_ENDS,
    QUEUED,
    event,
    pop,
    push,
    read_event,
)


@njit(cache=True, nogil=True, inline="always")
def check_in(heap, site, luck, voter, busy, i, now):
    """Begin at a desk: of their part of the list, or any."""
    if site[LISTS] > 0:
        desk = luck[i, NUMBER] % site[LISTS] % site[DESKS_OPEN]
        voter[i, DESK] = desk
        busy[desk] = 1
    site[DESKS_BUSY] += 1
    site[HALL] += 1
    voter[i, STATE] = INSIDE
    voter[i, CALLED_AT] = now
    push(heap, site, now + luck[i, CHECK_IN_MS], LEAVES_DESK, i)


@njit(cache=True, nogil=True, inline="always")
def desk_is_free_for(site, luck, busy, i):
    """Tell whether a voter who arrives need not wait."""
    if site[HALL] >= site[INSIDE_MAX]:
        return False
    if site[LISTS] > 0:
        return site[DESKS_OPEN] > 0 and busy[luck[i, NUMBER] % site[LISTS] % site[DESKS_OPEN]] == 0
    return site[DESKS_BUSY] < site[DESKS_OPEN] and site[WAITING] == 0


@njit(cache=True, nogil=True)
def call_next(heap, site, luck, voter, busy, head, now):
    """Call those who wait, as long as there are desks and room."""
    if site[LISTS] > 0:
        while site[WAITING] > 0 and site[DESKS_OPEN] > 0 and site[HALL] < site[INSIDE_MAX]:
            first, of = NOBODY, NOBODY
            for line in range(site[LISTS]):
                while head[line] != NOBODY and voter[head[line], STATE] != IN_LINE:
                    head[line] = voter[head[line], BEHIND]
                i = head[line]
                if i == NOBODY or busy[line % site[DESKS_OPEN]] == 1:
                    continue
                if first == NOBODY or (voter[i, ARRIVED_AT], i) < (voter[first, ARRIVED_AT], first):
                    first, of = i, line
            if first == NOBODY:
                return
            head[of] = voter[first, BEHIND]
            site[WAITING] -= 1
            check_in(heap, site, luck, voter, busy, first, now)
        return
    while (
        site[WAITING] > 0 and site[DESKS_BUSY] < site[DESKS_OPEN] and site[HALL] < site[INSIDE_MAX]
    ):
        i = head[0]
        head[0] = voter[i, BEHIND]
        if voter[i, STATE] == IN_LINE:
            site[WAITING] -= 1
            check_in(heap, site, luck, voter, busy, i, now)


@njit(cache=True, nogil=True, inline="always")
def arrive(heap, site, luck, voter, busy, head, tail, i, now):
    """Come to the site: go to a free desk, join the line, or turn back."""
    voter[i, VISITS] += 1
    voter[i, ARRIVED_AT] = now
    if now >= site[CLOSES_AT]:
        voter[i, STATE] = TOO_LATE
    elif desk_is_free_for(site, luck, busy, i):
        check_in(heap, site, luck, voter, busy, i, now)
    elif site[WAITING] > luck[i, BALKS_ABOVE]:
        if voter[i, VISITS] == 1 and luck[i, RETURNS_AFTER_MS] >= 0:
            voter[i, STATE] = AWAY
            push(heap, site, now + luck[i, RETURNS_AFTER_MS], ARRIVES, i)
        else:
            voter[i, STATE] = TURNED_BACK
    else:
        voter[i, STATE] = IN_LINE
        line = luck[i, NUMBER] % site[LISTS] if site[LISTS] > 0 else 0
        voter[i, BEHIND] = NOBODY
        if head[line] == NOBODY:
            head[line] = i
        else:
            voter[tail[line], BEHIND] = i
        tail[line] = i
        site[WAITING] += 1
        site[LONGEST] = max(site[LONGEST], site[WAITING])
        if luck[i, PATIENCE_MS] >= 0:
            push(heap, site, now + luck[i, PATIENCE_MS], PATIENCE_ENDS, i)


@njit(cache=True, nogil=True, inline="always")
def stand_last(site, voter, head, tail, i):
    """Join the line for a booth or box, whose ends are two cells."""
    voter[i, BEHIND] = NOBODY
    if site[head] == NOBODY:
        site[head] = i
    else:
        voter[site[tail], BEHIND] = i
    site[tail] = i


@njit(cache=True, nogil=True, inline="always")
def enter_booth(heap, site, luck, voter, i, now):
    """Mark the ballot."""
    voter[i, BOOTH_AT] = now
    push(heap, site, now + luck[i, BOOTH_MS], LEAVES_BOOTH, i)


@njit(cache=True, nogil=True, inline="always")
def leave(heap, site, luck, voter, busy, head, i, now):
    """Note who has voted; where the hall was full, call the next one."""
    voter[i, LEFT_AT] = now
    voter[i, STATE] = VOTED
    site[HALL] -= 1
    if site[HALL] == site[INSIDE_MAX] - 1 and site[WAITING] > 0:
        call_next(heap, site, luck, voter, busy, head, now)


@njit(cache=True, nogil=True, inline="always")
def leave_desk(heap, site, luck, voter, busy, head, i, now):
    """Take the ballot to a booth; the desk calls the next one."""
    voter[i, ISSUED_AT] = now
    if site[LISTS] > 0:
        busy[voter[i, DESK]] = 0
    site[DESKS_BUSY] -= 1
    if site[WAITING] > 0:
        call_next(heap, site, luck, voter, busy, head, now)
    if site[BOOTHS_FREE] > 0:
        site[BOOTHS_FREE] -= 1
        enter_booth(heap, site, luck, voter, i, now)
    else:
        stand_last(site, voter, BOOTH_HEAD, BOOTH_TAIL, i)


@njit(cache=True, nogil=True, inline="always")
def leave_booth(heap, site, luck, voter, busy, head, i, now):
    """Take the ballot to a box, or away."""
    voter[i, MARKED_AT] = now
    first = site[BOOTH_HEAD]
    if first != NOBODY:
        site[BOOTH_HEAD] = voter[first, BEHIND]
        enter_booth(heap, site, luck, voter, first, now)
    else:
        site[BOOTHS_FREE] += 1
    if luck[i, CARRIES_AWAY] == 1:
        leave(heap, site, luck, voter, busy, head, i, now)
    elif site[BOXES_FREE] > 0:
        site[BOXES_FREE] -= 1
        push(heap, site, now + luck[i, BOX_MS], LEAVES_BOX, i)
    else:
        stand_last(site, voter, BOX_HEAD, BOX_TAIL, i)


@njit(cache=True, nogil=True, inline="always")
def leave_box(heap, site, luck, voter, busy, head, i, now):
    """Done; the box is free for the next one."""
    first = site[BOX_HEAD]
    if first != NOBODY:
        site[BOX_HEAD] = voter[first, BEHIND]
        push(heap, site, now + luck[first, BOX_MS], LEAVES_BOX, first)
    else:
        site[BOXES_FREE] += 1
    leave(heap, site, luck, voter, busy, head, i, now)


@njit(cache=True, nogil=True)
def staff_desks(heap, site, luck, voter, busy, head, now):
    """Open as many desks as are planned and staffed."""
    site[DESKS_OPEN] = min(site[PLANNED], max(site[ISSUERS] - site[CREW_OUT], 1))
    call_next(heap, site, luck, voter, busy, head, now)


@njit(cache=True, nogil=True)
def next_home_visit(heap, site, luck, voter, now):
    """Visit the next one on the list, or bring the crew back."""
    n = luck.shape[0]
    i = site[NEXT_HOME]
    while i < n and luck[i, AT_HOME] == 0:
        i += 1
    if i < n and (site[SERVE_QUEUE] == 1 or now < site[CLOSES_AT]):
        site[NEXT_HOME] = i + 1
        voter[i, ARRIVED_AT] = now
        voter[i, CALLED_AT] = now
        voter[i, VISITS] = 1
        voter[i, STATE] = INSIDE
        push(heap, site, now + luck[i, CHECK_IN_MS], LEAVES_DESK, i)
        return
    while i < n:
        if luck[i, AT_HOME] == 1:
            voter[i, VISITS] = 1
            voter[i, STATE] = TOO_LATE
        i += 1
    site[NEXT_HOME] = n
    push(heap, site, now, DESKS_CHANGE, CREW_RETURNS)


@njit(cache=True, nogil=True)
def close_doors(site, voter, head):
    """Close: where the door falls, the line goes home."""
    if site[SERVE_QUEUE] == 1:
        return
    for line in range(len(head)):
        i = head[line]
        while i != NOBODY:
            if voter[i, STATE] == IN_LINE:
                voter[i, STATE] = TOO_LATE
            i = voter[i, BEHIND]
        head[line] = NOBODY
    site[WAITING] = 0


@njit(cache=True, nogil=True)
def change_desks(heap, site, luck, voter, busy, head, calendar, number, now):
    """Let the calendar, the crew or the closing change the desks."""
    if number == CREW_LEAVES:
        site[CREW_OUT] = site[CREW]
        staff_desks(heap, site, luck, voter, busy, head, now)
        next_home_visit(heap, site, luck, voter, now)
    elif number == CREW_RETURNS:
        site[CREW_OUT] = 0
        staff_desks(heap, site, luck, voter, busy, head, now)
    elif number == DOORS_CLOSE:
        close_doors(site, voter, head)
    else:
        site[PLANNED] = calendar[number - FIRST_CHANGE, 1]
        staff_desks(heap, site, luck, voter, busy, head, now)


@njit(cache=True, nogil=True)
def run_day(site, calendar, crew_leaves_at, luck, order, voter, heap, busy, head, tail):
    """Run the day of one site.

    Parameters
    ----------
    site
        Counters, shape ``(N_CELLS,)``: see :func:`sim.kernel.cells.open_site`; changed.
    calendar
        (time, desks planned from then on), shape ``(n, 2)``.
    crew_leaves_at
        When the portable box leaves, ms.
    luck
        Columns as in ``sim.draw.LUCK``, shape ``(n_voters, len(LUCK))``, numbers rising.
    order
        Places of those who come to the site, by arrival and number.
    voter
        Filled with what happens, columns as in sim.kernel.cells, shape
        ``(at least n_voters, N_RECORDED)``.
    heap, busy, head, tail
        Room for events, for desks, for lines: at least ``2 * n_voters + len(calendar) + 4``,
        the most desks planned, the lists.
    """
    begin(heap, site, luck, voter, calendar, crew_leaves_at)
    busy[:] = 0
    head[:] = NOBODY
    to_come, n_come = 0, len(order)
    while True:
        # Arrivals are sorted already, so only the next one takes part.
        if to_come < n_come:
            i = order[to_come]
            at = luck[i, ARRIVES_AT]
            key = event(at, ARRIVES, i)
            if site[QUEUED] == 0 or key < heap[0]:
                to_come += 1
                arrive(heap, site, luck, voter, busy, head, tail, i, at)
                continue
        elif site[QUEUED] == 0:
            return
        happen(heap, site, luck, voter, busy, head, tail, calendar, pop(heap, site))


@njit(cache=True, nogil=True)
def begin(heap, site, luck, voter, calendar, crew_leaves_at):
    """Clear the record and schedule what is planned."""
    anyone_home = False
    for i in range(luck.shape[0]):
        voter[i, STATE] = AWAY
        voter[i, VISITS] = 0
        voter[i, ARRIVED_AT] = luck[i, ARRIVES_AT]
        if luck[i, AT_HOME] == 1:
            anyone_home = True
    for k in range(len(calendar)):
        push(heap, site, calendar[k, 0], DESKS_CHANGE, FIRST_CHANGE + k)
    if anyone_home:
        push(heap, site, crew_leaves_at, DESKS_CHANGE, CREW_LEAVES)
    push(heap, site, site[CLOSES_AT], DESKS_CHANGE, DOORS_CLOSE)


@njit(cache=True, nogil=True, inline="always")
def happen(heap, site, luck, voter, busy, head, tail, calendar, key):
    """Let one event happen."""
    now, kind, i = read_event(key)
    if kind == LEAVES_DESK:
        if luck[i, AT_HOME] == 1:
            end_home_visit(heap, site, luck, voter, i, now)
        else:
            leave_desk(heap, site, luck, voter, busy, head, i, now)
    elif kind == LEAVES_BOOTH:
        leave_booth(heap, site, luck, voter, busy, head, i, now)
    elif kind == LEAVES_BOX:
        leave_box(heap, site, luck, voter, busy, head, i, now)
    elif kind == ARRIVES:
        arrive(heap, site, luck, voter, busy, head, tail, i, now)
    elif kind == PATIENCE_ENDS:
        if voter[i, STATE] == IN_LINE:
            voter[i, STATE] = GAVE_UP
            site[WAITING] -= 1
    else:
        change_desks(heap, site, luck, voter, busy, head, calendar, i, now)


@njit(cache=True, nogil=True)
def end_home_visit(heap, site, luck, voter, i, now):
    """Note a ballot issued and cast at home."""
    for row in (ISSUED_AT, BOOTH_AT, MARKED_AT, LEFT_AT):
        voter[i, row] = now
    voter[i, STATE] = VOTED
    next_home_visit(heap, site, luck, voter, now)
