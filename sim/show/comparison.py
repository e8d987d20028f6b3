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
from sim.comparison.pairing import pairing_text
from sim.comparison.reasons import reason_text
from sim.comparison.regional import regional_metric, regions_by
from sim.core import clock
from sim.core.language import marked, named, tr, tr_n
from sim.core.text import MINUS, capitalized, duration_text, number_text, shortened
from sim.results.compared_names import compared_name
from sim.results.labels import (
    changed_model,
    convergence_warning,
    day_text,
    posterior_name,
    run_label,
)
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
_HOWS = {
    "day": marked("{n} by day"),
    "votes": marked("{n} only in votes or later"),
    "night": marked("{n} only at night"),
    "queue": marked("{n} only in the queue at their commission"),
    "register": marked("{n} only in the register"),
}
"""How many sites differ from the base in what."""
_GAPS = (
    ("whole_wait_mean_s", marked("mean whole wait"), "s"),
    ("wait_mean_s", marked("mean wait at check-in"), "s"),
    ("issued", marked("ballots"), ""),
    ("last_left_s", marked("last voter"), "s"),
    ("accepted_s", marked("accepted"), "s"),
)
"""Differences of a site that are shown, with their names and units."""
_MOST_COLUMNS = 4
"""Columns that are named; more are counted."""
_MOST_REASONS = 12
_MOST_ROWS = 30


def comparison_text(results: ComparisonResults) -> str:
    """Return a comparison as text: why, by how much and where each result differs from the base.

    At most 80 columns.
    """
    summary = results.summary
    names = [f"{each.letter} {compared_name(each)}" for each in summary.results]
    lines = [
        *(
            line
            for each in summary.results
            for warning in (convergence_warning(each), changed_model(each.engine))
            if warning
            for line in wrapped(f"{each.letter} {warning}")
        ),
        *wrapped(
            tr("SIMULATED: {results} against {base} ({date})", results=", ".join(names[1:]),
               base=names[0], date=day_text(summary.date))
        ),
        *(line for each in summary.results for line in _result(each)),
    ]  # fmt: skip
    for against in summary.against:
        lines += ["", *_against(summary, against)]
    lines += _conditions(summary)
    return "\n".join(lines)


def _result(result: ComparedResult) -> list[str]:
    n = result.replications
    runs = tr("1 run") if n == 1 else tr_n("{n} replication", "{n} replications", n)
    parts = [run_label(result), runs]
    if result.posterior:
        parts.append(tr("sampled from {posterior}", posterior=posterior_name(result)))
    return wrapped(f"{result.letter}  {', '.join(parts)}", "  ", "   ")


