"""Single values set on the command line: ``section.key=value`` of ``--set``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sim.core.errors import Problem, ScenarioError
from sim.core.text import about, is_unicode, shown
from sim.core.toml_text import DEEPEST, NotTomlError, parse_toml, unusable

if TYPE_CHECKING:
    from collections.abc import Iterator

SET = "--set"
_PART = re.compile(r'"[^"]*"|[^."]+')
_KEY = re.compile(rf"(?:{_PART.pattern})(?:\.(?:{_PART.pattern}))*")
_LONGEST = 100
"""Characters of a key in a message."""


def override(values: dict[str, Any], text: str, origins: dict[str, str]) -> list[Problem]:
    """Set one value in place; return the problems found.

    Parameters
    ----------
    values
        Nested tables; missing tables are created.
    text
        ``section.key=value``.
    origins
        By dotted key; the origin of the value is added.
    """
    try:
        parts, value = _parsed(text)
    except ScenarioError as error:
        return list(error.problems)
    dotted = ".".join(parts)
    *sections, last = parts
    table = values
    for section in sections:
        table = table.setdefault(section, {})
        if not isinstance(table, dict):
            message = f"{_short(dotted)}: {section!r} holds a value, not a section"
            return [Problem(SET, _short(dotted), message)]
    table[last] = value
    for known in [key for key in origins if f"{key}.".startswith(f"{dotted}.")]:
        del origins[known]
    origins.update(dict.fromkeys(_leaves(value, dotted), SET))
    return []


def _parsed(text: str) -> tuple[list[str], Any]:
    """Return the parts of the key, and the value.

    Raises
    ------
    ScenarioError
        If they cannot be read; lists every problem found.
    """
    dotted, equals, raw = text.partition("=")
    dotted = dotted.strip()
    if not is_unicode(text):
        raise ScenarioError([Problem(SET, "", f"is not UTF-8 text; got {shown(text)}")])
    if not equals or not dotted.strip('."'):
        message = f"must read section.key=value; got {shown(text)}"
        raise ScenarioError([Problem(SET, "", message)])
    parts = key_parts(dotted)
    if wrong := _wrong_key(dotted, parts):
        raise ScenarioError([Problem(SET, _short(dotted), about(_short(dotted), wrong))])
    try:
        value = _parse_value(raw.strip())
    except NotTomlError as error:
        message = about(_short(dotted), str(error))
        raise ScenarioError([Problem(SET, _short(dotted), message)]) from None
    keys = (
        (_short(f"{dotted}{key.removeprefix('value')}"), message)
        for key, message in unusable({"value": value})
    )
    problems = [Problem(SET, key, about(key, message)) for key, message in keys]
    if problems:
        raise ScenarioError(problems)
    return parts, value


def _wrong_key(dotted: str, parts: list[str]) -> str:
    if parts in (["extends"], ["election"]):
        return "belongs in a scenario file; --set cannot change it"
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
