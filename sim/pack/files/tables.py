"""The files of one pack together, each as columns, before they are held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING

from sim.pack.files.declared import CONTESTS_FILE

if TYPE_CHECKING:
    from sim.pack.files.columns import Columns
    from sim.pack.files.geojson import MapOutlines
    from sim.pack.files.pack import Norms
    from sim.pack.files.settings import Settings


@dataclass(frozen=True, slots=True)
class ReportedTables:
    """The files of reported values; None for one that is not there or is no table."""

    turnout: Columns | None = None
    results: Columns | None = None
    arrivals: Columns | None = None


@dataclass(frozen=True)
class PackTables:
    """The settings and files of a pack; None for a file that is not there or is no table."""

    settings: Settings
    unsure: frozenset[str]
    """Keys of the settings that are faulty; a value stands in for them."""
    sites: Columns | None
    areas: Columns | None
    contests: Columns | None
    candidates: Columns | None
    expected: Columns | None
    unreadable: frozenset[str]
    """Names of files that are there and are no table."""
    map: MapOutlines | None
    reported: ReportedTables
    generated: Norms | None = None
    """By which norms sites were generated from totals of areas; None if they are those of a
    file."""
    names: Columns | None = None
    """Names in other languages."""

    @cached_property
    def contest_ids(self) -> list[str] | None:
        """The contests in order; None if they are not known.

        Without ``contests.csv`` they are those of ``candidates.csv``; if it names none, the name
        of the election stands for its only contest.
        """
        if self.contests is not None:
            ids = [text for text in self.contests.texts["contest"] if text]
            return [*dict.fromkeys(ids)] if self.contests.complete else None
        if self.candidates is None or CONTESTS_FILE.name in self.unreadable:
            return None
        found = [*dict.fromkeys(text for text in self.candidates.texts["contest"] if text)]
        return (found or [self.settings.name]) if self.candidates.complete else None

    def contest_of(self, columns: Columns, row: int) -> str:
        """Return the contest of a row of candidates or expected shares; empty if not known."""
        if (text := columns.texts["contest"][row]) or columns.is_faulty(row, "contest"):
            return text
        ids = self.contest_ids
        return ids[0] if ids is not None and len(ids) == 1 else ""

    @cached_property
    def area_ids(self) -> dict[str, dict[str, int]]:
        """By level, its areas, each with its place.

        Areas of ``areas.csv`` come first, in its order, then others as sites name them.
        """
        if self.sites is None or "levels" in self.unsure:
            return {}
        found = {}
        for level in self.settings.levels:
            named = dict.fromkeys(filter(None, self.sites.texts[level]))
            first = [area for area in self._listed_areas(level) if area in named]
            found[level] = {area: place for place, area in enumerate(dict.fromkeys(first) | named)}
        return found

    def _listed_areas(self, level: str) -> list[str]:
        """Return the areas of ``areas.csv`` that may be of a level."""
        if self.areas is None:
            return []
        rows = zip(self.areas.texts["area"], self.areas.texts["level"], strict=True)
        return [area for area, of_level in rows if of_level in {"", level}]

    @cached_property
    def parents(self) -> dict[str, dict[str, str]]:
        """By level but the first, the area above by area, as the first site of each says."""
        found: dict[str, dict[str, str]] = {}
        levels = list(self.area_ids)
        for above, level in pairwise(levels):
            of_level = found.setdefault(level, {})
            assert self.sites is not None  # else there are no levels
            texts = self.sites.texts
            for area, parent in dict.fromkeys(zip(texts[level], texts[above], strict=True)):
                if area and parent:
                    of_level.setdefault(area, parent)
        return found

    def levels_of(self, area: str) -> list[str]:
        """Return the levels that have an area of an id."""
        return [level for level, areas in self.area_ids.items() if area in areas]

    def level_in_row(self, columns: Columns, row: int) -> str:
        """Return the level of a row that names an area; empty if not known."""
        if level := columns.texts["level"][row]:
            return level
        levels = self.levels_of(columns.texts["area"][row])
        return levels[0] if len(levels) == 1 else ""
