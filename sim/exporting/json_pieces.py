"""JSON of objects that are never in memory as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import lru_cache
from itertools import islice
from typing import Any

from sim.exporting.alike import CELL, TOGETHER, Alike, Pattern

_WITHOUT_SPACES: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}
_dump = json.JSONEncoder(**_WITHOUT_SPACES).encode
_CELL = f'"{CELL}"'


def json_pieces(value: Any) -> Iterator[str]:
    r"""Yield the JSON of a value; lists may be iterators, which are left out if they are empty.

    Objects that are alike are items of the list that they are in.

    >>> "".join(json_pieces({"a": iter([{"b": []}, {}]), "c": "d", "e": iter([])}))
    '{"a":[\n{"b":[]},\n{}\n],"c":"d"}'
    >>> alike = Alike(Pattern({"x": "%", "y": CELL, "z": CELL}), ([1, 2], ["a", '"']))
    >>> "".join(json_pieces({"a": {"b": alike}, "c": iter([alike])}))
    '{"a":{"b":[{"x":"%","y":1,"z":"a"},{"x":"%","y":2,"z":"\\""}]},"c":[\n{"x":"%","y":1,"z":"a"},\n{"x":"%","y":2,"z":"\\""}\n]}'
    """
    if isinstance(value, Iterator):
        yield from _list(value)
    elif isinstance(value, dict) and any(isinstance(item, Iterator) for item in value.values()):
        separator = "{"
        for key, item in value.items():
            pieces = json_pieces(item)
            first = next(pieces, "")
            if first:
                yield f"{separator}{_dump(key)}:{first}"
                yield from pieces
                separator = ","
        yield "}"
    else:
        yield _text(value)


def _list(items: Iterator[Any]) -> Iterator[str]:
    """Yield a list; nothing if it is empty."""
    begin = "[\n"
    for item in items:
        if isinstance(item, Alike):
            lines = _lines(item)
            while some := ",\n".join(islice(lines, TOGETHER)):
                yield begin + some
                begin = ",\n"
        else:
            yield begin
            yield from json_pieces(item)
            begin = ",\n"
    if begin == ",\n":
        yield "\n]"


def _text(value: Any) -> str:
    """Return the JSON of a value without iterators."""
    found: list[str] = []

    def add(alike: Alike) -> str:
        found.append(f"[{','.join(_lines(alike))}]")
        return CELL

    first, *rest = json.JSONEncoder(**_WITHOUT_SPACES, default=add).encode(value).split(_CELL)
    return "".join((first, *(text for pair in zip(found, rest, strict=True) for text in pair)))


def _lines(alike: Alike) -> Iterator[str]:
    return alike.lines(_template(alike.pattern), _dump)


@lru_cache(maxsize=256)
def _template(pattern: Pattern) -> str:
    return _dump(pattern.object).replace("%", "%%").replace(_CELL, "%s")
