"""The kinds of incidents: one file each, named as the kind, found by listing this package.

A kind declares its keys, its rules, what it affects, its effect, what counts as changed, and its
words: see :class:`sim.incidents.incident.Incident`.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic_core import PydanticCustomError

from sim.core.suggest import nearest
from sim.core.text import shown
from sim.incidents.incident import Incident

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import ValidationInfo


def _found() -> dict[str, type[Incident]]:
    """Return the kind of each file of this package.

    Raises
    ------
    TypeError
        If a file does not hold one kind with its words.
    """
    kinds = {}
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
        (kinds[name],) = classes
        for word in ("label", "effect"):
            if not hasattr(classes[0], word):
                raise TypeError(f"{module.__name__} must declare {word}")
    return kinds


KINDS: Mapping[str, type[Incident]] = _found()
"""Every kind by name, in the order of the alphabet."""


def incident_of(value: object, info: ValidationInfo) -> Incident:
    """Return an incident of the kind that it names, from its keys in a scenario file.

    Raises
    ------
    PydanticCustomError, ValidationError
        If it is no table, there is no such kind, or a key is not as the kind needs it.
    """
    if isinstance(value, Incident):
        return value
    if not isinstance(value, dict):
        raise PydanticCustomError("model_type", "must be a table")
    kind: Any = value.get("kind")
    if isinstance(kind, str) and kind in KINDS:
        if info.mode == "json":
            return KINDS[kind].model_validate_json(json.dumps(value))
        return KINDS[kind].model_validate(value)
    known = ", ".join(KINDS)
    if kind is None:
        raise PydanticCustomError("kind", "kind is missing; known: {known}", {"known": known})
    hint = nearest(kind, KINDS) if isinstance(kind, str) else ""
    hint = f"; {hint}" if hint.startswith("did") else ""
    message = f"kind {shown(kind)} is not known{hint}; known: {known}"
    raise PydanticCustomError("kind", "{message}", {"message": message})


class Words(NamedTuple):
    """How a kind is called, and whether its clock times before noon are of the next morning."""

    label: str
    effect: str
    by_night: bool


def words_of(kind: str) -> Words:
    """Return the words of a kind, which may be one of another version.

    >>> words_of("dust_storm")
    Words(label='dust storm', effect='were changed', by_night=False)
    """
    if kind not in KINDS:
        return Words(kind.replace("_", " "), "were changed", by_night=False)
    known = KINDS[kind]
    return Words(known.label, known.effect, known.by_night)
