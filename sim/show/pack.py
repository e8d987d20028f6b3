"""The text of ``saylau pack check``: what is in a pack, and what was filled in and found."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from sim.core.text import counted, number_text, shortened
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sim.pack.files.law import LawSwitch
    from sim.pack.files.names import LanguageCount
    from sim.pack.files.summary import HoursCount, PackSummary

_LISTED = 12
"""Contests, ballot styles, zones or findings of one kind that are listed; more are counted."""
_LONGEST = 30
"""Characters of a contest's name."""


def pack_lines(pack: PackSummary) -> Iterator[str]:
    """Yield the lines about a pack."""
    yield from wrapped(f"PACK {pack.name}: {pack.title}")
    yield ""
    yield from table(_facts(pack), "<<")
    yield ""
    yield counted(len(pack.contests), "contest").capitalize()
    yield from _contest_lines(pack)
    yield from _style_lines(pack)
    yield ""
    yield from law_lines(pack.law)
    yield ""
    yield "Filled in"
    yield from table(((each.what, f"{counted(each.n, each.of, _many(each.of))}: {each.by}")
                      for each in pack.filled), "<<")  # fmt: skip
    if not pack.filled:
        yield "  nothing"
    yield ""
    yield "Findings"
    yield from _finding_lines(pack)


def law_lines(law: Sequence[LawSwitch]) -> Iterator[str]:
    """Yield the lines about the switches of the law."""
    yield "Law"
    yield from table(((each.switch, each.value if each.given else f"{each.value} (assumption)")
                      for each in law), "<<")  # fmt: skip


def _facts(pack: PackSummary) -> Iterator[tuple[str, str]]:
    yield from _when(pack)
    yield "sites", f"{number_text(pack.sites)} in {counted(pack.buildings, 'building')}"
    none = pack.sites_without_registered
    yield (
        "registered",
        number_text(pack.registered) + (f"; {counted(none, 'site')} with none" if none else ""),
    )
    if pack.sites_with_expected_voters:
        at = counted(pack.sites_with_expected_voters, "site")
        yield "expected voters", f"{number_text(pack.expected_voters)}, at {at}"
    if pack.voted_before or pack.provisional:
        yield "voted before", f"{number_text(pack.voted_before)}, by mail or early"
        yield "provisional", f"{number_text(pack.provisional)} ballots"
        if pack.sites_with_expected_voters == pack.sites:
            every = pack.expected_voters + pack.voted_before + pack.provisional
            yield "ballots in all", number_text(every)
    yield "staff", f"{counted(pack.members, 'member')}, {counted(pack.desks, 'desk')}"
    boxes = counted(pack.boxes, "box", "boxes")
    yield "equipment", f"{counted(pack.booths, 'booth')}, {boxes}"
    yield from _where(pack)
    yield "candidates", number_text(pack.candidates)
    names = ", ".join(pack.parties)
    yield "parties", f"{len(pack.parties)}{f': {names}' if names else ''}"
    yield "ballot styles", number_text(len(pack.ballot_styles))
    yield "names", languages_text(pack.languages)
    if reported := _reported_text(pack):
        yield "reported", reported


def languages_text(languages: Iterable[LanguageCount]) -> str:
    """Return how many names other languages have: ``kk has all 9, ru lacks 2 of 9``."""
    return ", ".join(
        f"{each.language} lacks {number_text(len(each.lacking))} of "
        f"{number_text(each.names + len(each.lacking))}"
        if each.lacking
        else f"{each.language} has all {number_text(each.names)}"
        for each in languages
    )


