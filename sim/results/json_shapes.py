"""Shapes that JSON from a file must have, and checks whether it has them.

The content of a file is not trusted: it may have been cut, changed by hand, or written by
another program. Keys that a shape does not name are ignored.
"""

from __future__ import annotations

import datetime as dt
import json
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sim.results.columns import is_time
from sim.results.schema import CLOCK

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    Shape = "Leaf | Fields | Each | Many | OrText"
    KeyProblem = tuple[str, str]
    """Dotted key, and a message."""

_DEEPEST = 40
"""Maximum depth of nested tables and lists; recursive functions could not process deeper ones."""
_LARGEST = 2**63
"""Limit of whole numbers."""


@dataclass(frozen=True)
class Leaf:
    """The shape of a single value."""

    what: str
    """What the value must be, for messages."""
    holds: Callable[[Any], bool]
    """Returns whether a value has the shape."""
    null: bool = False
    """Whether null is allowed, too."""


@dataclass(frozen=True)
class Fields:
    """The shape of an object with known keys."""

    required: Mapping[str, Any]
    """Shapes by key."""
    optional: Mapping[str, Any] = field(default_factory=dict)
    null: bool = False


@dataclass(frozen=True)
class Each:
    """The shape of an object with any keys that match a pattern."""

    of: Any
    """Shape of each value."""
    keys: str = ""
    """Regular expression of the keys; empty for any."""
    null: bool = False


@dataclass(frozen=True)
class Many:
    """The shape of a list."""

    of: Any
    """Shape of each entry."""
    least: int = 0
    """Minimum number of entries."""
    null: bool = False


@dataclass(frozen=True)
class OrText:
    """The shape of a value that is text or has another shape."""

    of: Any
    null: bool = False


