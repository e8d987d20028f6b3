"""Where a fault is: the sites and races that its table ``where`` names."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.suggest import nearest
from sim.core.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Flags, Names
    from sim.feed.faults.declared import FaultKind
    from sim.feed.night import FeedNight

_KEYS = ("regions", "races", "sites", "share")


@dataclass(frozen=True, eq=False)
class Places:
    """The regions, races and sites of a night."""

    site_ids: Names
    race_ids: Names
    regions: tuple[str, ...]
    region_of_site: Names
    sites_of_race: tuple[Flags, ...]

    @classmethod
    def of(cls, night: FeedNight) -> Places:
        """Return those of a night."""
        sites = night.results.tables["sites"]
        n = len(sites["site"])
        return cls(
            site_ids=sites["site"],
            race_ids=np.array([contest.id for contest in night.contests]),
            regions=tuple(night.results.summary.regions),
            region_of_site=sites["code"],
            sites_of_race=tuple(np.isin(np.arange(n), contest.sites) for contest in night.contests),
        )


@dataclass(frozen=True, eq=False)
class WhereTable:
    """What a table ``where`` says, and what is wrong with it."""

    sites: Flags
    """Sites that meet every condition."""
    races: Flags
    """Races with such a site, and named if any race is."""
    share: float
    problems: tuple[str, ...] = ()


def where_of(table: object, kind: FaultKind, places: Places) -> WhereTable:
    """Return the sites and races that a table names: all, if it names none."""
    everywhere = np.ones(len(places.site_ids), bool), np.ones(len(places.race_ids), bool)
    if not isinstance(table, dict):
        return WhereTable(*everywhere, kind.share, (f"where must be a table; got {shown(table)}",))
    problems = list(_wrong_keys(table, kind))
    named = {}
    for key, known in (
        ("regions", places.regions),
        ("races", tuple(places.race_ids.tolist())),
        ("sites", tuple(places.site_ids.tolist())),
    ):
        named[key] = table.get(key)
        problems += _wrong_names(key, named[key], known)
    share = table.get("share", kind.share)
    if isinstance(share, bool) or not isinstance(share, int | float) or not 0 <= share <= 1:
        problems.append(f"where.share must be a number from 0 to 1; got {shown(share)}")
    if problems:
        return WhereTable(*everywhere, kind.share, tuple(problems))
    sites, races = _met(named, everywhere, places)
    if (
        kind.chooses in {"sites", "races"}
        and not (sites if kind.chooses == "sites" else races).any()
    ):
        problems.append(f"where: none of the {kind.chooses} meets all conditions")
    return WhereTable(sites, races, float(share), tuple(problems))


def _met(
    named: dict[str, list[str] | None], everywhere: tuple[Flags, Flags], places: Places
) -> tuple[Flags, Flags]:
    sites, races = (flags.copy() for flags in everywhere)
    if named["regions"] is not None:
        sites &= np.isin(places.region_of_site, named["regions"])
    if named["sites"] is not None:
        sites &= np.isin(places.site_ids, named["sites"])
    if named["races"] is not None:
        races &= np.isin(places.race_ids, named["races"])
        inside = [flags for flags, is_named in zip(places.sites_of_race, races, strict=True)
                  if is_named]  # fmt: skip
        sites &= np.any(inside, axis=0)
    races &= np.array([bool((flags & sites).any()) for flags in places.sites_of_race])
    return sites, races


def _wrong_keys(table: dict[str, object], kind: FaultKind) -> Iterator[str]:
    everywhere = kind.chooses in {"seconds", "messages", "nothing"}
    known: tuple[str, ...] = _KEYS[3:] if everywhere else _KEYS
    known = () if kind.chooses == "nothing" else known
    for key in sorted(table.keys() - set(known)):
        if key in _KEYS:
            yield f"where.{key}: {kind.name} affects the whole feed; leave it out"
        else:
            yield f"where has no key {key}; known: {', '.join(known) or 'none'}"


def _wrong_names(key: str, names: object, known: tuple[str, ...]) -> Iterator[str]:
    if names is None:
        return
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        yield f"where.{key} must be a list of ids; got {shown(names)}"
        return
    for name in names:
        if name not in known:
            yield f"where.{key}: no {key[:-1]} {shown(name)}; {nearest(name, known)}"
