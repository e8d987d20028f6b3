"""Ballots delivered to the sites."""

from __future__ import annotations

import numpy as np
import pytest

from sim.register.ballots import ballots_received


@pytest.mark.parametrize(("registered", "received"), [(1, 2), (100, 101), (101, 103), (3000, 3030)])
def test_reserve_is_one_per_cent_rounded_up(registered: int, received: int) -> None:
    assert ballots_received(registered, 1.0) == received


@pytest.mark.parametrize(
    ("registered", "reserve_pct", "received"),
    [(518, 0.0, 518), (518, 10.0, 570), (1, 0.5, 2), (1000, 0.25, 1003), (1000, 100.0, 2000)],
)
def test_the_law_says_the_reserve(registered: int, reserve_pct: float, received: int) -> None:
    assert ballots_received(registered, reserve_pct) == received
    assert ballots_received(np.array([registered]), reserve_pct).tolist() == [received]