def _is_whole(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _is_stamp(value: Any) -> bool:
    try:
        return is_time(value) and bool(dt.datetime.fromisoformat(value))
    except ValueError:
        return False


def _is_local(value: Any) -> bool:
    try:
        return isinstance(value, str) and bool(dt.time.fromisoformat(value)) is True
    except ValueError:
        return False


def one_of(*allowed: str) -> Leaf:
    """Return the shape of a text that must be one of some values."""
    return Leaf(" or ".join(map(repr, allowed)), lambda value: value in allowed)


ANY = Leaf("anything", lambda _: True, null=True)
TEXT = Leaf("text", lambda value: isinstance(value, str))
WHOLE = Leaf("a whole number", _is_whole)
COUNT = Leaf("a whole number, 0 or more", lambda value: _is_whole(value) and value >= 0)
SOME = Leaf("a whole number, 1 or more", lambda value: _is_whole(value) and value >= 1)
NUMBER = Leaf("a number", _is_number)
FLAG = Leaf("true or false", lambda value: isinstance(value, bool))
DATE = Leaf("a date such as 2021-07-25", _is_date)
STAMP = Leaf("a time such as 2021-07-25T20:00:00", _is_stamp)
LOCAL = Leaf("a clock time such as 07:00:00", _is_local)
AT = Leaf(
    "a clock time such as 20:00",
    lambda value: isinstance(value, str) and re.fullmatch(CLOCK, value) is not None,
)


def or_null(leaf: Leaf) -> Leaf:
    """Return the same shape with null allowed."""
    return Leaf(f"{leaf.what}, or null", leaf.holds, null=True)


def shape_problems(shape: Any, value: Any, key: str = "") -> Iterator[KeyProblem]:
    """Yield where a value does not have a shape.

    Parameters
    ----------
    shape
        The shape.
    value
        Parsed JSON.
    key
        Dotted key of the value, for messages.

    Examples
    --------
    >>> list(shape_problems(Fields({"n": COUNT, "at": Each(AT)}), {"n": -1, "at": {"x": "25:00"}}))
    ... # doctest: +NORMALIZE_WHITESPACE
    [('n', 'must be a whole number, 0 or more; got -1'),
     ('at.x', "must be a clock time such as 20:00; got '25:00'")]
    """
    if value is None and shape.null:
        return
    if isinstance(shape, Leaf):
        if not shape.holds(value):
            yield key, f"must be {shape.what}; got {shown(value)}"
    elif isinstance(shape, OrText):
        if not isinstance(value, str):
            yield from shape_problems(shape.of, value, key)
    elif isinstance(shape, Many):
        if not isinstance(value, list) or len(value) < shape.least:
            least = f" of {shape.least} or more" if shape.least else ""
            yield key, f"must be a list{least}; got {shown(value)}"
            return
        for number, each in enumerate(value):
            yield from shape_problems(shape.of, each, f"{key}[{number}]")
    elif not isinstance(value, dict):
        yield key, f"must be a table of keys; got {shown(value)}"
    elif isinstance(shape, Each):
        yield from _problems_of_each(shape, value, key)
    else:
        yield from _problems_of_fields(shape, value, key)


def _problems_of_each(shape: Each, value: Mapping[str, Any], key: str) -> Iterator[KeyProblem]:
    for name, each in value.items():
        if shape.keys and not re.fullmatch(shape.keys, name):
            yield _below(key, name), "is not an allowed key"
        else:
            yield from shape_problems(shape.of, each, _below(key, name))


def _problems_of_fields(shape: Fields, value: Mapping[str, Any], key: str) -> Iterator[KeyProblem]:
    for name, of in shape.required.items():
        if name not in value:
            yield _below(key, name), "is missing"
        else:
            yield from shape_problems(of, value[name], _below(key, name))
    for name, of in shape.optional.items():
        if name in value:
            yield from shape_problems(of, value[name], _below(key, name))


def _below(key: str, name: str) -> str:
    return f"{key}.{name}" if key else name


def band_problems(medians: Any, band: Any, key: str) -> Iterator[KeyProblem]:
    """Yield where one end of the bands of a summary does not fit its medians.

    Parameters
    ----------
    medians
        A summary with all medians, or a part of it.
    band
        One end of the bands, nested in the same way, without values that do not vary.
    key
        Dotted key of the band, for messages.
    """
    if isinstance(medians, dict) and isinstance(band, dict):
        for name, value in band.items():
            if name not in medians:
                yield _below(key, name), "has no median"
            else:
                yield from band_problems(medians[name], value, _below(key, name))
    elif isinstance(medians, list) and isinstance(band, list):
        if len(medians) != len(band):
            yield key, f"must have {len(medians):,} entries; got {len(band):,}"
        for number, (one, other) in enumerate(zip(medians, band, strict=False)):
            yield from band_problems(one, other, f"{key}[{number}]")
    elif not _same_type(medians, band):
        yield key, f"must have the type of its median, {shown(medians)}; got {shown(band)}"


def _same_type(median: Any, end: Any) -> bool:
    """Return whether a median and an end of its band are both numbers or both times."""
    return (_is_number(median) and _is_number(end)) or (is_time(median) and _is_stamp(end))


def shown(value: Any, most: int = 40) -> str:
    """Return a value for a message, cut if it is long."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def parse_json(content: bytes) -> Any:
    """Return the Python objects that a JSON file contains.

    Raises
    ------
    ValueError
        If it is not JSON in UTF-8, is nested too deep, or has values that no file of Saylau has:
        numbers that are not finite, whole numbers beyond 64 bits, lone surrogates.
    """
    try:
        parsed = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("is nested too deep") from None
    _check_plain(parsed)
    return parsed


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is not a JSON number")


def _check_plain(parsed: Any) -> None:
    """Raise an error for values that no file of Saylau has; without recursion."""
    level = [parsed]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for value in level:
            if isinstance(value, dict):
                below += [*value, *value.values()]
            elif isinstance(value, list):
                below += value
            else:
                _check_value(value)
        level = below
        if not level:
            return
    raise ValueError("is nested too deep")


def _check_value(value: Any) -> None:
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a number is too large")
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        raise ValueError("a whole number has more than 64 bits")
    if isinstance(value, str):
        try:
            value.encode("utf-8")
        except UnicodeEncodeError:
            raise ValueError("a text has a lone surrogate, half of a character") from None
