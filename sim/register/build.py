"""Build the register of a scenario."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.errors import Problem, RegisterError
from sim.core.suggest import nearest
from sim.register.expected_areas import least_left
from sim.register.given import by_election_register, given_register
from sim.register.intake_file import with_intake
from sim.register.kept_regions import keep_regions
from sim.register.national import national_register
from sim.register.staff_file import with_staff
from sim.scenario.election import (
    election_pack,
    hours_of,
    published_of,
    region_behind_ms,
    site_hours,
)

if TYPE_CHECKING:
    from sim.register.register import Register
    from sim.scenario import Scenario


_REGIONS = "register.regions"


def build_register(scenario: Scenario) -> Register:
    """Return the country of a scenario, once; see :func:`sim.register.copies_of` for copies.

    Raises
    ------
    RegisterError
        If the country cannot exist, or lacks a region that is named.
    """
    parameters, hours = scenario.register_, hours_of(scenario)
    problems: list[Problem] = []
    try:
        if parameters.source == "given":
            behind = region_behind_ms(scenario)
            register = given_register(
                published_of(scenario), parameters.races, hours, behind=behind
            )
        elif parameters.source == "by-elections":
            register = by_election_register(
                published_of(scenario), parameters, scenario.polling.members_not_issuing, hours
            )
        elif parameters.source == "pack":
            from sim.register.from_pack import pack_register  # Published totals need no pack.

            register = pack_register(election_pack(scenario), hours, site_hours(scenario))
            problems += against_all_fits(scenario, register)
        else:
            register = national_register(
                published_of(scenario), parameters, scenario.polling.members_not_issuing, hours
            )
    except RegisterError as error:
        raise _named(error.problems, scenario.name) from None
    known = register.region_code.tolist()
    missing = [code for code in parameters.regions if code not in known]
    problems += [
        Problem("", _REGIONS, f"{_REGIONS}: no region {code!r} in this country; {hint}")
        for code, hint in ((code, nearest(code, known)) for code in missing)
    ]
    if scenario.outcome.winners == "reported" and (register.quota_seats < 0).any():
        message = (
            "outcome.winners = 'reported' needs a winner for each of [[register.races]]; "
            "give them, or set it to 'sampled'"
        )
        if parameters.source == "pack":
            message = "outcome.winners must be 'sampled' for a pack; got 'reported'"
        problems.append(Problem("", "outcome.winners", message))
    if scenario.turnout.final == "reported" and parameters.source == "pack":
        message = "turnout.final must be 'sampled' for a pack; got 'reported'"
        problems.append(Problem("", "turnout.final", message))
    if problems:
        raise _named(problems, scenario.name)
    register = _with_files(register, scenario)
    return keep_regions(register, parameters.regions) if parameters.regions else register


def _with_files(register: Register, scenario: Scenario) -> Register:
    """Return a country with its files of staff and of intake, if it has any.

    Raises
    ------
    RegisterError
        If a file cannot be used; lists every problem of both.
    """
    parameters = scenario.register_
    problems: list[Problem] = []
    try:
        if parameters.staff:
            register = with_staff(register, parameters.staff, scenario.polling.members_not_issuing)
    except RegisterError as error:
        problems += error.problems
    try:
        if parameters.intake:
            register = with_intake(register, parameters.intake)
    except RegisterError as error:
        problems += error.problems
    if problems:
        raise RegisterError(problems)
    return register


def against_all_fits(scenario: Scenario, register: Register) -> list[Problem]:
    """Return a problem if votes against all are more than expected shares leave to 100 %."""
    choice = scenario.choice
    shares = [region.against_all_share or 0.0 for region in choice.regions.values()]
    most = max([choice.against_all_share, *shares])
    left = np.append(least_left(register), 1.0)
    race = int(np.nanargmin(left))
    if race == register.n_races or most <= left[race]:
        return []
    key = "choice.against_all_share"
    message = f"{key} must be at most what expected_pct leaves to 100 % in "
    message += f"{register.race_id[race]}, a share of {left[race]:.4g}; got {most:g}"
    return [Problem("", key, message)]


def _named(problems: list[Problem] | tuple[Problem, ...], name: str) -> RegisterError:
    return RegisterError(Problem(p.where or f"scenario {name}", p.key, p.message) for p in problems)
