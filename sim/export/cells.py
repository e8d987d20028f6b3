"""Cells of a spreadsheet: texts that must not be taken for formulas, and times."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import datetime as dt

    from numpy.typing import NDArray

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What a text begins with that a spreadsheet would compute."""


def is_formula(text: str) -> bool:
    """Tell whether a spreadsheet that opens a text file would compute a cell.

    >>> [is_formula(text) for text in ("=1+1", "@x", "-", "Auyl", "")]
    [True, True, True, False, False]
    """
    return text.startswith(_FORMULA)


def defused(text: str) -> str:
    """Return a text that a spreadsheet shows and does not compute: with an apostrophe in front.

    >>> defused("=1+1"), defused("Auyl")
    ("'=1+1", 'Auyl')
    """
    return f"'{text}" if is_formula(text) else text


def times_of(column: NDArray[Any]) -> list[dt.datetime | None]:
    """Return times to the second; None where there is none."""
    seconds = column.astype("datetime64[s]")
    missing = np.isnat(seconds).tolist()
    times: list[dt.datetime] = seconds.tolist()
    return [None if none else time for time, none in zip(times, missing, strict=True)]
