"""The stages of waiting at a site, compiled: at the door, for a desk, a booth and a box, by hour.

The counts are those of :mod:`sim.day.stage_counts`, which computes them for the reference.
"""

from __future__ import annotations

from sim.core.clock import HOUR_MS, SECOND_MS
from sim.core.compile_cache import cached
from sim.day.compiled.cells import (
    ARRIVED_AT,
    BOOTH_AT,
    BOOTHS,
    CALLED_AT,
    CHANGES,
    CLOSES_AT,
    GAVE_UP,
    ISSUED_AT,
    LEFT_AT,
    MARKED_AT,
    STATE,
    TOO_LATE,
    USABLE,
    USABLE_FROM,
    VOTED,
)
from sim.day.compiled.counts import FIRST_STAGE_COUNT, wait_quantile_95
from sim.day.compiled.jit import compiled, inlined
from sim.day.wait_counts import (
    BOOTH_BUSY,
    BOOTH_QUEUE,
    BOOTH_USABLE,
    BOOTH_WAIT,
    BOX_QUEUE,
    BOX_WAIT,
    DESK_BUSY,
    DESK_QUEUE,
    DESK_USABLE,
    DESK_WAIT,
    DOOR_QUEUE,
    DOOR_WAIT,
    HOURS,
    LEFT,
    LONG,
    LONG_WAIT_MS,
    SUMS,
    VOTERS,
    WAIT_ROW_MS,
)
from sim.turnout.compiled_sampling import AT_HOME, BOX_MS, CARRIES_AWAY, PATIENCE_MS


@cached()
def count_stages(room, n, doors, work, counts, hours, whole_counts):
    """Fill what is counted of one site by hour, and the counts of whole waits.

    Parameters
    ----------
    room, n
        See :class:`sim.day.compiled.cells.Room`; number of its columns in use.
    doors
        When they open, and the begin of the first hour; capital time.
    work
        Three work arrays of shape ``(at least n,)``.
    counts
        Its columns of STAGE_COUNTS are filled.
    hours
        Filled, shape ``(N_MEASURES, HOURS)``: see :mod:`sim.day.wait_counts`.
    whole_counts
        Added to: voters by whole seconds of the whole wait, and row of arrival.
    """
    whole, begins, ends = work
    hours[:] = 0
    m, queued, longest, last_issued, last_marked = count_voters(
        room, n, doors, whole, begins, ends, hours, whole_counts
    )
    opens_at, first_at = doors
    add_time(hours, BOOTH_USABLE, first_at, opens_at, last_marked, room.site[BOOTHS])
    count_usable_desks(room, first_at, last_issued, hours)
    counts[FIRST_STAGE_COUNT] = longest
    counts[FIRST_STAGE_COUNT + 1] = wait_quantile_95(whole[:m])
    counts[FIRST_STAGE_COUNT + 2] = most_at_once(begins[:queued], ends[:queued])
    for k in range(len(SUMS)):
        counts[FIRST_STAGE_COUNT + 3 + k] = hours[SUMS[k]].sum()


