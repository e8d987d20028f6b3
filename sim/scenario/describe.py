"""The parameters as tables: for ``saylau params``, ``saylau check`` and ``docs/parameters.md``."""

from __future__ import annotations

import datetime as dt
import re
import types
import typing
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from sim.core.toml_text import toml_value
from sim.incidents.kinds import all_kinds
from sim.scenario.scenario import Scenario

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo

    from sim.incidents.incident import Incident


@dataclass(frozen=True, slots=True)
class Parameter:
    """One declared parameter."""

    section: str
    key: str
    default: str
    unit: str
    allowed: str
    calibrate: str
    doc: str
    basis: str
    """``source: ...`` or ``assumption: ...``."""


def sections() -> dict[str, type[BaseModel]]:
    """Return the sections of a scenario file that hold parameters, by name."""
    found = {}
    for name, field in Scenario.model_fields.items():
        kind = field.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            found[field.alias or name] = kind
    return found


def section_of(scenario: Scenario, name: str) -> BaseModel:
    """Return one section of a scenario by its name in the file."""
    attribute = next(n for n, f in Scenario.model_fields.items() if name in (n, f.alias))
    return typing.cast("BaseModel", getattr(scenario, attribute))


def parameters(section: str | None = None) -> Iterator[Parameter]:
    """Yield every declared parameter, or those of one section."""
    for name, model in sections().items():
        if section not in (None, name):
            continue
        for key, field in model.model_fields.items():
            about = _about(field)
            calibrate = about["calibrate"]
            yield Parameter(
                section=name,
                key=key,
                default=toml_value(field.get_default(call_default_factory=True)),
                unit=about["unit"],
                allowed=_rule(field),
                calibrate=f"{calibrate[0]:g} to {calibrate[1]:g}" if calibrate else "",
                doc=field.description or "",
                basis=(
                    f"source: {about['source']}"
                    if about["source"]
                    else f"assumption: {about['assumption']}"
                ),
            )


def calibration_range() -> dict[str, tuple[float, float]]:
    """Return the range that calibration may search of each parameter that has one."""
    return {
        f"{name}.{key}": about["calibrate"]
        for name, model in sections().items()
        for key, field in model.model_fields.items()
        if (about := _about(field)).get("calibrate")
    }


def label_of(key: str) -> str:
    """Return the short name of a parameter by its dotted key, also of a key of another version.

    >>> label_of("polling.check_in_mean_s"), label_of("polling.patience_cv")
    ('check-in', 'variation of patience')
    """
    section, _, name = key.partition(".")
    field = _declared(section, name)
    if field is not None and (label := _about(field).get("label")):
        return str(label)
    words = re.sub(r"(_mean)?(_s|_km|_kmh|_pct)?$", "", name).replace("_", " ")
    return f"variation of {words.removesuffix(' cv')}" if words.endswith(" cv") else words


def unit_of(key: str) -> str:
    """Return the unit of a parameter, by its dotted key; empty if it has none.

    >>> unit_of("polling.check_in_mean_s"), unit_of("polling.opens")
    ('s', '')
    """
    section, _, name = key.partition(".")
    field = _declared(section, name)
    unit = str(_about(field).get("unit", "")) if field is not None else ""
    return "" if unit in _CLOCKS else unit


def _declared(section: str, key: str) -> FieldInfo | None:
    model = sections().get(section)
    return None if model is None else model.model_fields.get(key)


def _about(field: FieldInfo) -> dict[str, Any]:
    extra = field.json_schema_extra
    if not isinstance(extra, dict):
        return {}
    return typing.cast("dict[str, Any]", extra["about"])


def _field_at(loc: Sequence[str | int], values: Mapping[str, Any]) -> FieldInfo | None:
    """Return the declaration of the field at a location; None if no field is declared there."""
    model = _model_at(loc[:-1], values)
    if model is None:
        return None
    return {f.alias or name: f for name, f in model.model_fields.items()}.get(str(loc[-1]))


def kind_at(loc: Sequence[str | int], values: Mapping[str, Any]) -> type[Incident] | None:
    """Return the kind of the incident that contains a location; None if it is not known."""
    if len(loc) < 2 or loc[0] != "incident":
        return None
    entry = values["incident"][loc[1]]
    kind = entry.get("kind") if isinstance(entry, dict) else None
    return all_kinds().get(kind) if isinstance(kind, str) else None


