"""Lines that the text summaries of single runs and of ensembles share."""

from __future__ import annotations

import textwrap
from typing import TYPE_CHECKING, Any

from sim.core.text import counted
from sim.results import interval
from sim.results.columns import percent, percent_text
from sim.results.naming import (
    MOST_NAMED,
    change_text,
    incident_text,
    run_label,
    unreliable,
)
from sim.results.wording import quantity_text, value_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from sim.results import Results

MILESTONES = {
    "last_voter": "last voter leaves",
    "first_protocol": "first protocol accepted",
    "half_counted": "half of the ballots counted at the sites",
    "half_accepted": "half of the ballots in accepted protocols",
    "half_called": "half of the races called",
    "all_called": "last race called",
    "all_accepted": "last protocol accepted",
}
_HOURS = ("10:00", "12:00", "16:00", "20:00")


def head_lines(summary: Mapping[str, Any], runs: str = "") -> Iterator[str]:
    """Yield why a result cannot be relied on, if so; then what was run."""
    if warning := unreliable(summary):
        yield from textwrap.wrap(warning, 79, subsequent_indent="  ")
    head = f"SIMULATED: {run_label(summary)}{runs} ({summary['date']})"
    yield from textwrap.wrap(head, 79, subsequent_indent="  ", break_on_hyphens=False)


def origin_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a scenario is: its description, all that was changed, where parameters are from.

    Changes that the head names whole are not said again.
    """
    yield from textwrap.wrap(summary["description"], 78)
    yield from change_lines(summary)
    for idle in summary.get("without_effect", ()):
        said = f"NO EFFECT: {idle['key']}: {idle['why']}"
        yield from textwrap.wrap(said, 79, subsequent_indent="  ", break_on_hyphens=False)
    if "posterior" in summary:
        posterior = summary["posterior"]
        which = f", draw {posterior['draw']}" if "draw" in posterior else ""
        said = f"parameters drawn from the posterior {posterior['directory']}{which}"
        yield from textwrap.wrap(said, 78)


def seats_heading(summary: Mapping[str, Any]) -> str:
    """Return the heading of the table of seats."""
    return f"Seats of {counted(summary['races'], 'race')}"


def milestones(summary: Mapping[str, Any]) -> dict[str, str]:
    """Return the milestones of the night that there are: without ballots none is counted."""
    without = () if summary["cast"] else ("half_counted", "half_accepted")
    return {key: name for key, name in MILESTONES.items() if key not in without}


def nobody_waited(results: Results) -> bool:
    """Tell whether there is no wait to speak of: nobody voted at a site."""
    return len(results.tables["waits"]["voters"]) == 0


NOBODY_WAITED = "Waits at check-in: nobody voted at a site, so nobody waited"


def change_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield all changes, unless the label of the scenario says them whole."""
    changed = summary.get("changed") or []
    whole = [change_text(own, brief=False) for own in changed]
    if len(changed) <= MOST_NAMED and whole == [change_text(own) for own in changed]:
        return
    yield f"Changed, {len(changed):,}:"
    for own, said in zip(changed, whole, strict=True):
        yield from textwrap.wrap(
            f"{said} ({own['key']})", 79, initial_indent="  ", subsequent_indent="    ",
            break_on_hyphens=False,
        )  # fmt: skip


