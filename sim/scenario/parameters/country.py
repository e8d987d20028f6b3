"""Parameters of the country: its register, which is published, generated or given."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from sim.core.language import marked
from sim.core.names import Id, Name, Reference, id_in
from sim.core.section import Section
from sim.pack.shipped import basis, default_settings
from sim.scenario.parameters.declare import param

LARGEST_SITE = 10_000
"""Largest number of registered voters of a site in any scenario."""


class GivenSite(Section):
    """A site of a country that the scenario file itself describes."""

    registered: int = Field(ge=1, le=LARGEST_SITE)
    """At most register.site_registered_max."""
    members: int = Field(default=5, ge=3, le=15)
    desks: int = Field(default=1, ge=1, le=13)
    booths: int = Field(default=2, ge=1, le=50)
    boxes: int = Field(default=1, ge=1, le=10)
    distance_km: float = Field(default=10.0, ge=0.0, le=500.0)


class GivenRace(Section):
    """A race of a country that the scenario file itself describes."""

    name: Name
    id: Id | None = None
    """The id in races.csv and for incidents; made of region and name if it is left out."""
    region: Name
    hours_behind_capital: int | None = Field(default=None, ge=0, le=2)
    """Of its clock; 0 if neither this nor ``timezone`` is given."""
    timezone: str | None = None
    """IANA name, in place of ``hours_behind_capital``; ``register.timezone`` is the capital's."""
    commission: Name = "C01"
    candidates: list[str] = Field(min_length=1)
    """Party that nominates each candidate."""
    incumbent: int | None = Field(default=None, ge=0)
    """Index of the incumbent in ``candidates``; None if the incumbent does not stand."""
    winner: str | None = None
    """Party that wins where outcome.winners is reported."""
    votes_cast: int = Field(ge=0)
    sites: list[GivenSite] = Field(min_length=1)

    @property
    def race_id(self) -> str:
        """The given id, else one made of its region and name."""
        return self.id or id_in(self.region, self.name)


def _commissions() -> dict[str, int]:
    """Return commissions by region of the default election."""
    return dict(default_settings()["register"]["commissions"])


def _sizes() -> list[int]:
    return list(default_settings()["law"]["members"])


