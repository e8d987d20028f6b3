"""Which targets of a pack can be calibrated, and why the others cannot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.calibration.arrivals.prior_file import check_prior
from sim.calibration.night.night_data import has_times, left_out_times
from sim.core.errors import InputError, Problem
from sim.results.calibration_context import (
    CURVES_OF_AREAS,
    LEFT_OUT,
    OF_OTHER_AREAS,
    VOTES_AND_SEATS,
    VOTES_AS_EXPECTED,
    counted_text,
)
from sim.scenario.election import is_default, is_pack, published_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario

MOST_REGIONS = 100
"""Largest number of regions of a pack; more would take hours, and no page could show them."""
_OF_RACE = "a calibration takes votes of regions and by-elections, not those of the race"
_OF_CHOICE = {"votes", "seats", "incumbents"}
"""Kinds of targets that inform the choice alone."""


def check_regions(scenario: Scenario, register: Register) -> None:
    """Raise an error if the arrival curves of a pack cannot be calibrated.

    Raises
    ------
    InputError
        If it has too many regions, or one with a code that no dotted key can have.
    """
    if not is_pack(scenario):
        return
    problems = []
    where, codes = f"scenario {scenario.name}", register.region_code.tolist()
    if len(codes) > MOST_REGIONS:
        message = f"has {len(codes):,} areas to report by; at most {MOST_REGIONS} are calibrated"
        problems.append(Problem(where, "", f"{message}: name another level as report_by"))
    problems += [
        Problem(where, "", f"an area of a calibration must have no dot or quote in its id: {code}")
        for code in codes
        if set(code) & {".", '"', "="}
    ]
    if problems:
        raise InputError(problems)


def check_swing(scenario: Scenario) -> None:
    """Raise an error if votes are moved away from those that were reported.

    Raises
    ------
    InputError
        In that case.
    """
    if scenario.swing.moves_votes:
        message = "moves votes from those that were reported, so a calibration must not have it"
        raise InputError.single(f"scenario {scenario.name}", "swing", message)


def check_prior_of(scenario: Scenario, register: Register) -> None:
    """Raise an error if the prior of arrivals that a pack gives cannot be used.

    Raises
    ------
    InputError
        In that case; lists every problem found.
    """
    if not is_default(scenario):
        check_prior(published_of(scenario), register.region_code.tolist())


def of_pack(
    scenario: Scenario, register: Register, targets: Sequence[Target]
) -> tuple[tuple[Target, ...], dict[str, str] | None]:
    """Return the targets that a calibration can use, and why it skips the rest.

    Returns
    -------
    tuple
        The targets, and reasons by what is skipped: None if the scenario is of no pack, and
        then all targets are used.

    Raises
    ------
    InputError
        If no turnout by hour of a region or of all together is among them, and no times are
        reported at which results came in, or votes in a single race of a
        country that is no pack.
    """
    if not is_pack(scenario):
        of_races = [
            Problem(f"scenario {scenario.name}", "", f"{target.label}: {_OF_RACE} {target.contest}")
            for target in targets
            if target.contest
        ]
        if of_races:
            raise InputError(of_races)
        return tuple(targets), None
    codes = {register.nation_code, *register.region_code.tolist()}
    skipped = {VOTES_AND_SEATS: VOTES_AS_EXPECTED}
    here = [target for target in targets if target.what not in _OF_CHOICE]
    used = [target for target in here if target.code in codes and not target.level]
    if other := len(here) - len(used):
        skipped[counted_text(OF_OTHER_AREAS, other)] = CURVES_OF_AREAS
    if left := len(targets) - len(here):
        skipped[VOTES_AND_SEATS] += f"; {counted_text(LEFT_OUT, left)}"
    if not any(target.what == "turnout" for target in used) and not has_times(scenario):
        message = "has no turnout by hour of its areas, which a calibration of a pack needs"
        hint = "give some in reported/turnout.csv, as [[target]] or with `files`"
        hint += ", or times at which results came in, in reported/arrivals.csv"
        raise InputError([Problem(f"scenario {scenario.name}", "", f"{message}; {hint}")])
    return tuple(used), {**skipped, **left_out_times(scenario)}
