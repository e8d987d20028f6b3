"""The contradictions between published values, and the value that the model uses.

Each entry computes both values from the data of the pack. ``docs/data.md`` lists the
same in prose; a test checks every entry.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.pack.past_elections import repeated_mornings
from sim.pack.records import (
    PARTIES,
    by_elections,
    candidates,
    facts,
    regions,
    seats_by_region,
    seats_national,
)
from sim.pack.values import targets


@dataclass(frozen=True, slots=True)
class Inconsistency:
    """Two published values of one quantity."""

    key: str
    what: str
    one: str
    other: str
    used: str
    """The value that the model uses, and why."""


def _fact(key: str) -> int:
    return round(facts()[key].value)


def _doors() -> list[Inconsistency]:
    behind = [region.code for region in regions() if region.hours_behind_capital]
    return [
        Inconsistency(
            "opening",
            "Doors open (local time)",
            f"{_fact('opens_article'):02d}:00 (article)",
            f"{_fact('opens'):02d}:00 (several news sources)",
            f"{_fact('opens'):02d}:00; an error of the article, used by scenario evening-only",
        ),
        Inconsistency(
            "time zones",
            "One closing time, two clocks",
            f"{_fact('closes')}:00 local time",
            f"{_fact('closes') + 1}:00 capital time in {' '.join(behind)}",
            "doors follow the local clock, turnout reports the capital's",
        ),
    ]


def _totals() -> list[Inconsistency]:
    registered = sum(region.registered for region in regions())
    votes = sum(region.votes_cast for region in regions())
    return [
        Inconsistency(
            "registered",
            "Registered voters, nation",
            f"{_fact('registered_national'):,} (national number)",
            f"{registered:,} (sum of regions); votes agree: {votes:,}",
            f"{registered:,}: the regional numbers, since races and sites add up to them",
        ),
        Inconsistency(
            "sites",
            "Polling sites, nation",
            f"{_fact('sites_national'):,} (article)",
            f"{_fact('sites_national_other'):,} (two other sources)",
            f"{_fact('sites_national'):,}",
        ),
    ]


def national_seats_from_regions() -> dict[str, int]:
    """Return seats by party of nomination, summed over the regions."""
    return {party: sum(row[party] for row in seats_by_region().values()) for party in PARTIES}


def by_membership(by_nomination: dict[str, int]) -> dict[str, int]:
    """Return seats by party membership, given seats by party of nomination.

    65 of the 98 self-nominated winners count for Nur Otan, and one of its 563
    seats counts for Auyl: the shift that turns the sum of the regional tables
    into the national one. Other outcomes are shifted in the same proportion.

    Parameters
    ----------
    by_nomination
        Seats by party, 0 or more each; adds up to what is returned.
    """
    moved = dict(by_nomination)
    national, nominated = seats_national(), national_seats_from_regions()
    joined = (nominated["Independent"] - national["Independent"]) / nominated["Independent"]
    lent = (national["Auyl"] - nominated["Auyl"]) / nominated["Nur Otan"]
    to_nur_otan = round(joined * moved["Independent"])
    to_auyl = round(lent * moved["Nur Otan"])
    moved["Independent"] -= to_nur_otan
    moved["Nur Otan"] += to_nur_otan - to_auyl
    moved["Auyl"] += to_auyl
    return moved


def _seats() -> list[Inconsistency]:
    nominated = national_seats_from_regions()
    national = seats_national()
    nominees = sum(row["Nur Otan"] for row in (candidates()["ALM"],))
    elected = seats_by_region()["ALM"]["Nur Otan"]
    printed, rows = (
        _fact("races_candidates_total"),
        sum(region.races_in_candidate_table for region in regions()),
    )
    return [
        Inconsistency(
            "seats",
            "Seats of Nur Otan, Independents, Auyl",
            "/".join(str(nominated[party]) for party in ("Nur Otan", "Independent", "Auyl"))
            + " (sum of regional tables, by nomination)",
            "/".join(str(national[party]) for party in ("Nur Otan", "Independent", "Auyl"))
            + " (national table, by membership)",
            "both: regions by nomination, the nation also by membership",
        ),
        Inconsistency(
            "races",
            "Races, nation",
            f"{_fact('races_national')} decided",
            f"{printed} (candidates table, its total) and {rows} (the sum of its rows)",
            f"{sum(region.races for region in regions())}: the races decided, region by region",
        ),
        Inconsistency(
            "Almaty candidates",
            "Nur Otan in Almaty region",
            f"{elected} elected",
            f"{nominees} nominated",
            f"{max(elected, nominees)} candidates: late or self-nominated members are added",
        ),
    ]


def _turnout() -> list[Inconsistency]:
    noon = {t.relation: t.value for t in targets() if t.code == "ZHA" and t.at == 12 * 3_600_000}
    east = next(region for region in regions() if region.code == "VOS")
    computed = 100 * east.votes_cast / east.registered
    ulken = next(race for race in by_elections() if race.district == "Ülken")
    undated = facts()["turnout_undated_sev"].value
    north = next(region for region in regions() if region.code == "SEV")
    return [
        Inconsistency(
            "Jambyl at noon",
            "Turnout in Jambyl at 12:00",
            f"over {noon['at_least']:g} % (article)",
            f"{noon['equals']:g} % (regional commission)",
            "both: the first is a true but weak statement about the second",
        ),
        Inconsistency(
            "issued or cast",
            "What turnout counts",
            "ballots issued (reports during the day)",
            "votes cast (final table)",
            "issued during the day, cast in the final; the baseline has nobody carry a ballot away",
        ),
        Inconsistency(
            "percentages",
            "Per cent that do not follow from the counts",
            f"East Kazakhstan {east.turnout_pct:.2f} %; Ülken "
            f"{facts()['invalid_pct_ulken'].value:g} % invalid",
            f"{computed:.2f} % computed; {ulken.invalid} invalid of {ulken.votes_cast}",
            "the counts, always",
        ),
        Inconsistency(
            "other elections",
            "Regional turnout, 12:00 on 10 January 2021 and 10:00 on 5 June 2022",
            f"agree within 0.1 point in {repeated_mornings()} of 17 regions",
            "cannot be two measurements",
            "neither morning of June 2022 nor repeated values inform the arrival curves",
        ),
        Inconsistency(
            "North Kazakhstan",
            "Turnout attributed to North Kazakhstan",
            f"{undated:g} % (undated; mixes in Aqmola's counts)",
            f"{north.turnout_pct:g} % (final)",
            "the final; the undated value is not used",
        ),
    ]


def inconsistencies() -> tuple[Inconsistency, ...]:
    """Return every known contradiction between published values."""
    return (*_doors(), *_totals(), *_seats(), *_turnout())
