"""The summary of a plan as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import signed_text
from sim.results.labels import convergence_warning, run_label
from sim.show.plan_words import (
    PATH_HEADING,
    certified_texts,
    days_text,
    limit_text,
    night_texts,
    path_rows,
    people_text,
    promise_text,
    sites_text,
    validation_texts,
)
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.results import PlanResults
    from sim.results.summaries.plan import PlanSummary

_MOST_PATHS = 10
"""Sites that bind which are printed; paths.csv has all."""


def plan_text(results: PlanResults) -> str:
    """Return the summary of a plan as text."""
    summary = results.summary
    lines = [
        *(wrapped(warning) if (warning := convergence_warning(summary)) else ()),
        *wrapped(f"SIMULATED: plan of {run_label(summary)} ({summary.date})"),
        *wrapped(summary.description),
        *wrapped(f"Promise: {promise_text(summary)}" if summary.budget is None
                 else f"Given: {promise_text(summary)}"),
        *wrapped(f"Days: {days_text(summary)}"),
        "",
        *table(staff_rows(summary), "<>>>", ("", "now", "planned", "difference")),
        "",
        *wrapped(f"Sites: {sites_text(summary)}"),
        *wrapped(f"People: {people_text(summary)}"),
        *(line for text in certified_texts(summary) for line in wrapped(f"Certified: {text}")),
        *(line for text in validation_texts(summary) for line in wrapped(f"Validated: {text}")),
        *(line for text in night_texts(summary) for line in wrapped(f"Results: {text}")),
        *_path_lines(results),
        "",
        *_region_lines(results),
        "",
        *_curve_lines(results),
    ]  # fmt: skip
    return "\n".join(lines)


def staff_rows(summary: PlanSummary) -> Iterator[tuple[str, str, str, str]]:
    """Yield sums of staff now and planned."""
    for name in ("desks", "booths", "members"):
        now, planned = getattr(summary.now, name), getattr(summary.planned, name)
        yield name, f"{now:,}", f"{planned:,}", signed_text(planned - now)


def _path_lines(results: PlanResults) -> Iterator[str]:
    rows = [*path_rows(results, _MOST_PATHS)]
    if rows:
        yield from table(rows, "<" + ">" * (len(rows[0]) - 1), PATH_HEADING)


def _region_lines(results: PlanResults) -> Iterator[str]:
    columns = results.tables["regions"]
    certified = () if results.summary.budget else ("certified",)
    names = ("desks_now", "desks", "members_to_add", "members_spare", *certified, "sites")
    rows = (
        (results.summary.area_name(str(code)), *(f"{columns[name][k]:,}" for name in names))
        for k, code in enumerate(columns["code"])
    )
    heading = (
        results.summary.a_region_word, "desks now", "planned", "members to add", "spare",
        *certified, "of sites" if certified else "sites",
    )  # fmt: skip
    yield from table(rows, "<" + ">" * len(names), heading)


def _curve_lines(results: PlanResults) -> Iterator[str]:
    yield "Trade-off, estimated from a few days, without a certificate"
    yield from table(
        curve_rows(results), "<>>>>", ("waits of", "desks", "members", "to add", "not enough at")
    )


def curve_rows(results: PlanResults) -> Iterator[tuple[str, ...]]:
    """Yield limits of waits, with the desks and members that they need."""
    columns = results.tables["curve"]
    for k, limit in enumerate(columns["max_wait_s"].tolist()):
        names = ("desks", "members", "members_to_add", "sites_not_enough")
        yield (f"at most {limit_text(limit)}", *(f"{columns[name][k]:,}" for name in names))
