"""Text that any terminal, pipe or file can take."""

from __future__ import annotations

import shlex

import pytest

from sim.cli.terminal_text import command_text, escaped, json_text, readable_in


def test_text_stays_readable() -> None:
    text = "Ауыл №5 → Әулие ≤ äkim – 3 × 2"

    for encoding, expected in {
        "cp1251": "Ауыл №5 -> Аулие <= akim – 3 x 2",
        "cp866": "Ауыл №5 -> Аулие <= akim - 3 x 2",
        "latin-1": "Auyl No5 -> Aulie <= äkim - 3 × 2",
        "ascii": "Auyl No5 -> Aulie <= akim - 3 x 2",
        "utf-8": text,
    }.items():
        assert text.encode(encoding, readable_in(encoding)).decode(encoding) == expected
    assert "漢😀\udcff".encode("cp866", readable_in("cp866")) == b"\\u6f22\\ud83d\\ude00\\udcff"


def test_escaping_leaves_ends_of_lines_and_letters() -> None:
    assert escaped("Ә\tb\nc") == "Ә\tb\nc"
    assert json_text({"a": "\u202e"}, "utf-8") == '{\n "a": "\\u202e"\n}'


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("tiny", "tiny"),
        ("a b", "'a b'"),
        ("turnout.final='sampled'", "\"turnout.final='sampled'\""),
        ("register.regions=['MAN']", "\"register.regions=['MAN']\""),
        ("it's $5", "'it'\"'\"'s $5'"),
        ("", "''"),
    ],
)
def test_a_command_is_read_by_a_shell_as_it_was_given(word: str, text: str) -> None:
    found = command_text(["saylau", word])

    assert found == f"saylau {text}"
    assert shlex.split(found) == ["saylau", word]
