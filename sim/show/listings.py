"""Listings for the terminal: scenarios, parameters, reported figures; 80 columns."""

from __future__ import annotations

import textwrap
import tomllib
from typing import TYPE_CHECKING

from sim import pack as reported
from sim.core.errors import Problem, ScenarioError
from sim.core.suggest import nearest
from sim.pack.lint import CODES
from sim.pack.past_elections import left_out
from sim.scenario import parameters, parameters_markdown, scenario_files, sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.pack.checks import Finding

__all__ = [
    "lint_lines",
    "parameter_lines",
    "parameters_markdown",
    "reported_lines",
    "scenario_lines",
]

_WIDTH = 79
_SCENARIOS = (
    "baseline",
    "open-outcome",
    "all-by-elections",
    "byelection-talaptan",
    "tiny",
    "evening-only",
    "early-gifts",
    "heat",
    "covid",
    "late-opening",
    "understaffed",
    "staff-up",
    "ballot-shortage",
    "two-ballots",
    "power-cut",
    "snowbound-roads",
    "clerks-short",
    "returned-protocols",
    "long-count",
)
"""The order of the listing; what is not here comes last, by name."""


def _folded(text: str, indent: str) -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)


def scenario_lines() -> Iterator[str]:
    """Yield one line a scenario: the whole country first, then the day, then the night."""
    known = {name: place for place, name in enumerate(_SCENARIOS)}
    for path in sorted(scenario_files(), key=lambda own: known.get(own.stem, len(known))):
        description = tomllib.loads(path.read_text(encoding="utf-8")).get("description", "")
        yield f"{path.stem:<19} {_shortened(description, _WIDTH - 20)}".rstrip()


def _shortened(text: str, width: int) -> str:
    """Return a text that fits: up to a colon or semicolon, if one leaves what does, else cut.

    >>> _shortened("as reported: votes; the rest", 12), _shortened("as reported by all", 12)
    ('as reported', 'as …')
    """
    breaks = [text.rfind(mark, 0, width + 1) for mark in (": ", "; ")]
    ends = [len(text), *sorted(breaks, reverse=True)]
    fitting = [text[:end] for end in ends if 0 < end <= width]
    return fitting[0] if fitting else textwrap.shorten(text, width, placeholder=" …")


def parameter_lines(section: str | None) -> Iterator[str]:
    """Yield the parameters, or those of one section.

    Raises
    ------
    ScenarioError
        If there is no such section.
    """
    if section is not None and section not in sections():
        raise ScenarioError(
            [Problem("", section, f"no such section; {nearest(section, sections())}")]
        )
    for parameter in parameters(section):
        default = parameter.default if len(parameter.default) <= 40 else "(a table)"
        yield f"{parameter.section}.{parameter.key} = {default}"
        yield from _folded(parameter.doc, "    ")
        allowed = f"allowed: {parameter.allowed}"
        if parameter.calibrate:
            allowed += f"; calibration searches {parameter.calibrate}"
        yield from _folded(allowed, "    ")
        yield from _folded(parameter.basis, "    ")


def reported_lines() -> Iterator[str]:
    """Yield what was reported about the day: regions, figures of the day, contradictions."""
    yield "REPORTED about 25 July 2021 (facts, not simulated)"
    yield ""
    head = f"{'registered':>11}{'votes':>10}{'turnout':>9}{'races':>7}{'sites':>7}"
    yield f"  {'code':<6}{'region':<18}{head}"
    for r in reported.regions():
        sites = f"{r.sites:,}" if r.sites is not None else "-"
        behind = " *" if r.hours_behind_capital else ""
        yield (
            f"  {r.code:<6}{r.name + behind:<18}{r.registered:>11,}{r.votes_cast:>10,}"
            f"{r.turnout_pct:>9.2f}{r.races:>7}{sites:>7}"
        )
    registered = sum(r.registered for r in reported.regions())
    votes = sum(r.votes_cast for r in reported.regions())
    races = sum(r.races for r in reported.regions())
    yield f"  {'sum':<24}{registered:>11,}{votes:>10,}{100 * votes / registered:>9.2f}{races:>7}"
    yield "  * one hour behind the capital.  - not published."
    yield "  Source: article. Sites:"
    for r in reported.regions():
        if r.sites is not None:
            yield from _folded(f"{r.code}: {r.source}", "    ")
    yield ""
    yield "Turnout reported during the day (capital time)"
    for target in reported.targets():
        yield from _folded(
            f"{target.code} {target.time}  {_statement(target)}  [{target.source}]", "  "
        )
    yield ""
    yield "Where the figures contradict each other"
    for entry in reported.inconsistencies():
        yield from _folded(f"{entry.what}: {entry.one} | {entry.other}", "  ")
        yield from _folded(f"used: {entry.used}", "      ")


def _statement(target: reported.Target) -> str:
    if target.value is None:
        return "highest of all regions"
    if target.relation == "count_at_least":
        return f"at least {target.value:,.0f} voters ({target.note})"
    value = f"{target.value:g} %"
    return value if target.relation == "equals" else f"at least {value}"


def lint_lines(findings: Sequence[Finding], n_targets: int) -> Iterator[str]:
    """Yield what is odd about the figures of a calibration, and about other elections'."""
    yield f"LINT of {n_targets} reported figures, before anything is simulated"
    yield ""
    yield from _findings(findings)
    rows = left_out()
    yield ""
    yield "Turnout in four other elections, which the prior comes from"
    total = len(reported.turnout_of_other_elections())
    yield from _folded(f"{len(rows)} of {total} rows are left out:", "  ")
    by_code: dict[str, int] = {}
    for row in rows:
        by_code[row.finding.code] = by_code.get(row.finding.code, 0) + 1
    for code in sorted(by_code, key=lambda own: int(own[1:])):
        yield from _folded(f"{code}  {by_code[code]:>3}  {CODES[code]}", "    ")


def _findings(findings: Sequence[Finding]) -> Iterator[str]:
    if not findings:
        yield "  nothing odd"
    for finding in findings:
        yield from _folded(f"{finding.code}  {finding.severity}: {finding.message}", "  ")
