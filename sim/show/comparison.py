"""A comparison as text that fits 80 columns: why, what, where; results only, no model."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from sim.comparison import rows_of
from sim.comparison.metrics import clock_of
from sim.comparison.reasons import said
from sim.comparison.regional import regional_metric, regions_by
from sim.comparison.wording import MINUS, interval_said, step_said, value_said
from sim.core import clock
from sim.results import NATION
from sim.results.naming import posterior_name, run_label, unreliable
from sim.results.schema import TIME, main_metrics

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.comparison import Difference, Met
    from sim.results import Results

_WIDTH = 80
_NAME = 24
_MAIN = ("turnout_pct", "turnout_at.", "waits.", "left_without_ballot.", "night.", "targets_met")
"""What is shown if nothing is asked for; of the rest only what moved."""
_MOST_REASONS = 12
_MOST_ROWS = 30


def comparison_text(results: Results) -> str:
    """Return a comparison: for each result why it differs from the base, by how much, and where."""
    summary = results.summary
    names = [f"{each['letter']} {each['name']}" for each in summary["results"]]
    lines = [
        *(
            line
            for each in summary["results"]
            if (said := unreliable(each))
            for line in textwrap.wrap(f"{each['letter']} {said}", _WIDTH, subsequent_indent="  ")
        ),
        *textwrap.wrap(
            f"SIMULATED: {', '.join(names[1:])} against {names[0]} ({summary['date']})", _WIDTH
        ),
        *(line for each in summary["results"] for line in _result(each)),
    ]
    for against in summary["against"]:
        lines += ["", *_against(summary, against)]
    lines += _conditions(summary)
    return "\n".join(lines)


def _result(result: Mapping[str, Any]) -> list[str]:
    n = result["replications"]
    runs = "1 run" if n == 1 else f"{n:,} replications"
    drawn = f", drawn from {posterior_name(result)}" if result["posterior"] else ""
    text = f"{result['letter']}  {run_label(result)}, {runs}{drawn}"
    return textwrap.wrap(text, _WIDTH - 2, initial_indent="  ", subsequent_indent="     ")


def _against(summary: Mapping[str, Any], against: Mapping[str, Any]) -> Iterator[str]:
    rows = rows_of(against)
    yield f"{against['letter']} against A: what differs in what was run"
    yield from reason_lines(against)
    yield ""
    yield from textwrap.wrap(against["pairing"], _WIDTH)
    yield from _sureness(against)
    yield ""
    yield from _table(against["letter"], _shown(rows, summary["metrics"]))
    yield ""
    yield from _regions(summary, rows)
    yield from _sites(summary, against)


def reason_lines(against: Mapping[str, Any]) -> Iterator[str]:
    """Yield what differs in the inputs, parameters first."""
    reasons = against["reasons"]
    assumed = [reason for reason in reasons if reason["kind"] != "run"]
    hidden = len(assumed) - _MOST_REASONS
    for reason in [*assumed[:_MOST_REASONS], *reasons[len(assumed) :]]:
        change = f"{_short(said(reason['base']))} → {_short(said(reason['other']))}"
        key = reason["key"]
        if len(key) <= 34 and len(change) <= 42:
            yield f"  {key:<34}  {change}"
        else:
            yield from textwrap.wrap(
                f"{key}  {change}", _WIDTH, initial_indent="  ", subsequent_indent="      ",
                break_on_hyphens=False,
            )  # fmt: skip
    if hidden > 0:
        yield f"  and {hidden:,} more parameter{'s' * (hidden > 1)}, see compare.md"
    if not reasons:
        yield "  nothing: the same scenario, seed, register and versions"


def _short(text: str, most: int = 160) -> str:
    if text.startswith(("sha", "0x")) or (len(text) == 64 and text.isalnum()):
        return f"{text[:8]}…"
    return text if len(text) <= most else f"{text[: most - 1]}…"


def _sureness(against: Mapping[str, Any]) -> Iterator[str]:
    """Say how sure the differences are, and how much pairing helps."""
    if against["narrowed_by"] is not None:
        yield f"Pairing makes the intervals {against['narrowed_by']:,.1f} times narrower (median)"
    n = against["with_interval"]
    if n:
        yield from textwrap.wrap(
            f"{against['off_zero']:,} of {n:,} figures that vary have an interval off zero; "
            f"by luck alone about {n / 10:,.0f} would",
            _WIDTH,
        )
    elif not against["paired"] and not against["told"]:
        yield from textwrap.wrap(
            "With a single run on either side and other luck, what differs by luck cannot be "
            "told from what differs by the scenario. Use --replications.",
            _WIDTH,
        )
    elif not against["moved"]:
        yield f"No figure of the nation or of a region differs ({against['compared']:,} compared)"


def _shown(rows: Sequence[Difference], picked: Sequence[str]) -> list[Difference]:
    """Return the rows of the nation that are shown."""
    own = [row for row in rows if row.code == NATION]
    if picked:
        return own
    order = {name: place for place, name in enumerate(_MAIN)}

    def rank(row: Difference) -> int:
        return next((n for name, n in order.items() if row.metric.startswith(name)), len(order))

    shown = [row for row in own if row.difference != 0 or row.metric in main_metrics()]
    return sorted(shown, key=rank)[:_MOST_ROWS]


def _table(letter: str, rows: Sequence[Difference]) -> Iterator[str]:
    some = any(interval_said(row) for row in rows)
    last = "90 % interval" if some else ""
    yield f"  {'':<{_NAME}}{'A':>10}{letter:>10}{f'{letter} {MINUS} A':>12}  {last:>20}".rstrip()
    for row in rows:
        yield from _line(row.metric, row)


def _line(name: str, row: Difference) -> Iterator[str]:
    """Yield a row of the table; a name that is too long has a line of its own."""
    values = f"{value_said(row.unit, row.base):>10}{value_said(row.unit, row.other):>10}"
    step = "same" if row.same else step_said(row, row.difference)
    rest = f"{values}{step:>12}  {interval_said(row):>20}".rstrip()
    if len(name) > _NAME:
        yield f"  {name}"
        name = ""
    yield f"  {name:<{_NAME}}{rest}"


def _regions(summary: Mapping[str, Any], rows: Sequence[Difference]) -> Iterator[str]:
    metric = regional_metric(rows, summary["metrics"])
    if metric is None:
        return
    ranked = regions_by(rows, metric)
    if all(row.same for row in rows if row.code != NATION):
        every = "the region is" if len(ranked) == 1 else f"all {len(ranked)} are"
        yield f"Regions: {every} the same in every figure"
        return
    n_moved = sum(bool(row.moved) for row in ranked)
    told = any(row.moved is not None for row in ranked)
    yield f"Regions by {metric}{f': {n_moved} of {len(ranked)} differ' if told else ''}"
    shown = [row for row in ranked if not row.same]
    for row in shown:
        yield from _line(summary["regions"][row.code], row)
    n_same = len(ranked) - len(shown)
    if n_same:
        yield f"  {n_same} {'is' if n_same == 1 else 'are'} the same"


def _sites(summary: Mapping[str, Any], against: Mapping[str, Any]) -> Iterator[str]:
    """Say which sites moved, and the largest."""
    sites = against["sites"]
    yield ""
    if sites is None:
        yield "Sites: not held against each other, as all luck differs"
        return
    n_moved = summary["sites"] - sites["same"]
    by = "" if against["pairs"] == 1 else " in median and band"
    yield f"Sites: {n_moved:,} of {summary['sites']:,} moved, {sites['same']:,} are the same{by}"
    if not n_moved:
        return
    hows = (
        ("day", "by day"), ("votes", "only in votes or later"), ("night", "only at night"),
        ("queue", "only in the line of their commission"), ("register", "only in the register"),
    )  # fmt: skip
    parts = [f"{sites[how]:,} {words}" for how, words in hows if sites[how]]
    yield from textwrap.wrap(", ".join(parts), _WIDTH, initial_indent="  ", subsequent_indent="  ")
    by_region = sorted(sites["by_region"].items(), key=lambda item: (-item[1], item[0]))
    listed = ", ".join(f"{code} {count:,}" for code, count in by_region)
    yield from textwrap.wrap(f"by region: {listed}", _WIDTH, initial_indent="  ",
                             subsequent_indent="    ")  # fmt: skip
    for site in sites["largest"]:
        yield from textwrap.wrap(f"{site['site']}: {site_said(site)}", _WIDTH,
                                 initial_indent="  ", subsequent_indent="    ")  # fmt: skip


def site_said(site: Mapping[str, Any]) -> str:
    """Say how a site moved: what it is worth, then the columns that differ."""
    gaps = (
        ("wait_mean_s", "mean wait", "s"), ("issued", "ballots", ""),
        ("last_left_s", "last voter", "s"), ("accepted_s", "accepted", "s"),
    )  # fmt: skip
    parts = [
        f"{words} {'+' if site[key] > 0 else MINUS}{_size(abs(site[key]), unit)}"
        for key, words, unit in gaps
        if site[key]
    ]  # fmt: skip
    n = len(site["columns"])
    columns = ", ".join(site["columns"]) if n <= 4 else f"{n} columns"
    return "; ".join([*parts, f"differs in {columns}"])


def _size(value: float, unit: str) -> str:
    return clock.duration(1000 * value) if unit else f"{value:,.0f}"


def _conditions(summary: Mapping[str, Any]) -> Iterator[str]:
    if summary["conditions"]:
        yield ""
    for each in summary["conditions"]:
        holds = ", ".join(each["holds_for"])
        yield from textwrap.wrap(
            f"{each['condition']}: {f'HOLDS for {holds}' if holds else 'does not hold'}", _WIDTH
        )


def met_lines(met: Sequence[Met]) -> Iterator[str]:
    """Yield the conditions that hold, with the values that make them so."""
    for each in met:
        values = "; ".join(
            f"{row.metric}{'' if row.code == NATION else f'@{row.code}'}: "
            f"{_exactly(row.unit, row.other)}, base {_exactly(row.unit, row.base)}"
            for row in each.rows
        )
        # A condition may name no figure at all.
        yield f"condition holds for {each.name}: {each.condition}{f' ({values})' if values else ''}"


def _exactly(unit: str, value: float) -> str:
    """Say a figure with all that a condition may turn on."""
    return clock_of(value) if unit == TIME else f"{value:,.6f}".rstrip("0").rstrip(".")
