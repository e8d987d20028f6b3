"""A scenario: all parameters together, and the rules that hold between them."""

from __future__ import annotations

import datetime as dt
import difflib
from itertools import pairwise
from typing import TYPE_CHECKING

from pydantic import Field

from sim.reported import PARTIES, by_elections, regions
from sim.scenario.country import RegisterParameters
from sim.scenario.day import Incident, PollingParameters
from sim.scenario.night import AnnouncementParameters, CommissionParameters, CountingParameters
from sim.scenario.parameter import Section
from sim.scenario.voters import (
    ArrivalParameters,
    ChoiceParameters,
    OutcomeParameters,
    TurnoutParameters,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Scenario(Section):
    """One set of assumptions: everything that a run depends on, but for its seed."""

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9_-]*$", max_length=60)
    description: str = ""
    date: dt.date = dt.date(2021, 7, 25)
    # ``register`` itself is taken: every abstract base class has a method of that name.
    register_: RegisterParameters = Field(default_factory=RegisterParameters, alias="register")
    turnout: TurnoutParameters = Field(default_factory=TurnoutParameters)
    arrivals: ArrivalParameters = Field(default_factory=ArrivalParameters)
    choice: ChoiceParameters = Field(default_factory=ChoiceParameters)
    outcome: OutcomeParameters = Field(default_factory=OutcomeParameters)
    polling: PollingParameters = Field(default_factory=PollingParameters)
    counting: CountingParameters = Field(default_factory=CountingParameters)
    commission: CommissionParameters = Field(default_factory=CommissionParameters)
    announcements: AnnouncementParameters = Field(default_factory=AnnouncementParameters)
    incidents: list[Incident] = Field(default_factory=list, alias="incident")

    def region_codes(self) -> list[str]:
        """Return the region codes that this scenario's country can have."""
        if self.register_.source == "given":
            return list(dict.fromkeys(race.region for race in self.register_.races))
        return [region.code for region in regions()]


def nearest(word: str, known: Iterable[str]) -> str:
    """Say which names are known, the nearest first if one is near.

    >>> nearest("chekin", ["check_in", "booth"])
    "did you mean 'check_in'?"
    >>> nearest("x", ["check_in", "booth"])
    'known: booth, check_in'
    """
    names = sorted(set(known))
    close = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(names)}"


def broken_rules(scenario: Scenario) -> Iterator[tuple[str, str]]:
    """Yield key and message of each rule between parameters that does not hold."""
    polling, counting, register = scenario.polling, scenario.counting, scenario.register_
    if polling.closes <= polling.opens:
        yield (
            "polling.closes",
            f"must be after polling.opens ({polling.opens}); got {polling.closes}",
        )
    if not counting.ballot_low_s <= counting.ballot_mode_s <= counting.ballot_high_s:
        low, high = counting.ballot_low_s, counting.ballot_high_s
        ends = f"ballot_low_s ({low:g}) and ballot_high_s ({high:g})"
        message = f"must lie between {ends}; got {counting.ballot_mode_s:g}"
        yield "counting.ballot_mode_s", message
    times = scenario.announcements.times
    if any(later <= earlier for earlier, later in pairwise(times)):
        yield "announcements.times", "must increase"
    if bool(register.races) != (register.source == "given"):
        yield "register.races", "go with register.source = 'given', and only with it"
    yield from _unknown_names(scenario)
    for number, incident in enumerate(scenario.incidents):
        if incident.kind == "late_opening" and incident.from_ is not None:
            yield (
                f"incident.{number}.from",
                "a late opening begins when doors should open: leave it out",
            )
        if incident.kind != "late_opening" and incident.from_ is None:
            yield f"incident.{number}.from", f"{incident.kind} needs it"
        if incident.from_ is not None and incident.to <= incident.from_:
            yield (
                f"incident.{number}.to",
                f"must be after from ({incident.from_}); got {incident.to}",
            )


def _unknown_names(scenario: Scenario) -> Iterator[tuple[str, str]]:
    codes = scenario.region_codes()
    named = {
        "register.regions": scenario.register_.regions,
        "register.sites": scenario.register_.sites,
        "register.commissions": scenario.register_.commissions,
        "arrivals.regions": scenario.arrivals.regions,
        "choice.regions": scenario.choice.regions,
    }
    named |= {
        f"incident.{n}.where.regions": i.where.regions for n, i in enumerate(scenario.incidents)
    }
    for key, used in named.items():
        # Regional parameters of a parent scenario may speak of regions that a small country lacks.
        known = (
            codes
            if key.startswith(("register.regions", "incident"))
            else [r.code for r in regions()] + codes
        )
        for code in used:
            if code not in known:
                yield key, f"no region {code!r}; {nearest(code, known)}"
    strengths = {"choice.strength": scenario.choice.strength} | {
        f"choice.regions.{code}.strength": region.strength
        for code, region in scenario.choice.regions.items()
    }
    for key, strength in strengths.items():
        for party in strength:
            if party not in PARTIES:
                yield f"{key}.{party}", f"no such party; {nearest(party, PARTIES)}"
    districts = [election.district for election in by_elections()]
    for district in scenario.register_.districts:
        if district not in districts:
            yield (
                "register.districts",
                f"no by-election {district!r}; {nearest(district, districts)}",
            )
