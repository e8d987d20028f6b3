"""A feasibility check as text of 80 columns."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.text import clock_of, counted
from sim.results.labels import run_label
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.results import FeasibilityResults
    from sim.results.summaries.feasibility import FeasibilitySummary, RowBelow

HEADING = ("site", "hour", "issued", "at most", "had", "s each", "would need", "prob.")
ALIGN = "<<>>>>>>"
_MOST = 1_000
"""Desks or booths that are tried at most: see :mod:`sim.feasibility.capacity`."""


def feasibility_text(results: FeasibilityResults) -> str:
    """Return a feasibility check as text."""
    summary = results.summary
    lines = wrapped(f"SIMULATED: what sites could issue, scenario {run_label(summary)}")
    for sentence in sentences(summary):
        lines += wrapped(sentence, hanging="")
    if summary.rows_below:
        rows = (row_cells(row) for row in summary.rows_below)
        lines += ["", *table(rows, ALIGN, HEADING)]
        if hidden := summary.below - len(summary.rows_below):
            lines.append(f"  and {counted(hidden, 'more row')}, see feasible.csv")
    return "\n".join(lines)


def sentences(summary: FeasibilitySummary) -> Iterator[str]:
    """Yield what was found, a sentence each."""
    level = f"{summary.level:g}"
    yield (
        f"{summary.file}: {counted(summary.rows, 'row')} of {counted(summary.sites, 'site')}, "
        f"{summary.issued:,} ballots issued, as reported"
    )
    yield (
        f"Feasible: {counted(summary.feasible, 'row')} with a probability of {level} or more; "
        f"{summary.with_fewer:,} of them with fewer desks than were open"
    )
    yield (
        f"Would need more: {counted(summary.below, 'row')} below {level}, at "
        f"{counted(summary.sites_below, 'site')}{_limits(summary)}"
    )
    most = f"{summary.by_chance:.2g}" if summary.by_chance < 10 else f"{summary.by_chance:,.0f}"
    yield (
        f"If every site issued all it can all day, up to {most} rows would be below {level} by "
        "chance alone"
    )
    if summary.above_list:
        rows = counted(summary.above_list, "row has", "rows have")
        yield f"{rows} more ballots than the list of the site has voters"


def _limits(summary: FeasibilitySummary) -> str:
    if not summary.by_limit:
        return ""
    return f" ({', '.join(f'{name} {n:,}' for name, n in summary.by_limit.items())})"


def row_cells(row: RowBelow) -> tuple[str, ...]:
    """Return the cells of a row below the level, as :data:`HEADING` names them."""
    had, each, needed = row.limit, "-", "-"
    if row.limit in {"desks", "booths"}:
        of_desks = row.limit == "desks"
        n, least = (row.desks, row.would_need) if of_desks else (row.booths, row.would_need_booths)
        had = counted(n, row.limit[:-1])
        each = f"{row.desk_s_each if of_desks else row.booth_s_each:.1f}"
        needed = f"over {_MOST:,}" if least > _MOST else f"{least:,}"
    is_hour = clock_of(row.until) - clock_of(row.hour) == clock.HOUR_MS
    return (
        row.site, row.hour if is_hour else f"{row.hour}–{row.until}", f"{row.issued:,}",
        f"{row.at_most:,}", had, each, needed, f"{row.probability:.4f}",
    )  # fmt: skip
