"""The shapes of ``manifest.json`` and ``summary.json``, by kind of result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.results.columns import NATION, SIMULATED
from sim.results.schema import RELATIONS
from sim.results.shapes import (
    ANY,
    AT,
    COUNT,
    DATE,
    FLAG,
    LOCAL,
    NUMBER,
    SOME,
    STAMP,
    TEXT,
    WHOLE,
    Each,
    Fields,
    Leaf,
    Many,
    misfits,
    misfits_of_band,
    one_of,
    or_null,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results.shapes import Wrong

KINDS = ("run", "ensemble", "calibration", "comparison")
_KINDS_NAMED = ("calibration", "comparison")
"""Kinds that the manifest and the summary name; runs and ensembles do not."""

_SEED = Leaf("a whole number in [0, 2**32)", lambda v: WHOLE.holds(v) and 0 <= v < 2**32)
_SIMULATED = one_of(SIMULATED)
_MILESTONES = ("last_voter", "first_protocol", "first_called", "half_counted", "half_accepted",
               "half_called", "all_called", "all_accepted")  # fmt: skip

_INCIDENT = Fields(
    {"name": TEXT, "kind": TEXT},
    {"from": or_null(LOCAL), "to": or_null(LOCAL), "where": Fields({}, null=True)},
)
_SCENARIO = Fields(
    {"name": TEXT, "date": DATE, "polling": Fields({"opens": LOCAL, "closes": LOCAL})},
    {"description": TEXT, "incident": Many(_INCIDENT)},
)
"""What others read of the scenario in a manifest; the rest is shown as it stands."""
_POSTERIOR = Fields(
    {"directory": TEXT, "sha256": TEXT, "draws": SOME},
    {"draw": COUNT, "converged": FLAG, "why": TEXT},
)

_CHANGED = Many(Fields({"key": TEXT, "label": TEXT, "unit": or_null(TEXT), "from": ANY, "to": ANY}))
_VERSIONS = Fields({"saylau": TEXT, "python": TEXT})
_MANIFEST = {"origin": _SIMULATED, "versions": _VERSIONS}
_OF_RUN = Fields(
    {**_MANIFEST, "scenario": _SCENARIO, "seed": _SEED, "replications": SOME, "engine": TEXT,
     "register_sha256": TEXT},
    {"posterior": _POSTERIOR, "changed": _CHANGED},
)  # fmt: skip
MANIFESTS: dict[str, Fields] = {
    "run": _OF_RUN,
    "ensemble": _OF_RUN,
    "calibration": Fields(
        {**_MANIFEST, "scenario": _SCENARIO, "calibrated": _SCENARIO, "seed": _SEED,
         "register_sha256": TEXT, "parameters": Many(TEXT)},
        {"command": TEXT, "effort": TEXT},
    ),
    "comparison": Fields({**_MANIFEST, "results": Many(Fields({"name": TEXT}), 2)}),
}  # fmt: skip
"""Besides the files, which :mod:`sim.results.reading` looks at."""

_AT = Each(NUMBER, r"\d\d:\d\d")
_REGION = Fields(
    {"name": TEXT, "registered": SOME, "issued": COUNT, "cast": COUNT, "turnout_pct": NUMBER,
     "turnout_at": _AT, "seats": Each(COUNT), "last_accepted": STAMP},
    {"turnout_reference_pct": or_null(NUMBER)},
)  # fmt: skip
_TURNOUT_TARGET = {
    "time": AT, "reported_pct": or_null(NUMBER), "reported_count": or_null(NUMBER),
    "simulated_pct": NUMBER, "simulated_count": WHOLE,
}  # fmt: skip
"""Of a target that is turnout by hour: one without ``what``."""
_OTHER_TARGET = {
    "what": one_of("final_turnout", "seats", "votes", "incumbents", "night"), "item": TEXT,
    "reported": NUMBER, "within": or_null(NUMBER), "simulated": NUMBER,
}  # fmt: skip
"""Of any other target that a scenario gives."""
_TARGET = Fields(
    {"code": TEXT, "relation": one_of(*RELATIONS), "residual": NUMBER, "met": FLAG, "source": TEXT},
    {**_TURNOUT_TARGET, **_OTHER_TARGET, "within_pct": or_null(NUMBER), "met_share": NUMBER},
)
_RUN = {
    "origin": _SIMULATED, "scenario": TEXT, "description": TEXT, "date": DATE, "seed": _SEED,
    "replications": SOME, "engine": TEXT, "simpy_sites": COUNT, "reference": TEXT,
    "sites": SOME, "races": SOME, "registered": SOME, "registered_published": or_null(COUNT),
    "issued": COUNT, "cast": COUNT, "turnout_pct": NUMBER, "turnout_at": _AT,
    "regions": Each(_REGION), "seats_nomination": Each(COUNT), "seats_national": Each(COUNT),
    "seats_reference": Each(COUNT, null=True), "incumbents_won_share": NUMBER,
    "left_without_ballot": Fields(dict.fromkeys(("turned_back", "gave_up", "too_late"), COUNT)),
    "waits": Fields(
        dict.fromkeys(("mean_s", "p50_s", "p95_s", "max_s"), NUMBER)
        | dict.fromkeys(("longest_line", "over_30_min"), COUNT)
    ),
    "night": Fields(
        dict.fromkeys(_MILESTONES, STAMP)
        | dict.fromkeys(("recounts", "returned", "lead_changes", "counts_over_legal_max"), COUNT),
        dict.fromkeys(("discrepant_protocols", "discrepant_ballots"), COUNT),
    ),
    "targets": Many(_TARGET),
}  # fmt: skip
_LATER = {
    "posterior": _POSTERIOR,
    "changed": _CHANGED,
    "without_effect": Many(Fields({"key": TEXT, "why": TEXT})),
    "decided": Each(COUNT),
    **dict.fromkeys(("races_against_all_leads", "races_without_winner", "races_exchanged"), COUNT),
    "staff": Fields({"members": COUNT, "desks_open": COUNT, "desk_hours": NUMBER}),
    "incidents": Many(Fields({
        "name": TEXT, "kind": TEXT, "of": TEXT, "note": TEXT,
        **dict.fromkeys(("matched", "affected", "changed"), COUNT),
    })),
}  # fmt: skip
"""What some runs have, or those of an earlier version lack."""
_BREACH = {"code": TEXT, "text": TEXT, "where": Many(TEXT)}


def _with_laws(breach: Mapping[str, Any], **more: Any) -> Fields:
    laws = Fields({"checked": COUNT, "breached": Many(Fields(breach)), "laws": Each(COUNT)})
    return Fields({**_RUN, "invariants": laws, **more}, _LATER)


_Z = Fields({"target": TEXT, "item": TEXT, "z": NUMBER, "left_out_z": NUMBER})
_CALIBRATION = Fields({
    "origin": _SIMULATED, "scenario": TEXT, "description": TEXT, "date": DATE, "seed": _SEED,
    "effort": TEXT, "command": TEXT, "draws": SOME, "converged": FLAG,
    "chains": Many(Fields({"group": TEXT, "steps": COUNT, "autocorrelation": NUMBER,
                           "r_hat": NUMBER, "converged": FLAG, "sentence": TEXT})),
    "correction": Fields({"rounds": COUNT, "moved_pct": NUMBER}),
    "targets": Fields({"n": COUNT, "met": COUNT, "outside": Many(_Z)}),
    "dropped": Many(TEXT), "weighted": Many(TEXT), "informed": COUNT, "uninformed": Many(TEXT),
    "seats_national": Each(Fields({"reported": COUNT, "p05": NUMBER, "p50": NUMBER,
                                   "p95": NUMBER, "mean": NUMBER})),
    "lint": Many(Fields({"code": TEXT, "severity": TEXT, "message": TEXT})),
})  # fmt: skip

_NONE_OR_NUMBER = or_null(NUMBER)
_DIFFERENCE = Fields({
    "metric": TEXT, "code": TEXT, "unit": TEXT, "moved": or_null(FLAG),
    **dict.fromkeys(("base", "other", "difference", "difference_p05", "difference_p95",
                     "each_p05", "each_p95", "width_ratio"), _NONE_OR_NUMBER),
})  # fmt: skip
_SITE = Fields({
    "site": TEXT, "code": TEXT, "commission": TEXT, "how": TEXT, "columns": Many(TEXT),
    **dict.fromkeys(("wait_mean_s", "issued", "last_left_s", "accepted_s"), _NONE_OR_NUMBER),
})  # fmt: skip
_SITES = Fields(
    dict.fromkeys(("same", "day", "votes", "night", "queue", "register"), COUNT)
    | {"by_region": Each(COUNT), "largest": Many(_SITE)},
    null=True,
)
_AGAINST = Fields({
    "letter": TEXT, "name": TEXT, "paired": FLAG, "pairing": TEXT, "pairs": COUNT,
    "reasons": Many(Fields({"kind": TEXT, "key": TEXT, "base": ANY, "other": ANY})),
    "compared": COUNT, "moved": COUNT, "with_interval": COUNT, "off_zero": COUNT, "told": COUNT,
    "narrowed_by": _NONE_OR_NUMBER, "sites": _SITES, "regions_moved": Many(TEXT),
    "differences": Many(_DIFFERENCE),
})  # fmt: skip
_COMPARED = Fields({
    "letter": TEXT, "name": TEXT, "scenario": TEXT, "description": TEXT, "seed": _SEED,
    "replications": SOME, "posterior": or_null(TEXT), "register_sha256": TEXT,
})  # fmt: skip
_COMPARISON = Fields({
    "origin": _SIMULATED, "date": DATE, "sites": SOME, "regions": Each(TEXT),
    "results": Many(_COMPARED, 2), "metrics": Many(TEXT), "against": Many(_AGAINST, 1),
    "conditions": Many(Fields({"condition": TEXT, "holds_for": Many(TEXT)})),
})  # fmt: skip

_SUMMARIES = {
    "run": _with_laws(_BREACH),
    "ensemble": _with_laws({**_BREACH, "replication": COUNT}, p05=Fields({}), p95=Fields({})),
    "calibration": _CALIBRATION,
    "comparison": _COMPARISON,
}


def kind_of(manifest: Mapping[str, Any]) -> str | None:
    """Return what kind of result a manifest is of; None if it is of none.

    >>> kind_of({"replications": 1}), kind_of({"replications": 9}), kind_of({"kind": "x"})
    ('run', 'ensemble', None)
    """
    if "kind" in manifest:
        kind = manifest["kind"]
        return kind if kind in _KINDS_NAMED else None
    replications = manifest.get("replications")
    if not isinstance(replications, int) or isinstance(replications, bool):
        return None
    return "ensemble" if replications > 1 else "run"


def misfits_of_summary(kind: str, summary: Any, manifest: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield what is wrong with a summary: its shape, or that it is of another result.

    Parameters
    ----------
    kind
        Of the result, by its manifest.
    summary
        As JSON has it.
    manifest
        Of the right shape.
    """
    found = list(misfits(_SUMMARIES[kind], summary))
    yield from found
    if found:
        return
    if summary.get("kind") != manifest.get("kind"):
        yield "kind", f"must be that of manifest.json; got {summary.get('kind')!r}"
    for key in ("seed", "replications") if kind in {"run", "ensemble"} else ():
        if summary[key] != manifest[key]:
            yield key, f"is {summary[key]}; manifest.json has {manifest[key]}"
    if kind in {"run", "ensemble"}:
        yield from _misfits_of_parts(summary)
    if kind == "ensemble":
        for end in ("p05", "p95"):
            yield from misfits_of_band(summary, summary[end], end)
    if kind == "comparison":
        yield from _misfits_of_comparison(summary)


