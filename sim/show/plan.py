"""The summary of a plan as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.language import marked, tr
from sim.core.recorded import tr_given
from sim.core.text import number_text, signed_text
from sim.results.labels import convergence_warning, day_text, run_label
from sim.show.plan_night import night_texts, path_heading, path_rows
from sim.show.plan_words import (
    certified_texts,
    days_text,
    limit_text,
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

STAFF_HEADING = (marked("now"), marked("planned"), marked("difference"))
"""Of :func:`staff_rows`, after their names."""
_MOST_PATHS = 10
"""Sites that bind which are printed; paths.csv has all."""


def plan_text(results: PlanResults) -> str:
    """Return the summary of a plan as text."""
    summary = results.summary
    lines = [
        *(wrapped(warning) if (warning := convergence_warning(summary)) else ()),
        *wrapped(
            tr("SIMULATED: plan of {run} ({date})", run=run_label(summary),
               date=day_text(summary.date))
        ),
        *wrapped(tr_given(summary.description)),
        *wrapped(tr("Promise: {text}", text=promise_text(summary)) if summary.budget is None
                 else tr("Given: {text}", text=promise_text(summary))),
        *wrapped(tr("Days: {text}", text=days_text(summary))),
        "",
        *table(staff_rows(summary), "<>>>", ("", *map(tr, STAFF_HEADING))),
        "",
        *wrapped(tr("Sites: {text}", text=sites_text(summary))),
        *wrapped(tr("People: {text}", text=people_text(summary))),
        *(line for text in certified_texts(summary)
          for line in wrapped(tr("Certified: {text}", text=text))),
        *(line for text in validation_texts(summary)
          for line in wrapped(tr("Validated: {text}", text=text))),
        *(line for text in night_texts(summary)
          for line in wrapped(tr("Results: {text}", text=text))),
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
        yield tr(name), number_text(now), number_text(planned), signed_text(planned - now)


def _path_lines(results: PlanResults) -> Iterator[str]:
    rows = [*path_rows(results, _MOST_PATHS)]
    if rows:
        yield from table(rows, "<" + ">" * (len(rows[0]) - 1), path_heading(results))


def _region_lines(results: PlanResults) -> Iterator[str]:
    """Yield a table of the regions for each that may change, as one would be too wide."""
    columns, summary = results.tables["regions"], results.summary
    certified = () if summary.budget else (marked("certified"),)
    for what in summary.change:
        is_first = what == summary.change[0]
        members = ("members_to_add", "members_spare") if is_first else ()
        names = (f"{what}_now", what, *members, *certified, "sites")
        rows = (
            (summary.area_name(str(code)), *(number_text(columns[name][k]) for name in names))
            for k, code in enumerate(columns["code"])
        )
        heading = (
            summary.a_region_word, tr("desks now") if what == "desks" else tr("booths now"),
            tr("planned"), *((tr("members to add"), tr("spare")) if is_first else ()),
            *map(tr, certified), tr("of sites") if certified else tr("sites"),
        )  # fmt: skip
        yield from (() if is_first else ("",))
        yield from table(rows, "<" + ">" * len(names), heading)


def _curve_lines(results: PlanResults) -> Iterator[str]:
    yield tr("Trade-off, estimated from a few days, without a certificate")
    searched = curve_searched(results)
    heading = (
        tr("waits of"), *map(tr, searched), tr("members"), tr("to add"), tr("not enough at"),
    )  # fmt: skip
    yield from table(curve_rows(results), "<" + ">" * (len(heading) - 1), heading)


def curve_searched(results: PlanResults) -> tuple[str, ...]:
    """Return the columns of the curve that are numbers of what was searched."""
    return tuple(name for name in ("desks", "booths") if name in results.tables["curve"])


def curve_rows(results: PlanResults) -> Iterator[tuple[str, ...]]:
    """Yield limits of waits, with the desks, perhaps booths, and members that they need."""
    columns = results.tables["curve"]
    names = (*curve_searched(results), "members", "members_to_add", "sites_not_enough")
    for k, limit in enumerate(columns["max_wait_s"].tolist()):
        most = tr("at most {time}", time=limit_text(limit))
        yield most, *(number_text(columns[name][k]) for name in names)
