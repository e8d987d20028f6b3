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
        Column("members", "integer", "members", "planned: those of now, or as many as the desks "
               "need"),
        Column("desks", "integer", "desks", "planned: those of now where nothing is certified"),
        Column("booths", "integer", "booths", "the same"),
        Column("members_to_add", "integer", "members", "`members` − `members_now`, 0 if negative"),
        Column("members_spare", "integer", "members", "planned members whom neither a desk, nor "
               "the crew of the portable box, nor the law needs"),
        Column("certified", "text", "", "whether days say with the confidence asked for that the "
               "promise holds; empty where desks or members were given", values=YES_NO, empty=True),
        Column("days", "integer", "days", "days simulated until it was certified, else all"),
        Column("bad_days", "integer", "days", "days among them on which too many waited too long"),
        Column("bad_days_pct_at_most", "number", "%", "upper confidence bound of the share of bad "
               "days, valid at any number of days", empty=True),
        Column("bad_days_with_less", "integer", "days", "bad days with one desk less (booth, if "
               "booths are changed, too), of all that were simulated until that was given up; -1 "
               "if there is no less"),
        Column("binds", "text", "", "where those who waited too long waited most with one desk "
               "less; where nothing is certified, with the most", empty=True,
               values=("door", "desk", "booth", "box")),
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
        Column("desks", "integer", "desks", "desks needed, estimated from a few days"),
        Column("members", "integer", "members", "members with these desks"),
        Column("members_to_add", "integer", "members", "more than now"),
        Column("sites_not_enough", "integer", "sites", "sites where no number of desks is enough, "
               "which keep those of now"),
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

PLAN_TABLES = (PLAN, PLAN_REGIONS, CURVE, VALIDATION)