def _model_at(loc: Sequence[str | int], values: Mapping[str, Any]) -> type[BaseModel] | None:
    """Return the model of the table at a location."""
    model: Any = Scenario
    free_key = False
    if kind := kind_at(loc, values):
        model, loc = kind, loc[2:]
    for step in loc:
        if isinstance(step, int) or free_key:
            free_key = False
            continue
        by_key = {f.alias or name: f for name, f in model.model_fields.items()}
        if step not in by_key:
            return None
        annotation = by_key[step].annotation
        free_key = typing.get_origin(annotation) is dict
        model = _inner_model(annotation)
        if not (isinstance(model, type) and issubclass(model, BaseModel)):
            return None
    return typing.cast("type[BaseModel]", model)


def _inner_model(annotation: Any) -> Any:
    """Return the model inside ``list[Model]``, ``dict[str, Model]`` or ``Model | None``."""
    inner = typing.get_args(annotation)
    return inner[-1] if inner else annotation


def known_keys(loc: Sequence[str | int], values: Mapping[str, Any]) -> list[str]:
    """Return the keys that a table of a scenario file may hold.

    Parameters
    ----------
    loc
        Its location.
    values
        The content of the file: an incident has the keys of its kind.
    """
    model = _model_at(loc, values)
    keys = [f.alias or name for name, f in model.model_fields.items()] if model else []
    return keys if loc else [*keys, "extends"]


def allowed(loc: Sequence[str | int], values: Mapping[str, Any]) -> str:
    """Return the rule for the value at a location; empty if no key is declared there."""
    field = _field_at(loc, values)
    if field is None or isinstance(loc[-1], int):
        return ""
    rule = _rule(field) if _about(field) else _bounds(field)
    return f"must be {rule}" if rule else ""


_CLOCKS = ("local time", "capital time")
"""Units of clock times."""
_KINDS = {
    int: "a whole number",
    float: "a number",
    str: "a text",
    bool: "true or false",
    dt.time: "a clock time",
}


def _rule(field: FieldInfo) -> str:
    """Return the type and range of a parameter in words."""
    about, kind = _about(field), field.annotation
    if typing.get_origin(kind) is Literal:
        return "one of " + ", ".join(map(repr, typing.get_args(kind)))
    if typing.get_origin(kind) in (list, dict, types.UnionType):
        return "a list" if typing.get_origin(kind) is list else "a table"
    words = _KINDS.get(kind, "a value") if isinstance(kind, type) else "a value"
    low, high, unit = about.get("low"), about.get("high"), about.get("unit", "")
    if low is not None and high is not None:
        words += f" between {_plain(low)} and {_plain(high)}"
    if unit and unit not in _CLOCKS:
        words += f" {unit}"
    elif unit:
        words += f" ({unit})"
    return words


def _bounds(field: FieldInfo) -> str:
    """Return the type and range of a key that is no parameter; empty if it has no range."""
    ends = (next((getattr(m, end) for m in field.metadata if hasattr(m, end)), None)
            for end in ("ge", "le"))  # fmt: skip
    low, high = ends
    if low is None or high is None:
        return ""
    kinds = [kind for kind in (field.annotation, *typing.get_args(field.annotation))
             if isinstance(kind, type) and kind in _KINDS]  # fmt: skip
    return f"{_KINDS[kinds[0]] if kinds else 'a value'} between {_plain(low)} and {_plain(high)}"


def _plain(bound: float) -> str:
    return f"{bound:,}" if isinstance(bound, int) else f"{bound:g}"


def parameters_markdown(chosen: Iterable[Parameter] | None = None) -> str:
    """Return the content of ``docs/parameters.md``, or of a part of it.

    Parameters
    ----------
    chosen
        The parameters to list; None for all.
    """
    listed = [*(parameters() if chosen is None else chosen)]
    lines = [
        "# Parameters",
        "",
        "Generated from the declarations in `sim/scenario/` by `make params`.",
        "A test fails when it is stale.",
        "Each default has a source or is an assumption.",
        "",
    ]
    for name, model in sections().items():
        inside = [each for each in listed if each.section == name]
        if not inside:
            continue
        lines += [f"## `[{name}]`", "", (model.__doc__ or "").strip().splitlines()[0], ""]
        lines += [
            "| key | default | allowed | calibrate | meaning | basis |",
            "|---|---|---|---|---|---|",
        ]
        lines += [
            f"| `{p.key}` | `{p.default}` | {p.allowed} | {p.calibrate} | {p.doc} | {p.basis} |"
            for p in inside
        ]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"
