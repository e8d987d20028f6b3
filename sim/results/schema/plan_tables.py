"""The tables of a plan."""

from __future__ import annotations

from sim.results.schema.declaration import ALL_REGIONS, ORIGIN, YES_NO, Column, Table, key

_NOW = "as the scenario has them"

PLAN = Table(
    "plan",
    (
        ORIGIN,
        key("site", "id of the site"),
        Column("code", "text", "", "region", varies=False),
        Column("registered", "integer", "voters", "voters on its list", varies=False),
        Column("members_now", "integer", "members", f"members of its commission, {_NOW}"),
        Column("desks_now", "integer", "desks", f"check-in desks, {_NOW}"),
        Column("booths_now", "integer", "booths", f"booths, {_NOW}"),
        Column("members", "integer", "members", "planned: those of now, or as many as the desks, "
               "and with `--results-by` the counting tables, need"),
        Column("desks", "integer", "desks", "planned; where nothing is certified, the "
               "fewest with which no more days were bad than promised, or beyond which more hardly "
               "help, and no fewer than now"),
        Column("booths", "integer", "booths", "the same"),
        Column("members_to_add", "integer", "members", "`members` − `members_now`, 0 if negative"),
        Column("members_spare", "integer", "members", "planned members whom neither a desk, nor "
               "the crew of the portable box, nor a counting table, nor the law needs"),
        Column("certified", "text", "", "whether days say with the confidence asked for that the "
               "promise holds; empty where desks or members were given", values=YES_NO, empty=True),
        Column("days", "integer", "days", "days simulated until it was certified, else until "
               "so many desks were given up, or all"),
        Column("bad_days", "integer", "days", "days among them on which too many waited too long; "
               "no more than promised where only days are lacking for a certificate"),
        Column("bad_days_pct_at_most", "number", "%", "upper confidence bound of the share of bad "
               "days, valid at any number of days", empty=True),
        Column("bad_days_with_less", "integer", "days", "bad days with one desk less (booth, if "
               "booths are changed, unless no number of desks is certified), of all that were "
               "simulated until that was given up; -1 if there is no less"),
        Column("binds", "text", "", "where those who waited too long waited most with one desk "
               "less; where nothing is certified, with the most, or what made most of them wait: "
               "few let into the hall, or no ballots", empty=True,
               values=("door", "desk", "booth", "box", "hall", "ballots")),
    ),
    "one per site; `site`, `members`, `desks` and `booths` are what `register.staff` reads",
)  # fmt: skip

PLAN_REGIONS = Table(
    "regions",
    (
        ORIGIN,
        key("code", f"region, or {ALL_REGIONS}"),
        Column("sites", "integer", "sites", "number of sites"),
        Column("registered", "integer", "voters", "voters on their lists"),
        Column("members_now", "integer", "members", _NOW),
        Column("members", "integer", "members", "planned"),
        Column("members_to_add", "integer", "members", "sum over sites that need more"),
        Column("members_spare", "integer", "members", "as in `plan.csv`"),
        Column("desks_now", "integer", "desks", _NOW),
        Column("desks", "integer", "desks", "planned"),
        Column("booths_now", "integer", "booths", _NOW),
        Column("booths", "integer", "booths", "planned"),
        Column("sites_more", "integer", "sites", "sites with more desks or booths than now"),
        Column("sites_fewer", "integer", "sites", "sites with fewer desks or booths and no more of "
               "the other"),
        Column("certified", "integer", "sites", "certified sites"),
    ),
    "regions and all together",
)  # fmt: skip

CURVE = Table(
    "curve",
    (
        ORIGIN,
        Column("max_wait_s", "number", "s", "limit of the whole wait", key=True, varies=False),
        Column("desks", "integer", "desks", "desks needed, estimated from a few days; those of "
               "now if only booths are changed"),
        Column("booths", "integer", "booths", "booths needed with these desks; only if booths are "
               "changed", required=False),
        Column("members", "integer", "members", "members with these desks"),
        Column("members_to_add", "integer", "members", "more than now"),
        Column("sites_not_enough", "integer", "sites", "sites where no number of what is changed "
               "is enough, which keep those of now"),
    ),
    "limits of waits; estimates without a certificate",
)  # fmt: skip

VALIDATION = Table(
    "validation",
    (
        ORIGIN,
        key("site", "as in `plan.csv`", refers="plan.site"),
        Column("days", "integer", "days", "fresh days simulated with the plan"),
        Column("bad_days", "integer", "days", "bad days among them"),
        Column("over", "text", "", "whether these are so many that the lower 99 % confidence bound "
               "of their share is above the share promised", values=YES_NO),
        Column("compared_days", "integer", "days", "fresh days simulated with the staff of now, "
               "too"),
        Column("voters", "integer", "voters", "who came to the site on the days compared"),
        Column("waited_too_long_now", "integer", "voters", "of them who waited longer than the "
               "limit or left without a ballot, with the staff of now"),
        Column("waited_too_long", "integer", "voters", "the same with the plan"),
    ),
    "one per site; no rows without fresh days",
)  # fmt: skip