def _against(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    rows = rows_of(against)
    yield tr("{letter} against A: what differs in what was run", letter=against.letter)
    yield from reason_lines(against)
    yield ""
    yield from wrapped(pairing_text(against.pairing), hanging="")
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
        more = tr_n(
            "and {n} more parameter, see compare.md", "and {n} more parameters, see compare.md",
            hidden,
        )  # fmt: skip
        yield f"  {more}"
    if not reasons:
        nothing = tr("nothing: the same scenario, seed, register and versions")
        yield f"  {nothing}"


def _short(text: str, most: int = 160) -> str:
    if text.startswith(("sha", "0x")) or (len(text) == 64 and text.isalnum()):
        return f"{text[:8]}…"
    return shortened(text, most)


def _precision(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    """Yield how precise the differences are, and how much pairing helps."""
    if against.narrowed_by is not None:
        effect = pairing_effect_text(against.narrowed_by)
        yield tr("Pairing {effect} (median)", effect=effect)
    n = against.with_interval
    if n:
        yield from wrapped(
            tr("{off_zero} of {n} values that vary have an interval off zero; "
               "by chance alone about {by_chance} would",
               off_zero=against.off_zero, n=n, by_chance=number_text(n / 10)),
            hanging="",
        )  # fmt: skip
    elif not against.paired and not against.told:
        yield from wrapped(
            tr("With a single run on either side and independent random numbers, random "
               "differences cannot be distinguished from those of the scenario. "
               "Use --replications."),
            hanging="",
        )  # fmt: skip
    elif not against.moved:
        text = tr(
            "No value of {nation} or of a {region} differs ({n} compared)",
            nation=summary.the_nation, region=summary.region_word, n=against.compared,
        )  # fmt: skip
        yield from wrapped(text, hanging="")


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
    interval = tr("90 % interval") if any(map(difference_interval, rows)) else ""
    heading = ("", "A", letter, f"{letter} {MINUS} A", interval)
    return table((_cells(row.metric, row) for row in rows), "<>>>>", heading)


def _cells(name: str, row: Difference) -> tuple[str, ...]:
    change = tr("same") if row.same else difference_text(row, row.difference)
    values = metric_text(row.unit, row.base), metric_text(row.unit, row.other)
    return name, *values, change, difference_interval(row)


def _regions(summary: ComparisonSummary, rows: Sequence[Difference]) -> Iterator[str]:
    metric = regional_metric(rows, summary.nation, summary.metrics)
    if metric is None:
        return
    ranked = regions_by(rows, metric, summary.nation)
    title, n = capitalized(summary.regions_word), len(ranked)
    if all(row.same for row in rows if row.code != summary.nation):
        if n == 1:
            every = tr("the {region} is the same in every metric", region=summary.region_word)
        else:
            every = tr("all {n} are the same in every metric", n=n)
        yield f"{title}: {every}"
        return
    n_moved = sum(bool(row.differs) for row in ranked)
    known = any(row.differs is not None for row in ranked)
    heading, differ = tr("{areas} by {metric}", areas=title, metric=metric), ""
    if known:
        differ = tr("{n} of {m} differ", n=n_moved, m=n)
    yield ": ".join(filter(None, (heading, differ)))
    shown = [row for row in ranked if not row.same]
    names = apart({code: named(name) for code, name in summary.regions.items()})
    yield from table((_cells(names[row.code], row) for row in shown), "<>>>>")
    n_same = len(ranked) - len(shown)
    if n_same:
        yield "  " + tr_n("{n} is the same", "{n} are the same", n_same)


def _sites(summary: ComparisonSummary, against: AgainstSummary) -> Iterator[str]:
    """Yield how many sites differ, when, where, and those that differ most."""
    sites = against.sites
    yield ""
    if sites is None:
        yield tr("Sites: not compared, as the random numbers differ")
        return
    n_moved = summary.sites - sites.same
    text = (
        tr("Sites: {moved} of {n} differ, {same} are the same",
           moved=n_moved, n=summary.sites, same=sites.same)
        if against.pairs == 1
        else tr("Sites: {moved} of {n} differ, {same} are the same in median and interval",
                moved=n_moved, n=summary.sites, same=sites.same)
    )  # fmt: skip
    yield from wrapped(text)
    if not n_moved:
        return
    parts = [tr(words, n=n) for how, words in _HOWS.items() if (n := getattr(sites, how))]
    yield from wrapped(", ".join(parts), "  ", "")
    by_region = sorted(sites.by_region.items(), key=lambda item: (-item[1], item[0]))
    counts = ", ".join(f"{code} {number_text(count)}" for code, count in by_region)
    by = tr("by {region}: {counts}", region=summary.region_word, counts=counts)
    yield from wrapped(by, "  ")
    for site in sites.largest:
        yield from wrapped(f"{site.site}: {site_text(site)}", "  ")


def site_text(site: SiteMoved) -> str:
    """Return how a site differs: by how much, then in which columns that are not said by then."""
    gaps = {key: (words, unit, getattr(site, key)) for key, words, unit in _GAPS}
    parts = [
        f"{tr(words)} {'+' if gap > 0 else MINUS}{_size(abs(gap), unit)}"
        for words, unit, gap in gaps.values()
        if gap
    ]
    n = len(site.columns)
    said = {key.removesuffix(end) for key, (*_, gap) in gaps.items() if gap for end in ("", "_s")}
    others = [column for column in site.columns if column not in said]
    if n > _MOST_COLUMNS:
        parts.append(tr_n("differs in {n} column", "differs in {n} columns", n))
    elif others:
        parts.append(tr("differs in {columns}", columns=", ".join(others)))
    return "; ".join(parts)


def _size(value: float, unit: str) -> str:
    return duration_text(clock.SECOND_MS * value) if unit else number_text(value)


def _conditions(summary: ComparisonSummary) -> Iterator[str]:
    if summary.conditions:
        yield ""
    shown = {each.name: compared_name(each) for each in summary.results}
    for each in summary.conditions:
        results = ", ".join(shown.get(name, name) for name in each.holds_for)
        holds = tr("HOLDS for {results}", results=results) if results else tr("does not hold")
        yield from wrapped(f"{each.condition}: {holds}", hanging="")


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
