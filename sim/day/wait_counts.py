"""The resolution of the counts of waiting times and queues, and what is counted by hour."""

from __future__ import annotations

from sim.core import clock

WAIT_ROW_MS = 30 * clock.MINUTE_MS
"""Waits are counted by half hour of arrival, local time."""
WAIT_FROM_MS = -2 * clock.HOUR_MS
"""Beginning of the first half hour: voters come up to two hours before the doors open."""
WAIT_ROWS = (2 * clock.DAY_MS - WAIT_FROM_MS) // WAIT_ROW_MS
"""To the end of the next day, on which doors can close."""
WAIT_SECONDS = 3 * 24 * 3600
"""Waits are counted by whole seconds; longer ones are counted in the last cell."""
LONG_WAIT_MS = 10 * clock.MINUTE_MS
"""A whole wait above this is long."""

HOURS = (2 * clock.DAY_MS - WAIT_FROM_MS) // clock.HOUR_MS
"""Queues and waits are counted by hour, local time, from WAIT_FROM_MS; what is earlier or later
is counted in the first or the last hour."""

N_MEASURES = 15
(
    VOTERS,
    LEFT,
    LONG,
    DOOR_WAIT,
    DESK_WAIT,
    BOOTH_WAIT,
    BOX_WAIT,
    DOOR_QUEUE,
    DESK_QUEUE,
    BOOTH_QUEUE,
    BOX_QUEUE,
    DESK_BUSY,
    BOOTH_BUSY,
    DESK_USABLE,
    BOOTH_USABLE,
) = range(N_MEASURES)
"""What is counted of a site in each hour.

Of those who arrived in it for the last time: voters who voted at the site, voters who left
without a ballot, voters with a long wait, and the sums of the waits of those who voted, ms, at the
door before it opens, for a desk, for a booth and for a box.
Of the hour itself: people in each of the four queues integrated over it, ms, those who left later
included; and the time, ms, that desks and booths were busy, and that they were usable. A desk is
usable while it is open or still busy; desks and booths, from the opening of the doors to their
closing, or to the end of the last service if that is later.
"""
SUMS = (
    LONG,
    DOOR_WAIT,
    BOOTH_WAIT,
    BOX_WAIT,
    DESK_BUSY,
    BOOTH_BUSY,
    DESK_USABLE,
    BOOTH_USABLE,
)
"""Measures whose sums over the hours are counted by site: see STAGE_COUNTS."""
STAGE_COUNTS = (
    "whole_max_ms",
    "whole_p95_ms",
    "longest_booth_line",
    "long_waits",
    "door_total_ms",
    "booth_total_ms",
    "box_total_ms",
    "desk_busy_ms",
    "booth_busy_ms",
    "desk_usable_ms",
    "booth_usable_ms",
)
"""Counts of a site: fields of sim.day.Day, the last ones in the order of SUMS."""
WAITS_OF = (DOOR_WAIT, DESK_WAIT, BOOTH_WAIT, BOX_WAIT)
QUEUES_OF = (DOOR_QUEUE, DESK_QUEUE, BOOTH_QUEUE, BOX_QUEUE)

N_LEVEL_SUMS = 7
(
    LEVEL_VOTERS,
    LEVEL_OVER,
    LEVEL_LEFT,
    LEVEL_DOOR,
    LEVEL_DESK,
    LEVEL_BOOTH,
    LEVEL_BOX,
) = range(N_LEVEL_SUMS)
"""What is counted of a site with one level of staff, see :mod:`sim.day.levels`: voters who came to
the site; those of them who waited longer than a limit or left without a ballot; those who left;
and the sums of the waits of those who voted and had waited longer, ms, at the door before it
opens, for a desk, for a booth and for a box."""
NOT_BY_KERNEL = -1
"""In place of a level: SimPy has to run the site."""