INTAKE = Table(
    "intake",
    (
        ORIGIN,
        key("commission", "territorial commission"),
        Column("sites", "integer", "sites", "sites whose protocols it takes in", varies=False),
        Column("tables_now", "integer", "tables", "counting tables that each of its sites has at "
               "least, with the planned members"),
        Column("tables", "integer", "tables", "planned: that each of its sites has at least; here "
               "and below, what it has now where nothing is certified"),
        Column("members_to_add", "integer", "members", "members whom only these tables need, of "
               "all its sites; `plan.csv` has them"),
        Column("vehicles_now", "integer", "vehicles", f"{_NOW}, at most one for each site"),
        Column("vehicles", "integer", "vehicles", "planned"),
        Column("clerks_now", "integer", "clerks", _NOW),
        Column("clerks", "integer", "clerks", "planned"),
        Column("clerks_most", "integer", "clerks", "the most that were tried: one for each site, "
               "or as many as now"),
        Column("certified", "text", "", "whether days say with the confidence asked for that its "
               "protocols are in by the time", values=YES_NO),
        Column("days", "integer", "days", "days simulated until it was certified, else until no "
               "number could be, in the last search in which it was: of tables, vehicles or "
               "clerks"),
        Column("bad_days", "integer", "days", "days among them on which a protocol was late"),
        Column("bad_days_pct_at_most", "number", "%", "upper confidence bound of the share of bad "
               "days, valid at any number of days"),
        Column("bad_days_with_less", "integer", "days", "bad days with one clerk less (or vehicle, "
               "or table, if that was searched last), of all that decide; -1 if there is no less"),
        Column("bad_days_with_most", "integer", "days", "bad days with the most of all that is "
               "searched, of the days of `paths.csv`"),
        Column("all_in_at_best", "time", "", "estimated from the same days: by then all its "
               "protocols are in on as many days as promised, with the most of all"),
        Column("fresh_days", "integer", "days", "fresh days of the validation; 0 if there were "
               "none", required=False),
        Column("fresh_bad_days", "integer", "days", "days among them on which a protocol was late "
               "with what is planned", required=False),
        Column("over", "text", "", "whether these are so many that the lower 99 % confidence bound "
               "of their share is above the share promised; empty without fresh days",
               empty=True, values=YES_NO, required=False),
    ),
    "one per commission, with `--results-by`; `commission`, `clerks` and `vehicles` are what "
    "`register.intake` reads",
    required=False,
)  # fmt: skip

PATHS = Table(
    "paths",
    (
        ORIGIN,
        key("site", "as in `plan.csv`", refers="plan.site"),
        Column("commission", "text", "", "its commission", varies=False,
               refers="intake.commission"),
        Column("days", "integer", "days", "days simulated"),
        Column("late_days", "integer", "days", "days among them on which its protocol was accepted "
               "after the time, with what its commission has now"),
        Column("late_days_with_most", "integer", "days", "the same with the most of all that is "
               "searched"),
        Column("binds", "text", "", "whether it is one of those that are late most often, because "
               "of which its commission is late with the most of all", values=YES_NO),
        Column("closes", "time", "", "when the doors close, on the day of the site that all "
               "that follows is of: the middle one of its late days, or its latest day if it has "
               "none, with what its commission has now"),
        Column("voting_s", "number", "s", "until the last voter has left"),
        Column("prepare_s", "number", "s", "setting up, cancelling ballots, counting signatures"),
        Column("reading_s", "number", "s", "reading the ballots"),
        Column("piles_s", "number", "s", "counting the piles once"),
        Column("recounts_s", "number", "s", "counting them again after errors"),
        Column("protocol_s", "number", "s", "writing the protocol"),
        Column("slowed_s", "number", "s", "what incidents add to the count"),
        Column("vehicle_s", "number", "s", "waiting for a vehicle of the commission, and its way "
               "to the site; 0 where one waits there"),
        Column("road_s", "number", "s", "the way to the commission"),
        Column("queue_s", "number", "s", "waiting for a clerk, over all submissions"),
        Column("intake_s", "number", "s", "taking in and checking, over all submissions"),
        Column("corrections_s", "number", "s", "correcting a protocol that was returned"),
        Column("accepted", "time", "", "`closes` and all parts"),
    ),
    "one per site, with `--results-by`",
    required=False,
)  # fmt: skip

PLAN_TABLES = (PLAN, PLAN_REGIONS, CURVE, VALIDATION, INTAKE, PATHS)
