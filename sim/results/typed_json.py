"""Convert frozen dataclasses to JSON and back; the fields declare what their keys may contain.

A field such as ``seed: Annotated[int, WHOLE]`` declares its Python type, and the shape that its
value must have in a file. Fields with a default may be missing in a file, as in results of
earlier versions. Keys of a file without a field are ignored.
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
    # Types are evaluated at run time, too, which is not possible for a recursive one.
    AnyJson = Annotated[object, ANY]
"""The type of a field that may contain any JSON value."""

_PLAIN = {str: TEXT, bool: FLAG, int: WHOLE, float: NUMBER}


@dataclass(frozen=True)
class Keys:
    """A regular expression that the keys of a mapping must match."""

    pattern: str


@dataclass(frozen=True, eq=False)
class Shaped:
    """The shape of a field, which replaces that of its type."""

    shape: Any


@dataclass(frozen=True)
class Least:
    """The minimum number of entries of a list."""

    n: int


def optional(*, last: bool = False) -> Any:
    """Declare a field whose key is omitted in a file if the value is None.

    Parameters
    ----------
    last
        Whether its key follows all others.
    """
    return field(default=None, metadata={"omit": True, "last": last})


def renamed(key: str) -> Any:
    """Declare a field whose key in a file is not a valid Python name."""
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
    required = {key: shape_of(hint) for key, hint, field_ in declared if _is_required(field_)}
    others = {key: shape_of(hint) for key, hint, field_ in declared if not _is_required(field_)}
    return Fields(required, others)


@cache
def _declared(kind: Any) -> tuple[tuple[str, Any, Field[Any]], ...]:
    """Return key, type and field of each field of a dataclass."""
    hints = get_type_hints(kind, include_extras=True)
    ordered = sorted(fields(kind), key=lambda field_: field_.metadata.get("last", False))
    return tuple(
        (field_.metadata.get("key", field_.name), hints[field_.name], field_) for field_ in ordered
    )


def _is_required(field_: Field[Any]) -> bool:
    return field_.default is MISSING and field_.default_factory is MISSING


def from_json(kind: type[T], content: Any) -> T:
    """Return parsed JSON as a dataclass.

    Parameters
    ----------
    kind
        The dataclass.
    content
        Parsed JSON, which must have the shape that :func:`shape_of` returns for the dataclass.
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
        field_.name: _read(hint, content[key])
        for key, hint, field_ in _declared(kind)
        if key in content
    }
    return kind(**given)


def as_json(record: Any) -> dict[str, Json]:
    """Return a dataclass as a JSON object, with the keys in the order of the fields."""
    return {
        key: _plain(value)
        for key, _, field_ in _declared(record.__class__)
        if not ((value := getattr(record, field_.name)) is None and field_.metadata.get("omit"))
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
