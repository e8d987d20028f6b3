"""A comparison as text that fits 80 columns: reasons, differences, regions and sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.comparison import rows_of
from sim.comparison.difference_text import (
    difference_interval,
    difference_text,
    metric_text,
    pairing_effect_text,
)
from sim.comparison.reasons import reason_text
from sim.comparison.regional import regional_metric, regions_by
from sim.core import clock
from sim.core.text import MINUS, duration_text, number_text, shortened
from sim.results.labels import convergence_warning, posterior_name, run_label
from sim.results.schema import TIME, main_metrics
from sim.show.table import apart, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.comparison import Difference, MetCondition
    from sim.results import ComparisonResults
    from sim.results.summaries.comparison import (
        AgainstSummary,
        ComparedResult,
        ComparisonSummary,
        SiteMoved,
    )

_MAIN = ("turnout_pct", "turnout_at.", "waits.", "left_without_ballot.", "night.", "targets_met")
"""Metrics that are shown first if the user selects none."""
_MOST_REASONS = 12
_MOST_ROWS = 30


def comparison_text(results: ComparisonResults) -> str:
    """Return a comparison as text: why, by how much and where each result differs from the base.

    At most 80 columns.
    """
    summary = results.summary
    names = [f"{each.letter} {each.name}" for each in summary.results]
    lines = [
        *(
            line
            for each in summary.results
            if (warning := convergence_warning(each))
            for line in wrapped(f"{each.letter} {warning}")
        ),
        *wrapped(f"SIMULATED: {', '.join(names[1:])} against {names[0]} ({summary.date})"),
        *(line for each in summary.results for line in _result(each)),
    ]
    for against in summary.against:
        lines += ["", *_against(summary, against)]
    lines += _conditions(summary)
    return "\n".join(lines)


def _result(result: ComparedResult) -> list[str]:
    n = result.replications
    runs = "1 run" if n == 1 else f"{n:,} replications"
    sampled = f", sampled from {posterior_name(result)}" if result.posterior else ""
    text = f"{result.letter}  {run_label(result)}, {runs}{sampled}"
    return wrapped(text, "  ", "   ")


def _against(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    rows = rows_of(against)
    yield f"{against.letter} against A: what differs in what was run"
    yield from reason_lines(against)
    yield ""
    yield from wrapped(against.pairing, hanging="")
    yield from _precision(summary, against)
    yield ""
    yield from _table(against.letter, _shown(rows, summary))
    yield ""
    yield from _regions(summary, rows)
    yield from _sites(summary, against)


def reason_lines(against: AgainstSummary) -> Iterator[str]:
    """Yield the inputs that differ, parameters first."""
    reasons = against.reasons
    assumed = [reason for reason in reasons if reason.kind != "run"]
    hidden = len(assumed) - _MOST_REASONS
    rows = []
    for reason in [*assumed[:_MOST_REASONS], *reasons[len(assumed) :]]:
        before, after = (_short(reason_text(value)) for value in (reason.base, reason.other))
        rows.append((reason.key, f"{before} → {after}"))
    yield from table(rows, "<<")
    if hidden > 0:
        yield f"  and {hidden:,} more parameter{'s' * (hidden > 1)}, see compare.md"
    if not reasons:
        yield "  nothing: the same scenario, seed, register and versions"


def _short(text: str, most: int = 160) -> str:
    if text.startswith(("sha", "0x")) or (len(text) == 64 and text.isalnum()):
        return f"{text[:8]}…"
    return shortened(text, most)


def _precision(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    """Yield how precise the differences are, and how much pairing helps."""
    if against.narrowed_by is not None:
        yield f"Pairing {pairing_effect_text(against.narrowed_by)} (median)"
    n = against.with_interval
    if n:
        yield from wrapped(
            f"{against.off_zero:,} of {n:,} values that vary have an interval off zero; "
            f"by chance alone about {number_text(n / 10)} would",
            hanging="",
        )
    elif not against.paired and not against.told:
        yield from wrapped(
            "With a single run on either side and independent random numbers, random differences "
            "cannot be distinguished from those of the scenario. Use --replications.",
            hanging="",
        )
    elif not against.moved:
        where = f"{summary.the_nation} or of a {summary.region_word}"
        yield from wrapped(
            f"No value of {where} differs ({against.compared:,} compared)", hanging=""
        )


def _shown(rows: Sequence[Difference], summary: ComparisonSummary) -> list[Difference]:
    """Return the rows of the nation that are shown."""
    national = [row for row in rows if row.code == summary.nation]
    if summary.metrics:
        return national
    order = {name: n for n, name in enumerate(_MAIN)}

    def rank(row: Difference) -> int:
        return next((n for name, n in order.items() if row.metric.startswith(name)), len(order))

    shown = [row for row in national if row.difference != 0 or row.metric in main_metrics()]
    return sorted(shown, key=rank)[:_MOST_ROWS]


def _table(letter: str, rows: Sequence[Difference]) -> list[str]:
    interval = "90 % interval" if any(map(difference_interval, rows)) else ""
    heading = ("", "A", letter, f"{letter} {MINUS} A", interval)
    return table((_cells(row.metric, row) for row in rows), "<>>>>", heading)


def _cells(name: str, row: Difference) -> tuple[str, ...]:
    change = "same" if row.same else difference_text(row, row.difference)
    values = metric_text(row.unit, row.base), metric_text(row.unit, row.other)
    return name, *values, change, difference_interval(row)


def _regions(summary: ComparisonSummary, rows: Sequence[Difference]) -> Iterator[str]:
    metric = regional_metric(rows, summary.nation, summary.metrics)
    if metric is None:
        return
    ranked = regions_by(rows, metric, summary.nation)
    title = summary.regions_word.capitalize()
    if all(row.same for row in rows if row.code != summary.nation):
        every = f"the {summary.region_word} is" if len(ranked) == 1 else f"all {len(ranked)} are"
        yield f"{title}: {every} the same in every metric"
        return
    n_moved = sum(bool(row.differs) for row in ranked)
    known = any(row.differs is not None for row in ranked)
    yield f"{title} by {metric}{f': {n_moved} of {len(ranked)} differ' if known else ''}"
    shown = [row for row in ranked if not row.same]
    names = apart(summary.regions)
    yield from table((_cells(names[row.code], row) for row in shown), "<>>>>")
    n_same = len(ranked) - len(shown)
    if n_same:
        yield f"  {n_same} {'is' if n_same == 1 else 'are'} the same"


def _sites(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    """Yield how many sites differ, when, where, and those that differ most."""
    sites = against.sites
    yield ""
    if sites is None:
        yield "Sites: not compared, as the random numbers differ"
        return
    n_moved = summary.sites - sites.same
    by = "" if against.pairs == 1 else " in median and interval"
    yield f"Sites: {n_moved:,} of {summary.sites:,} differ, {sites.same:,} are the same{by}"
    if not n_moved:
        return
    hows = (
        ("day", "by day"), ("votes", "only in votes or later"), ("night", "only at night"),
        ("queue", "only in the queue at their commission"), ("register", "only in the register"),
    )  # fmt: skip
    parts = [f"{n:,} {words}" for how, words in hows if (n := getattr(sites, how))]
    yield from wrapped(", ".join(parts), "  ", "")
    by_region = sorted(sites.by_region.items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{code} {count:,}" for code, count in by_region)
    yield from wrapped(f"by {summary.region_word}: {listed}", "  ")
    for site in sites.largest:
        yield from wrapped(f"{site.site}: {site_text(site)}", "  ")


def site_text(site: SiteMoved) -> str:
    """Return how a site differs: by how much, then in which columns."""
    gaps = (
        ("whole_wait_mean_s", "mean whole wait", "s"),
        ("wait_mean_s", "mean wait at check-in", "s"), ("issued", "ballots", ""),
        ("last_left_s", "last voter", "s"), ("accepted_s", "accepted", "s"),
    )  # fmt: skip
    parts = [
        f"{words} {'+' if gap > 0 else MINUS}{_size(abs(gap), unit)}"
        for key, words, unit in gaps
        if (gap := getattr(site, key))
    ]  # fmt: skip
    n = len(site.columns)
    columns = ", ".join(site.columns) if n <= 4 else f"{n} columns"
    return "; ".join([*parts, f"differs in {columns}"])


def _size(value: float, unit: str) -> str:
    return duration_text(clock.SECOND_MS * value) if unit else number_text(value)


def _conditions(summary: ComparisonSummary) -> Iterator[str]:
    if summary.conditions:
        yield ""
    for each in summary.conditions:
        holds = ", ".join(each.holds_for)
        yield from wrapped(
            f"{each.condition}: {f'HOLDS for {holds}' if holds else 'does not hold'}", hanging=""
        )


def met_lines(met: Sequence[MetCondition], nation: str) -> Iterator[str]:
    """Yield the conditions that hold, with the values that make them true."""
    for each in met:
        values = "; ".join(
            f"{row.metric}{'' if row.code == nation else f'@{row.code}'}: "
            f"{_exact(row.unit, row.other)}, base {_exact(row.unit, row.base)}"
            for row in each.rows
        )
        # A condition may name no metric at all.
        yield f"condition holds for {each.name}: {each.condition}{f' ({values})' if values else ''}"


def _exact(unit: str, value: float) -> str:
    """Return a value with all decimals that a condition may depend on."""
    if unit == TIME:
        return metric_text(unit, value)
    return number_text(value, 6).rstrip("0").rstrip(".")
