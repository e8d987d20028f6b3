"""The targets of a calibration: reported values, those of the scenario, and those of files."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.calibration.targets.files import read_targets
from sim.calibration.targets.located import LocatedTarget
from sim.calibration.targets.published import reported_targets
from sim.core.errors import InputError, Problem
from sim.core.suggest import nearest
from sim.core.text import shown
from sim.results.target_sources import (
    applies_to,
    contradict,
    errors_of,
    quantity,
    targets_of_scenario,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from pathlib import Path

    from sim.pack.targets import Target
    from sim.register import Register
    from sim.scenario import Scenario


def collect(
    scenario: Scenario,
    register: Register,
    files: Sequence[str | Path] = (),
    drop: Sequence[str] = (),
    weights: Sequence[str] = (),
    *,
    needed: bool = True,
) -> tuple[Target, ...]:
    """Return the targets of a scenario.

    Those reported for its day come first, then the ``[[target]]`` tables of the scenario, then
    the files. A value of the same quantity replaces an earlier one if the two agree, and
    contradicts it otherwise. Targets of regions that the register lacks are left out, and
    those of the nation if any is missing; in a file they are errors. Values reported without
    an error have that of ``[calibration]``.

    Parameters
    ----------
    scenario
        Its assumptions.
    register
        Its country, with all copies.
    files
        CSV files with the keys of ``[[target]]`` as columns.
    drop
        Names of targets to leave out that are reported or in the scenario, such as ``A1@16:00``.
    weights
        ``NAME=WEIGHT`` each.
    needed
        Whether there must be any.

    Raises
    ------
    InputError
        If a file or a value cannot be read, one of a file refers to a region that the country
        lacks, two contradict each other, a name is unknown, or no target is left; lists every
        problem found.
    """
    errors = errors_of(scenario)
    given = reported_targets(scenario, register) + _of_scenario(scenario)
    problems: list[Problem] = []
    chosen = _without(_here(given, scenario, register), drop, problems)
    for rank, file in enumerate(files, start=2):
        read = read_targets(file, rank, scenario, errors, problems)
        here = _here(read, scenario, register)
        problems += [_elsewhere(located) for located in read if located not in here]
        chosen += here
    targets = _weighted(_last_of_each(chosen, problems), weights, problems)
    if needed and not targets and not problems:
        where = "drop" if drop else f"scenario {scenario.name}"
        message = "no target is left to judge the simulation by"
        if not given:
            message = "has no reported values; give some as [[target]] or with `files`"
        problems.append(Problem(where, "", message))
    if problems:
        raise InputError(problems)
    return tuple(targets)


def _of_scenario(scenario: Scenario) -> list[LocatedTarget]:
    where = f"scenario {scenario.name}"
    return [
        LocatedTarget(target, 1, where, f"target.{number}")
        for number, target in enumerate(targets_of_scenario(scenario))
    ]


def _here(
    given: list[LocatedTarget], scenario: Scenario, register: Register
) -> list[LocatedTarget]:
    return [located for located in given if applies_to(located.target, scenario, register)]


def _elsewhere(located: LocatedTarget) -> Problem:
    """Return the problem of a target in a file that does not apply to this country."""
    message = f"{located.target.label} does not apply to this country (see register.regions)"
    return Problem(located.where, located.key, message)


def _without(
    given: list[LocatedTarget], drop: Sequence[str], problems: list[Problem]
) -> list[LocatedTarget]:
    """Return the targets without those named by ``--drop``."""
    known = {located.target.name for located in given}
    problems += [Problem("drop", "", _unknown(name, known)) for name in drop if name not in known]
    return [located for located in given if located.target.name not in drop]


def _unknown(name: str, known: Collection[str]) -> str:
    # Names of one region are so similar that a guess would often be wrong.
    of_same_code = sorted(k for k in known if k.partition("@")[0] == name.partition("@")[0])
    hint = nearest(name, known) if known else "there are no targets"
    if of_same_code:
        hint = f"known: {', '.join(of_same_code)}"
    return f"no target is called {shown(name)}; {hint}"


def _last_of_each(given: list[LocatedTarget], problems: list[Problem]) -> list[Target]:
    """Return the last target of each quantity; report those that contradict each other."""
    by_quantity: dict[tuple[object, ...], LocatedTarget] = {}
    for located in given:
        target = located.target
        key = quantity(target)
        other = by_quantity.get(key)
        if other is not None and contradict(target, other.target):
            message = f"{_value(located)} contradicts {_value(other)} of {_origin(other)}"
            hint = "; leave one out (`drop` leaves out a reported one)" if not other.rank else ""
            problems.append(Problem(located.where, located.key, f"{message}{hint}"))
        elif other is not None and other.rank == located.rank:
            message = f"{target.label} is given twice, see {_origin(other)}; give it once"
            problems.append(Problem(located.where, located.key, message))
        by_quantity[key] = located
    return [located.target for located in by_quantity.values()]


def _value(located: LocatedTarget) -> str:
    return f"{located.target.label} = {located.target.value:.6g}"


def _origin(located: LocatedTarget) -> str:
    if not located.rank:
        return f"the reported values ({located.target.source})"
    return f"{located.where} {located.key}".strip()


def _weighted(
    targets: list[Target], weights: Sequence[str], problems: list[Problem]
) -> list[Target]:
    """Return the targets with the weights of ``--weight``."""
    chosen: dict[str, float] = {}
    known = {target.name for target in targets}
    for text in weights:
        name, _, number = text.rpartition("=")
        try:
            weight = float(number)
        except ValueError:
            weight = math.nan
        if not name or not 0 <= weight < math.inf:
            message = f"must read NAME=WEIGHT, a number of 0 or more; got {shown(text)}"
            problems.append(Problem("weights", "", message))
        elif name not in known:
            problems.append(Problem("weights", "", _unknown(name, known)))
        else:
            chosen[name] = weight
    return [replace(target, weight=chosen.get(target.name, target.weight)) for target in targets]
