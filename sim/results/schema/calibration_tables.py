"""The tables of a calibration."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results.schema.declaration import (
    CLOCK,
    ORIGIN,
    RELATIONS,
    YES_NO,
    Column,
    Table,
    key,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


def _quantiles(at: Iterable[int], unit: str, of: str, before: str = "") -> tuple[Column, ...]:
    """Return columns of quantiles of draws of the prior or the posterior."""
    return tuple(
        Column(f"{before}p{q:02d}", "number", unit, f"{q} in 100 {of} are at most as large")
        for q in at
    )


_BANDS, _ENDS = (5, 25, 50, 75, 95), (5, 50, 95)
_PRIOR, _POSTERIOR = "draws of the prior", "draws of the posterior"
_TARGET, _PARAMETER = "of the target", "of the parameter"

FIT = Table(
    "fit",
    (
        ORIGIN,
        key("target", "name of the target"),
        Column("what", "text", "", "`turnout`, `final_turnout`, `seats`, `votes`, `incumbents` or "
               "`night`", varies=False),
        Column("code", "text", "", "region, code of the nation, or the district of a by-election",
               varies=False),
        Column("item", "text", "", "party of the seats, choice of the votes, milestone of the "
               "night; else empty", empty=True),
        Column("time", "text", "", "clock time of turnout, capital time; else empty", empty=True,
               pattern=CLOCK),
        Column("relation", "text", "", "`equals`, `at_least`, `highest` or `count_at_least`",
               values=RELATIONS),
        Column("reported", "number", _TARGET, "% of registered for turnout, voters for "
               "`count_at_least`, seats, % of ballots cast for votes, % of winners for "
               "incumbents, hours since midnight of the day for the night; empty for `highest`",
               empty=True),
        Column("error", "number", _TARGET, "standard deviation of the reporting error that is "
               "assumed"),
        Column("weight", "number", "", "power of its likelihood; 0 is shown and does not count"),
        *_quantiles(_BANDS, _TARGET, f"{_PRIOR} (for `highest` of the lead over the next region, "
                    "points)", "prior_"),
        *_quantiles(_BANDS, _TARGET, _POSTERIOR),
        Column("residual", "number", _TARGET, "`p50` minus reported; for `highest` the lead"),
        Column("z", "number", "", "how far the prediction is above the reported value, in standard "
               "deviations; by the rank of the reported value among the draws; empty if the "
               "relation is not `equals`", empty=True),
        Column("left_out_z", "number", "", "the same for a prediction without this target; only "
               "for turnout by hour in a region", empty=True),
        Column("holds_share", "number", "0–1", "share of posterior draws in which the relation "
               "holds"),
        Column("met", "text", "", "whether it is met", values=YES_NO),
        Column("source", "text", "", "who reported it", empty=True),
    ),
    "one per target, with its prediction",
    repeats=True,
)  # fmt: skip

PARAMETERS = Table(
    "parameters",
    (
        ORIGIN,
        key("parameter", "dotted key, as in `posterior.csv`"),
        Column("code", "text", "", "its region; empty for the nation", empty=True),
        *_quantiles(_ENDS, _PARAMETER, _PRIOR, "prior_"),
        *_quantiles(_ENDS, _PARAMETER, _POSTERIOR),
        Column("prior_sd", "number", _PARAMETER, "standard deviation of the prior"),
        Column("sd", "number", _PARAMETER, "standard deviation of the posterior"),
        Column("variance_reduction", "number", "", "1 − posterior variance ÷ prior variance; "
               "below 0 if the variance grew"),
        Column("informed", "text", "", "whether the targets inform it: `yes` if the "
               "variance reduction is 0.1 or more, or the median moved by a quarter of the prior's "
               "standard deviation", values=YES_NO),
        Column("r_hat", "number", "", "rank-normalised split R-hat of its chains: 1 if they agree",
               empty=True),
        Column("ess_bulk", "number", "draws", "bulk effective sample size", required=False,
               empty=True),
        Column("autocorrelation", "number", "steps", "integrated autocorrelation time of its "
               "chains", empty=True),
    ),
    "one per parameter, prior and posterior",
)  # fmt: skip

POSTERIOR = Table(
    "posterior",
    (ORIGIN, key("draw", "number of the draw, from 0", "integer")),
    "draws × parameters",
    families=(
        Column(r"[^.\s]+\..+", "number", _PARAMETER, "its value in that draw",
               shown="SECTION.PARAMETER"),
    ),
)  # fmt: skip

CURVES = Table(
    "curves",
    (
        ORIGIN,
        key("code", "region"),
        key("capital_time", "end of the quarter hour", "time"),
        *_quantiles(_ENDS, "%", f"{_PRIOR} of the ballots issued by then, of registered,",
                    "prior_"),
        *_quantiles(_BANDS, "%", f"{_POSTERIOR} of the ballots issued by then, of registered,"),
    ),
    "regions × quarter hours: turnout of prior and posterior",
)  # fmt: skip

_REFERS = "parameters.parameter"

CORRELATIONS = Table(
    "correlations",
    (
        ORIGIN,
        key("one", "dotted key of a parameter", refers=_REFERS),
        key("other", "dotted key of another", refers=_REFERS),
        Column("correlation", "number", "−1 to 1", "posterior correlation of the two"),
    ),
    "pairs of parameters with a high posterior correlation",
)  # fmt: skip

TRACE = Table(
    "trace",
    (
        ORIGIN,
        key("group", "the chains run in groups that share no target, such as `day` and `choice`"),
        key("step", "number of the step of the chain", "integer"),
        key("parameter", "dotted key", refers=_REFERS),
        *_quantiles(_ENDS, "of the coordinate", "walkers at that step (the coordinate is the "
                    "logarithm of a parameter of an arrival curve, the logit of a region's "
                    "share, else the parameter itself)"),
    ),
    "steps × parameters: the chains of those that mix most slowly",
)  # fmt: skip

CALIBRATION_TABLES = (FIT, PARAMETERS, POSTERIOR, CURVES, CORRELATIONS, TRACE)
