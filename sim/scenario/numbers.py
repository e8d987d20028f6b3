"""Parameters that are numbers: their values, allowed ranges, and the regions that replace them."""

from __future__ import annotations

import typing
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.scenario.dependence import OF_REGION
from sim.scenario.describe import section_of, sections
from sim.scenario.overrides import key_parts

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pydantic.fields import FieldInfo

    from sim.scenario.scenario import Scenario


class NumberParameter(NamedTuple):
    """A parameter that is a number, in one scenario."""

    key: str
    """Dotted key, as ``--set`` takes it."""
    value: float
    """In the scenario; of a region without a value that of the nation."""
    whole: bool
    """Whether only whole numbers are allowed."""
    low: float | None
    """Smallest value that is allowed; None if that end is open."""
    high: float | None
    explore: tuple[float, float] | None
    """The range that its declaration has for explorations; None if it has none."""


def number_parameters(scenario: Scenario, section: str) -> Iterator[NumberParameter]:
    """Yield the parameters of a section that are numbers, and the entries of its tables of them.

    Values of single regions are left out: see :func:`regional_values`.
    """
    values = section_of(scenario, section)
    for name, field in sections()[section].model_fields.items():
        kind, by_name = field.annotation, typing.get_args(field.annotation)
        if kind is int or kind is float:
            yield _declared(f"{section}.{name}", getattr(values, name), kind, field)
        elif typing.get_origin(kind) is dict and by_name[1] in {int, float}:
            for entry, value in getattr(values, name).items():
                yield _declared(f"{section}.{name}.{key_part(entry)}", value, by_name[1], field)


def number_parameter(scenario: Scenario, key: str) -> NumberParameter | None:
    """Return a parameter by its dotted key, of the nation or of a region; None for no number."""
    section, *rest = key_parts(key) or [""]
    if section not in sections():
        return None
    if len(rest) == 3 and rest[0] == "regions" and section in OF_REGION:
        of_nation = number_parameter(scenario, f"{section}.{rest[2]}")
        if of_nation is None or rest[2] not in OF_REGION[section].model_fields:
            return None
        return of_nation._replace(
            key=key, value=regional_values(scenario, of_nation.key).get(key, of_nation.value)
        )
    found = (each for each in number_parameters(scenario, section))
    return next((each for each in found if key_parts(each.key) == [section, *rest]), None)


def regional_values(scenario: Scenario, key: str) -> dict[str, float]:
    """Return the values of regions that replace the one of a national key, by their dotted keys."""
    section, *rest = key_parts(key)
    declared = OF_REGION.get(section)
    if declared is None or len(rest) != 1 or rest[0] not in declared.model_fields:
        return {}
    by_code: dict[str, Any] = getattr(scenario, section).regions
    values = {code: getattr(region, rest[0]) for code, region in by_code.items()}
    return {
        f"{section}.regions.{key_part(code)}.{rest[0]}": float(value)
        for code, value in values.items()
        if isinstance(value, int | float)
    }


def _declared(key: str, value: float, kind: Any, field: FieldInfo) -> NumberParameter:
    extra = typing.cast("dict[str, Any]", field.json_schema_extra)
    about: dict[str, Any] = extra["about"]
    return NumberParameter(
        key, value, kind is int, about["low"], about["high"], about["explore"]
    )  # fmt: skip


def key_part(name: str) -> str:
    """Return a name as a part of a dotted key: in quotes if it holds a dot."""
    return f'"{name}"' if "." in name else name
