"""Lines on which keys of a TOML text are given."""

from __future__ import annotations

import pytest

from sim.core.toml_lines import key_line

TEXT = '''\
name = "a" # c = 1
levels = [
  "region",  # d = 2
  "ward",
]
parties.RED = { name = "Red = 1", colour = "red" }
"odd = key" = 1
note = """
law = 1
"""

[law]
tie = "coin"
[[incident]]
name = "x"
[incident.where]
sites = []
[[incident]]
name = "y"
'''


@pytest.mark.parametrize(
    ("key", "line"),
    [
        ("name", 1),
        ("levels", 2),
        ("levels.1", 2),
        ("parties.RED.colour", 6),
        ("note", 8),
        ("law", 12),
        ("law.tie", 13),
        ("law.tei", 12),
        ("incident.0.name", 15),
        ("incident.1.name", 19),
        ("c", 0),
        ("d", 0),
        ("title", 0),
    ],
)
def test_a_key_has_the_line_on_which_it_is_given(key: str, line: int) -> None:
    assert key_line(TEXT, key) == line
