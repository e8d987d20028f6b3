"""Lines on which the keys of a TOML text are given, for messages."""

from __future__ import annotations

import tomllib
from collections import Counter
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

_MOST_LINES = 200
"""Lines of one value; what comes after a longer one has no line."""


def key_line(text: str, key: str) -> int:
    r"""Return the line, from 1, on which a key of a TOML text is given; 0 if it is not found.

    A key inside a value, such as ``{ }``, has the line on which the value begins. Entries of a
    list of tables are numbered from 0.

    >>> key_line("a = 1\n[b]\nc = { d = 2 }\n[[e]]\n[[e]]\nf = 3", "b.c.d")
    3
    >>> key_line("a = 1\n[b]\nc = { d = 2 }\n[[e]]\n[[e]]\nf = 3", "e.1.f")
    6
    """
    lines: dict[str, int] = {}
    for line, path in _given(text.split("\n")):
        lines.setdefault(path, line)
    parts = key.split(".")
    named = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((lines[path] for path in named if path in lines), 0)


def _given(lines: list[str]) -> Iterator[tuple[int, str]]:
    """Yield the line of each table and key, and its dotted path."""
    table, entries, start = "", Counter[str](), 0
    while start < len(lines):
        line, end = lines[start].strip(), start + 1
        if line.startswith("["):
            table = _path(line)
            if line.startswith("[["):
                entries[table] += 1
                table = f"{table}.{entries[table] - 1}"
            yield start + 1, table
        elif line and not line.startswith("#"):
            end = _end_of_value(lines, start)
            if not end:
                return
            path = _path(f"{line.partition('=')[0]} = 0")
            yield start + 1, f"{table}.{path}" if table else path
        start = end


def _path(line: str) -> str:
    """Return the dotted path of the table or key of a line."""
    try:
        found: object = tomllib.loads(line)
    except tomllib.TOMLDecodeError:
        return ""  # A quoted key that holds "=".
    parts = []
    while isinstance(found, dict) and found:
        ((part, found),) = found.items()
        parts.append(part)
    return ".".join(parts)


def _end_of_value(lines: list[str], start: int) -> int:
    """Return the index of the line after a key and its value; 0 if the value is too long."""
    for end in range(start + 1, min(start + _MOST_LINES, len(lines)) + 1):
        try:
            tomllib.loads("\n".join(lines[start:end]))
        except tomllib.TOMLDecodeError:
            continue
        return end
    return 0
