"""A comparison as Markdown: ``compare.md``, with all figures and why they differ."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from sim.comparison import rows_of
from sim.comparison.reasons import reason_text
from sim.comparison.wording import MINUS, interval_said, step_said, value_said
from sim.results import NATION
from sim.results.naming import posterior_name, scenario_label, unreliable
from sim.show.comparison import site_said

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.comparison import Difference
    from sim.results import ComparisonResults
    from sim.results.summaries import ComparisonSummary
    from sim.results.summaries.comparison import AgainstSummary

_MOST_REASONS = 200


def comparison_report(results: ComparisonResults, figures: Sequence[str] = ()) -> str:
    """Return a comparison in Markdown.

    Parameters
    ----------
    results
        Of kind ``comparison``.
    figures
        Names of the figures beside it.
    """
    summary = results.summary
    names = [_cell(each.name) for each in summary.results]
    lines = [
        f"# {', '.join(names[1:])} against {names[0]}",
        "",
        *(
            line
            for each in summary.results
            if (said := unreliable(each))
            for line in (f"**{each.letter} {_cell(said)}**", "")
        ),
        "Everything here is simulated.",
        "Means over replications, and differences: the result minus the base.",
        "The 90 % interval is that of the mean difference.",
        "`compare.csv` has the same figures, `compare_sites.csv` the sites that moved.",
        "",
        "| | name | scenario | seed | replications | parameters drawn from |",
        "|---|---|---|---|---|---|",
        *(
            f"| {each.letter} | {_cell(each.name)} | {_cell(scenario_label(each))} | "
            f"{each.seed} | {each.replications:,} | {_cell(posterior_name(each) or '-')} |"
            for each in summary.results
        ),
    ]
    for against in summary.against:
        lines += _against(summary, against)
    lines += _conditions(summary)
    for name in figures:
        lines += ["", f"![{name.replace('_', ' ')}](figures/{name}.png)"]
    return "\n".join(lines) + "\n"


def _cell(text: Any) -> str:
    """Return text for a cell of a table: names are shown, not read as markup."""
    escaped = str(text).replace("&", "&amp;").replace("<", "&lt;").replace("\n", " ")
    for sign in "\\|`*_[]":
        escaped = escaped.replace(sign, f"\\{sign}")
    return escaped


def _against(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    letter, rows = against.letter, rows_of(against)
    yield from ("", f"## {letter} against A", "", "### What differs in what was run", "")
    yield from _reasons(against)
    yield from ("", "### By how much", "", f"{against.pairing}.")
    if against.narrowed_by is not None:
        yield (
            f"Pairing makes the intervals {against.narrowed_by:,.1f} times narrower, by the "
            "median of those that vary."
        )
    n = against.with_interval
    if n:
        yield (
            f"{against.off_zero:,} of {n:,} figures that vary have an interval off zero; by "
            f"luck alone about {n / 10:,.0f} would."
        )
    yield from ("", *_head("figure", letter))
    yield from (_row(row.metric, row) for row in rows if row.code == NATION)
    yield from _regions(summary, letter, rows)
    yield from _sites(summary, against)


def _reasons(against: AgainstSummary) -> Iterator[str]:
    reasons = against.reasons
    if not reasons:
        yield "Nothing: the same scenario, seed, register and versions."
        return
    yield from ("| | key | A | " + against.letter + " |", "|---|---|---|---|")
    for reason in reasons[:_MOST_REASONS]:
        values = (_cell(reason_text(value)) for value in (reason.base, reason.other))
        yield f"| {reason.kind} | {_cell(reason.key)} | {' | '.join(values)} |"
    if len(reasons) > _MOST_REASONS:
        yield f"\nand {len(reasons) - _MOST_REASONS:,} more, see `summary.json`."


def _head(name: str, letter: str) -> Iterator[str]:
    yield (
        f"| {name} | unit | A | {letter} | {letter} {MINUS} A | 90 % interval | "
        "single replications | narrowed to |"
    )
    yield "|---|---|--:|--:|--:|---|---|--:|"


def _row(name: str, row: Difference) -> str:
    each = ""
    if row.each_high > row.each_low:
        low, high = (step_said(row, end).partition(" ")[0] for end in (row.each_low, row.each_high))
        each = f"{low} to {high}"
    ratio = "" if math.isnan(row.width_ratio) else f"{100 * row.width_ratio:.1f} %"
    mark = "**" if row.differs else ""
    cells = (
        name, row.unit, value_said(row.unit, row.base), value_said(row.unit, row.other),
        f"{mark}{step_said(row, row.difference)}{mark}", interval_said(row), each, ratio,
    )  # fmt: skip
    return f"| {' | '.join(cells)} |"


def _regions(summary: ComparisonSummary, letter: str, rows: Sequence[Difference]) -> Iterator[str]:
    """Yield a table of what moved in regions."""
    own = [row for row in rows if row.code != NATION and row.difference != 0]
    yield from ("", "### Where: regions", "")
    if not own:
        yield "No figure of any region differs."
        return
    yield from _head("region and figure", letter)
    yield from (_row(f"{_cell(summary.regions[row.code])}: {row.metric}", row) for row in own)


def _sites(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    sites = against.sites
    yield from ("", "### Where: sites", "")
    if sites is None:
        yield "Sites are not held against each other, as all luck differs."
        return
    by = "" if against.pairs == 1 else ", by median and band"
    yield f"{sites.same:,} of {summary.sites:,} sites are the same in every column{by}."
    if sites.same == summary.sites:
        return
    yield (
        f"{sites.day:,} moved by day, {sites.votes:,} only in votes or later, "
        f"{sites.night:,} only at night, {sites.queue:,} only in the line of their "
        f"commission, {sites.register:,} only in the register."
    )
    yield ""
    yield from (f"- {site.site}: {site_said(site)}" for site in sites.largest)


def _conditions(summary: ComparisonSummary) -> Iterator[str]:
    if not summary.conditions:
        return
    yield from ("", "## Conditions", "")
    for each in summary.conditions:
        holds = ", ".join(map(_cell, each.holds_for))
        yield f"- `{each.condition}`: {f'holds for {holds}' if holds else 'does not hold'}"
