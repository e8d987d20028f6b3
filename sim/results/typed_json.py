"""Frozen dataclasses as JSON and back: what a key may hold is declared once, at its field.

A field is as in ``seed: Annotated[int, WHOLE]``: its type for Python, and the shape that it
must have in a file. Fields with a default may be missing in a file, as results of earlier
versions lack some. Keys of a file that no field names are left out.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from dataclasses import MISSING, Field, dataclass, field, fields, is_dataclass, replace
from functools import cache
from typing import (
    TYPE_CHECKING,
    Annotated,
    Any,
    TypeVar,
    Union,
    get_args,
    get_origin,
    get_type_hints,
)

from sim.results.json_shapes import (
    ANY,
    FLAG,
    NUMBER,
    TEXT,
    WHOLE,
    Each,
    Fields,
    Leaf,
    Many,
    OrText,
    or_null,
)

T = TypeVar("T")

if TYPE_CHECKING:
    from sim.core.types import Json

    AnyJson = Annotated[Json, ANY]
else:
    # Types are looked at while the program runs, too, and a recursive one cannot be.
    AnyJson = Annotated[object, ANY]
"""The type of a field that may hold anything."""

_PLAIN = {str: TEXT, bool: FLAG, int: WHOLE, float: NUMBER}


@dataclass(frozen=True)
class Keys:
    """What the keys of a mapping must look like: a regular expression."""

    pattern: str


@dataclass(frozen=True, eq=False)
class Shaped:
    """The shape that something must have, whatever its type says."""

    shape: Any


@dataclass(frozen=True)
class Least:
    """How many entries a list must have at least."""

    n: int


def optional(*, last: bool = False) -> Any:
    """Declare a field that is None where a file lacks its key, and that is left out if None.

    Parameters
    ----------
    last
        Whether it stands behind all other keys.
    """
    return field(default=None, metadata={"omit": True, "last": last})


def renamed(key: str) -> Any:
    """Declare a field whose key in a file is no name of Python."""
    return field(metadata={"key": key})


@cache
def shape_of(kind: Any) -> Any:
    """Return the shape that JSON must have for a type: see :mod:`sim.results.json_shapes`."""
    origin, parts = get_origin(kind), get_args(kind)
    if origin is Annotated:
        narrows = isinstance(parts[1], Keys | Least)
        return _narrowed(shape_of(parts[0]) if narrows else None, parts[1])
    if origin in {Union, types.UnionType}:
        return _union_shape(parts)
    if origin is Mapping:
        return Each(shape_of(parts[1]))
    if origin is tuple:
        return Many(shape_of(parts[0]))
    if is_dataclass(kind):
        return _fields_shape(kind)
    return _PLAIN[kind]


def _union_shape(parts: tuple[Any, ...]) -> Any:
    """Return the shape of a type or None, or of a dataclass, text or None."""
    inner, *others = (part for part in parts if part is not type(None))
    shape = OrText(shape_of(inner)) if others == [str] else shape_of(inner)
    return or_null(shape) if isinstance(shape, Leaf) else replace(shape, null=True)


def _narrowed(shape: Any, by: Any) -> Any:
    if isinstance(by, Leaf):
        return by
    if isinstance(by, Shaped):
        return by.shape
    return replace(shape, keys=by.pattern) if isinstance(by, Keys) else replace(shape, least=by.n)


def _fields_shape(kind: Any) -> Fields:
    declared = _declared(kind)
    needed = {key: shape_of(hint) for key, hint, own in declared if _is_required(own)}
    others = {key: shape_of(hint) for key, hint, own in declared if not _is_required(own)}
    return Fields(needed, others)


@cache
def _declared(kind: Any) -> tuple[tuple[str, Any, Field[Any]], ...]:
    """Return key, type and field of each field of a dataclass."""
    hints = get_type_hints(kind, include_extras=True)
    ordered = sorted(fields(kind), key=lambda own: own.metadata.get("last", False))
    return tuple((own.metadata.get("key", own.name), hints[own.name], own) for own in ordered)


def _is_required(own: Field[Any]) -> bool:
    return own.default is MISSING and own.default_factory is MISSING


def from_json(kind: type[T], content: Any) -> T:
    """Return JSON as a dataclass.

    Parameters
    ----------
    kind
        The dataclass.
    content
        Of the shape :func:`shape_of` gives for it.
    """
    made: T = _made(kind, content)
    return made


def _read(kind: Any, content: Any) -> Any:
    origin, parts = get_origin(kind), get_args(kind)
    is_leaf = origin is Annotated and isinstance(parts[1], Leaf)
    if is_leaf or content is None or isinstance(content, str):
        return content
    if origin in {Annotated, Union, types.UnionType}:
        return _read(next(part for part in parts if part is not type(None)), content)
    if origin is Mapping:
        return {name: _read(parts[1], value) for name, value in content.items()}
    if origin is tuple:
        return tuple(_read(parts[0], value) for value in content)
    return _made(kind, content) if is_dataclass(kind) else content


def _made(kind: Any, content: Mapping[str, Any]) -> Any:
    given = {
        own.name: _read(hint, content[key]) for key, hint, own in _declared(kind) if key in content
    }
    return kind(**given)


def as_json(record: Any) -> dict[str, Json]:
    """Return a dataclass as JSON holds it, keys in the order of the fields."""
    return {
        key: _plain(value)
        for key, _, own in _declared(record.__class__)
        if not ((value := getattr(record, own.name)) is None and own.metadata.get("omit"))
    }


def _plain(value: Any) -> Json:
    if is_dataclass(value):
        return as_json(value)
    if isinstance(value, Mapping):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(each) for each in value]
    plain: Json = value
    return plain
