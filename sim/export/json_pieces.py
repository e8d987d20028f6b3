"""JSON of objects that are never in memory as a whole."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

_dump = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def json_pieces(value: Mapping[str, Any]) -> Iterator[str]:
    r"""Yield the JSON of an object; lists may be iterators, which are left out if they are empty.

    Objects of iterators have no iterators, unless they are an ``Election``.

    >>> "".join(json_pieces({"a": iter([{"b": []}, {}]), "c": "d", "e": iter([])}))
    '{"a":[\n{"b":[]},\n{}\n],"c":"d"}'
    """
    separator = "{"
    for key, item in value.items():
        if isinstance(item, Iterator):
            begins = f"{separator}{_dump(key)}:[\n"
            for each in item:
                yield begins
                if key == "Election":
                    yield from json_pieces(each)
                else:
                    yield _dump(each)
                begins = ",\n"
            if begins != ",\n":
                continue
            yield "\n]"
        else:
            yield f"{separator}{_dump(key)}:{_dump(item)}"
        separator = ","
    yield "}"