class RegisterParameters(Section):
    """The country: totals from the reported values, the rest generated from a separate seed."""

    source: Literal["reported", "by-elections", "given", "pack"] = param(
        "reported",
        label=marked("register"),
        doc="Where regions and races come from: the published totals of the election, its "
        "by-elections, [[register.races]] of the scenario file, or the sites of its pack",
        source=basis("register.source"),
    )
    regions: list[Reference] = param(
        list,
        label=marked("regions kept"),
        doc="Codes of the regions of the run; empty for all. A site has the same random words "
        "as in a run of all regions",
        assumption="to study a part of the country",
    )
    districts: list[Reference] = param(
        list,
        label=marked("districts"),
        doc="By-elections to hold, by district; empty holds all (source by-elections only)",
        assumption="to study one race",
    )
    timezone: str = param(
        "",
        label=marked("time zone of the capital"),
        doc="IANA name; needed where races of the scenario file give theirs (source given only)",
        assumption="empty: races say how many hours they are behind the capital",
    )
    races: list[GivenRace] = param(
        list,
        label=marked("races"),
        doc="Races and their sites (source given only)",
        assumption="for countries small enough to check by hand",
    )
    seed: int = param(
        default_settings()["register"]["seed"],
        low=0,
        high=2**32 - 1,
        label=marked("seed of the register"),
        doc="Seed of the generated parts of the register; independent of the seed of a run",
        assumption=basis("register.seed"),
    )
    scale: int = param(
        1,
        unit="copies",
        low=1,
        high=1000,
        label=marked("copies of the country"),
        doc="Copies of the country, run one after the other: the same races and sites, "
        "other random words",
        assumption="to measure the time and memory of a larger country",
    )
    race_size_spread: float = param(
        0.65,
        low=0.0,
        high=2.0,
        label=marked("spread of race sizes"),
        doc="Standard deviation of the logarithm of a race's registered voters, in its region",
        assumption=basis("register.race_size_spread"),
    )
    site_size_spread: float = param(
        0.70,
        low=0.0,
        high=2.0,
        label=marked("spread of site sizes"),
        doc="Standard deviation of the logarithm of a site's registered voters, in its race",
        assumption="one large village and some small ones in a rural district",
    )
    site_registered_max: int = param(
        3000,
        unit="voters",
        low=100,
        high=LARGEST_SITE,
        label=marked("most voters of a site"),
        doc="Largest number of registered voters of a site",
        source="procedures, section 3: a site of more than 3,000 was split",
    )
    sites: dict[Reference, int] = param(
        dict,
        label=marked("sites"),
        doc="Polling sites by region code, in place of the published number",
        assumption="to study the effect of fewer or more sites",
    )
    commissions: dict[Reference, int] = param(
        _commissions,
        label=marked("commissions"),
        doc="Territorial commissions by region code, where none is published",
        source=basis("register.commissions"),
    )
    members_sizes: list[int] = param(
        _sizes,
        unit="members",
        label=marked("sizes of commissions"),
        doc="Numbers of members that a generated precinct commission may have; the smallest and "
        "the largest are used",
        source=basis("register.members_sizes"),
    )
    members_mean: float = param(
        default_settings()["register"]["members_mean"],
        unit="members",
        low=1.0,
        high=100.0,
        label=marked("members"),
        doc="Mean size of a precinct commission where none is published",
        source=basis("register.members_mean"),
    )
    registered_per_member: int = param(
        300,
        unit="voters",
        low=50,
        high=5000,
        label=marked("voters per member"),
        doc="Registered voters for each member of a precinct commission; sites with more have a "
        "commission of the largest size, where no number of members is published",
        assumption="commissions of five or seven in one region: the larger sites have the larger "
        "ones; the statutory numbers were not found",
    )
    registered_per_desk: int = param(
        400,
        unit="voters",
        low=50,
        high=5000,
        label=marked("voters per desk"),
        doc="Registered voters per check-in desk, desks rounded up; limited by the members",
        assumption="lines stay short on a usual day, as no lines were reported",
    )
    registered_per_booth: int = param(
        300,
        unit="voters",
        low=50,
        high=5000,
        label=marked("voters per booth"),
        doc="Registered voters per booth, booths rounded up; at least two booths",
        assumption="the law asks for a sufficient number; the norm was not found",
    )
    registered_per_box: int = param(
        1500,
        unit="voters",
        low=100,
        high=10_000,
        label=marked("voters per ballot box"),
        doc="Registered voters per ballot box, boxes rounded up",
        assumption="one box in a village",
    )
    staff: str = param(
        "",
        label=marked("staff of sites"),
        doc="CSV file with the columns site, members, desks and booths, beside the scenario file: "
        "the staff of the sites that it names, as saylau plan writes it or you do; empty for none",
        assumption="to plan staff, or where it is known",
    )
    intake: str = param(
        "",
        label=marked("clerks and vehicles of commissions"),
        doc="CSV file with the columns commission, clerks and vehicles, beside the scenario file: "
        "who takes in protocols, and what fetches them, at the commissions that it names, as "
        "saylau plan --results-by writes it or you do; empty for none",
        assumption="to plan clerks and vehicles, or where they are known",
    )
    distance_mean_km: float = param(
        35.0,
        unit="km",
        low=0.1,
        high=300.0,
        label=marked("distance"),
        doc="Mean road distance from a site to its commission",
        assumption="rural districts around a district centre",
    )
    distance_cv: float = param(
        0.8,
        low=0.0,
        high=3.0,
        label=marked("variation of distance"),
        doc="Coefficient of variation of the distance (log-normal)",
        assumption="gives a tail up to 140 km",
    )
    size_distance_correlation: float = param(
        -0.4,
        low=-0.95,
        high=0.95,
        label=marked("correlation of size and distance"),
        doc="Correlation of the normal scores of a site's registered voters and of its distance "
        "to the commission, in a region",
        assumption="remote villages are small, the centre of a district is large; between none "
        "and a strict order of sizes",
    )
    distance_max_km: float = param(
        140.0,
        unit="km",
        low=1.0,
        high=500.0,
        label=marked("longest distance"),
        doc="Longest distance to a commission",
        source="procedures, section 4: 135 and 140 km in Zhelezin district",
    )
    detour_factor: float = param(
        1.3,
        low=1.0,
        high=3.0,
        label=marked("detour factor"),
        doc="Road from a site of a pack to its intake, as a multiple of the great-circle distance "
        "between their latitudes and longitudes",
        assumption="means of countries are 1.12-2.10 (doi:10.1016/S0965-8564(01)00044-1)",
    )
    incumbents_stand_share: float = param(
        0.73,
        low=0.0,
        high=1.0,
        label=marked("share of incumbents who stand"),
        doc="Share of races in which the incumbent stands",
        assumption="with choice.incumbency it gives two thirds of incumbents among the winners",
    )
