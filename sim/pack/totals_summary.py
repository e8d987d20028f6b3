"""The numbers of a pack of published totals that ``saylau pack check`` prints."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.pack.checks import LOOK
from sim.pack.clusters import clustered
from sim.pack.contradictions import Inconsistency, inconsistencies
from sim.pack.files.columns import read_columns
from sim.pack.files.declared import NAMES_FILE
from sim.pack.files.faults import Faults
from sim.pack.files.law import LawSwitch, law_switches
from sim.pack.files.names import LanguageCount, idle_names, language_counts
from sim.pack.lint import lint
from sim.pack.records import published_in
from sim.pack.values import published_percentages, targets, turnout_of_other_elections

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.settings import Settings
    from sim.pack.records import Published


@dataclass(frozen=True, slots=True)
class LintFinding:
    """A published percentage that is impossible or unusual."""

    code: str
    severity: str
    message: str


@dataclass(frozen=True, slots=True)
class TotalsSummary:
    """What is in a pack of published totals, and what is suspicious."""

    name: str
    title: str
    date: str
    timezone: str
    opens: str
    closes: str
    areas: int
    zones: int
    """Different clocks."""
    registered: int
    votes_cast: int
    races: int
    sites: int
    """Of the areas that say it."""
    areas_with_sites: int
    parties: tuple[str, ...]
    candidates: int
    reports: int
    """Reports of turnout during the day."""
    by_elections: int
    other_elections: tuple[str, ...]
    """Dates of elections whose turnout by hour is in ``past/``."""
    languages: tuple[LanguageCount, ...]
    """Names in other languages."""
    law: tuple[LawSwitch, ...]
    filled: tuple[str, ...]
    """What is missing, and what stands in for it."""
    findings: tuple[LintFinding, ...]
    """Of the election; of others, the reports whose regions cluster."""
    contradictions: tuple[Inconsistency, ...]


def summarize_totals(settings: Settings, folder: Path) -> TotalsSummary:
    """Return what is in a pack of published totals without faults."""
    of = published_in(folder)
    past = turnout_of_other_elections(of)
    return TotalsSummary(
        name=settings.name,
        title=settings.title,
        date=settings.date.isoformat(),
        timezone=settings.timezone,
        opens=f"{settings.opens:%H:%M}",
        closes=f"{settings.closes:%H:%M}",
        areas=len(of.regions),
        zones=len({region.behind_ms for region in of.regions}),
        registered=sum(region.registered for region in of.regions),
        votes_cast=sum(region.votes_cast for region in of.regions),
        races=sum(region.races for region in of.regions),
        sites=sum(region.sites or 0 for region in of.regions),
        areas_with_sites=sum(region.sites is not None for region in of.regions),
        parties=of.party_names,
        candidates=sum(sum(row.values()) for row in of.candidates.values()),
        reports=len(targets(of)),
        by_elections=len(of.by_elections),
        other_elections=tuple(sorted({target.date.isoformat() for target in past})),
        languages=language_counts(of.names, _shown_names(settings, of)),
        law=tuple(law_switches(settings.law, settings.model)),
        filled=tuple(_filled(of, has_past=bool(past))),
        findings=tuple(
            LintFinding(found.code, found.severity, found.message)
            for found in (*lint(published_percentages(of), of), *clustered(past, of))
        )
        + tuple(LintFinding("P17", LOOK, text) for text in _idle_names(settings, of, folder)),
        contradictions=inconsistencies(of),
    )


def _shown_names(settings: Settings, of: Published) -> list[str]:
    """Return the names that results show in the language that is chosen."""
    regions = [region.name for region in of.regions]
    return [settings.title, *settings.levels[:1], *regions, *of.party_names]


def _idle_names(settings: Settings, of: Published, folder: Path) -> list[str]:
    """Return a sentence about each name in other languages that names nothing."""
    path = folder / NAMES_FILE.name
    if not path.is_file():
        return []
    columns = read_columns(path, NAMES_FILE, Faults(str(folder), (NAMES_FILE.name,)))
    abbreviations = [p.abbreviation for p in settings.parties.values() if p.abbreviation]
    sources = [target.source for target in targets(of)]
    known = [
        *_shown_names(settings, of), *settings.levels, *settings.parties, *abbreviations,
        of.nation_name, *of.region_names, "region", *sources,
    ]  # fmt: skip
    return [f"{where}: {message}" for where, message in idle_names(columns, known)]


def _filled(of: Published, *, has_past: bool) -> list[str]:
    """Return what is missing and what stands in for it, as sentences."""
    n = len(of.regions)
    missing = [
        (sum(region.sites is None for region in of.regions),
         "sites: a share of sites_national, by registered voters"),
        (sum(region.members is None for region in of.regions),
         "members: register.members_mean, times sites"),
        (sum(region.commissions is None for region in of.regions),
         "commissions: register.commissions, else one"),
    ]  # fmt: skip
    found = [f"{count} of {n} areas: {by}" for count, by in missing if count]
    if not has_past:
        found.append("no past/turnout.csv: a calibration has a wide prior of arrivals (assumption)")
    return found
