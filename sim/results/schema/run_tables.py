"""The tables of a run."""

from __future__ import annotations

from sim.core import clock
from sim.results.schema.declaration import (
    ALL_REGIONS,
    CLOCK,
    CODE_OR_NATION,
    ORIGIN,
    RELATIONS,
    YES_NO,
    Column,
    Table,
    key,
)
from sim.results.schema.wait_tables import QUEUES, SITE_QUEUES, SITE_WAITS, WAITS

_CODE = key("code", "region")
_CODE_OF_RACE = Column(
    "code", "text", "", f"region, or {ALL_REGIONS} if its race has sites in several", varies=False
)
MOST_CONTESTS = 100
"""Largest number of races with names of candidates that are listed in ``votes.csv`` by choice."""

TURNOUT = Table(
    "turnout",
    (
        ORIGIN,
        CODE_OR_NATION,
        key("capital_time", "end of the quarter hour", "time"),
        Column("local_time", "time", "", "the same on the region's clock; for all together "
               "the capital's", varies=False),
        Column("registered", "integer", "voters", "on the lists", varies=False),
        Column("issued", "integer", "ballots", "issued by then, at sites and at home"),
        Column("turnout_pct", "number", "%", "issued ÷ registered"),
    ),
    "each region and all together × quarter hours",
    step_ms=clock.QUARTER_MS,
    axis="capital_time",
)  # fmt: skip

TURNOUT_REPORTS = Table(
    "turnout_reports",
    (
        ORIGIN,
        CODE_OR_NATION,
        key("capital_time", "time of the report", "time"),
        Column("issued", "integer", "ballots", "issued by then"),
        Column("true_pct", "number", "%", "issued ÷ registered"),
        Column("announced_pct", "number", "%", "what the simulated region announces: late, "
               "rounded, sometimes stale; for all together their values weighted by registered "
               "voters"),
        Column("stale", "flag", "", "whether it repeats its last value; always 0 for all together"),
        Column("relation", "text", "", "relation of the reported value: `equals`, `at_least`, "
               "`highest` (of all regions), `count_at_least`; empty where nothing was reported",
               varies=False, empty=True, values=RELATIONS),
        Column("reported", "number", "% or voters", "the reported value: voters for "
               "`count_at_least`, empty for `highest`, else %", varies=False, empty=True),
        Column("residual", "number", "points or voters", "simulated (true) minus reported; for "
               "`highest` the lead over the next region", empty=True),
        Column("met", "text", "", "`equals`: within the tolerance of the value; "
               "others: residual not below 0, for `highest` above 0", empty=True, values=YES_NO),
        Column("source", "text", "", "who reported it", varies=False, empty=True),
    ),
    "each region and all together × report times, with the reported values",
    repeats=True,
)  # fmt: skip

TARGETS = Table(
    "targets",
    (
        ORIGIN,
        key("target", "its name, as `--drop` takes it"),
        Column("what", "text", "", "`turnout`, `final_turnout`, `seats`, `votes`, `incumbents` or "
               "`night`", varies=False),
        key("code", f"region, district of a by-election, or {ALL_REGIONS}; of a pack also an area "
            "of another level, or a site"),
        Column("level", "text", "", "level of the area; only where a target gives one",
               varies=False, empty=True, required=False),
        Column("contest", "text", "", "of the votes; only where a target gives one",
               varies=False, empty=True, required=False),
        Column("item", "text", "", "party, choice, or time of the night", varies=False, empty=True),
        Column("time", "text", "", "of turnout by hour", varies=False, empty=True, pattern=CLOCK),
        Column("relation", "text", "", "`equals`, `at_least`, `highest` (of its level) or "
               "`count_at_least`", varies=False, values=RELATIONS),
        Column("reported", "number", "of the target", "the reported value; empty for `highest`",
               varies=False, empty=True),
        Column("within", "number", "of the target", "largest residual with which `equals` is met",
               varies=False, empty=True),
        Column("simulated", "number", "of the target", "the value in this run"),
        Column("residual", "number", "of the target", "simulated minus reported; for `highest` the "
               "lead over the next region"),
        Column("met", "text", "", "whether the target is met", values=YES_NO),
        Column("source", "text", "", "who reported it", varies=False, empty=True),
    ),
    "one per reported value; only where the scenario has `[[target]]`, or its pack reported values",
    required=False,
    repeats=True,
)  # fmt: skip

ARRIVALS = Table(
    "arrivals",
    (
        ORIGIN,
        key("stage", "`signed`, `phoned` (preliminary result) or `accepted`"),
        Column("share_pct", "integer", "% of sites", "of those that were reported", key=True,
               varies=False),
        Column("sites", "integer", "sites", "that were reported at this stage", varies=False),
        Column("reported", "time", "", "when the results of so many of them had come in",
               varies=False),
        Column("simulated", "time", "", "the same in this run, of the same sites"),
        Column("later_min", "number", "minutes", "simulated minus reported"),
    ),
    "stages × shares of the reported sites; only where the pack has `reported/arrivals.csv`",
    required=False,
)  # fmt: skip