@compiled
def count_voters(room, n, doors, whole, begins, ends, hours, whole_counts):
    """Count the voters of one site by hour, and their whole waits.

    Parameters
    ----------
    room, n, doors, hours, whole_counts
        As in :func:`count_stages`.
    whole
        Filled: whole waits of those who voted at the site.
    begins, ends
        Filled: when those who had to wait for a booth began and ended to.

    Returns
    -------
    tuple
        Numbers filled of ``whole`` and of ``begins``, the longest whole wait, when the last
        ballot was issued and when the last one was marked, not before the doors close.
    """
    voter, sampled = room.voter, room.sampled
    opens_at, first_at = doors
    last_issued = last_marked = room.site[CLOSES_AT]
    m = queued = longest = 0
    for i in range(n):
        if sampled[AT_HOME, i] == 1:
            continue
        arrived_at = voter[ARRIVED_AT, i]
        hour = hour_of(arrived_at, first_at)
        if voter[STATE, i] != VOTED:
            hours[LEFT, hour] += 1
            until = left_at(room, i)
            wait_for_desk(hours, first_at, opens_at, arrived_at, until)
            continue
        wait, booth_wait = count_voter(room, i, doors, hour, hours)
        whole[m] = wait
        m += 1
        longest = max(longest, wait)
        row = min(max((arrived_at - first_at) // WAIT_ROW_MS, 0), whole_counts.shape[1] - 1)
        whole_counts[min(wait // SECOND_MS, whole_counts.shape[0] - 1), row] += 1
        if booth_wait > 0:
            begins[queued], ends[queued] = voter[ISSUED_AT, i], voter[BOOTH_AT, i]
            queued += 1
        last_issued = max(last_issued, voter[ISSUED_AT, i])
        last_marked = max(last_marked, voter[MARKED_AT, i])
    return m, queued, longest, last_issued, last_marked


@inlined
def count_voter(room, i, doors, hour, hours):
    """Count a voter who voted at the site; return the whole wait and that for a booth."""
    voter = room.voter
    opens_at, first_at = doors
    arrived_at, called_at = voter[ARRIVED_AT, i], voter[CALLED_AT, i]
    issued_at, booth_at, marked_at = voter[ISSUED_AT, i], voter[BOOTH_AT, i], voter[MARKED_AT, i]
    door_wait = max(opens_at - arrived_at, 0)
    desk_wait = called_at - max(arrived_at, opens_at)
    booth_wait = booth_at - issued_at
    box_wait = voter[LEFT_AT, i] - marked_at
    if room.sampled[CARRIES_AWAY, i] == 0:
        box_wait -= room.sampled[BOX_MS, i]
    wait = door_wait + desk_wait + booth_wait + box_wait
    hours[VOTERS, hour] += 1
    if wait > 0:
        hours[LONG, hour] += wait > LONG_WAIT_MS
        hours[DOOR_WAIT, hour] += door_wait
        hours[DESK_WAIT, hour] += desk_wait
        hours[BOOTH_WAIT, hour] += booth_wait
        hours[BOX_WAIT, hour] += box_wait
        wait_for_desk(hours, first_at, opens_at, arrived_at, called_at)
        add_time(hours, BOOTH_QUEUE, first_at, issued_at, booth_at, 1)
        add_time(hours, BOX_QUEUE, first_at, marked_at, marked_at + box_wait, 1)
    end = first_at + (hour + 1) * HOUR_MS
    add_service(hours, DESK_BUSY, first_at, hour, end, called_at, issued_at)
    add_service(hours, BOOTH_BUSY, first_at, hour, end, booth_at, marked_at)
    return wait, booth_wait


@inlined
def add_service(hours, measure, first_at, hour, end, begins, ends):
    """Add the time of a service, which is usually within the hour of arrival, until ``end``."""
    if ends <= end:
        hours[measure, hour] += ends - begins
    else:
        add_time(hours, measure, first_at, begins, ends, 1)


@inlined
def left_at(room, i):
    """Return when a voter left the queue for a desk without a ballot, or turned back."""
    at, state = room.voter[ARRIVED_AT, i], room.voter[STATE, i]
    if state == GAVE_UP:
        at += room.sampled[PATIENCE_MS, i]
    elif state == TOO_LATE:
        at = max(at, room.site[CLOSES_AT])
    return at


@compiled
def count_usable_desks(room, first_at, last_issued, hours):
    """Count the time of usable desks, until the end of the last service."""
    n_changes, servers = room.site[CHANGES], room.servers
    for k in range(n_changes):
        until = last_issued
        if k + 1 < n_changes:
            until = min(until, servers[USABLE_FROM, k + 1])
        add_time(hours, DESK_USABLE, first_at, servers[USABLE_FROM, k], until, servers[USABLE, k])


@inlined
def hour_of(at, first_at):
    """Return the hour in which a time is counted."""
    return min(max((at - first_at) // HOUR_MS, 0), HOURS - 1)


@inlined
def wait_for_desk(hours, first_at, opens_at, since, until):
    """Add the time of a voter at the door before it opens, and in the queue for a desk."""
    add_time(hours, DOOR_QUEUE, first_at, since, min(until, opens_at), 1)
    add_time(hours, DESK_QUEUE, first_at, max(since, opens_at), until, 1)


@compiled
def add_time(hours, measure, first_at, begins, ends, times):
    """Add ``times`` the time from ``begins`` to ``ends``, split by hours, if it is positive."""
    if ends <= begins:
        return
    hour = hour_of(begins, first_at)
    end = first_at + (hour + 1) * HOUR_MS
    while ends > end and hour < HOURS - 1:
        hours[measure, hour] += times * (end - begins)
        hour, begins, end = hour + 1, end, end + HOUR_MS
    hours[measure, hour] += times * (ends - begins)


@cached()
def most_at_once(begins, ends):
    """Return how many half-open intervals overlap at most; sorts both arrays."""
    begins.sort()
    ends.sort()
    most = over = 0
    for k in range(len(begins)):
        while ends[over] <= begins[k]:
            over += 1
        most = max(most, k + 1 - over)
    return most
