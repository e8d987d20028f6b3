"""Cells of a spreadsheet: text that would be evaluated, and times."""

from __future__ import annotations

import datetime as dt

import numpy as np
import pytest

from sim.exporting.cells import defused, times_of


@pytest.mark.parametrize("first", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_text_that_would_be_evaluated_gets_an_apostrophe(first: str) -> None:
    assert defused(f"{first}1+1") == f"'{first}1+1"
    assert defused(f"a{first}1") == f"a{first}1"


def test_times_are_to_the_second_and_missing_ones_are_none() -> None:
    column = np.array(["2021-07-25T20:00:00.999", "NaT"], dtype="datetime64[ms]")

    assert times_of(column) == [dt.datetime(2021, 7, 25, 20), None]
