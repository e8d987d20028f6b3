"""The election of a result: what its areas and parties are called wherever it is shown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.core.language import named, tr, tr_n
from sim.pack.records import published
from sim.pack.shipped import NATION
from sim.results.summaries.shared import Positive, Stamp
from sim.results.typed_json import optional
from sim.results.wording import region_name


@dataclass(frozen=True, kw_only=True)
class PartySummary:
    """How a party is shown."""

    abbreviation: str
    colour: str
    """``#rrggbb``; empty where the pack gives none."""


@dataclass(frozen=True, kw_only=True)
class DoorsClose:
    """A time at which doors close."""

    time: Stamp
    sites: Positive
    """Number of sites whose doors close then, without incidents."""


@dataclass(frozen=True, kw_only=True)
class ElectionSummary:
    """The election of a pack."""

    name: str
    title: str
    nation: str
    """The code that stands for all regions together."""
    region: str
    """What a region is: the level of areas that tables are made for, such as ``county``."""
    parties: Mapping[str, PartySummary]
    """By name. Independent candidates have no party."""
    timezone: str = ""
    """IANA name of the clock of all times; empty in results of earlier versions."""
    iso_3166_2: bool | None = optional()
    """Whether codes of areas, after that of the nation, are those of ISO 3166-2."""
    names: Mapping[str, Mapping[str, str]] | None = optional()
    """By code of a language, names of areas, parties and contests by their names here."""
    doors_close: tuple[DoorsClose, ...] | None = optional()
    """When, in the order of time; None where nothing was run, and in results of earlier
    versions."""


class OfElection:
    """What a summary says of its election; without a record of it, it is the default one."""

    if TYPE_CHECKING:

        @property
        def election(self) -> ElectionSummary | None:
            """The election of a pack; None for the default one."""

    @property
    def nation(self) -> str:
        """The code that stands for all regions together."""
        return NATION if self.election is None else self.election.nation

    @property
    def nation_name(self) -> str:
        """What all regions together are called."""
        return tr("nation") if self.election is None else tr("all")

    @property
    def the_nation(self) -> str:
        """The same within a sentence."""
        return tr("the nation") if self.election is None else tr("all areas together")

    @property
    def region_word(self) -> str:
        """What a region is called."""
        return tr("region") if self.election is None else named(self.election.region)

    @property
    def regions_word(self) -> str:
        """What several of them are called."""
        return tr("regions") if self.election is None else tr("areas")

    @property
    def clock_name(self) -> str:
        """What the clock of all times is called."""
        zone = "" if self.election is None else self.election.timezone
        return tr("{zone} time", zone=zone) if zone else tr("capital time")

    @property
    def timezone(self) -> str:
        """IANA name of the clock of all times; empty in results of earlier versions of packs."""
        of_default = str(published().settings["timezone"])
        return of_default if self.election is None else self.election.timezone

    def names_in(self, language: str) -> Mapping[str, str]:
        """Return names of areas, parties and contests in a language, by their names here.

        Empty in English, and where the pack has none.
        """
        known = published().names if self.election is None else self.election.names
        return (known or {}).get(language, {})

    def iso_code(self, code: str) -> str:
        """Return the code of an area in ISO 3166-2, of all together in ISO 3166-1; else empty."""
        if self.election is None:
            # A scenario may give areas that are not those of the election.
            is_known = code in {NATION, *published().region_names}
            has_iso = is_known and published().settings["nation"].get("iso_3166_2")
        else:
            has_iso = self.election.iso_3166_2
        if not has_iso:
            return ""
        return code if code == self.nation else f"{self.nation}-{code}"

    def party_text(self, party: str) -> str:
        """Return the short name of a party."""
        if self.election is None or party not in self.election.parties:
            return named(party)
        return named(self.election.parties[party].abbreviation)

    def party_colour(self, party: str, otherwise: str) -> str:
        """Return the colour of a party, another one where its election gives none."""
        if self.election is None or party not in self.election.parties:
            return otherwise
        return self.election.parties[party].colour or otherwise


class OfNamedAreas(OfElection):
    """What a summary says of its election that names areas, and has no table of regions."""

    if TYPE_CHECKING:

        @property
        def area_names(self) -> Mapping[str, str] | None:
            """Names of areas of a pack by code, regions first; None of the default election."""

    def area_name(self, code: str) -> str:
        """Return the name of an area, or of all together; the code if it has no name."""
        if self.election is None:
            return region_name(code)
        if code == self.nation:
            return self.nation_name
        return named((self.area_names or {}).get(code, code))

    def regions_text(self, n: int) -> str:
        """Return a number of regions with the word for them."""
        if self.election is None:
            return tr_n("{n} region", "{n} regions", n)
        return tr_n("{n} area", "{n} areas", n)

    @property
    def a_region_word(self) -> str:
        """What one of several regions is called, next to :attr:`regions_word`."""
        return tr("region") if self.election is None else tr("area")
