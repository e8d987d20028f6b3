"""Listings for the terminal: scenarios, parameters, reported values; 80 columns."""

from __future__ import annotations

import textwrap
from collections import Counter
from typing import TYPE_CHECKING

from sim.core import clock
from sim.core.errors import Problem, ScenarioError
from sim.core.suggest import guess, nearest
from sim.core.text import NO_VALUE, counted, number_text, percent_text
from sim.pack.clusters import clustered
from sim.pack.contradictions import inconsistencies
from sim.pack.lint import CODES
from sim.pack.past_elections import left_out
from sim.pack.values import targets, turnout_of_other_elections
from sim.scenario import label_of, parameters, parameters_markdown, scenarios, sections
from sim.scenario.describe import allowed, known_keys
from sim.show.table import WIDTH, table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sim.pack.checks import Finding
    from sim.pack.records import Published
    from sim.pack.targets import Target
    from sim.scenario.describe import Parameter

__all__ = [
    "chosen_parameters",
    "lint_lines",
    "parameter_lines",
    "parameters_markdown",
    "reported_lines",
    "scenario_lines",
]


def scenario_lines() -> Iterator[str]:
    """Yield one line per scenario: first the country, then variants of the day, then the night."""
    found = scenarios()
    width = WIDTH - max(map(len, found)) - 2
    yield from table(
        [(name, _shortened(text, width)) for name, text in found.items()], "<<", indent=""
    )


def _shortened(text: str, width: int) -> str:
    """Return a text that fits: up to a colon or semicolon if possible, else shortened.

    >>> _shortened("as reported: votes; the rest", 12), _shortened("as reported by all", 12)
    ('as reported', 'as …')
    """
    breaks = [text.rfind(mark, 0, width + 1) for mark in (": ", "; ")]
    ends = [len(text), *sorted(breaks, reverse=True)]
    fitting = [text[:end] for end in ends if 0 < end <= width]
    return fitting[0] if fitting else textwrap.shorten(text, width, placeholder=" …")


def parameter_lines(name: str | None) -> Iterator[str]:
    """Yield all parameters, those of a section, one (``polling.lunch_s``), or those with a word.

    A word is looked for in keys, labels, meanings, units and sources. For a key inside a
    parameter that is a table (``arrivals.regions.CODE.a``) that parameter is listed.

    Raises
    ------
    ScenarioError
        If no section and no parameter has that name, and none has the word.
    """
    found = chosen_parameters(name)
    keys = [f"{each.section}.{each.key}" for each in found]
    inside = name is not None and any(name.startswith(f"{key}.") for key in keys)
    if name is not None and inside:
        yield from _inside(name)
    elif name is not None and name not in {*sections(), *keys}:
        yield f"{counted(len(found), 'parameter')} with {name!r}"
        yield ""
    for key, parameter in zip(keys, found, strict=True):
        yield from _parameter(parameter, complete=inside or key == name)


def chosen_parameters(name: str | None) -> list[Parameter]:
    """Return the parameters of :func:`parameter_lines`.

    Raises
    ------
    ScenarioError
        If no section and no parameter has that name, and none has the word.
    """
    listed = {f"{found.section}.{found.key}": found for found in parameters()}
    if name is None:
        return list(listed.values())
    if name in listed:
        return [listed[name]]
    if name in sections():
        return [each for each in listed.values() if each.section == name]
    if found := _with_word(name, listed):
        return found
    section, *keys = name.split(".")
    if len(keys) > 1 and (table := f"{section}.{keys[0]}") in listed:
        _check_inside(name)
        alone = f"{section}.{keys[-1]}"
        return [listed[key] for key in dict.fromkeys((table, alone)) if key in listed]
    known = [*sections(), *listed, *(each.key for each in listed.values())]
    hint = guess(name, known) or "saylau params lists all"
    message = f"no section, parameter or meaning with {name!r}; {hint}"
    raise ScenarioError([Problem("", name, message)])


def _check_inside(key: str) -> None:
    """Raise an error for a key of a table that no table of this kind has."""
    *above, last = key.split(".")
    known = known_keys(above, {})
    if known and last not in known:
        message = f"{'.'.join(above)} has no key {last!r}; {nearest(last, known)}"
        raise ScenarioError([Problem("", key, message)])


def _inside(key: str) -> Iterator[str]:
    """Yield a key of a table, and which values are allowed; then the table follows."""
    yield key
    rule = allowed(key.split("."), {}).removeprefix("must be ")
    if rule:
        yield from wrapped(f"allowed: {rule}", "    ", "")
    yield ""


