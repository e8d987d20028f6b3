"""The declarations of waits: columns of sites, waits by half hour, queues by hour."""

from __future__ import annotations

from sim.results.schema.declaration import (
    CLOCK_AND_DAY,
    CODE_OR_NATION,
    ORIGIN,
    Column,
    Table,
    key,
)

SITE_WAITS = (
    Column("wait_mean_s", "number", "s", "mean wait for a check-in desk",
           compared="day"),
    Column("wait_p95_s", "number", "s", "wait that 95 in 100 voters did not exceed",
           compared="day"),
    Column("wait_max_s", "number", "s", "longest wait", compared="day"),
    Column("longest_line", "integer", "people", "most people in the queue at once, those at "
           "the door before opening included", compared="day", label="longest queue"),
    Column("whole_wait_mean_s", "number", "s", "mean whole wait: at the door before it opens, for "
           "a desk, for a booth and for a box; of those who voted at the site", compared="day",
           required=False),
    Column("whole_wait_p95_s", "number", "s", "whole wait that 95 in 100 of them did not exceed",
           compared="day", required=False),
    Column("whole_wait_max_s", "number", "s", "longest whole wait", compared="day",
           required=False),
    Column("door_wait_mean_s", "number", "s", "of the mean whole wait: at the door before it opens",
           compared="day", required=False),
    Column("booth_wait_mean_s", "number", "s", "of the mean whole wait: for a booth",
           compared="day", required=False),
    Column("box_wait_mean_s", "number", "s", "of the mean whole wait: for a ballot box",
           compared="day", required=False),
    Column("longest_booth_queue", "integer", "people", "most people in the queue for a booth at "
           "once", compared="day", required=False),
    Column("long_or_left", "integer", "voters", "whose whole wait was over ten minutes, or who "
           "left without a ballot (`turned_back`, `gave_up`, `too_late`)", compared="day",
           required=False),
    Column("desks_busy_pct", "number", "%", "time that desks serve voters ÷ time that they are "
           "open or still serve one, from opening to the last service", compared="day",
           required=False),
    Column("booths_busy_pct", "number", "%", "time that booths are occupied ÷ booths × time from "
           "opening to closing, or until the last voter leaves one", compared="day",
           required=False),
)  # fmt: skip
"""Of the table of sites."""

WAITS = Table(
    "waits",
    (
        ORIGIN,
        Column("local_time", "text", "", "beginning of the half hour of arrival; `01:00 +1 d` is "
               "on the next day", key=True, varies=False, pattern=CLOCK_AND_DAY),
        Column("voters", "integer", "voters", "who arrived in it and voted at the site"),
        Column("wait_mean_s", "number", "s", "mean wait for a check-in desk"),
        Column("wait_p50_s", "integer", "s", "wait that half of them did not exceed"),
        Column("wait_p95_s", "integer", "s", "wait that 95 in 100 did not exceed"),
        Column("wait_max_s", "integer", "s", "longest wait; waits of more than three days count as "
               "three days"),
        Column("whole_wait_mean_s", "number", "s", "mean whole wait: at the door before it opens, "
               "for a desk, for a booth and for a box", required=False),
        Column("whole_wait_p50_s", "integer", "s", "whole wait that half of them did not exceed",
               required=False),
        Column("whole_wait_p95_s", "integer", "s", "whole wait that 95 in 100 did not exceed",
               required=False),
        Column("whole_wait_max_s", "integer", "s", "longest whole wait; of more than three days as "
               "above", required=False),
    ),
    "one per half hour of arrival",
    axis="local_time",
)  # fmt: skip

_BY_HOUR = (
    Column("voters", "integer", "voters", "who arrived in the hour and voted at the site"),
    Column("left", "integer", "voters", "who arrived in it and left without a ballot"),
    Column("long_or_left_pct", "number", "%", "of both: whose whole wait was over ten minutes, or "
           "who left; 0 if nobody arrived"),
    Column("whole_wait_mean_s", "number", "s", "mean whole wait of those who voted; 0 if nobody "
           "did, as are its parts"),
    Column("door_wait_mean_s", "number", "s", "of it: at the door before it opens"),
    Column("desk_wait_mean_s", "number", "s", "of it: for a check-in desk"),
    Column("booth_wait_mean_s", "number", "s", "of it: for a booth"),
    Column("box_wait_mean_s", "number", "s", "of it: for a ballot box"),
    Column("door_queue", "number", "people", "at the door before it opens, on average over the "
           "hour, those who leave later included"),
    Column("desk_queue", "number", "people", "in the queue for a desk, on average, the same"),
    Column("booth_queue", "number", "people", "in the queue for a booth, on average"),
    Column("box_queue", "number", "people", "in the queue for a ballot box, on average"),
    Column("desks_busy_pct", "number", "%", "time that desks serve voters ÷ time that they are "
           "open or still serve one; 0 without such time"),
    Column("booths_busy_pct", "number", "%", "time that booths are occupied ÷ booths × time in "
           "which they can be used; 0 without such time"),
)  # fmt: skip
_HOUR = key("local_time", "beginning of the hour by the clock of each site; `01:00 +1 d` is on the "
            "next day")  # fmt: skip

QUEUES = Table(
    "queues",
    (ORIGIN, CODE_OR_NATION, _HOUR, *_BY_HOUR),
    "each region and all together × hours; people in queues are those of all sites together",
    required=False,
    axis="local_time",
)

SITE_QUEUES = Table(
    "site_queues",
    (ORIGIN, key("site", "id of the site", refers="sites.site"), _HOUR, *_BY_HOUR),
    "sites × hours in which anything happened there; only of a run with `--site-queues`",
    required=False,
)
