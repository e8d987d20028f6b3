"""The targets of a run: values reported for the day, and those in the scenario."""

# No reference: errors of independent values, added in squares.

# No reference: independent errors add in quadrature.

from __future__ import annotations

import datetime as dt
import math
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from sim.core import clock
from sim.pack.targets import MINUTE_H, NIGHT_ERROR_H, Target, step_of, tolerance
from sim.pack.values import targets as published_targets
from sim.register.area_sites import sites_in
from sim.scenario.election import by_elections_of, capital_doors, published_of, region_codes

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sim.pack.published_rows import ByElection
    from sim.pack.targets import Relation, What
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.scenario.target_tables import GivenTarget


_CONTRADICT = 6.0
"""Two values contradict each other if they differ by more than this number of standard
deviations of both errors."""


class Errors(NamedTuple):
    """Standard deviations of reporting errors, for values that were reported without one."""

    turnout_pct: float
    """Error of turnout by hour, percentage points."""
    incumbents_pct: float
    """Error of the share of incumbents among winners, percentage points."""

    def of(self, what: What, relation: Relation) -> float:
        """Return the error of a value, in its unit; 0 for counts."""
        if relation == "count_at_least":
            return 0.0
        by_what = {
            "turnout": self.turnout_pct,
            "incumbents": self.incumbents_pct,
            "night": NIGHT_ERROR_H,
        }
        return by_what.get(what, 0.0)


def errors_of(scenario: Scenario) -> Errors:
    """Return the errors in ``[calibration]`` of a scenario."""
    assumed = scenario.calibration
    return Errors(assumed.figure_error_pct, assumed.incumbents_error_pct)


def as_target(given: GivenTarget, written: str, scenario: Scenario, errors: Errors) -> Target:
    """Return a value that the user gives as a target.

    Parameters
    ----------
    given
        A ``[[target]]`` table or a row of a file of ``--targets``.
    written
        Its value as text; the number of decimals determines the rounding.
    scenario
        It has the date of the election and the hours of its sites.
    errors
        Errors of values that are given without one.
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
        date=scenario.date,
        what=given.what,
        code=given.code,
        level=given.level,
        contest=given.contest,
        item=given.item,
        at=None if given.time is None else capital_doors(scenario).at(given.time),
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
    """Return the values reported for the election day; none if the register is given."""
    if not register.synthetic:
        return []
    errors = errors_of(scenario)
    return [
        replace(target, error=errors.of(target.what, target.relation))
        for target in published_targets(published_of(scenario))
        if target.date == scenario.date
    ]


def targets_of_scenario(scenario: Scenario) -> list[Target]:
    """Return the ``[[target]]`` tables of a scenario, which were checked when it was loaded."""
    errors = errors_of(scenario)
    return [as_target(given, str(given.value), scenario, errors) for given in scenario.targets]


def targets_of_run(scenario: Scenario, register: Register) -> list[Target]:
    """Return the targets of a run: those reported for its day, then those of its scenario.

    A value in the scenario replaces a reported value of the same quantity, unless the two
    contradict each other; then both are targets.
    """
    found: list[Target] = []
    for target in [*targets_of_day(scenario, register), *targets_of_scenario(scenario)]:
        if is_simulated(target, scenario, register):
            found = [earlier for earlier in found if not _replaces(target, earlier)]
            found.append(target)
    return found


def n_left_out(scenario: Scenario, register: Register) -> int:
    """Return how many targets of the whole do not apply to a country that is a part of it."""
    if has_all_regions(scenario, register):
        return 0
    codes, nation = set(register.region_code.tolist()), register.nation_code
    of_whole = (
        target
        for target in [*targets_of_day(scenario, register), *targets_of_scenario(scenario)]
        if (target.code == nation and not target.level)
        or (target.relation == "highest" and target.code in codes)
    )
    return len({quantity(target) for target in of_whole})


def _replaces(later: Target, earlier: Target) -> bool:
    return quantity(later) == quantity(earlier) and not contradict(later, earlier)


def quantity(target: Target) -> tuple[object, ...]:
    """Return a key of the quantity of a target and of its relation."""
    of_what = target.what, target.contest, target.item
    return *of_what, target.code, target.level, target.at, target.relation


def contradict(one: Target, other: Target) -> bool:
    """Return whether two values of a quantity differ by more than errors and rounding explain.

    Only values with the relation ``equals`` can.
    """
    if one.relation != "equals" or one.value is None or other.value is None:
        return False
    allowed = _CONTRADICT * math.hypot(one.error, other.error) + (one.step + other.step) / 2
    # Values computed from counts have no error; 1e-9 allows for the rounding of a division.
    return abs(one.value - other.value) > allowed + 1e-9


def is_simulated(target: Target, scenario: Scenario, register: Register) -> bool:
    """Return whether a run of a country has a simulated value for a target.

    A run has no value for by-elections outside its country; a calibration may have.
    """
    held = target.code in {register.nation_code, *register.region_code.tolist()} or any(
        is_held(election, register)
        for election in by_elections_of(scenario).values()
        if election.district == target.code
    )
    held = held or _in_pack(target, register)
    return held and applies_to(target, scenario, register)


def applies_to(target: Target, scenario: Scenario, register: Register) -> bool:
    """Return whether a target applies to a country, which may be a part or copies."""
    if target.relation == "count_at_least" and scenario.register_.scale > 1:
        return False
    if target.contest and target.contest not in register.race_id:
        return False
    regions, nation = set(register.region_code.tolist()), register.nation_code
    if (target.code == nation and not target.level) or target.relation == "highest":
        here = target.code in {nation, *regions} or _in_pack(target, register)
        return has_all_regions(scenario, register) and here
    held = {*regions, *districts_of(scenario, register)}
    return target.code in held or _in_pack(target, register)


def _in_pack(target: Target, register: Register) -> bool:
    """Return whether a target is of an area, or a site, of a pack that the country has."""
    if register.areas is None:
        return False
    return bool(sites_in(register, target.code, target.level).any())


def has_all_regions(scenario: Scenario, register: Register) -> bool:
    """Return whether a country has all regions; only then do values of the nation apply to it."""
    if register.synthetic:
        return register.n_regions == len(published_of(scenario).regions)
    kept = scenario.register_.regions
    return not kept or set(kept) >= set(region_codes(scenario))


def districts_of(scenario: Scenario, register: Register) -> list[str]:
    """Return the districts of the by-elections that apply to a country.

    In a country of published totals these are the districts in its regions, as their votes
    inform the strengths of parties there. In a country of by-elections they are its races.
    """
    return [
        election.district
        for election in by_elections_of(scenario).values()
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
    """Return the times of targets of turnout, capital time, milliseconds since midnight."""
    return {target.at for target in targets if target.at is not None}
