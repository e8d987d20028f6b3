"""The targets of a country: values reported for its day, and those that its scenario gives."""

# No reference: independent errors add in quadrature.

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sim import pack as reported
from sim.core import clock
from sim.pack.targets import MINUTE_H, NATION, NIGHT_ERROR_H, Target, step_of, tolerance

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.pack import ByElection
    from sim.pack.targets import Relation, What
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.scenario.targets import GivenTarget


_CONTRADICT = 6.0
"""Values further apart than so many standard deviations of both cannot both be right."""


class Errors(NamedTuple):
    """Standard deviations of reporting errors where a value was reported without one."""

    turnout_pct: float
    """Of turnout by hour, points of registered voters."""
    incumbents_pct: float
    """Of the incumbents' share, points of winners."""

    def of(self, what: What, relation: Relation) -> float:
        """Return the error of a value, in its unit: counts have none."""
        if relation == "count_at_least":
            return 0.0
        by_what = {
            "turnout": self.turnout_pct,
            "incumbents": self.incumbents_pct,
            "night": NIGHT_ERROR_H,
        }
        return by_what.get(what, 0.0)


def errors_of(scenario: Scenario) -> Errors:
    """Return the errors that ``[calibration]`` of a scenario assumes."""
    assumed = scenario.calibration
    return Errors(assumed.figure_error_pct, assumed.incumbents_error_pct)


def as_target(given: GivenTarget, written: str, date: dt.date, errors: Errors) -> Target:
    """Return a value of a user as a target.

    Parameters
    ----------
    given
        A ``[[target]]`` table or a row of ``--targets``.
    written
        Its value as it is written there: its decimals give the rounding.
    date
        Of the election.
    errors
        Used where no error is given.
    """
    value, step = given.value, 0.0
    if isinstance(value, dt.time):
        hours = clock.from_time(value) / clock.HOUR_MS
        # The night begins in the evening: a time before noon is after midnight.
        value, step = hours if hours >= 12 else hours + 24, MINUTE_H
    elif value is not None and given.what != "seats" and given.relation != "count_at_least":
        step = step_of(written)
    number = None if value is None else float(value)
    return Target(
        date=date,
        what=given.what,
        code=given.code,
        item=given.item,
        at=None if given.time is None else clock.from_time(given.time),
        relation=given.relation,
        value=number,
        error=errors.of(given.what, given.relation) if given.error is None else given.error,
        within=tolerance(given.what, number, given.source, error=given.error, step=step),
        step=step,
        weight=given.weight,
        note=given.note,
        source=given.source,
    )


def targets_of_day(scenario: Scenario, register: Register) -> list[Target]:
    """Return turnout as reported during the election day, of whatever region."""
    if not register.synthetic:
        return []
    errors = errors_of(scenario)
    return [
        replace(target, error=errors.of(target.what, target.relation))
        for target in reported.targets()
        if target.date == scenario.date
    ]


def targets_of_scenario(scenario: Scenario) -> list[Target]:
    """Return the ``[[target]]`` tables of a scenario; they were checked when it was read."""
    errors = errors_of(scenario)
    return [as_target(given, str(given.value), scenario.date, errors) for given in scenario.targets]


def targets_of_run(scenario: Scenario, register: Register) -> list[Target]:
    """Return the targets that a run is judged by: of its day, then of its scenario.

    A value of the scenario replaces a reported one of the same quantity; where the two
    contradict each other, the run is judged by both.
    """
    found: list[Target] = []
    for target in [*targets_of_day(scenario, register), *targets_of_scenario(scenario)]:
        if can_show(target, scenario, register):
            found = [own for own in found if not _replaces(target, own)]
            found.append(target)
    return found


def _replaces(later: Target, earlier: Target) -> bool:
    return quantity(later) == quantity(earlier) and not contradict(later, earlier)


def quantity(target: Target) -> tuple[object, ...]:
    """Return what identifies the quantity that a target speaks of, with its relation."""
    return target.what, target.code, target.item, target.at, target.relation


def contradict(one: Target, other: Target) -> bool:
    """Return whether two values of a quantity differ by more than errors and rounding explain."""
    if one.relation != "equals" or one.value is None or other.value is None:
        return False
    allowed = _CONTRADICT * math.hypot(one.error, other.error) + (one.step + other.step) / 2
    # Values computed from counts have no error at all: allow the last bit of a division.
    return abs(one.value - other.value) > allowed + 1e-9


def can_show(target: Target, scenario: Scenario, register: Register) -> bool:
    """Return whether a run of a country has the simulated value of a target.

    Unlike a calibration, a run says nothing about by-elections that it does not hold.
    """
    held = target.code in {NATION, *register.region_code.tolist()} or any(
        is_held(election, register)
        for election in reported.by_elections()
        if election.district == target.code
    )
    return held and speaks_of(target, scenario, register)


def speaks_of(target: Target, scenario: Scenario, register: Register) -> bool:
    """Return whether a target applies to a country, which may be a part or copies."""
    if target.relation == "count_at_least" and scenario.register_.scale > 1:
        return False
    if target.code == NATION or target.relation == "highest":
        return is_whole(register) and target.code in {NATION, *register.region_code.tolist()}
    return target.code in {*register.region_code.tolist(), *districts_of(register)}


def is_whole(register: Register) -> bool:
    """Return whether no region is missing: only then do national values apply to a country."""
    return not register.synthetic or register.n_regions == len(reported.regions())


def districts_of(register: Register) -> list[str]:
    """Return the by-elections that apply to a country.

    Those of July's regions inform the strengths of parties there; in a country of by-elections
    they are those that are held.
    """
    return [
        election.district
        for election in reported.by_elections()
        if (register.synthetic and election.region_code in register.region_code)
        or is_held(election, register)
    ]


def is_held(election: ByElection, register: Register) -> bool:
    """Return whether a by-election is one of the races of a country."""
    return bool(
        register.published
        and not register.synthetic
        and election.district in register.race_name.tolist()
    )


def times_of(targets: Iterable[Target]) -> set[int]:
    """Return the times that targets speak of, milliseconds since midnight, capital time."""
    return {target.at for target in targets if target.at is not None}
