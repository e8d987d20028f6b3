"""Entries of TOML in lines of at most 80 characters are the same values."""

from __future__ import annotations

import tomllib
from typing import Any

import pytest

from sim.core.toml_entries import WIDTH, entry_lines, tables_lines

VALUES = [
    "word " * 40, "  two  spaces " * 12, 'quotes " and \\ and \\\\ ' * 9, "line\nline\t" * 12, "",
    "one" * 9, [*range(60)], [["a" * 30, "b"], ["c" * 30]] * 3, [],
    {"a": "x" * 50, "b c": {"d": [1, 2], "e": "y " * 30}}, {},
]  # fmt: skip


@pytest.mark.parametrize("value", VALUES, ids=range(len(VALUES)))
@pytest.mark.parametrize("comment", ["", "default", "a longer comment of forty characters ..."])
def test_a_value_is_the_same_in_lines_that_fit(value: Any, comment: str) -> None:
    lines = entry_lines("key", value, comment)

    assert tomllib.loads("\n".join(lines)) == {"key": value}
    assert max(map(len, lines)) <= WIDTH
    assert "\n".join(lines).count(f"# {comment}") == (1 if comment else 0)


def test_a_word_that_does_not_fit_stays_whole() -> None:
    lines = entry_lines("key", "x" * 100 + " y", "default")

    assert tomllib.loads("\n".join(lines)) == {"key": "x" * 100 + " y"}


def test_arrays_of_tables_have_those_inside_them() -> None:
    entries: list[dict[str, Any]] = [{"a": 1, "in": [{"b": "word " * 30}]}, {"a": 2}]
    lines = [*tables_lines("t", entries)]

    assert tomllib.loads("\n".join(lines)) == {"t": entries}
    assert max(map(len, lines)) <= WIDTH
