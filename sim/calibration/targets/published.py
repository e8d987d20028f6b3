"""The figures that were reported about the country of a scenario, as targets."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim import pack as reported
from sim.calibration.targets.target import Errors, Placed, Target, step_of
from sim.scenario.targets import NATION, choices_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.pack import ByElection
    from sim.register import Register
    from sim.scenario import Scenario


def reported_targets(scenario: Scenario, register: Register, errors: Errors) -> list[Placed]:
    """Return what was reported, of whatever region: :func:`speaks_of` tells what to keep.

    Parameters
    ----------
    scenario
        What is assumed.
    register
        Its country.
    errors
        Of figures of the day and of the incumbents' share.
    """
    source = "article" if register.published else f"made up: scenario {scenario.name}"
    found = [*_final(register, source), *_seats(register, source), *_by_elections()]
    if register.synthetic:
        found = [*_day(scenario, errors), *found, *_aqmola(), _incumbents(errors)]
    return [Placed(target, 0, "reported", "") for target in found]


def is_whole(register: Register) -> bool:
    """Tell whether no region is missing: only then do national figures speak of a country."""
    return not register.synthetic or register.n_regions == len(reported.regions())


def _day(scenario: Scenario, errors: Errors) -> Iterator[Target]:
    """Yield turnout as reported during the day."""
    for target in reported.targets():
        if target.date != scenario.date:
            continue
        exact = target.value is None or target.relation == "count_at_least"
        yield Target(
            what="turnout",
            code=target.code,
            item="",
            at=target.at,
            relation=target.relation,
            value=target.value,
            error=errors.of("turnout", target.relation),
            # The tables hold whole numbers as such: 56 is a rounded figure, not 56.0.
            step=0.0 if exact else step_of(f"{target.value:g}"),
            note=target.note,
            source=target.source,
        )


def _final(register: Register, source: str) -> Iterator[Target]:
    """Yield turnout at the end by region: votes cast, computed from counts."""
    registered = np.bincount(register.site_region, weights=register.site_registered)
    for row, code in enumerate(register.region_code.tolist()):
        votes = register.quota_votes[_quotas(register, row)]
        if (votes >= 0).all():
            pct = 100 * float(votes.sum()) / float(registered[row])
            yield _counted("final_turnout", code, "", pct, source)


def _seats(register: Register, source: str) -> Iterator[Target]:
    """Yield seats by region and party; a party that nobody stands for has no chance to differ."""
    region = register.race_region[register.candidate_race]
    for row, code in enumerate(register.region_code.tolist()):
        seats = register.quota_seats[_quotas(register, row)]
        if (seats < 0).any():
            continue
        stand = np.bincount(register.candidate_party[region == row], minlength=seats.shape[1])
        for party, won, candidates in zip(
            register.parties, seats.sum(axis=0).tolist(), stand.tolist(), strict=True
        ):
            if candidates or won:
                yield _counted("seats", code, party, float(won), source)


def _quotas(register: Register, region: int) -> np.ndarray:
    return np.unique(register.race_quota[register.race_region == region])


def _aqmola() -> Iterator[Target]:
    """Yield the votes of the only region that published them, per cent of ballots cast."""
    votes = reported.party_votes_aqmola()
    total = sum(votes.values())
    for choice, own in votes.items():
        yield _counted("votes", "AKM", choice, 100 * own / total, "article")


def speaks_of(target: Target, scenario: Scenario, register: Register) -> bool:
    """Tell whether a figure can be held against a country, which may be a part or copies."""
    if target.relation == "count_at_least" and scenario.register_.scale > 1:
        return False
    if target.code == NATION or target.relation == "highest":
        return is_whole(register) and target.code in {NATION, *register.region_code.tolist()}
    return target.code in {*register.region_code.tolist(), *districts_of(register)}


def districts_of(register: Register) -> list[str]:
    """Return the by-elections that speak of a country.

    Those of July's regions inform the strengths of parties there; in a country of by-elections
    they are those that are held.
    """
    return [
        election.district
        for election in reported.by_elections()
        if (register.synthetic and election.region_code in register.region_code)
        or _is_held(election, register)
    ]


def _is_held(election: ByElection, register: Register) -> bool:
    return bool(
        register.published
        and not register.synthetic
        and election.district in register.race_name.tolist()
    )


def _by_elections() -> Iterator[Target]:
    """Yield the votes of the by-elections, per cent of ballots cast."""
    for election in reported.by_elections():
        counts = (*election.votes, election.invalid)
        for choice, own in zip(choices_of(election.district), counts, strict=True):
            pct = 100 * own / election.votes_cast
            yield _counted("votes", election.district, choice, pct, "article")


def _incumbents(errors: Errors) -> Target:
    fact = reported.facts()["incumbents_share"]
    return Target(
        what="incumbents",
        code=NATION,
        item="",
        at=None,
        relation="equals",
        value=100 * fact.value,
        error=errors.of("incumbents", "equals"),
        # "An estimated two thirds": its error says how rough that is.
        step=0.0,
        note=fact.what,
        source=fact.source,
    )


def _counted(what: str, code: str, item: str, value: float, source: str) -> Target:
    """Return a figure that follows from counts: no error, no rounding."""
    return Target(what, code, item, None, "equals", value, 0.0, 0.0, source=source)  # type: ignore[arg-type]
