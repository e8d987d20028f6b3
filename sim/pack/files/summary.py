"""The numbers of a pack that ``saylau pack check`` prints, as text or as JSON."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np

from sim.core import clock
from sim.pack.files.law import law_switches
from sim.pack.files.names import language_counts, shown_names

if TYPE_CHECKING:
    from sim.pack.files.law import LawSwitch
    from sim.pack.files.names import LanguageCount
    from sim.pack.files.pack import Filled, Pack, PackFinding


@dataclass(frozen=True, slots=True)
class ZoneCount:
    """A time zone, and the sites in it."""

    timezone: str
    utc_offset: str
    """``+05:30``, when the doors of the election close."""
    sites: int


@dataclass(frozen=True, slots=True)
class HoursCount:
    """Opening hours, local time, and the sites that have them."""

    opens: str
    closes: str
    next_day: bool
    """Whether ``closes`` is on the day after the election day."""
    sites: int


@dataclass(frozen=True, slots=True)
class LevelCount:
    """A level, and its areas."""

    level: str
    areas: int


@dataclass(frozen=True, slots=True)
class ContestCount:
    """A contest, and who stands and votes in it."""

    contest: str
    name: str
    system: str
    vote_for: int
    seats: int
    candidates: int
    sites: int
    registered: int


@dataclass(frozen=True, slots=True)
class StyleCount:
    """A ballot style, and the sites that have it."""

    contests: tuple[str, ...]
    sites: int


@dataclass(frozen=True, slots=True)
class PackSummary:
    """What is in a pack, what was filled in, and what is suspicious."""

    name: str
    title: str
    date: str
    timezone: str
    hours: tuple[HoursCount, ...]
    zones: tuple[ZoneCount, ...]
    levels: tuple[LevelCount, ...]
    report_by: str
    intake_at: str
    intake_places: int
    """Areas that take in protocols and name the place."""
    intake_clerks: int
    """Areas that take in protocols and say how many clerks they have."""
    intake_vehicles: int
    """The same of vehicles."""
    sites: int
    buildings: int
    registered: int
    sites_without_registered: int
    expected_voters: int
    """Of the sites that say it."""
    sites_with_expected_voters: int
    voted_before: int
    provisional: int
    members: int
    desks: int
    booths: int
    boxes: int
    contests: tuple[ContestCount, ...]
    candidates: int
    parties: tuple[str, ...]
    ballot_styles: tuple[StyleCount, ...]
    shapes: int
    """Areas that have a shape on the map, of those that tables are made for."""
    map_source: str
    """Who drew the borders, as the map says."""
    reported_turnout: int
    """Reported values of turnout."""
    reported_votes: int
    """Reported shares of votes, by contest, area and choice."""
    reported_arrivals: int
    """Reported times at which results of sites came in."""
    languages: tuple[LanguageCount, ...]
    """Names in other languages."""
    law: tuple[LawSwitch, ...]
    filled: tuple[Filled, ...]
    findings: tuple[PackFinding, ...]


def summarize(pack: Pack, further: tuple[PackFinding, ...] = ()) -> PackSummary:
    """Return what is in a pack, with findings that are not those of its files alone."""
    sites, settings = pack.sites, pack.settings
    expected = sites.expected_voters[sites.expected_voters >= 0]
    return PackSummary(
        name=settings.name,
        title=settings.title,
        date=settings.date.isoformat(),
        timezone=settings.timezone,
        hours=_hours(pack),
        zones=_zones(pack),
        levels=tuple(
            LevelCount(level, int(np.count_nonzero(pack.areas.level == index)))
            for index, level in enumerate(settings.levels)
        ),
        report_by=settings.report_level,
        intake_at=settings.intake_level,
        intake_places=int(np.count_nonzero(pack.areas.intake != "")),
        intake_clerks=int(np.count_nonzero(pack.areas.clerks >= 0)),
        intake_vehicles=int(np.count_nonzero(pack.areas.vehicles >= 0)),
        sites=len(sites),
        buildings=len(pack.places),
        registered=int(sites.registered.sum()),
        sites_without_registered=int(np.count_nonzero(sites.registered == 0)),
        expected_voters=int(expected.sum()),
        sites_with_expected_voters=len(expected),
        voted_before=int(sites.voted_before.sum()),
        provisional=int(sites.provisional.sum()),
        members=int(sites.members.sum()),
        desks=int(sites.desks.sum()),
        booths=int(sites.booths.sum()),
        boxes=int(sites.boxes.sum()),
        contests=_contests(pack),
        candidates=len(pack.candidates),
        parties=tuple(party.id for party in pack.parties),
        ballot_styles=tuple(
            StyleCount(
                tuple(str(pack.contests.id[contest]) for contest in contests),
                n,
            )
            for contests, n in zip(
                pack.styles,
                np.bincount(sites.style, minlength=len(pack.styles)).tolist(),
                strict=True,
            )
        ),
        shapes=0 if pack.map is None else len(pack.map.shapes),
        map_source="" if pack.map is None else pack.map.about or pack.map.source,
        reported_turnout=len(pack.reported.turnout),
        reported_votes=len(pack.reported.votes),
        reported_arrivals=0
        if pack.reported.arrivals is None
        else len(pack.reported.arrivals.stage),
        languages=language_counts(pack.names, shown_names(pack)),
        law=tuple(law_switches(settings.law, settings.model)),
        filled=pack.filled,
        findings=(*pack.findings, *further),
    )


def _hours(pack: Pack) -> tuple[HoursCount, ...]:
    """Return the opening hours, those of most sites first."""
    hours = np.stack([pack.sites.opens_ms, pack.sites.closes_ms], axis=1)
    pairs, counts = np.unique(hours, axis=0, return_counts=True)
    order = np.argsort(-counts, kind="stable")
    return tuple(
        HoursCount(
            clock.clock(opens), clock.clock(closes), closes >= clock.DAY_MS, int(counts[index])
        )
        for index in order.tolist()
        for opens, closes in [pairs[index].tolist()]
    )


def _zones(pack: Pack) -> tuple[ZoneCount, ...]:
    """Return the time zones of sites, that of the election first."""
    counts = np.bincount(pack.sites.timezone, minlength=len(pack.timezones)).tolist()
    at = dt.datetime.combine(pack.settings.date, pack.settings.closes)
    found = []
    for zone, n in zip(pack.timezones, counts, strict=True):
        offset = at.replace(tzinfo=ZoneInfo(zone)).strftime("%z")
        found.append(ZoneCount(zone, f"{offset[:3]}:{offset[3:5]}", n))
    return tuple(zone for zone in found if zone.sites)


def _contests(pack: Pack) -> tuple[ContestCount, ...]:
    """Return the contests with the sites that vote in them."""
    sites, contests = pack.sites, pack.contests
    of_style = np.bincount(sites.style, minlength=len(pack.styles))
    registered = np.bincount(sites.style, sites.registered, minlength=len(pack.styles))
    holds = np.zeros((len(contests), len(pack.styles)), dtype=np.int64)
    for style, held in enumerate(pack.styles):
        holds[list(held), style] = 1
    standing = np.bincount(pack.candidates.contest, minlength=len(contests))
    return tuple(
        ContestCount(
            contest=str(contests.id[index]),
            name=str(contests.name[index]),
            system=str(contests.system[index]),
            vote_for=int(contests.vote_for[index]),
            seats=int(contests.seats[index]),
            candidates=int(standing[index]),
            sites=int(holds[index] @ of_style),
            registered=int(holds[index] @ registered),
        )
        for index in range(len(contests))
    )