def _when(pack: PackSummary) -> Iterator[tuple[str, str]]:
    yield "date", pack.date
    hours = [_hours_text(each) for each in pack.hours]
    if len(hours) == 1:
        yield "doors open", f"{hours[0]}, local time"
    else:
        yield "doors open", "local time:"
        for text, each in zip(hours[:_LISTED], pack.hours, strict=False):
            yield "", f"{text}: {counted(each.sites, 'site')}"
        if len(hours) > _LISTED:
            yield "", f"and {counted(len(hours) - _LISTED, 'other')}"
    yield "time zones", f"{len(pack.zones)}"
    for zone in pack.zones[:_LISTED]:
        yield "", f"{zone.timezone} (UTC{zone.utc_offset}): {counted(zone.sites, 'site')}"
    if len(pack.zones) > _LISTED:
        yield "", f"and {counted(len(pack.zones) - _LISTED, 'other')}"


def _where(pack: PackSummary) -> Iterator[tuple[str, str]]:
    yield "areas", ", ".join(f"{number_text(each.areas)} of level {each.level}"
                             for each in pack.levels) or "none"  # fmt: skip
    if pack.levels:
        yield "", f"tables by {pack.report_by}; protocols taken in by {pack.intake_at}"
        yield "map", _map_text(pack)
    given = (pack.intake_places, pack.intake_clerks, pack.intake_vehicles)
    if any(given):
        places, clerks, vehicles = (counted(n, "area") for n in given)
        text = (
            f"{places} with a named place, {clerks} with a number of clerks, "
            f"{vehicles} with a number of vehicles"
        )
        yield "intake", text


def _map_text(pack: PackSummary) -> str:
    if not pack.shapes:
        return f"none: a tile for each {pack.report_by}"
    return f"{counted(pack.shapes, 'shape')}; {pack.map_source or 'no source'}"


def _reported_text(pack: PackSummary) -> str:
    parts = []
    if pack.reported_turnout:
        parts.append(counted(pack.reported_turnout, "value") + " of turnout")
    if pack.reported_votes:
        parts.append(counted(pack.reported_votes, "share") + " of votes")
    if pack.reported_arrivals:
        parts.append(counted(pack.reported_arrivals, "time") + " of results that came in")
    return ", ".join(parts)


def _hours_text(hours: HoursCount) -> str:
    return f"{hours.opens}–{hours.closes}{' the next day' if hours.next_day else ''}"


def _contest_lines(pack: PackSummary) -> Iterator[str]:
    rows = [
        (
            shortened(each.name, _LONGEST), each.system, number_text(each.vote_for),
            number_text(each.seats), number_text(each.candidates), number_text(each.sites),
        )
        for each in pack.contests[:_LISTED]
    ]  # fmt: skip
    heading = ("contest", "system", "vote for", "seats", "candidates", "sites")
    yield from table(rows, "<<>>>>", heading)
    if len(pack.contests) > _LISTED:
        yield f"  and {counted(len(pack.contests) - _LISTED, 'other')}"


def _style_lines(pack: PackSummary) -> Iterator[str]:
    """Yield the ballot styles, if there are several."""
    if len(pack.ballot_styles) < 2:
        return
    yield ""
    yield counted(len(pack.ballot_styles), "ballot style")
    rows = (
        (counted(each.sites, "site"), counted(len(each.contests), "contest"),
         ", ".join(each.contests))
        for each in pack.ballot_styles[:_LISTED]
    )  # fmt: skip
    yield from table(rows, ">><")
    if len(pack.ballot_styles) > _LISTED:
        yield f"  and {counted(len(pack.ballot_styles) - _LISTED, 'other')}"


def _finding_lines(pack: PackSummary) -> Iterator[str]:
    listed: Counter[str] = Counter()
    for each in pack.findings:
        listed[each.code] += 1
        if listed[each.code] <= _LISTED:
            yield from wrapped(f"{each.code}  {each.where}: {each.message}", "  ", "    ")
    for code, n in listed.items():
        if n > _LISTED:
            yield f"  {code}  and {counted(n - _LISTED, 'other')}"
    if not listed:
        yield "  none"


def _many(one: str) -> str:
    return "parties" if one == "party" else ""
