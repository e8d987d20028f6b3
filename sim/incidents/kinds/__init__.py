"""The kinds of incidents: one module each, named like the kind, found by listing this package.

A kind declares its keys, its rules, what it affects, its effect, how the effect is detected, and
its texts: see :class:`sim.incidents.incident.Incident`.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import PydanticCustomError

from sim.core.suggest import nearest
from sim.core.text import shown
from sim.incidents.incident import Incident

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationInfo


@cache
def all_kinds() -> Mapping[str, type[Incident]]:
    """Return all kinds by name, in alphabetical order: the one of each file of this package.

    They are loaded when first asked for: most scenarios have no incident.

    Raises
    ------
    TypeError
        If a module does not contain exactly one kind, or the kind lacks a text.
    """
    found = {}
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        module = importlib.import_module(f"{__name__}.{name}")
        classes = [
            value
            for value in vars(module).values()
            if isinstance(value, type)
            and issubclass(value, Incident)
            and value.__module__ == module.__name__
        ]
        if len(classes) != 1:
            raise TypeError(f"{module.__name__} must hold one kind of incident; got {classes}")
        (found[name],) = classes
        for word in ("label", "effect"):
            if not hasattr(classes[0], word):
                raise TypeError(f"{module.__name__} must declare {word}")
    return MappingProxyType(found)


def incident_of(value: object, info: ValidationInfo) -> Incident:
    """Return an incident of the kind that it names, from its keys in a scenario file.

    Raises
    ------
    PydanticCustomError, ValidationError
        If it is not a table, the kind is unknown, or a key is not valid for the kind.
    """
    if isinstance(value, Incident):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("model_type", "must be a table")
    kind: Any = value.get("kind")
    if isinstance(kind, str) and kind in all_kinds():
        if info.mode == "json":
            return all_kinds()[kind].model_validate_json(json.dumps(value))
        return all_kinds()[kind].model_validate(value)
    hint = nearest(kind if isinstance(kind, str) else "", all_kinds())
    if kind is None:
        raise PydanticCustomError("kind", "kind is missing; {known}", {"known": hint})
    message = f"kind {shown(kind)} is not known; {hint}"
    raise PydanticCustomError("kind", "{message}", {"message": message})


class Words(NamedTuple):
    """Texts of a kind, and its hours."""

    label: str
    effect: str
    by_night: bool
    """Whether its clock times before noon refer to the next morning."""
    after_closing: bool
    """Whether it begins when the doors close, if it has no ``from``."""


def words_of(kind: str) -> Words:
    """Return the texts of a kind, also of a kind of another version.

    >>> words_of("dust_storm")
    Words(label='dust storm', effect='were changed', by_night=False, after_closing=False)
    """
    if kind not in all_kinds():
        name = kind.replace("_", " ")
        return Words(name, "were changed", by_night=False, after_closing=False)
    known = all_kinds()[kind]
    return Words(known.label, known.effect, known.by_night, known.by_night or known.after_closing)
