"""Convert cells for a spreadsheet: text that must not be read as a formula, and times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""First characters of text that a spreadsheet would evaluate."""


def is_formula(text: str) -> bool:
    """Return whether a spreadsheet that opens a text file would evaluate a cell.

    >>> [is_formula(text) for text in ("=1+1", "@x", "-", "RED", "")]
    [True, True, True, False, False]
    """
    return text.startswith(_FORMULA)


def defused(text: str) -> str:
    """Return text that a spreadsheet shows and does not evaluate: with a leading apostrophe.

    >>> defused("=1+1"), defused("RED")
    ("'=1+1", 'RED')
    """
    return f"'{text}" if is_formula(text) else text


def times_of(column: NDArray[Any]) -> list[dt.datetime | None]:
    """Return times to the second; None where a time is missing."""
    seconds = column.astype("datetime64[s]")
    missing = np.isnat(seconds).tolist()
    times: list[dt.datetime] = seconds.tolist()
    return [None if none else time for time, none in zip(times, missing, strict=True)]
