"""Manifests and summaries by kind of result, and what their parts must have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.results.columns import NATION
from sim.results.manifests import CalibrationManifest, ComparisonManifest, RunManifest
from sim.results.json_shapes import shape_problems, band_problems
from sim.results.summaries import CalibrationSummary, ComparisonSummary, RunSummary
from sim.results.typed_json import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results.json_shapes import Wrong

_TURNOUT_TARGET = ("time", "reported_pct", "reported_count", "simulated_pct", "simulated_count")
"""Keys of a target that is turnout by hour: one without ``what``."""
_OTHER_TARGET = ("what", "item", "reported", "within", "simulated")
"""Keys of any other target."""
KINDS = ("run", "ensemble", "calibration", "comparison")
_KINDS_NAMED = ("calibration", "comparison")
"""Kinds that the manifest and the summary name; runs and ensembles do not."""

MANIFESTS = {
    "run": RunManifest,
    "ensemble": RunManifest,
    "calibration": CalibrationManifest,
    "comparison": ComparisonManifest,
}
"""Besides the files, which :mod:`sim.results.reading` looks at."""
SUMMARIES = {
    "run": RunSummary,
    "ensemble": RunSummary,
    "calibration": CalibrationSummary,
    "comparison": ComparisonSummary,
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


def summary_problems(kind: str, summary: Any, manifest: Mapping[str, Any]) -> Iterator[Wrong]:
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
    found = list(shape_problems(shape_of(SUMMARIES[kind]), summary))
    yield from found
    if found:
        return
    if summary.get("kind") != manifest.get("kind"):
        yield "kind", f"must be that of manifest.json; got {summary.get('kind')!r}"
    for key in ("seed", "replications") if kind in {"run", "ensemble"} else ():
        if summary[key] != manifest[key]:
            yield key, f"is {summary[key]}; manifest.json has {manifest[key]}"
    if kind in {"run", "ensemble"}:
        yield from _problems_of_parts(summary)
    if kind == "ensemble":
        for end in ("p05", "p95"):
            if end not in summary:
                yield end, "is missing"
            else:
                yield from band_problems(summary, summary[end], end)
    if kind == "comparison":
        yield from _problems_of_comparison(summary)


def _problems_of_parts(summary: Mapping[str, Any]) -> Iterator[Wrong]:
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
    yield from _problems_of_entries(summary)


def _problems_of_entries(summary: Mapping[str, Any]) -> Iterator[Wrong]:
    """Yield what targets lack, and what those and breaches of an ensemble lack."""
    for number, target in enumerate(summary["targets"]):
        needed = _OTHER_TARGET if "what" in target else _TURNOUT_TARGET
        missing = [key for key in needed if key not in target]
        yield from ((f"targets[{number}].{key}", "is missing") for key in missing)
        counted = target["relation"] == "count_at_least"
        key = "reported_count" if counted else "reported_pct"
        if "what" not in target and target["relation"] != "highest" and target.get(key) is None:
            yield f"targets[{number}].{key}", f"must be a number where it {target['relation']}"
        if summary["replications"] > 1 and target.get("met_share") is None:
            yield f"targets[{number}].met_share", "is missing"
    for number, breach in enumerate(summary["invariants"]["breached"]):
        if summary["replications"] > 1 and breach.get("replication") is None:
            yield f"invariants.breached[{number}].replication", "is missing"


def _problems_of_comparison(summary: Mapping[str, Any]) -> Iterator[Wrong]:
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
