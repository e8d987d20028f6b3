"""Entries and arrays of tables as TOML, in lines of at most 80 characters where TOML allows it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from sim.core.toml_text import quoted, toml_key, toml_value

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

WIDTH = 80
_INDENT = "  "


def is_tables(value: object) -> bool:
    """Return whether a value is an array of tables."""
    return isinstance(value, list) and bool(value) and isinstance(value[0], dict)


def entry_lines(name: str, value: Any, comment: str = "") -> list[str]:
    """Return a key and its value; long texts and lists are broken, long tables key by key.

    Parameters
    ----------
    name
        The key as TOML, quoted where that is needed.
    value
        Of any kind that TOML has.
    comment
        Beside the value, or below it if the line would be too long; printable.

    Examples
    --------
    >>> entry_lines("a", [1, 2], "default")
    ['a = [1, 2]  # default']
    >>> [len(line) for line in entry_lines("a", "word " * 20, "default")]
    [8, 78, 41]
    """
    lines = [f"{name} = {toml_value(value)}"]
    if len(lines[0]) > WIDTH and isinstance(value, dict):
        inside = (entry_lines(f"{name}.{toml_key(key)}", each) for key, each in value.items())
        lines = [line for lines in inside for line in lines]
    if len(lines[0]) > WIDTH and isinstance(value, str):
        lines = _text_lines(name, value)
    elif len(lines[0]) > WIDTH and isinstance(value, list | tuple):
        lines = _list_lines(name, value)
    if not comment:
        return lines
    if len(lines[-1]) + len(comment) + 4 <= WIDTH or len(lines[-1]) > WIDTH:
        return [*lines[:-1], f"{lines[-1]}  # {comment}"]
    return [*lines, f"{_INDENT}# {comment}"]


def _text_lines(name: str, text: str) -> list[str]:
    """Return a text in several lines, broken before words: the ends of lines are left out."""
    lines, line = [f'{name} = """\\'], _INDENT
    for word in re.findall(r"\S*(?:\s+|$)", text):
        part = quoted(word)[1:-1]
        if len(lines) == 1 and line == _INDENT and part.startswith(" "):
            # Spaces at the beginning of a line are left out.
            part = f"\\u0020{part[1:]}"
        if len(line) > len(_INDENT) and len(line) + len(part) + 3 > WIDTH:
            lines.append(f"{line}\\")
            line = _INDENT
        line += part
    return [*lines, f'{line}"""']


def _list_lines(name: str, values: Sequence[Any]) -> list[str]:
    """Return a list in several lines, broken after commas."""
    lines, line = [f"{name} = ["], _INDENT
    for value in values:
        part = f"{toml_value(value)}, "
        if len(line) > len(_INDENT) and len(line) + len(part) - 1 > WIDTH:
            lines.append(line.rstrip())
            line = _INDENT
        line += part
    return [*lines, line.rstrip(), "]"]


def tables_lines(name: str, entries: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the lines of an array of tables, with those inside it."""
    for number, entry in enumerate(entries):
        if number:
            yield ""
        yield f"[[{name}]]"
        inside = {key: value for key, value in entry.items() if is_tables(value)}
        for key, value in entry.items():
            if key not in inside:
                yield from entry_lines(toml_key(key), value)
        for key, value in inside.items():
            yield from tables_lines(f"{name}.{toml_key(key)}", value)