def _misfits_of_parts(summary: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield where parts of the summary of a run speak of other parties, hours or figures."""
    parties, hours = summary["seats_nomination"].keys(), summary["turnout_at"].keys()
    for key in ("seats_national", "seats_reference"):
        if summary[key] is not None and summary[key].keys() != parties:
            yield key, "must have the parties of seats_nomination"
    for code, region in summary["regions"].items():
        if region["seats"].keys() != parties:
            yield f"regions.{code}.seats", "must have the parties of seats_nomination"
        if region["turnout_at"].keys() != hours:
            yield f"regions.{code}.turnout_at", "must have the hours of turnout_at"
    if not summary["regions"]:
        yield "regions", "must name a region or more"
    for number, target in enumerate(summary["targets"]):
        needed = _OTHER_TARGET if "what" in target else _TURNOUT_TARGET
        missing = [key for key in needed if key not in target]
        yield from ((f"targets[{number}].{key}", "is missing") for key in missing)
        counted = target["relation"] == "count_at_least"
        key = "reported_count" if counted else "reported_pct"
        if "what" not in target and target["relation"] != "highest" and target.get(key) is None:
            yield f"targets[{number}].{key}", f"must be a number where it {target['relation']}"
        if summary["replications"] > 1 and "met_share" not in target:
            yield f"targets[{number}].met_share", "is missing"


def _misfits_of_comparison(summary: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield where a comparison speaks of other results or regions than it names."""
    named = [each["letter"] for each in summary["results"]]
    told = [each["letter"] for each in summary["against"]]
    if told != named[1:]:
        yield "against", f"must be of {', '.join(named[1:])}; got {', '.join(told)}"
    codes = {*summary["regions"], NATION}
    for number, against in enumerate(summary["against"]):
        for row, difference in enumerate(against["differences"]):
            if difference["code"] not in codes:
                where = f"against[{number}].differences[{row}].code"
                yield where, f"must be {NATION} or one of regions; got {difference['code']!r}"