def staff_line(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield who staffs the sites; nothing for a result of a version that did not count it."""
    if "staff" in summary:
        staff = summary["staff"]
        yield (
            f"Staff: {counted(staff['members'], 'member')}, "
            f"{counted(staff['desks_open'], 'desk')} open at most, "
            f"{staff['desk_hours']:,.0f} desk-hours"
        )


def incident_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield what each incident did, those without any effect marked."""
    if not summary.get("incidents"):
        return
    medians = " (medians)" if summary["replications"] > 1 else ""
    yield ""
    yield f"What incidents did{medians}"
    for own in summary["incidents"]:
        mark = "" if own["changed"] else "NO EFFECT: "
        yield from textwrap.wrap(
            f"{mark}{own['name']}: {incident_text(own)}", 79, initial_indent="  ",
            subsequent_indent="    ", break_on_hyphens=False,
        )  # fmt: skip


def hours_shown(summary: Mapping[str, Any]) -> list[str]:
    """Return the report times that a summary is shown for."""
    return [hour for hour in _HOURS if hour in summary["turnout_at"]]


def turnout_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield the table of turnout, without bands."""
    shown = hours_shown(summary)
    yield "Turnout, % of registered (ballots issued by capital time; final: votes cast)"
    head = "".join(f"{hour:>8}" for hour in shown)
    yield f"  {'region':<17}{'registered':>10}{head}{'final':>8}{summary['reference']:>11}"
    rows = [("nation", summary), *((r["name"], r) for r in summary["regions"].values())]
    for name, row in rows:
        at = "".join(f"{percent_text(row['turnout_at'][hour], 1):>8}" for hour in shown)
        final = percent_text(float(percent(row["cast"], row["registered"])))
        published = row.get("turnout_reference_pct")
        known = f"{percent_text(published):>11}" if published is not None else " " * 11
        yield f"  {name[:17]:<17}{row['registered']:>10,}{at}{final:>8}{known}".rstrip()
    yield from published_lines(summary)


def published_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Say where the published number of voters differs from the sum over the regions."""
    published = summary["registered_published"]
    if published is not None and published != summary["registered"]:
        yield f"  (published for the nation: {published:,} registered; see docs/data.md)"


WAYS = {
    "votes": "by votes",
    "lot": "by lot",
    "unopposed": "unopposed",
    "against_all_leads": "with against all ahead",
    "nobody": "without a vote for any candidate",
}
"""What the values of ``decided`` are called."""
MORE_OF_RACES = {
    "races_against_all_leads": "more votes against all than for any candidate",
    "races_without_winner": "nobody elected",
    "races_exchanged": "ballots exchanged so that the reported candidate wins",
}
"""Counts of races that are told where there are any."""


def decided_lines(summary: Mapping[str, Any]) -> Iterator[str]:
    """Yield how races were decided; nothing for results of versions that did not tell it."""
    head, *more = decided_said(summary) or [""]
    yield from textwrap.wrap(head, 78, subsequent_indent="  ")
    for text in more:
        yield from textwrap.wrap(text, 78, initial_indent="  ", subsequent_indent="    ")


def decided_said(summary: Mapping[str, Any]) -> list[str]:
    """Return how races were decided, then what else is to know of them; empty if not told."""
    if "decided" not in summary:
        return []
    counts = {words: _count(summary, "decided", way) for way, words in WAYS.items()}
    told = ", ".join(f"{count} {words}" for words, count in counts.items() if count)
    more = [(words, _count(summary, key)) for key, words in MORE_OF_RACES.items()]
    return [
        f"Decided: {told}",
        *(f"{words} in {n} {'race' if n == '1' else 'races'}" for words, n in more if n),
    ]


def _count(summary: Mapping[str, Any], *path: str) -> str:
    """Return a count with its band in brackets; empty where it is 0 in every replication."""
    found = interval(summary, *path)
    band = f" ({found.low:,}–{found.high:,})" if found.varies else ""
    return f"{found.median:,}{band}" if found.high else ""


def targets_heading(summary: Mapping[str, Any]) -> str:
    """Return the heading of the targets: some may be of other things than turnout by hour."""
    by_hour = all("what" not in target for target in summary["targets"])
    return "Reported on the day" if by_hour else "Reported"


def target_lines(target: Mapping[str, Any], verdict: str, *, widths: tuple[int, int]) -> list[str]:
    """Return a target of a summary as a line, or as two if it is not turnout by hour.

    Parameters
    ----------
    target
        An entry of ``targets``.
    verdict
        Follows the simulated value.
    widths
        Of the reported and of the simulated value.
    """
    reported, simulated = reported_text(target), simulated_text(target)
    line = f"reported {reported:<{widths[0]}} simulated {simulated:<{widths[1]}} {verdict}"
    if "what" not in target:
        return [f"  {target['code']} {target['time']}  {line}"]
    title = f"{target['code']} {quantity_text(target['what'], target['item'])}"
    return [*textwrap.wrap(title, 76, initial_indent="  ", subsequent_indent="  "),
            f"  {'':<9}  {line}"]  # fmt: skip


def reported_text(target: Mapping[str, Any]) -> str:
    """Return the reported value of a target of a summary."""
    if "what" in target:
        value = value_text(target["what"], target["relation"], target["reported"])
    elif target["relation"] == "highest":
        return "highest of all regions"
    elif target["relation"] == "count_at_least":
        value = f"{target['reported_count']:,.0f} voters"
    else:
        value = f"{percent_text(target['reported_pct'])} %"
    return value if target["relation"] == "equals" else f"at least {value}"


def simulated_text(target: Mapping[str, Any]) -> str:
    """Return the simulated value of a target of a summary."""
    if "what" in target:
        return value_text(target["what"], target["relation"], target["simulated"])
    if target["relation"] == "count_at_least":
        return f"{target['simulated_count']:,} voters"
    return f"{percent_text(target['simulated_pct'])} %"