SITES = Table(
    "sites",
    (
        ORIGIN,
        key("site", "id of the site, made up where sites are generated"),
        Column("race", "text", "", "id of its race, the first on the ballot", varies=False,
               refers="races.race"),
        Column("contests", "text", "", "ids of all races on its ballot, joined by `;`, in the "
               "order of counting; only where a ballot has several", varies=False, required=False),
        Column("code", "text", "", "region", varies=False),
        Column("commission", "text", "", "territorial commission that takes in its protocol",
               varies=False),
        Column("intake", "text", "", "place where it takes them in; only where a pack names one",
               varies=False, empty=True, required=False),
        Column("hours_behind_capital", "number", "hours", "how far the clock of the site is behind "
               "the capital's; below 0 where it is ahead", varies=False, compared="register"),
        Column("distance_km", "number", "km", "road to the commission", varies=False,
               compared="register"),
        Column("registered", "integer", "voters", "on the list", varies=False, compared="register"),
        Column("members", "integer", "members", "of the precinct commission", varies=False,
               compared="register"),
        Column("desks", "integer", "desks", "check-in desks of the register, before "
               "`polling.desks_extra`, incidents and the limit by members", varies=False,
               compared="register"),
        Column("booths", "integer", "booths", "voting booths", varies=False, compared="register"),
        Column("boxes", "integer", "boxes", "ballot boxes", varies=False, compared="register"),
        Column("members_present", "integer", "members", "including members added by incidents",
               compared="register", required=False),
        Column("desks_open", "integer", "desks", "most desks open at once, after "
               "`polling.desks_extra`, members and incidents", compared="register",
               required=False),
        Column("desk_hours", "number", "hours", "desks × hours that they are planned to be open "
               "while the doors are open; not reduced for the crew of the portable box or for "
               "ballots that run out", compared="register", required=False),
        Column("came", "integer", "voters", "who came, or had asked for the portable box",
               compared="day"),
        Column("issued", "integer", "ballots", "issued, at the site and at home", compared="day"),
        Column("cast", "integer", "ballots", "found in all boxes", compared="day"),
        Column("cast_at_home", "integer", "ballots", "found in the portable box", compared="day"),
        Column("turnout_pct", "number", "%", "issued ÷ registered; empty without registered",
               compared="day", empty=True),
        Column("turned_back", "integer", "voters", "balked: left for good because of the queue",
               compared="day"),
        Column("gave_up", "integer", "voters", "reneged: left the queue when their patience ended",
               compared="day"),
        Column("too_late", "integer", "voters", "came again after closing, stood in the queue when "
               "the doors closed, or were not reached at home", compared="day"),
        *SITE_WAITS,
        Column("last_left", "time", "", "last voter gone and crew back, or the closing of the "
               "doors if later", compared="day"),
        Column("count_from", "time", "", "the night's work begins", compared="night"),
        Column("recounts", "integer", "times", "how often the piles were counted again",
               compared="night"),
        Column("signed", "time", "", "protocol signed", compared="night"),
        Column("phoned", "time", "", "preliminary results reported by phone", compared="night"),
        Column("fetched", "time", "", "a vehicle leaves with the protocol; only where some "
               "commission has fewer vehicles than sites", compared="night", required=False),
        Column("delivered", "time", "", "protocol at the commission", compared="night"),
        Column("returned", "integer", "times", "how often it was returned for correction",
               compared="night"),
        Column("accepted", "time", "", "accepted by the commission", compared="queue"),
        Column("discrepancy", "integer", "ballots", "that left the stack without a signature, as "
               "the accepted protocol says; only where an incident of the scenario hands out "
               "second ballots", compared="day", required=False),
    ),
    "one per site",
)  # fmt: skip

TALLIES = Table(
    "tallies",
    (
        ORIGIN,
        key("site", "id of the site", refers="sites.site"),
        key("race", "id of the race", refers="races.race"),
        _CODE_OF_RACE,
        key("choice", "a candidate by name, or where names are not known by party, numbered if the "
            "race has several of it (`Independent 2`); `against_all`; `invalid`; `undervotes`, "
            "marks that voters did not use, of races after the first on a ballot and of those with "
            "several marks"),
        Column("party", "text", "", "who nominated the candidate; empty for `against_all`, "
               "`invalid` and `undervotes`", varies=False, empty=True),
        Column("votes", "integer", "votes", "for that choice; for `invalid` ballots",
               compared="votes"),
    ),
    "sites × races on the ballot × choices",
)  # fmt: skip

