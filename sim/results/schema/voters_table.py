"""The table of the voters' file."""

from __future__ import annotations

from sim.results.schema.declaration import ORIGIN, Column, Table, key

VOTERS = Table(
    "voters",
    (
        ORIGIN,
        key("site", "id of the site, as in `sites.csv`"),
        key("voter", "on the site's list, from 0; with the site it identifies the voter's random "
            "words, the same in every run with that seed", "integer"),
        Column("state", "text", "", "how their day ended: `voted`, `turned back` (balked: left for "
               "good because of the queue), `gave up` (reneged: left the queue when their patience "
               "ended), `too late` (came again after closing, stood in the queue when the doors "
               "closed, or was not reached at home); `unfinished` would be a bug"),
        Column("visits", "integer", "times", "how often they came, 1 or 2; 1 for those at home"),
        Column("at_home", "flag", "", "whether they asked for the portable box"),
        Column("carries_away", "flag", "", "whether they took the ballot away instead of casting "
               "it"),
        Column("arrived", "time", "", "came to the site, the last time if they came twice; at "
               "home, the crew came", empty=True),
        Column("called", "time", "", "check-in began", empty=True),
        Column("issued", "time", "", "was issued a ballot; at home this and all that follows is "
               "the end of the visit", empty=True),
        Column("booth", "time", "", "entered a booth", empty=True),
        Column("marked", "time", "", "had marked the ballot", empty=True),
        Column("left", "time", "", "had dropped the ballot in the box, or taken it away; empty for "
               "those who left without one", empty=True),
        Column("waited_s", "number", "s", "wait for a check-in desk, three decimals, as in "
               "`sites.csv`: empty for those at home and those who left", empty=True),
    ),
    "one per voter who came or had asked for the portable box",
    precision="ms",
)  # fmt: skip
"""The voters' file: no part of the directory of a run, and written by
:mod:`sim.results.voters_file`."""
