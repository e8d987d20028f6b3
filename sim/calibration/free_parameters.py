"""The free parameters of a calibration, their ranges, and the parameters held fixed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.calibration.night.night_data import has_times
from sim.calibration.night.night_posterior import NIGHT_KEYS
from sim.calibration.votes.invalid_posterior import OTHERS
from sim.core.errors import InputError, Problem, ScenarioError
from sim.core.suggest import nearest
from sim.ensemble.posterior_draws import in_force
from sim.results.calibration_context import VOTES_AS_EXPECTED
from sim.scenario import calibration_range, with_values
from sim.scenario.election import is_pack

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.scenario import Scenario

    Ranges = Mapping[str, tuple[float, float]]

_OF_CHOICE = ("choice.strength", "choice.incumbency", "choice.sharpness")
_OF_OTHERS = tuple(f"choice.{key}" for key in OTHERS.values())
_AGAINST_ALL = "choice.against_all_share"
_SHAPES = ("arrivals.a", "arrivals.b")
ALWAYS = (*_SHAPES, *_OF_CHOICE, *_OF_OTHERS)
"""Parameters that are free unless held fixed, with their regional values."""


@dataclass(frozen=True)
class FreeParameters:
    """The free parameters of a calibration."""

    day: Ranges
    """Parameters of the day besides the arrival shapes, with their ranges."""
    choice: Ranges
    others: Ranges
    night: Ranges
    """Empty where no times are reported at which results of sites came in."""
    held: tuple[str, ...]
    """Keys, or tables of keys, that are held fixed at the scenario's values."""

    def held_among(self, keys: Iterable[str]) -> list[str]:
        """Return those of some parameters that are held fixed."""
        return [key for key in keys if _is_among(key, self.held)]

    def check_held(self, scenario: Scenario, tuned: Sequence[str]) -> None:
        """Check that the keys to hold fixed exist.

        Parameters
        ----------
        scenario
            The scenario to calibrate.
        tuned
            All parameters that a calibration of it tunes if none is held fixed.

        Raises
        ------
        InputError
            If one does not; lists every such key.
        """
        tree = scenario.model_dump(mode="json", by_alias=True)
        problems = [
            Problem("fix", name, f"{name} is no parameter; {nearest(name, [*ALWAYS, *tuned])}")
            for name in self.held
            if in_force(tree, name)[1] is None and not any(_is_among(key, [name]) for key in tuned)
        ]
        if problems:
            raise InputError(problems)


def _is_among(key: str, names: Sequence[str]) -> bool:
    """Return whether a key is one of some names, or inside one of them."""
    return any(key == name or key.startswith(f"{name}.") for name in names)


def choose_free_parameters(
    scenario: Scenario, free: Sequence[str], fix: Sequence[str]
) -> FreeParameters:
    """Return the free and the fixed parameters of a calibration.

    Parameters
    ----------
    scenario
        The scenario to calibrate.
    free
        Additional parameters to tune, ``section.key`` each.
    fix
        Parameters to hold fixed at the scenario's value; ``arrivals.regions.NORTH`` holds all
        parameters of that region.

    Raises
    ------
    InputError
        If a parameter to tune is unknown, has no calibration range, is also held fixed, or
        cannot take all values of its range; lists every problem found.
    """
    # Votes of a pack are those that it expects; they do not depend on strengths.
    sections = () if is_pack(scenario) else (*_OF_CHOICE, *_OF_OTHERS)
    of_night = NIGHT_KEYS if has_times(scenario) else ()
    problems = []
    ranges: dict[str, tuple[float, float]] = {}
    known = calibration_range()
    for key in free:
        base = _base(key)
        if base not in known:
            hint = nearest(key, [name for name in known if name not in ALWAYS])
            message = f"{key} is no parameter with a calibration range; {hint}"
            problems.append(Problem("free", key, message))
        elif is_pack(scenario) and key.startswith("choice."):
            message = f"{key} cannot be calibrated of a pack: {VOTES_AS_EXPECTED}"
            problems.append(Problem("free", key, message))
        elif _is_among(key, fix):
            message = f"{key} is also held fixed by `fix`; give one of them"
            problems.append(Problem("free", key, message))
        elif broken := _broken(scenario, key, known[base]):
            problems += broken
        elif base not in {*ALWAYS, *of_night}:
            ranges[key] = known[base]
    plan = FreeParameters(
        day={k: r for k, r in ranges.items() if not k.startswith("choice.")},
        choice={k: known[k] for k in sections if k in _OF_CHOICE} | {
            k: r for k, r in ranges.items() if k.startswith("choice.")
        },
        others={k: known[k] for k in sections if k in _OF_OTHERS},
        night={key: known[key] for key in of_night},
        # Without a line against all on the ballot nobody can be against all.
        held=(*fix, *([] if scenario.law.against_all else [_AGAINST_ALL])),
    )  # fmt: skip
    if problems:
        raise InputError(problems)
    return plan


def _broken(scenario: Scenario, key: str, ends: tuple[float, float]) -> list[Problem]:
    """Return why a parameter cannot take the ends of its range; the first reason only."""
    for end in ends:
        try:
            with_values(scenario, {key: end})
        except ScenarioError as error:
            return [Problem("free", found.key, found.message) for found in error.problems]
    return []


def _base(key: str) -> str:
    """Return the declared parameter of the key of a region or a party.

    >>> _base("arrivals.regions.NORTH.a"), _base("choice.strength.RED"), _base("turnout.final")
    ('arrivals.a', 'choice.strength', 'turnout.final')
    """
    parts = key.split(".")
    if len(parts) >= 4 and parts[1] == "regions":
        return f"{parts[0]}.{parts[3]}"
    return ".".join(parts[:2])


def held_values(scenario: Scenario, keys: Iterable[str]) -> dict[str, float]:
    """Return the values that a scenario has for some parameters.

    Missing values of a region are the national ones; a missing strength is 0.
    """
    tree = scenario.model_dump(mode="json", by_alias=True)
    return {key: float(in_force(tree, key)[1]) for key in keys}
