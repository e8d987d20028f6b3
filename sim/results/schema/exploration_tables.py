"""The tables of an exploration."""

from __future__ import annotations

from sim.results.schema.declaration import ORIGIN, Column, Table, key

_PARAMETER, _METRIC, _EFFECT = "of the parameter", "of the metric", "of the effect"

RANGES = Table(
    "ranges",
    (
        ORIGIN,
        key("parameter", "dotted key"),
        Column("unit", "text", "", "of the parameter", empty=True),
        Column("value", "number", _PARAMETER, "its value in the scenario"),
        Column("low", "number", _PARAMETER, "lower end of its range"),
        Column("high", "number", _PARAMETER, "upper end of its range"),
        Column("basis", "text", "", "where the range comes from"),
        Column("regions", "integer", "regions", "number of regions with another value, which move "
               "by the same factor"),
    ),
    "one per parameter that is explored",
)  # fmt: skip

DESIGN = Table(
    "design",
    (
        ORIGIN,
        key("point", "number of the point, from 0", "integer"),
        Column("refused", "text", "", "why the scenario cannot have these values; empty if it was "
               "run", empty=True),
    ),
    "points × parameters: the values at which the scenario is run",
    families=(
        Column(r"[^.\s]+\..+", "number", _PARAMETER, "its value at that point",
               shown="SECTION.PARAMETER"),
    ),
)  # fmt: skip

RUNS = Table(
    "runs",
    (
        ORIGIN,
        key("point", "number of the point", "integer", refers="design.point"),
        key("replication", "number of the replication, the same random words at every point",
            "integer"),
    ),
    "points × replications: the metrics of each run",
    families=(
        Column(r"\S+", "number", _METRIC, "its value in that run; a clock time in seconds since "
               "the midnight before the day", empty=True, shown="METRIC"),
    ),
)  # fmt: skip

EFFECTS = Table(
    "effects",
    (
        ORIGIN,
        key("metric", "[name of the metric](comparing.md#selecting-metrics)"),
        key("parameter", "dotted key", refers="ranges.parameter"),
        key("measure", "[what the number means](exploring.md#what-the-numbers-mean)"),
        Column("unit", "text", "", "of the effect; empty for shares of a variance and plain "
               "counts", empty=True),
        Column("effect", "number", _EFFECT, "in `unit`: how much the parameter moves the metric"),
        Column("effect_p05", "number", _EFFECT, "lower end of its 90 % confidence interval; empty "
               "if it is not known", empty=True),
        Column("effect_p95", "number", _EFFECT, "upper end of the same", empty=True),
    ),
    "metrics × parameters × measures: how much each parameter moves each metric",
)  # fmt: skip

EXPLORATION_TABLES = (RANGES, DESIGN, RUNS, EFFECTS)
