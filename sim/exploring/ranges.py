"""The parameters that are explored, and the range of each."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from sim.core.errors import InputError, Problem
from sim.core.language import marked
from sim.core.suggest import nearest
from sim.core.text import shown
from sim.exploring.possible import impossible
from sim.results.labels import IDLE, ONE_VALUE
from sim.scenario import idle_keys, sections
from sim.scenario.numbers import number_parameter, number_parameters, regional_values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from sim.exploring.possible import PointsOf
    from sim.scenario import Scenario
    from sim.scenario.numbers import NumberParameter

OVER, RANGE = "over", "ranges"
GIVEN, DECLARED, NARROWED, HALVED = (
    "given", "declared", "declared, narrowed for its regions", "half to double its value",
)  # fmt: skip
"""Where a range comes from: the option, the declaration of the parameter, or its value."""
_NO_QUANTITY = {
    "register.seed": marked("it is a seed, and no quantity"),
    "swing.seed": marked("it is a seed, and no quantity"),
    "swing.replication": marked("it is the number of a replication, and no quantity"),
    "register.scale": marked("it is the number of copies of the country"),
}
_NO_RANGE = marked("its value is 0, and no range is declared: give it a range")
_REGIONS = marked("regions have other values, which a factor of 0 cannot move")


@dataclass(frozen=True)
class Explored:
    """A parameter that is explored."""

    key: str
    value: float
    """In the scenario."""
    low: float
    high: float
    whole: bool
    """Whether it takes whole numbers only."""
    basis: str
    """Where the range comes from."""
    regions: tuple[tuple[str, float], ...] = ()
    """Keys of the regions that replace it, and their values: they move by the same factor."""

    def at(self, share: float) -> float:
        """Return the value at a share of the range, rounded to six significant digits.

        >>> slow = Explored("x", 40.0, 15.0, 120.0, False, GIVEN)
        >>> slow.at(0.0), slow.at(0.5), slow.at(1.0)
        (15.0, 67.5, 120.0)
        """
        value = self.low + share * (self.high - self.low)
        return round(value) if self.whole else float(f"{value:.6g}")

    def values(self, value: float) -> Iterator[tuple[str, float]]:
        """Yield the key and the value of the parameter, and of each region that moves with it."""
        if value == self.value:
            return
        yield self.key, int(value) if self.whole else float(value)
        for key, regional in self.regions:
            yield key, float(f"{regional * (value / self.value):.6g}")


class NotExplored(NamedTuple):
    """A parameter that is not explored, and why."""

    key: str
    why: str

    @property
    def text(self) -> str:
        """Both, the key once.

        >>> NotExplored("x.a", "x.a must be below 3").text, NotExplored("x.a", "it is 0").text
        ('x.a must be below 3', 'x.a: it is 0')
        """
        return self.why if self.why.startswith(f"{self.key} ") else f"{self.key}: {self.why}"


def choose_parameters(
    scenario: Scenario,
    over: Sequence[str],
    ranges: Sequence[str],
    points_of: PointsOf | None = None,
) -> tuple[tuple[Explored, ...], tuple[NotExplored, ...]]:
    """Return the parameters to explore, and those of the named sections that are left out.

    Parameters
    ----------
    scenario
        The scenario that is explored.
    over
        Sections, such as ``counting``, and keys of single parameters.
    ranges
        ``KEY=LOW:HIGH`` each; its parameter is explored, whether ``over`` names it or not.
    points_of
        Returns the points of the design, which may have an end of a range that the scenario as it
        is cannot have; None if parameters are changed one at a time.

    Raises
    ------
    InputError
        If a section or a parameter does not exist or is no number, a range is not allowed, a
        parameter is named twice or cannot be explored, or none is left; lists every problem.
    """
    given, problems = _given_ranges(scenario, ranges)
    named: dict[str, NumberParameter] = {}
    alone = set(given)
    for name in over:
        numbers = _named(scenario, name)
        if isinstance(numbers, Problem):
            problems.append(numbers)
            continue
        named |= {each.key: each for each in numbers}
        alone |= {name} if "." in name else set()
    named |= {key: parameter for key, (parameter, _) in given.items()}
    made = {
        key: _explored(scenario, parameter, given[key][1] if key in given else None)
        for key, parameter in named.items()
    }
    explored = [each for each in made.values() if isinstance(each, Explored)]
    # There is no design of what is wrong.
    whys = {} if problems and points_of else impossible(scenario, explored, points_of)
    chosen, left_out = [], []
    for key, found in made.items():
        each = NotExplored(key, whys[key]) if key in whys else found
        if isinstance(each, Explored):
            chosen.append(each)
        elif key in alone:
            problems.append(Problem(RANGE if key in given else OVER, key, each.text))
        else:
            left_out.append(each)
    problems += _moved_twice(chosen)
    if not problems and not chosen:
        reasons = "; ".join(each.text for each in left_out[:3])
        problems.append(Problem(OVER, "", f"names no parameter that can be explored ({reasons})"))
    if problems:
        raise InputError(problems)
    return tuple(chosen), tuple(left_out)


def _named(scenario: Scenario, name: str) -> list[NumberParameter] | Problem:
    """Return the numbers of a section, or the one of a key; a problem if there is none."""
    if name in sections():
        return list(number_parameters(scenario, name))
    parameter = number_parameter(scenario, name)
    return [parameter] if parameter is not None else _unknown(scenario, OVER, name)


def _unknown(scenario: Scenario, where: str, name: str) -> Problem:
    section, _, rest = name.partition(".")
    if section in sections() and rest in sections()[section].model_fields:
        return Problem(where, name, f"{name} is no number; only numbers are explored")
    if section in sections() and rest:
        hint = nearest(name, [each.key for each in number_parameters(scenario, section)])
        return Problem(where, "", f"no parameter {shown(name)}; {hint}")
    return Problem(where, "", f"no section {shown(name)}; {nearest(name, sections())}")


def _given_ranges(
    scenario: Scenario, ranges: Sequence[str]
) -> tuple[dict[str, tuple[NumberParameter, tuple[float, float]]], list[Problem]]:
    """Return parameters and ends of the ranges that were given, and what is wrong with them."""
    found: dict[str, tuple[NumberParameter, tuple[float, float]]] = {}
    problems = []
    for text in ranges:
        key, _, ends = text.partition("=")
        parameter = number_parameter(scenario, key.strip())
        try:
            low, high = map(float, ends.split(":"))
        except ValueError:
            message = f"must read KEY=LOW:HIGH with two numbers; got {shown(text)}"
            problems.append(Problem(RANGE, "", message))
            continue
        if parameter is None:
            problems.append(_unknown(scenario, RANGE, key.strip()))
            continue
        if parameter.key in found:
            problems.append(Problem(RANGE, key, f"{key} has two ranges; give one of them"))
        wrong = list(_wrong_ends(parameter, low, high))
        problems += wrong
        if not wrong:
            found[parameter.key] = parameter, (low, high)
    return found, problems


def _wrong_ends(parameter: NumberParameter, low: float, high: float) -> Iterator[Problem]:
    key = parameter.key
    least, most = parameter.low, parameter.high
    if not -math.inf < low < high < math.inf:
        message = f"{key}: the low end must be below the high end; got {low:g}:{high:g}"
        yield Problem(RANGE, key, message)
    elif (least is not None and low < least) or (most is not None and high > most):
        ends = f"{_end(least, 'no lower limit')} and {_end(most, 'no upper limit')}"
        yield Problem(RANGE, key, f"{key} must be between {ends}; got {low:g}:{high:g}")
    elif parameter.whole and not (low.is_integer() and high.is_integer()):
        yield Problem(RANGE, key, f"{key} takes whole numbers; got {low:g}:{high:g}")


def _end(limit: float | None, none: str) -> str:
    return none if limit is None else f"{limit:g}"


def _explored(
    scenario: Scenario, parameter: NumberParameter, given: tuple[float, float] | None
) -> Explored | NotExplored:
    """Return a parameter with its range, or why it is left out."""
    key, value = parameter.key, parameter.value
    regions = tuple(regional_values(scenario, key).items())
    if key in _NO_QUANTITY:
        return NotExplored(key, _NO_QUANTITY[key])
    if regions and value == 0:
        return NotExplored(key, _REGIONS)
    # National values that regions replace have no effect alone, but here regions move with them.
    idle = "" if regions else next((why for _, why in idle_keys(scenario, [key])), "")
    if idle:
        return NotExplored(key, IDLE.format(why=idle))
    if given is not None:
        low, high, basis = *given, GIVEN
    elif parameter.explore is not None:
        low, high = narrowed(parameter, parameter.explore, regions)
        basis = DECLARED if (low, high) == parameter.explore else NARROWED
    elif value:
        within = _within(parameter, *sorted((value / 2, value * 2)))
        low, high = narrowed(parameter, within, regions)
        basis = HALVED
    else:
        return NotExplored(key, _NO_RANGE)
    explored = Explored(key, value, low, high, parameter.whole, basis, regions)
    if explored.at(0) == explored.at(1):
        return NotExplored(key, ONE_VALUE.format(value=f"{value:g}"))
    return explored


def narrowed(
    parameter: NumberParameter, ends: tuple[float, float], regions: tuple[tuple[str, float], ...]
) -> tuple[float, float]:
    """Return a range as far as no region that moves with it leaves what is allowed.

    Parameters
    ----------
    parameter
        Whose range it is; either end of what is allowed may be open.
    ends
        The range.
    regions
        Keys and values of the regions that move by the same factor.
    """
    low, high = ends
    factors = [value / parameter.value for _, value in regions if value > 0]
    if not factors:
        return low, high
    # Inwards, so that no region leaves it by rounding to four digits.
    if parameter.low is not None and low * min(factors) < parameter.low:
        low = float(f"{parameter.low / min(factors) * 1.001:.4g}")
    if parameter.high is not None and high * max(factors) > parameter.high:
        high = float(f"{parameter.high / max(factors) * 0.999:.4g}")
    return low, high


def _within(parameter: NumberParameter, low: float, high: float) -> tuple[float, float]:
    """Return a range cut to what is allowed, of whole numbers where only those are."""
    if parameter.whole:
        low, high = round(low), round(high)
    least = low if parameter.low is None else max(low, parameter.low)
    most = high if parameter.high is None else min(high, parameter.high)
    return least, most


def _moved_twice(chosen: Sequence[Explored]) -> Iterator[Problem]:
    """Yield a problem for each region that is explored alone and moves with the nation, too."""
    keys = {each.key for each in chosen}
    for each in chosen:
        for region, _ in each.regions:
            if region in keys:
                message = f"{region} moves with {each.key}, which is explored, too; name one"
                yield Problem(OVER, region, message)
