"""Durations on the command line."""

from __future__ import annotations

import re
from typing import Any

import click

_UNITS_S = {"s": 1, "min": 60, "h": 3600}
_DURATION = re.compile(r"([0-9]+(?:\.[0-9]+)?) ?(s|min|h)")


class Duration(click.ParamType[float]):
    """A duration in seconds: ``10min``, ``90s``, ``1.5h``."""

    name = "duration"

    def __init__(self, most: str = "") -> None:
        """Allow durations up to the longest, as it is given; all if it is empty."""
        self.most = most

    def convert(self, value: Any, param: Any, ctx: Any) -> float:
        """Return the seconds of a text."""
        if isinstance(value, float):
            return value
        seconds = _seconds(str(value))
        if seconds is None:
            self.fail(f"must be a number with its unit, such as 10min or 90s; got {value!r}",
                      param, ctx)  # fmt: skip
        most = _seconds(self.most)
        if most is not None and seconds > most:
            self.fail(f"must be at most {self.most}; got {value}", param, ctx)
        return seconds


def _seconds(text: str) -> float | None:
    """Return the seconds of a text; None if it is no duration."""
    found = _DURATION.fullmatch(text.strip())
    return float(found[1]) * _UNITS_S[found[2]] if found else None
