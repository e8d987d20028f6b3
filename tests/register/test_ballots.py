"""Ballots delivered to the sites."""

from __future__ import annotations

import pytest

from sim.register.ballots import ballots_received


@pytest.mark.parametrize(("registered", "received"), [(1, 2), (100, 101), (101, 103), (3000, 3030)])
def test_reserve_is_one_per_cent_rounded_up(registered: int, received: int) -> None:
    assert ballots_received(registered) == received