RACES = Table(
    "races",
    (
        ORIGIN,
        key("race", "id of the race"),
        Column("name", "text", "", "its name, or its id where it has none",
               varies=False, required=False),
        _CODE_OF_RACE,
        Column("areas", "text", "", "codes of the regions where it has sites, joined by `;`; only "
               "where a race has sites in several", varies=False, required=False),
        Column("commission", "text", "", "its territorial commission; empty if it has several",
               varies=False, empty=True),
        Column("sites", "integer", "sites", "of the race", varies=False),
        Column("registered", "integer", "voters", "on the lists of its sites", varies=False),
        Column("candidates", "integer", "candidates", "on the ballot", varies=False),
        Column("system", "text", "", "how it is decided, a word of `contests.csv` of the pack; "
               "this and the next two only where a race has another system than `plurality`, or "
               "several marks or seats", varies=False, required=False),
        Column("vote_for", "integer", "candidates", "most that a voter may mark", varies=False,
               required=False),
        Column("seats", "integer", "seats", "to be filled", varies=False, required=False),
        Column("issued", "integer", "ballots", "issued at its sites"),
        Column("cast", "integer", "ballots", "found in the boxes of its sites"),
        Column("winner", "text", "", "the choice that won, named as in `tallies.csv`; of several "
               "seats all who are elected, joined by `;`, lists with their seats; empty where "
               "nobody is elected", empty=True),
        Column("party", "text", "", "who nominated the winner, or the winners, joined by `;`; "
               "empty where nobody is elected",
               empty=True),
        Column("decided", "text", "", "how: `votes`, `lot`, `unopposed`, `against_all_leads`, "
               "`nobody`, or `runoff` if nobody has the majority that the race needs, or if "
               "`law.tie` leaves a tie to one",
               required=False),
        Column("incumbent_won", "flag", "", "whether the winner is the incumbent"),
        Column("winner_votes", "integer", "votes", "for the winner, or the first of several; "
               "0 where nobody is elected"),
        Column("winner_pct", "number", "%", "of valid votes, against all included"),
        Column("against_all_votes", "integer", "votes", "against all candidates", required=False),
        Column("margin", "integer", "votes", "between the candidate with most votes and the next, "
               "or between the last who has a seat and the next; 0 in a tie; all votes of the "
               "first if there is no other candidate; of lists, between the first two"),
        Column("lead_changes", "integer", "times", "how often another candidate took the sole lead "
               "as protocols were accepted; a lot that falls on another than the last sole leader "
               "counts as one"),
        Column("exchanged_ballots", "integer", "ballots", "of two candidates, exchanged so that "
               "the reported one wins ([decisions.md](decisions.md), section 5); 0 for none",
               required=False),
        Column("called", "time", "", "when it becomes certain who is elected, or that nobody is"),
        Column("declared", "time", "", "the last protocol of the race is accepted"),
    ),
    "one per race",
)  # fmt: skip

NIGHT = Table(
    "night",
    (
        ORIGIN,
        CODE_OR_NATION,
        key("capital_time", "every five minutes", "time"),
        Column("sites_accepted", "integer", "sites", "whose protocol is accepted by then"),
        Column("accepted_pct", "number", "%", "of sites"),
        Column("sites_phoned", "integer", "sites", "whose preliminary results are reported"),
        Column("ballots_counted", "integer", "ballots", "read aloud at the sites"),
        Column("counted_pct", "number", "%", "of ballots cast"),
        Column("ballots_accepted", "integer", "ballots", "in accepted protocols"),
        Column("races_called", "integer", "races", "called by then, as in `races.csv`"),
        Column("races_declared", "integer", "races", "declared by then, as in `races.csv`"),
    ),
    "each region and all together × five minutes",
    step_ms=5 * clock.MINUTE_MS,
    axis="capital_time",
)  # fmt: skip

VOTES = Table(
    "votes",
    (
        ORIGIN,
        CODE_OR_NATION,
        key("capital_time", "every five minutes, as in `night.csv`", "time"),
        Column("contest", "text", "", "id of the race, in each region whose sites vote in it; "
               "empty for sums by party over the first race on each ballot: of races whose "
               f"candidates have no names, and of all if there are more than {MOST_CONTESTS}",
               key=True, varies=False, empty=True, refers="races.race"),
        key("choice", "named as in `tallies.csv`; in sums by party the party, `against_all` or "
            "`invalid`"),
        Column("party", "text", "", "who nominated the candidate; else empty", varies=False,
               empty=True),
        Column("votes", "integer", "votes", "for that choice in accepted protocols; for `invalid` "
               "ballots"),
    ),
    "each region and all together × contests × choices × five minutes",
    step_ms=5 * clock.MINUTE_MS,
    axis="capital_time",
)  # fmt: skip

# The tables of a run, in their order.
RUN_TABLES = (
    TURNOUT, TURNOUT_REPORTS, TARGETS, ARRIVALS, SITES, TALLIES, RACES, WAITS, QUEUES, SITE_QUEUES,
    NIGHT, VOTES,
)  # fmt: skip
