"""Knobs: every declared parameter of a scenario, with what the page shows of it."""

from __future__ import annotations

import datetime as dt
import typing
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Literal

from sim.core.toml_text import toml_value
from sim.day.plan import extra_without_effect
from sim.results.idle_settings import idle_settings
from sim.results.wording import key_label
from sim.scenario import idle_keys, label_of, sections, unit_of
from sim.scenario.dependence import OF_REGION
from sim.scenario.describe import allowed, parameters, section_of
from sim.scenario.election import party_names, region_codes, region_names
from sim.scenario.numbers import key_part

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pydantic.fields import FieldInfo

    from sim.register import Register
    from sim.scenario import Scenario
    from sim.scenario.describe import Parameter

Kind = Literal["number", "whole", "flag", "choice", "clock", "text"]
_KINDS: dict[Any, Kind] = {float: "number", int: "whole", bool: "flag", dt.time: "clock"}
MOST_REGIONS = 60
"""More would not be found on a page."""
_PARTIES = "strength"
"""Tables with a knob for each party."""


@dataclass(frozen=True)
class Knob:
    """One parameter as a control."""

    key: str
    """Dotted key, as ``--set`` takes it."""
    section: str
    label: str
    unit: str
    kind: Kind
    value: str
    """As ``--set`` takes it; empty where a region has none, and that of the nation holds."""
    low: float | None
    high: float | None
    """Ends of the slider, for numbers; None for a field alone."""
    choices: tuple[str, ...]
    allowed: str
    """What is allowed, as a sentence without subject: ``must be a number between 0 and 1``."""
    doc: str
    basis: str
    """``source: ...`` or ``assumption: ...``."""
    nation: str = ""
    """Key of the parameter that holds where a region has no value; empty if this has one."""


def knobs_of(scenario: Scenario) -> tuple[Knob, ...]:
    """Return the knobs of all parameters, in the order of their declaration."""
    return tuple(knob for section in sections() for knob in _of_section(scenario, section))


def regions_left_out(scenario: Scenario) -> list[str]:
    """Return the regions whose parameters have no knobs, and whose turnout no curve."""
    return region_codes(scenario)[MOST_REGIONS:]


def idle_knobs(scenario: Scenario, register: Register, keys: Collection[str]) -> dict[str, str]:
    """Return the keys of parameters that have no effect, and why.

    Parameters
    ----------
    scenario
        The scenario.
    register
        Its country, once.
    keys
        Of the parameters.
    """
    found = {key: why for key, why in idle_settings(scenario, register).items() if key in keys}
    found |= dict(idle_keys(scenario, keys))
    desks = extra_without_effect(scenario, register)
    return found if desks is None else found | {"polling.desks_extra": desks}


def _of_section(scenario: Scenario, section: str) -> Iterator[Knob]:
    values, names = section_of(scenario, section), region_names(scenario)
    for declared in parameters(section):
        value, path = getattr(values, declared.key), [section, declared.key]
        if declared.key == _PARTIES:
            for party in party_names(scenario):
                yield _strength(declared, [*path, party], value.get(party))
        elif declared.key != "races" and not (declared.key == "regions" and section in OF_REGION):
            yield _knob(declared, path, value, sections()[section].model_fields[declared.key])
    if section not in OF_REGION:
        return
    by_key = {declared.key: declared for declared in parameters(section)}
    of_regions = section_of(scenario, section).model_dump()["regions"]
    for code in region_codes(scenario)[:MOST_REGIONS]:
        held = of_regions.get(code) or {}
        for name in OF_REGION[section].model_fields:
            path = [section, "regions", code, name]
            if name == _PARTIES:
                for party in party_names(scenario):
                    value = (held.get(name) or {}).get(party)
                    yield _strength(by_key[name], [*path, party], value, names)
            else:
                field = sections()[section].model_fields[name]
                value = held.get(name)
                holds = getattr(section_of(scenario, section), name) if value is None else value
                knob = _knob(by_key[name], path, holds, field, names)
                if value is None:
                    knob = replace(knob, value="", nation=f"{section}.{name}")
                yield knob


def _strength(
    declared: Parameter,
    path: Sequence[str],
    value: float | None,
    names: dict[str, str] | None = None,
) -> Knob:
    key = ".".join(map(key_part, path))
    return Knob(
        key, declared.section, key_label(key, names or {}), "", "number", value_text(value or 0.0),
        -5.0, 5.0, (), "must be a number", declared.doc, declared.basis,
    )  # fmt: skip


def _knob(
    declared: Parameter,
    path: Sequence[str],
    value: object,
    field: FieldInfo,
    names: dict[str, str] | None = None,
) -> Knob:
    about: dict[str, Any] = typing.cast("dict[str, Any]", field.json_schema_extra)["about"]
    choices: tuple[str, ...] = ()
    kind = _KINDS.get(field.annotation, "text")
    if typing.get_origin(field.annotation) is Literal:
        kind, choices = "choice", typing.get_args(field.annotation)
    low, high = _slider(about, value) if kind in {"number", "whole"} else (None, None)
    key = ".".join(map(key_part, path))
    label = label_of(key) if names is None else key_label(key, names)
    return Knob(
        key, declared.section, label, unit_of(".".join([path[0], path[-1]])), kind,
        value_text(value), low, high, choices, allowed(path, {}) or f"must be {declared.allowed}",
        declared.doc, declared.basis,
    )  # fmt: skip


def _slider(about: dict[str, Any], value: object) -> tuple[float, float] | tuple[None, None]:
    """Return the ends of a slider: the range in which a value is looked for, else what is allowed.

    It holds the value of the scenario.
    """
    low, high = about["explore"] or (about["low"], about["high"])
    if low is None or high is None:
        return None, None
    here = float(value) if isinstance(value, int | float) else float(low)
    return min(float(low), here), max(float(high), here)


def value_text(value: object) -> str:
    """Return a value of a scenario as ``--set`` takes it.

    >>> value_text(40.0), value_text(dt.time(7)), value_text("lot"), value_text([5, 7])
    ('40', '07:00', 'lot', '[5, 7]')
    """
    if value is None:
        return ""
    if isinstance(value, dt.time):
        return value.isoformat("minutes" if not value.second else "seconds")
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value if isinstance(value, str) else toml_value(value)
