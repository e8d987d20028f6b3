"""TOML: parsing, with limits on what the model can represent, and values as text."""

from __future__ import annotations

import datetime as dt
import json
import re
import sys
import tomllib
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sim.core.text import is_unicode, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

DEEPEST = 12
"""Limit on nested tables and lists; no key of a scenario has more than six parts."""
MOST_CHARACTERS = 32_000_000
"""Limit on the length of a file: a country of some hundred thousand sites."""
_LARGEST = 2**63
_MOST_PARTS = 100
"""Limit on the parts of a key, checked before parsing, whose time grows with their square."""
_PART = r"""(?:[A-Za-z0-9_-]+|"[^"]{0,100}"|'[^']{0,100}')"""
_LONG_KEY = re.compile(rf"(?:^|[\[{{,])\s*{_PART}(?:\s*\.\s*{_PART}){{{_MOST_PARTS}}}")
_DIGITS = re.compile(r"[0-9][0-9_]*")


class NotTomlError(ValueError):
    """A text that is not TOML, or exceeds a limit."""

    def __init__(self, message: str, *, is_syntax: bool = False) -> None:
        super().__init__(message)
        self.is_syntax = is_syntax
        """Whether the text is not TOML."""


class TextError(ValueError):
    """A file that cannot be read as text."""


def read_text(path: Path) -> str:
    """Return the text of a file, UTF-8 with or without a byte order mark.

    Raises
    ------
    TextError
        If it cannot be read, is not UTF-8, or is too long.
    """
    try:
        with path.open(encoding="utf-8-sig") as file:
            text = file.read(MOST_CHARACTERS + 1)
    except UnicodeDecodeError:
        raise TextError("not a UTF-8 text file") from None
    except (OSError, ValueError) as error:
        # A name with a zero byte is a ValueError.
        raise TextError(f"cannot be read: {getattr(error, 'strerror', None) or error}") from None
    if len(text) > MOST_CHARACTERS:
        raise TextError(f"is longer than {MOST_CHARACTERS:,} characters")
    return text


def parse_toml(text: str) -> dict[str, Any]:
    """Return the content of a TOML text.

    Raises
    ------
    NotTomlError
        If it is not TOML, is nested too deeply, or holds a number with too many digits.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if line.count(".") >= _MOST_PARTS and _LONG_KEY.search(line):
            raise NotTomlError(f"has a key of more than {_MOST_PARTS} parts, at line {number}")
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise NotTomlError(f"not valid TOML: {error}", is_syntax=True) from None
    except RecursionError:
        raise NotTomlError("is nested too deeply") from None
    except ValueError:
        # Python refuses longer numbers, as the time to parse them grows with their square.
        most = sys.get_int_max_str_digits()
        long = (found for found in _DIGITS.finditer(text) if len(found[0]) > most)
        at = text.count("\n", 0, next(long).start()) + 1
        message = f"holds a whole number of more than {most:,} digits, at line {at}"
        raise NotTomlError(message) from None


def unusable(content: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield key and message of each value that is not valid for any parameter.

    These are tables and lists that are nested deeper than ``DEEPEST``, whole numbers beyond
    64 bits (TOML promises no more), clock times finer than a millisecond, and texts that are
    not Unicode.
    """
    # An explicit stack, as recursion could exceed Python's limit.
    left: list[tuple[str, int, Any]] = [("", 0, content)]
    while left:
        key, depth, value = left.pop()
        if isinstance(value, dict | list):
            if depth > DEEPEST:
                yield key, f"is nested more than {DEEPEST} deep"
                continue
            items = value.items() if isinstance(value, dict) else enumerate(value)
            inside = [(f"{key}.{inner}" if key else str(inner), depth + 1, v) for inner, v in items]
            left += reversed(inside)
        elif message := _wrong(value):
            yield key, message


def _wrong(value: object) -> str:
    if isinstance(value, int) and not -_LARGEST <= value < _LARGEST:
        return f"is a whole number beyond 64 bits; got {shown(value)}"
    if isinstance(value, dt.time) and value.microsecond % 1000:
        return f"must be a clock time of whole milliseconds; got {value}"
    if isinstance(value, str) and not is_unicode(value):
        return f"is not UTF-8 text; got {shown(value)}"
    return ""


def toml_value(value: Any) -> str:
    """Return a value as TOML.

    >>> toml_value({"a": 1.5, "Farmers Union": [True, "x"]})
    '{ a = 1.5, "Farmers Union" = [true, "x"] }'
    """
    if isinstance(value, BaseModel):
        value = value.model_dump(by_alias=True, exclude_none=True)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, str):
        return quoted(value)
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    if isinstance(value, dict):
        inside = ", ".join(f"{toml_key(k)} = {toml_value(v)}" for k, v in value.items())
        return f"{{ {inside} }}" if inside else "{}"
    return repr(value)


def toml_key(key: str) -> str:
    """Return a key as TOML, quoted if necessary."""
    bare = key and all(c.isascii() and (c.isalnum() or c in "-_") for c in key)
    return key if bare else quoted(key)


def quoted(text: str) -> str:
    """Return a text as a TOML string; TOML escapes what JSON escapes, and U+007F."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
