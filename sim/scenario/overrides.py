"""Values set beside a scenario file: as ``section.key=value``, or as a mapping in Python."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.errors import Problem, ScenarioError
from sim.core.text import about, is_unicode, shown
from sim.core.toml_text import DEEPEST, NotTomlError, parse_toml, unusable

if TYPE_CHECKING:
    from collections.abc import Iterator

OVERRIDES = "overrides"
"""The origin of values that Python sets; the command line names its option."""
_PART = re.compile(r'"[^"]*"|[^."]+')
_KEY = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")
_MOMENT = re.compile(r"[0-9]{1,2}:[0-9]{2}(:[0-9]{2})?|[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST = 100
"""Characters of a key in a message."""


def override(
    values: dict[str, Any], text: str, origins: dict[str, str], origin: str = OVERRIDES
) -> list[Problem]:
    """Set one value in place; return the problems found.

    Parameters
    ----------
    values
        Nested tables; missing tables are created.
    text
        ``section.key=value``.
    origins
        By dotted key; the origin of the value is added.
    origin
        The origin of the value.
    """
    try:
        dotted, value = parsed_override(text, origin)
    except ScenarioError as error:
        return list(error.problems)
    return set_value(values, dotted, value, origins, origin)


def set_value(
    values: dict[str, Any], key: str, value: Any, origins: dict[str, str], origin: str
) -> list[Problem]:
    """Set one value in place by its dotted key; return the problems found."""
    parts = key_parts(key)
    if wrong := wrong_key(key, parts, origin):
        return [Problem(origin, _short(key), about(_short(key), wrong))]
    dotted = ".".join(parts)
    *sections, last = parts
    table = values
    for section in sections:
        table = table.setdefault(section, {})
        if not isinstance(table, dict):
            message = f"{_short(dotted)}: {section!r} holds a value, not a section"
            return [Problem(origin, _short(dotted), message)]
    table[last] = value
    for known in [key for key in origins if f"{key}.".startswith(f"{dotted}.")]:
        del origins[known]
    origins.update(dict.fromkeys(_leaves(value, dotted), origin))
    return []


def parsed_override(text: str, origin: str = OVERRIDES) -> tuple[str, Any]:
    """Return key and value of a text ``section.key=value``.

    Raises
    ------
    ScenarioError
        If they cannot be read; lists every problem found.
    """
    dotted, equals, raw = text.partition("=")
    dotted = dotted.strip()
    if not is_unicode(text):
        raise ScenarioError([Problem(origin, "", f"is not UTF-8 text; got {shown(text)}")])
    if not equals or not dotted.strip('."'):
        message = f"must read section.key=value; got {shown(text)}"
        raise ScenarioError([Problem(origin, "", message)])
    if wrong := wrong_key(dotted, key_parts(dotted), origin):
        raise ScenarioError([Problem(origin, _short(dotted), about(_short(dotted), wrong))])
    try:
        value = _parse_value(raw.strip())
    except NotTomlError as error:
        message = about(_short(dotted), str(error))
        raise ScenarioError([Problem(origin, _short(dotted), message)]) from None
    keys = (
        (_short(f"{dotted}{key.removeprefix('value')}"), message)
        for key, message in unusable({"value": value})
    )
    problems = [Problem(origin, key, about(key, message)) for key, message in keys]
    if problems:
        raise ScenarioError(problems)
    return dotted, value


def wrong_key(dotted: str, parts: list[str], origin: str) -> str:
    """Return what is wrong with a dotted key; empty if nothing is."""
    if not parts:
        return f"must be section.key; got {shown(dotted)}"
    if parts in (["extends"], ["election"]):
        return f"belongs in a scenario file; {origin} cannot change it"
    if dotted.startswith(".") or dotted.endswith(".") or ".." in dotted:
        return "has an empty part"
    if _KEY.fullmatch(dotted) is None:
        return "has a quote that is not around a whole part"
    if len(parts) > DEEPEST:
        return f"has {len(parts):,} parts; no key has more than {DEEPEST}"
    return ""


def _leaves(value: object, dotted: str) -> Iterator[str]:
    """Yield the dotted keys of all values that are not tables."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from _leaves(inner, f"{dotted}.{key}")
    else:
        yield dotted


def _short(dotted: str) -> str:
    return dotted if len(dotted) <= _LONGEST else f"{dotted[:_LONGEST]}..."


def key_parts(dotted: str) -> list[str]:
    """Return the parts of a dotted key.

    >>> key_parts('choice.regions."A.1".strength.Red List')
    ['choice', 'regions', 'A.1', 'strength', 'Red List']
    """
    return [part.strip('"') for part in _PART.findall(dotted)]


def dotted_values(changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return nested values of Python as values of a scenario file by dotted key.

    Tables merge, as those of a file do; NumPy's numbers, tuples and clock times as text are
    taken, too.

    >>> dotted_values({"polling": {"opens": "8:30"}, "polling.booths_min": 2})
    {'polling.opens': datetime.time(8, 30), 'polling.booths_min': 2}
    """
    found: dict[str, Any] = {}
    for key, value in changes.items():
        if isinstance(value, Mapping) and value:
            found.update({
                f"{key}.{inner}": each
                for inner, each in dotted_values({_quoted(k): v for k, v in value.items()}).items()
            })  # fmt: skip
        else:
            found[key] = _of_file(value)
    return found


def _quoted(part: object) -> str:
    return f'"{part}"' if "." in str(part) else str(part)


def _of_file(value: Any) -> Any:
    """Return a value of Python as a file would give it."""
    if isinstance(value, Mapping):
        return {key: _of_file(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_of_file(each) for each in value]
    if isinstance(value, np.generic):
        return value.item()
    if isinstance(value, str) and _MOMENT.fullmatch(value):
        with suppress(ValueError):
            return dt.date.fromisoformat(value)
        with suppress(ValueError):
            return dt.time.fromisoformat(value.zfill(5) if value.count(":") == 1 else value)
    return value


def _parse_value(raw: str) -> Any:
    """Return a value parsed as TOML; a bare word is a string, ``8:30`` a clock time.

    Raises
    ------
    NotTomlError
        If it is nested too deeply, or has too many digits.
    """
    if re.fullmatch(r"[0-9]{1,2}:[0-9]{2}", raw):
        raw = f"{raw:0>5}:00"
    elif re.fullmatch(r"-?\.[0-9]+", raw):
        raw = raw.replace(".", "0.")
    try:
        parsed = parse_toml(f"value = {raw}")
    except NotTomlError as error:
        if error.is_syntax:
            return raw
        raise
    return parsed["value"] if len(parsed) == 1 else raw
