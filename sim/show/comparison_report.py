"""A comparison as Markdown: ``compare.md``, with all metrics and why they differ."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.comparison import rows_of
from sim.comparison.difference_text import (
    difference_interval,
    difference_text,
    metric_text,
    pairing_effect_text,
)
from sim.comparison.reasons import reason_text
from sim.core.text import MINUS, interval_text, number_text, percent_text
from sim.results.labels import changed_model, convergence_warning, posterior_name, scenario_label
from sim.show.comparison import site_text
from sim.show.markdown import markdown_table, markdown_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.comparison import Difference
    from sim.results import ComparisonResults
    from sim.results.summaries.comparison import AgainstSummary, ComparedResult, ComparisonSummary

_MOST_REASONS = 200


def comparison_report(results: ComparisonResults, figures: Sequence[str] = ()) -> str:
    """Return a comparison in Markdown.

    Parameters
    ----------
    results
        The results of a comparison.
    figures
        Names of its figures, which the report shows.
    """
    summary = results.summary
    names = [markdown_text(each.name) for each in summary.results]
    lines = [
        f"# {', '.join(names[1:])} against {names[0]}",
        "",
        *(
            line
            for each in summary.results
            for warning in (convergence_warning(each), changed_model(each.engine))
            if warning
            for line in (f"**{each.letter} {markdown_text(warning)}**", "")
        ),
        "Everything here is simulated.",
        "Means over replications, and differences: the result minus the base.",
        "The 90 % interval is a confidence interval of the mean difference.",
        "`compare.csv` has the same values, `compare_sites.csv` the sites that differ.",
        "",
        *markdown_table(
            (_result(each) for each in summary.results),
            "<<<<<<",
            ("", "name", "scenario", "seed", "replications", "parameters sampled from"),
        ),
    ]
    for against in summary.against:
        lines += _against(summary, against)
    lines += _conditions(summary)
    for name in figures:
        lines += ["", f"![{name.replace('_', ' ')}](figures/{name}.png)"]
    return "\n".join(lines) + "\n"


def _result(each: ComparedResult) -> tuple[str, ...]:
    return (
        each.letter,
        markdown_text(each.name),
        markdown_text(scenario_label(each)),
        str(each.seed),
        number_text(each.replications),
        markdown_text(posterior_name(each) or "-"),
    )


def _against(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    letter, rows = against.letter, rows_of(against)
    yield from ("", f"## {letter} against A", "", "### What differs in what was run", "")
    yield from _reasons(against)
    yield from ("", "### By how much", "", f"{against.pairing}.")
    if against.narrowed_by is not None:
        yield (
            f"Pairing {pairing_effect_text(against.narrowed_by)}, by the median of those that vary."
        )
    n = against.with_interval
    if n:
        yield (
            f"{against.off_zero:,} of {n:,} values that vary have an interval off zero; by "
            f"chance alone about {number_text(n / 10)} would."
        )
    yield ""
    national = ((row.metric, row) for row in rows if row.code == summary.nation)
    yield from _table("metric", letter, national)
    yield from _regions(summary, letter, rows)
    yield from _sites(summary, against)


def _reasons(against: AgainstSummary) -> Iterator[str]:
    reasons = against.reasons
    if not reasons:
        yield "Nothing: the same scenario, seed, register and versions."
        return
    rows = [
        (
            reason.kind,
            markdown_text(reason.key),
            markdown_text(reason_text(reason.base)),
            markdown_text(reason_text(reason.other)),
        )
        for reason in reasons[:_MOST_REASONS]
    ]
    yield from markdown_table(rows, "<<<<", ("", "key", "A", against.letter))
    if len(reasons) > _MOST_REASONS:
        yield f"\nand {len(reasons) - _MOST_REASONS:,} more, see `summary.json`."


def _table(name: str, letter: str, rows: Iterable[tuple[str, Difference]]) -> Iterator[str]:
    heading = (name, "unit", "A", letter, f"{letter} {MINUS} A", "90 % interval",
               "single replications", "narrowed to")  # fmt: skip
    return markdown_table((_cells(*row) for row in rows), "<<>>><<>", heading)


def _cells(name: str, row: Difference) -> tuple[str, ...]:
    each = ""
    if row.each_high > row.each_low:
        ends = (difference_text(row, end) for end in (row.each_low, row.each_high))
        each = interval_text(*(end.partition(" ")[0] for end in ends))
    mark = "**" if row.differs else ""
    return (
        name,
        row.unit,
        metric_text(row.unit, row.base),
        metric_text(row.unit, row.other),
        f"{mark}{difference_text(row, row.difference)}{mark}",
        difference_interval(row),
        each,
        "" if math.isnan(row.width_ratio) else f"{percent_text(100 * row.width_ratio, 1)} %",
    )


def _regions(summary: ComparisonSummary, letter: str, rows: Sequence[Difference]) -> Iterator[str]:
    """Yield a table of what differs in regions."""
    regional = [row for row in rows if row.code != summary.nation and row.difference != 0]
    yield from ("", f"### Where: {summary.regions_word}", "")
    if not regional:
        yield f"No value of any {summary.region_word} differs."
        return
    named = ((markdown_text(summary.regions[row.code]), row) for row in regional)
    yield from _table(
        f"{summary.region_word} and metric",
        letter,
        ((f"{name}: {row.metric}", row) for name, row in named),
    )


def _sites(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    sites = against.sites
    yield from ("", "### Where: sites", "")
    if sites is None:
        yield "Sites are not compared, as the random numbers differ."
        return
    by = "" if against.pairs == 1 else ", by median and interval"
    yield f"{sites.same:,} of {summary.sites:,} sites are the same in every column{by}."
    if sites.same == summary.sites:
        return
    yield (
        f"{sites.day:,} differ by day, {sites.votes:,} only in votes or later, "
        f"{sites.night:,} only at night, {sites.queue:,} only in the queue at their "
        f"commission, {sites.register:,} only in the register."
    )
    yield ""
    yield from (f"- {site.site}: {site_text(site)}" for site in sites.largest)


def _conditions(summary: ComparisonSummary) -> Iterator[str]:
    if not summary.conditions:
        return
    yield from ("", "## Conditions", "")
    for each in summary.conditions:
        holds = ", ".join(map(markdown_text, each.holds_for))
        yield f"- `{each.condition}`: {f'holds for {holds}' if holds else 'does not hold'}"
