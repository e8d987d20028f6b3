"""The table of reported numbers of ballots and of what their sites could issue."""

from __future__ import annotations

from sim.results.schema.declaration import CLOCK_AND_DAY, ORIGIN, Column, Table

_TIME = "local time; `01:00 +1 d` is on the next day"

FEASIBLE = Table(
    "feasible",
    (
        ORIGIN,
        Column("site", "text", "", "id of the site", key=True, varies=False),
        Column("code", "text", "", "its region", varies=False),
        Column("hour", "text", "", f"when the span begins, {_TIME}", key=True, varies=False,
               pattern=CLOCK_AND_DAY),
        Column("until", "text", "", f"when it ends, {_TIME}", key=True, varies=False,
               pattern=CLOCK_AND_DAY),
        Column("issued", "integer", "ballots", "issued in it, as reported: not simulated"),
        Column("desks", "integer", "desks", "most that are open at once in it"),
        Column("booths", "integer", "booths", "of the site"),
        Column("desk_s_each", "number", "s", "time of all open desks ÷ ballots issued; empty if "
               "there are none", empty=True),
        Column("booth_s_each", "number", "s", "time of all booths ÷ ballots issued; the same",
               empty=True),
        Column("probability", "number", "0–1", "that as many ballots could be issued in it, if "
               "the queue never ended; to 4 decimals, and below the level only if it is so "
               "before it is rounded"),
        Column("limit", "text", "", "what limits it most: `desks`, `booths`, `boxes`, `hall` "
               "(`polling.inside_max`) or `ballots` (too few delivered); `none` if the "
               "probability is 1", values=("none", "desks", "booths", "boxes", "hall", "ballots")),
        Column("would_need", "integer", "desks", "fewest with which as many could be issued, with "
               "a probability of the level or more; 1001 stands for more than 1,000"),
        Column("would_need_booths", "integer", "booths", "fewest that could take as many voters; "
               "the same"),
        Column("at_most", "integer", "ballots", "largest number that has a probability of the "
               "level or more"),
    ),
    "rows of the file of reported numbers",
)  # fmt: skip

FEASIBILITY_TABLES = (FEASIBLE,)
"""Tables of a feasibility check."""