def _with_word(word: str, listed: Mapping[str, Parameter]) -> list[Parameter]:
    """Return the parameters with a word, or several in turn: those first whose key has it."""
    texts = {
        key: f"{label_of(key)}; {each.doc}; {each.unit}; {each.allowed}; {each.basis}"
        for key, each in listed.items()
    }
    in_key = [key for key in listed if _plain(word) in _plain(key)]
    in_rest = [key for key, text in texts.items() if _plain(word) in _plain(text)]
    return [listed[key] for key in dict.fromkeys([*in_key, *in_rest])]


def _plain(text: str) -> str:
    return text.casefold().replace("_", " ").replace("-", " ")


def _parameter(parameter: Parameter, *, complete: bool = False) -> Iterator[str]:
    """Yield one parameter; a long default only if it is to be complete."""
    default = parameter.default if len(parameter.default) <= 40 else "(a table)"
    yield from wrapped(
        f"{parameter.section}.{parameter.key} = {parameter.default if complete else default}",
        "", "    ",
    )  # fmt: skip
    yield from wrapped(parameter.doc, "    ", "")
    allowed = f"allowed: {parameter.allowed}"
    if parameter.calibrate:
        allowed += f"; calibration searches {parameter.calibrate}"
    yield from wrapped(allowed, "    ", "")
    yield from wrapped(parameter.basis, "    ", "")


def reported_lines(of: Published) -> Iterator[str]:
    """Yield the values reported for a day: regions, turnout by hour, contradictions."""
    yield f"REPORTED about {of.date.day} {of.date:%B %Y} (facts, not simulated)"
    yield ""
    yield from _region_lines(of)
    yield ""
    yield "Turnout reported during the day (capital time)"
    for target in targets(of):
        at = f"{target.code} {target.time}"
        yield from wrapped(f"{at}  {_statement(target)}  [{target.source}]", "  ", "")
    yield ""
    yield "Where the reported values contradict each other"
    for entry in inconsistencies(of):
        yield from wrapped(f"{entry.what}: {entry.one} | {entry.other}", "  ", "")
        yield from wrapped(f"used: {entry.used}", "      ", "")


def _region_lines(of: Published) -> Iterator[str]:
    """Yield registered voters, votes, turnout, races and sites by region, with their sums."""
    regions = of.regions
    rows = [
        (
            region.code,
            f"{region.name}{' *' if region.behind_ms else ''}",
            number_text(region.registered),
            number_text(region.votes_cast),
            percent_text(region.turnout_pct),
            number_text(region.races),
            NO_VALUE if region.sites is None else number_text(region.sites),
        )
        for region in regions
    ]
    registered, votes, races = (
        sum(getattr(region, name) for region in regions)
        for name in ("registered", "votes_cast", "races")
    )
    turnout = percent_text(100 * votes / registered)
    total = ("sum", "", number_text(registered), number_text(votes), turnout, number_text(races))
    heading = ("code", "region", "registered", "votes", "turnout", "races", "sites")
    yield from table([*rows, total], "<<>>>>>", heading)
    hours = {region.behind_ms // clock.HOUR_MS for region in regions} - {0}
    if hours:
        yield f"  * {' or '.join(map(_hours, sorted(hours)))} behind the capital.  - not published."
    yield "  Source: article. Sites:"
    for region in regions:
        if region.sites is not None:
            yield from wrapped(f"{region.code}: {region.source}", "    ", "")


def _hours(n: int) -> str:
    return "one hour" if n == 1 else counted(n, "hour")


def _statement(target: Target) -> str:
    if target.value is None:
        return "highest of all regions"
    if target.relation == "count_at_least":
        return f"at least {number_text(target.value)} voters ({target.note})"
    value = f"{target.value:g} %"
    return value if target.relation == "equals" else f"at least {value}"


def lint_lines(findings: Sequence[Finding], n_targets: int, of: Published) -> Iterator[str]:
    """Yield the findings about targets, and about the data of other elections."""
    yield f"LINT of {counted(n_targets, 'reported value')}, before anything is simulated"
    yield ""
    if not findings:
        yield "  nothing wrong or unusual"
    for finding in findings:
        yield from wrapped(f"{finding.code}  {finding.severity}: {finding.message}", "  ", "")
    yield ""
    rows, others = left_out(of), turnout_of_other_elections(of)
    if not others:
        yield "Its pack has no other elections: the prior of arrivals is wide (assumption)"
        return
    total = len(others)
    elections = counted(len({target.date for target in others}), "other election")
    yield f"Turnout in {elections}, which the prior comes from"
    yield f"  {len(rows)} of {total} rows are left out:"
    by_code = Counter(row.finding.code for row in rows)
    counts = (
        (code, number_text(by_code[code]), CODES[code])
        for code in sorted(by_code, key=lambda code: int(code[1:]))
    )
    yield from table(counts, "<><", indent="    ")
    for finding in clustered(others, of):
        yield ""
        yield from wrapped(f"{finding.code}  {finding.severity}: {finding.message}", "  ", "")
