"""Durations on the command line."""

from __future__ import annotations

import click
import pytest

from sim.cli.duration import Duration


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("10min", 600.0), ("90s", 90.0), ("1.5 h", 5400.0), (" 0min ", 0.0), ("24h", 86_400.0)],
)
def test_durations_have_a_unit(text: str, seconds: float) -> None:
    assert Duration("24h").convert(text, None, None) == seconds


@pytest.mark.parametrize("text", ["10", "min", "-5min", "1e3s", "10 days", "", "nan s"])
def test_other_texts_are_refused(text: str) -> None:
    with pytest.raises(click.BadParameter, match="a number with its unit, such as 10min or 90s"):
        Duration().convert(text, None, None)


def test_the_longest_is_named() -> None:
    with pytest.raises(click.BadParameter, match="must be at most 24h; got 1441min"):
        Duration("24h").convert("1441min", None, None)
    assert Duration().convert("1441min", None, None) == 86_460.0
