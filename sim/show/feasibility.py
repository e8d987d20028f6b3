"""A feasibility check as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.language import localized, marked, tr, tr_n
from sim.core.text import clock_of, clock_text, number_text
from sim.results.labels import run_label
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.results import FeasibilityResults
    from sim.results.summaries.feasibility import FeasibilitySummary, RowBelow

HEADING = (
    marked("site"), marked("hour"), marked("issued"), marked("at most"), marked("had"),
    marked("s each"), marked("would need"), marked("prob."),
)  # fmt: skip
ALIGN = "<<>>>>>>"
_MOST = 1_000
"""Desks or booths that are tried at most: see :mod:`sim.feasibility.capacity`."""


def feasibility_text(results: FeasibilityResults) -> str:
    """Return a feasibility check as text."""
    summary = results.summary
    run = run_label(summary)
    lines = wrapped(tr("SIMULATED: what sites could issue, scenario {run}", run=run))
    for sentence in sentences(summary):
        lines += wrapped(sentence, hanging="")
    if summary.rows_below:
        rows = (row_cells(row) for row in summary.rows_below)
        lines += ["", *table(rows, ALIGN, [*map(tr, HEADING)])]
        if hidden := summary.below - len(summary.rows_below):
            more = tr_n(
                "and {n} more row, see feasible.csv", "and {n} more rows, see feasible.csv", hidden
            )
            lines.append(f"  {more}")
    return "\n".join(lines)


def sentences(summary: FeasibilitySummary) -> Iterator[str]:
    """Yield what was found, a sentence each."""
    level = localized(f"{summary.level:g}")
    yield tr(
        "{file}: {rows} {of_sites}, {n} ballots issued, as reported",
        file=summary.file, rows=_rows_text(summary.rows),
        of_sites=tr_n("of {n} site", "of {n} sites", summary.sites), n=summary.issued,
    )  # fmt: skip
    yield tr(
        "Feasible: {rows} with a probability of {level} or more; "
        "{n} of them with fewer desks than were open",
        rows=_rows_text(summary.feasible), level=level, n=summary.with_fewer,
    )  # fmt: skip
    below = tr(
        "Would need more: {rows} below {level}, {at_sites}",
        rows=_rows_text(summary.below), level=level,
        at_sites=tr_n("at {n} site", "at {n} sites", summary.sites_below),
    )  # fmt: skip
    limits = [f"{tr(name)} {number_text(n)}" for name, n in summary.by_limit.items()]
    yield f"{below} ({', '.join(limits)})" if limits else below
    chance = summary.by_chance
    most = localized(f"{chance:.2g}") if chance < 10 else number_text(chance)
    yield tr(
        "If every site issued all it can all day, up to {most} rows would be below {level} by "
        "chance alone",
        most=most, level=level,
    )  # fmt: skip
    if summary.above_list:
        yield tr_n(
            "{n} row has more ballots than the list of the site has voters",
            "{n} rows have more ballots than the list of the site has voters", summary.above_list,
        )  # fmt: skip


def _rows_text(n: int) -> str:
    return tr_n("{n} row", "{n} rows", n)


def row_cells(row: RowBelow) -> tuple[str, ...]:
    """Return the cells of a row below the level, as :data:`HEADING` names them."""
    had, each, needed = tr(row.limit), "-", "-"
    if row.limit in {"desks", "booths"}:
        of_desks = row.limit == "desks"
        n, least = (row.desks, row.would_need) if of_desks else (row.booths, row.would_need_booths)
        had = tr_n("{n} desk", "{n} desks", n) if of_desks else tr_n("{n} booth", "{n} booths", n)
        each = number_text(row.desk_s_each if of_desks else row.booth_s_each, 1)
        needed = tr("over {n}", n=_MOST) if least > _MOST else number_text(least)
    begins, ends = clock_of(row.hour), clock_of(row.until)
    hour = clock_text(begins, day=True)
    if ends - begins != clock.HOUR_MS:
        hour = f"{hour}–{clock_text(ends, day=True)}"
    return (
        row.site, hour, number_text(row.issued),
        number_text(row.at_most), had, each, needed, number_text(row.probability, 4),
    )  # fmt: skip
