"""The text of ``saylau pack check`` about a pack of published totals."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import counted, number_text
from sim.show.pack import languages_text, law_lines
from sim.show.table import table, wrapped

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.pack.totals_summary import TotalsSummary


def totals_lines(pack: TotalsSummary) -> Iterator[str]:
    """Yield the lines about a pack of published totals."""
    yield from wrapped(f"PACK {pack.name}: {pack.title}")
    yield ""
    yield from table(_facts(pack), "<<")
    yield ""
    yield from law_lines(pack.law)
    yield ""
    yield "Filled in"
    for sentence in pack.filled or ("nothing",):
        yield from wrapped(sentence, "  ", "  ")
    yield ""
    yield "Findings"
    for found in pack.findings:
        yield from wrapped(f"{found.code}  {found.severity}: {found.message}", "  ", "    ")
    for entry in pack.contradictions:
        yield from wrapped(f"{entry.what}: {entry.one} | {entry.other}", "  ", "    ")
        yield from wrapped(f"used: {entry.used}", "      ", "  ")
    if not pack.findings and not pack.contradictions:
        yield "  none"


def _facts(pack: TotalsSummary) -> Iterator[tuple[str, str]]:
    yield "date", pack.date
    clocks = f", {counted(pack.zones, 'clock')}" if pack.zones > 1 else ""
    yield "doors open", f"{pack.opens}–{pack.closes}, local time ({pack.timezone}{clocks})"
    yield "areas", number_text(pack.areas)
    yield "registered", number_text(pack.registered)
    yield "votes cast", number_text(pack.votes_cast)
    yield "races", f"{number_text(pack.races)}, generated with their sites"
    yield "sites", f"{number_text(pack.sites)}, in {counted(pack.areas_with_sites, 'area')}"
    yield "parties", f"{len(pack.parties)}: {', '.join(pack.parties)}"
    yield "names", languages_text(pack.languages)
    yield "candidates", number_text(pack.candidates)
    yield "reports", f"{number_text(pack.reports)} of turnout during the day"
    yield "by-elections", number_text(pack.by_elections)
    past = ", ".join(pack.other_elections) or "none"
    yield "other elections", past
