"""The tables of a comparison."""

from __future__ import annotations

from sim.results.schema.declaration import ALL_REGIONS, ORIGIN, YES_NO, Column, Table, key

_OF = "of the metric"

COMPARE = Table(
    "compare",
    (
        ORIGIN,
        key("metric", "[name of the metric](comparing.md#selecting-metrics)"),
        key("code", f"region, or {ALL_REGIONS}"),
        key("result", "name of the result that is compared with the base"),
        Column("unit", "text", "", "of the metric; `time` is in seconds since the midnight before "
               "the day, its difference in seconds", empty=True),
        Column("base", "number", _OF, "mean over the replications of the base: of the pairs if "
               "paired, else of all", empty=True),
        Column("other", "number", _OF, "the same of the other result", empty=True),
        Column("difference", "number", _OF, "`other` − `base`", empty=True),
        Column("difference_p05", "number", _OF, "lower end of the 90 % confidence interval of the "
               "mean difference; empty if there is a single replication on either side",
               empty=True),
        Column("difference_p95", "number", _OF, "its upper end", empty=True),
        Column("each_p05", "number", _OF, "what 5 in 100 pairs of replications do not exceed; "
               "empty if not paired", empty=True),
        Column("each_p95", "number", _OF, "what 95 in 100 pairs do not exceed", empty=True),
        Column("width_ratio", "number", "", "width of the interval ÷ its width without pairing; "
               "empty if there is no interval, or no width to compare", empty=True),
        Column("moved", "text", "", "whether the interval excludes zero; of two paired runs "
               "whether they differ; empty if not known", empty=True, values=YES_NO),
    ),
    "results × metrics of each region and all together",
)  # fmt: skip

COMPARE_SITES = Table(
    "compare_sites",
    (
        ORIGIN,
        key("result", "name of the result that is compared with the base"),
        key("site", "as in `sites.csv`"),
        Column("code", "text", "", "as in `sites.csv`", varies=False),
        Column("commission", "text", "", "as in `sites.csv`", varies=False),
        Column("how", "text", "", "`day`, `votes`, `night`, `queue` or `register`: [what "
               "differs](comparing.md#which-sites-differ)", varies=False),
        Column("columns", "text", "", "columns of `sites.csv` that differ; `votes` if the tally "
               "does", varies=False),
        Column("whole_wait_mean_difference_s", "number", "s", "of the mean whole wait; of medians "
               "in an ensemble", empty=True, required=False),
        Column("wait_mean_difference_s", "number", "s", "of the mean wait; of medians in an "
               "ensemble", empty=True),
        Column("issued_difference", "number", "ballots", "of ballots issued", empty=True),
        Column("last_left_difference_s", "number", "s", "of the time at which the last voter left",
               empty=True),
        Column("accepted_difference_s", "number", "s", "of the time at which the protocol was "
               "accepted", empty=True),
    ),
    "one per site that differs; none if not paired",
)  # fmt: skip

COMPARISON_TABLES = (COMPARE, COMPARE_SITES)
