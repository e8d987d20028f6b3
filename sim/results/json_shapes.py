"""What JSON from a file must look like: a small language of shapes, and what does not fit.

What stands in a file is not believed: it may have been cut, changed by hand, or written
by something else. Keys that no shape names are left alone.
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
    Wrong = tuple[str, str]
    """Dotted key, and what is wrong there."""

_DEEPEST = 40
"""Tables and lists may be nested so deep: deeper ones would end those who walk through them."""
_LARGEST = 2**63


@dataclass(frozen=True)
class Leaf:
    """A value."""

    what: str
    """What it must be, for people."""
    holds: Callable[[Any], bool]
    null: bool = False
    """Whether null will do, too."""


@dataclass(frozen=True)
class Fields:
    """A table with known keys."""

    required: Mapping[str, Any]
    optional: Mapping[str, Any] = field(default_factory=dict)
    null: bool = False


@dataclass(frozen=True)
class Each:
    """A table with any keys that look like a pattern."""

    of: Any
    keys: str = ""
    null: bool = False


@dataclass(frozen=True)
class Many:
    """A list."""

    of: Any
    least: int = 0
    null: bool = False


@dataclass(frozen=True)
class OrText:
    """Text, or something of another shape."""

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
    """Return the shape of a text of which only some are allowed."""
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
    """Return a shape that null fits, too."""
    return Leaf(f"{leaf.what}, or null", leaf.holds, null=True)


def shape_problems(shape: Any, value: Any, key: str = "") -> Iterator[Wrong]:
    """Yield where a value does not have a shape.

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


def _problems_of_each(shape: Each, value: Mapping[str, Any], key: str) -> Iterator[Wrong]:
    for name, each in value.items():
        if shape.keys and not re.fullmatch(shape.keys, name):
            yield _below(key, name), "is no such key"
        else:
            yield from shape_problems(shape.of, each, _below(key, name))


def _problems_of_fields(shape: Fields, value: Mapping[str, Any], key: str) -> Iterator[Wrong]:
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


def band_problems(whole: Any, band: Any, key: str) -> Iterator[Wrong]:
    """Yield where a band is no part of the medians that it belongs to.

    Parameters
    ----------
    whole
        A summary with all medians, or a part of it.
    band
        The same with one end of the bands, without what does not differ.
    key
        What it is called.
    """
    if isinstance(whole, dict) and isinstance(band, dict):
        for name, value in band.items():
            if name not in whole:
                yield _below(key, name), "has no median"
            else:
                yield from band_problems(whole[name], value, _below(key, name))
    elif isinstance(whole, list) and isinstance(band, list):
        if len(whole) != len(band):
            yield key, f"must have {len(whole):,} entries; got {len(band):,}"
        for number, (one, other) in enumerate(zip(whole, band, strict=False)):
            yield from band_problems(one, other, f"{key}[{number}]")
    elif not (_is_number(whole) and _is_number(band)) and not (is_time(whole) and _is_stamp(band)):
        yield key, f"must be like its median, {shown(whole)}; got {shown(band)}"


def shown(value: Any, most: int = 40) -> str:
    """Return a value for an error, cut if it is long."""
    text = "nothing" if value is None else repr(value)
    return text if len(text) <= most else f"{text[: most - 1]}…"


def parse_json(content: bytes) -> Any:
    """Return JSON as Python has it.

    Raises
    ------
    ValueError
        If it is none, is nested deeper than anything of ours, or holds what others would
        stumble over: numbers that are not finite or beyond 64 bits, halves of letters.
    """
    try:
        parsed = json.loads(content.decode("utf-8"), parse_constant=_no_constant)
    except RecursionError:
        raise ValueError("is nested too deep") from None
    _check_plain(parsed)
    return parsed


def _no_constant(text: str) -> None:
    raise ValueError(f"{text} is no number of JSON")


def _check_plain(parsed: Any) -> None:
    """Raise an error for what no file of ours has, wherever it stands; without recursion."""
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
            raise ValueError("a text has half of a letter in it") from None
