"""What a calibration is held against: what was reported, what a scenario and a user add."""

# No reference: errors that are independent add up in squares.

from __future__ import annotations

import difflib
import math
from dataclasses import replace
from typing import TYPE_CHECKING

from sim.calibration.targets.files import own_targets, read_targets
from sim.calibration.targets.published import reported_targets, speaks_of
from sim.calibration.targets.target import Errors, Placed, Target
from sim.core.errors import InputError, Problem
from sim.core.text import shown

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sim.register import Register
    from sim.scenario import Scenario

__all__ = ["Target", "collect"]

_COMPARED = 100
"""Characters of a name that are compared with known ones."""
_CONTRADICT = 6.0
"""Figures further apart than so many standard deviations of both cannot both be meant."""


def collect(
    scenario: Scenario,
    register: Register,
    files: Sequence[str | Path] = (),
    drop: Sequence[str] = (),
    weights: Sequence[str] = (),
) -> tuple[Target, ...]:
    """Return the figures that a scenario is held against.

    Figures that bring no error of their own have that of ``[calibration]``.

    Those reported for its day come first, then the ``[[target]]`` tables of the scenario, then
    the files. A figure for the same thing replaces an earlier one if the two agree, and
    contradicts it otherwise. Figures of regions that the register lacks are left out, and
    those of the nation if any is missing; in a file they are errors.

    Parameters
    ----------
    scenario
        What is assumed.
    register
        Its country, with all copies.
    files
        CSV files of the user, with the keys of ``[[target]]`` as columns.
    drop
        Names of reported figures, or of the scenario's own, to leave out: ``CODE@TIME`` and such.
    weights
        ``NAME=WEIGHT`` each.

    Raises
    ------
    InputError
        If a file cannot be read, a figure cannot be, one of a file speaks of a region that
        is not there, two contradict each other, a name means nothing, or nothing is left;
        lists every problem found.
    """
    assumed = scenario.calibration
    errors = Errors(assumed.figure_error_pct, assumed.incumbents_error_pct)
    given = reported_targets(scenario, register, errors) + own_targets(scenario, errors)
    problems: list[Problem] = []
    kept = _without(_here(given, scenario, register), drop, problems)
    for rank, file in enumerate(files, start=2):
        own = read_targets(file, rank, scenario, errors, problems)
        here = _here(own, scenario, register)
        problems += [_elsewhere(placed) for placed in own if placed not in here]
        kept += here
    targets = _weighted(_settled(kept, problems), weights, problems)
    if not targets and not problems:
        where = "--drop" if drop else f"scenario {scenario.name}"
        problems.append(Problem(where, "", "no figure is left to hold the simulation against"))
    if problems:
        raise InputError(problems)
    return tuple(targets)


def _here(given: list[Placed], scenario: Scenario, register: Register) -> list[Placed]:
    return [placed for placed in given if speaks_of(placed.target, scenario, register)]


def _elsewhere(placed: Placed) -> Problem:
    """Refuse a figure that somebody added, and that nothing here could be held against."""
    message = f"{placed.target.label} speaks of what this country does not have (register.regions)"
    return Problem(placed.where, placed.key, message)


def _without(given: list[Placed], drop: Sequence[str], problems: list[Problem]) -> list[Placed]:
    """Leave out what was asked for by name."""
    known = {placed.target.name for placed in given}
    problems += [Problem("--drop", "", _unknown(name, known)) for name in drop if name not in known]
    return [placed for placed in given if placed.target.name not in drop]


def _unknown(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name[:_COMPARED], sorted(known), n=1, cutoff=0.0)
    hint = f"did you mean {near[0]!r}?" if near else "there is none at all"
    return f"no figure is called {shown(name)}; {hint}"


def _settled(given: list[Placed], problems: list[Problem]) -> list[Target]:
    """Let the later figure for a thing replace the earlier one, unless they contradict."""
    by_thing: dict[tuple[object, ...], Placed] = {}
    for placed in given:
        target = placed.target
        thing = (target.what, target.code, target.item, target.at, target.relation)
        other = by_thing.get(thing)
        if other is not None and _apart(target, other.target):
            message = f"{_said(placed)} contradicts {_said(other)} of {_place(other)}"
            mend = "; leave one out (--drop leaves out a reported one)" if not other.rank else ""
            problems.append(Problem(placed.where, placed.key, f"{message}{mend}"))
        elif other is not None and other.rank == placed.rank:
            message = f"{target.label} is there twice, see {_place(other)}; keep one"
            problems.append(Problem(placed.where, placed.key, message))
        by_thing[thing] = placed
    return [placed.target for placed in by_thing.values()]


def _apart(one: Target, other: Target) -> bool:
    """Tell whether two ``equals`` figures differ by more than errors and rounding explain."""
    if one.relation != "equals" or one.value is None or other.value is None:
        return False
    allowed = _CONTRADICT * math.hypot(one.error, other.error) + (one.step + other.step) / 2
    # Figures of counts have no error at all: let the last bit of a division pass.
    return abs(one.value - other.value) > allowed + 1e-9


def _said(placed: Placed) -> str:
    return f"{placed.target.label} = {placed.target.value:.6g}"


def _place(placed: Placed) -> str:
    if not placed.rank:
        return f"what was reported ({placed.target.source})"
    return f"{placed.where} {placed.key}".strip()


def _weighted(
    targets: list[Target], weights: Sequence[str], problems: list[Problem]
) -> list[Target]:
    """Give the figures of some names another weight."""
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
            problems.append(Problem("--weight", "", message))
        elif name not in known:
            problems.append(Problem("--weight", "", _unknown(name, known)))
        else:
            chosen[name] = weight
    return [replace(target, weight=chosen.get(target.name, target.weight)) for target in targets]
