"""The reported values of the country of a scenario, as targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.targets.located import LocatedTarget
from sim.pack.targets import Target, tolerance
from sim.results.target_sources import errors_of, targets_of_day
from sim.scenario.election import by_elections_of, published_of

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterator

    from sim.core.types import Ints
    from sim.pack.targets import What
    from sim.register import Register
    from sim.scenario import Scenario


def reported_targets(scenario: Scenario, register: Register) -> list[LocatedTarget]:
    """Return the reported values of all regions, whether or not the country has them.

    Parameters
    ----------
    scenario
        The assumptions.
    register
        Its country.
    """
    source = "article" if register.published else f"made up: scenario {scenario.name}"
    found = [
        *_final(scenario, register, source),
        *_seats(scenario, register, source),
        *_by_elections(scenario),
    ]
    if register.synthetic:
        found = [
            *targets_of_day(scenario, register), *found, *_votes(scenario), *_incumbents(scenario)
        ]  # fmt: skip
    return [LocatedTarget(target, 0, "reported", "") for target in found]


def _final(scenario: Scenario, register: Register, source: str) -> Iterator[Target]:
    """Yield final turnout by region, computed from counts of votes cast."""
    registered = np.bincount(register.site_region, weights=register.site_registered)
    for row, code in enumerate(register.region_code.tolist()):
        votes = register.quota_votes[_quotas(register, row)]
        # Races in several regions are of none.
        if len(votes) and (votes >= 0).all():
            pct = 100 * float(votes.sum()) / float(registered[row])
            yield _counted(scenario.date, "final_turnout", code, "", pct, source)


def _seats(scenario: Scenario, register: Register, source: str) -> Iterator[Target]:
    """Yield seats by region and party; parties without candidates and seats are left out."""
    region = register.race_region[register.candidate_race]
    for row, code in enumerate(register.region_code.tolist()):
        seats = register.quota_seats[_quotas(register, row)]
        if not len(seats) or (seats < 0).any():
            continue
        stand = np.bincount(register.candidate_party[region == row], minlength=seats.shape[1])
        for party, won, candidates in zip(
            register.parties, seats.sum(axis=0).tolist(), stand.tolist(), strict=True
        ):
            if candidates or won:
                yield _counted(scenario.date, "seats", code, party, float(won), source)


def _quotas(register: Register, region: int) -> Ints:
    """Return the quotas of a region."""
    return np.unique(register.race_quota[register.race_region == region])


def _votes(scenario: Scenario) -> Iterator[Target]:
    """Yield the votes of the regions that published them, per cent of ballots cast."""
    for code, votes in published_of(scenario).votes_by_region.items():
        total = sum(votes.values())
        for choice, n in votes.items():
            yield _counted(scenario.date, "votes", code, choice, 100 * n / total, "article")


def _by_elections(scenario: Scenario) -> Iterator[Target]:
    """Yield the votes of the by-elections, per cent of ballots cast."""
    for election in by_elections_of(scenario).values():
        counts = (*election.votes, election.invalid)
        for choice, n in zip(election.choices, counts, strict=True):
            pct = 100 * n / election.votes_cast
            yield _counted(election.date, "votes", election.district, choice, pct, "article")


def _incumbents(scenario: Scenario) -> Iterator[Target]:
    """Yield the share of incumbents among the winners, per cent, if it was published."""
    of = published_of(scenario)
    if (fact := of.facts.get("incumbents_share")) is None:
        return
    value = 100 * fact.value
    yield Target(
        date=scenario.date,
        what="incumbents",
        code=of.nation_code,
        value=value,
        # "An estimated two thirds": the error includes the rounding.
        error=errors_of(scenario).of("incumbents", "equals"),
        within=tolerance("incumbents", value, fact.source),
        note=fact.what,
        source=fact.source,
    )


def _counted(date: dt.date, what: What, code: str, item: str, value: float, source: str) -> Target:
    """Return a target computed from counts, without error or rounding."""
    return Target(
        date=date, what=what, code=code, item=item, value=value,
        within=tolerance(what, value, source), source=source,
    )  # fmt: skip
