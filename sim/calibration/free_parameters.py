"""What a calibration tunes: which parameters are free, in which range, and which are held."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.calibration.votes.invalid_posterior import OTHERS
from sim.core.errors import InputError, Problem, ScenarioError
from sim.core.suggest import nearest
from sim.ensemble.posterior_draws import in_force
from sim.scenario import calibration_range, with_values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sim.scenario import Scenario

    Ranges = Mapping[str, tuple[float, float]]

_OF_CHOICE = ("choice.strength", "choice.incumbency", "choice.sharpness")
_OF_OTHERS = tuple(f"choice.{key}" for key in OTHERS.values())
_SHAPES = ("arrivals.a", "arrivals.b")
ALWAYS = (*_SHAPES, *_OF_CHOICE, *_OF_OTHERS)
"""Free unless they are held; so is what regions have of them."""


@dataclass(frozen=True)
class FreeParameters:
    """What is tuned."""

    day: Ranges
    """Parameters of the day beside the arrival shapes, with their ranges."""
    choice: Ranges
    others: Ranges
    held: tuple[str, ...]
    """Names, or beginnings of names, of what is held at the scenario's value."""

    def held_among(self, keys: Iterable[str]) -> list[str]:
        """Return which of some parameters are held."""
        return [key for key in keys if _is_among(key, self.held)]

    def check_held(self, scenario: Scenario, tuned: Sequence[str]) -> None:
        """Refuse names to be held that mean nothing.

        Parameters
        ----------
        scenario
            What is calibrated.
        tuned
            All parameters that a calibration of it tunes if none is held.

        Raises
        ------
        InputError
            Lists every such name.
        """
        tree = scenario.model_dump(mode="json", by_alias=True)
        problems = [
            Problem("--fix", name, f"is no parameter; {nearest(name, [*ALWAYS, *tuned])}")
            for name in self.held
            if in_force(tree, name)[1] is None and not any(_is_among(key, [name]) for key in tuned)
        ]
        if problems:
            raise InputError(problems)


def _is_among(key: str, names: Sequence[str]) -> bool:
    """Tell whether a key is one of some names, or inside one."""
    return any(key == name or key.startswith(f"{name}.") for name in names)


def choose_free_parameters(
    scenario: Scenario, free: Sequence[str], fix: Sequence[str]
) -> FreeParameters:
    """Decide what is tuned.

    Parameters
    ----------
    scenario
        What is calibrated.
    free
        Further parameters, ``section.key`` each, to be tuned.
    fix
        Parameters to be held at the scenario's value; ``arrivals.regions.ZHA`` holds
        all of its own.

    Raises
    ------
    InputError
        If a freed parameter is unknown or has no calibration range, is also held, or may
        not have all values of its range; lists every problem found.
    """
    problems = []
    ranges: dict[str, tuple[float, float]] = {}
    known = calibration_range()
    for key in free:
        base = _base(key)
        if base not in known:
            hint = nearest(key, [name for name in known if name not in ALWAYS])
            message = f"is no parameter with a calibration range; {hint}"
            problems.append(Problem("--free", key, message))
        elif _is_among(key, fix):
            problems.append(Problem("--free", key, "is also held by --fix; choose one"))
        elif broken := _broken(scenario, key, known[base]):
            problems += broken
        elif base not in ALWAYS:
            ranges[key] = known[base]
    plan = FreeParameters(
        day={k: r for k, r in ranges.items() if not k.startswith("choice.")},
        choice={k: known[k] for k in _OF_CHOICE} | {
            k: r for k, r in ranges.items() if k.startswith("choice.")
        },
        others={k: known[k] for k in _OF_OTHERS},
        held=tuple(fix),
    )  # fmt: skip
    if problems:
        raise InputError(problems)
    return plan


def _broken(scenario: Scenario, key: str, ends: tuple[float, float]) -> list[Problem]:
    """Return why a parameter cannot have the ends of its range, the first reason only."""
    for end in ends:
        try:
            with_values(scenario, {key: end})
        except ScenarioError as error:
            return [Problem("--free", own.key, own.message) for own in error.problems]
    return []


def _base(key: str) -> str:
    """Return the declared parameter that a region's, or a party's, is one of.

    >>> _base("arrivals.regions.ZHA.a"), _base("choice.strength.Auyl"), _base("turnout.final")
    ('arrivals.a', 'choice.strength', 'turnout.final')
    """
    parts = key.split(".")
    if len(parts) >= 4 and parts[1] == "regions":
        return f"{parts[0]}.{parts[3]}"
    return ".".join(parts[:2])


def held_values(scenario: Scenario, keys: Iterable[str]) -> dict[str, float]:
    """Return the values that a scenario has for some parameters.

    What a region leaves out is national; a strength that is left out is 0.
    """
    tree = scenario.model_dump(mode="json", by_alias=True)
    return {key: float(in_force(tree, key)[1]) for key in keys}
