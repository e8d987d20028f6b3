"""Checks of a summary: its keys, and whether its parts agree with each other and the manifest."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

from sim.pack.shipped import NATION
from sim.results.json_shapes import band_problems, shape_problems
from sim.results.typed_json import shape_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results.json_shapes import KeyProblem
    from sim.results.result_kinds import ResultKind

_TURNOUT_TARGET = ("time", "reported_pct", "reported_count", "simulated_pct", "simulated_count")
"""Keys of a target of turnout by hour, which has no ``what``."""
_OTHER_TARGET = ("what", "item", "reported", "within", "simulated")
"""Keys of any other target."""
_NUMBERS = ("seed", "replications", "replication")
"""Keys that say the same in the manifest, where both have them."""


def summary_problems(
    kind: ResultKind, summary: Any, manifest: Mapping[str, Any]
) -> Iterator[KeyProblem]:
    """Yield the keys of a summary that are wrong, or that belong to another result.

    Parameters
    ----------
    kind
        Kind of the result.
    summary
        The content of ``summary.json``.
    manifest
        The content of ``manifest.json``, checked before.
    """
    declared: Any = kind.summary.value
    found = list(shape_problems(shape_of(declared), summary))
    yield from found
    if found:
        return
    if summary.get("kind") != manifest.get("kind"):
        yield "kind", f"must be that of manifest.json; got {summary.get('kind')!r}"
    both = (declared, kind.manifest.value)
    shared = set.intersection(*({field.name for field in fields(each)} for each in both))
    for key in _NUMBERS:
        if key in shared and summary.get(key) != manifest.get(key):
            yield key, f"is {summary.get(key)}; manifest.json has {manifest.get(key)}"
    if kind.summary_problems is not None:
        yield from kind.summary_problems.value(summary)


def problems_of_ensemble(summary: Mapping[str, Any]) -> Iterator[KeyProblem]:
    """Yield where parts of the summary of an ensemble do not agree with the whole, or its bands."""
    yield from problems_of_run(summary)
    for end in ("p05", "p95"):
        if end not in summary:
            yield end, "is missing"
        else:
            yield from band_problems(summary, summary[end], end)


def problems_of_run(summary: Mapping[str, Any]) -> Iterator[KeyProblem]:
    """Yield where parts of the summary of a run have other parties or hours than the whole."""
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
        yield "regions", "must have one region or more"
    yield from _problems_of_entries(summary)


def _problems_of_entries(summary: Mapping[str, Any]) -> Iterator[KeyProblem]:
    """Yield missing keys of targets, and of broken invariants in an ensemble."""
    for number, target in enumerate(summary["targets"]):
        needed = _OTHER_TARGET if "what" in target else _TURNOUT_TARGET
        # Only `equals` has a tolerance.
        optional = {"within"} if target["relation"] != "equals" else set()
        missing = [key for key in needed if key not in target and key not in optional]
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


def problems_of_comparison(summary: Mapping[str, Any]) -> Iterator[KeyProblem]:
    """Yield where a comparison refers to results or regions that it does not list."""
    listed = [each["letter"] for each in summary["results"]]
    compared = [each["letter"] for each in summary["against"]]
    if compared != listed[1:]:
        yield "against", f"must be of {', '.join(listed[1:])}; got {', '.join(compared)}"
    nation = summary.get("election", {}).get("nation", NATION)
    codes = {*summary["regions"], nation}
    for number, against in enumerate(summary["against"]):
        for row, difference in enumerate(against["differences"]):
            if difference["code"] not in codes:
                where = f"against[{number}].differences[{row}].code"
                yield where, f"must be {nation} or one of regions; got {difference['code']!r}"
