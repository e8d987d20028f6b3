"""Curves of other elections as arrays: which part of the hours has passed, by the clocks."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.arrivals.curve_data import SHIFTS, curve_data, passed_at
from sim.core import clock
from sim.pack.past_elections import TurnoutCurve, usable_curves
from sim.pack.records import published_in
from tests.support.packs import PAST, VALLEY, write_pack, write_past

if TYPE_CHECKING:
    from pathlib import Path

NOON = 12 * clock.HOUR_MS
_LATE = "site,side,parish,registered,opens,closes\nmill,West,Ford,812,,\nridge,East,Tor,930,{}\n"


def passed(folder: Path, hours: str, zone: str) -> tuple[list[float], list[float]]:
    """Return the parts that have passed at noon of the capital in the west and in the east."""
    areas = f"area,name,timezone\nWest,West Bank,\nEast,East Bank,{zone}\n"
    write_pack(folder, VALLEY, sites=_LATE.format(hours), areas=areas)
    of, day = published_in(folder), dt.date(2020, 5, 10)
    curves = (TurnoutCurve(day, code, (NOON,), (20.0,), 60.0) for code in ("West", "East"))
    west, east = (passed_at(curve, NOON, of).tolist() for curve in curves)
    return west, east


def test_a_clock_that_is_behind_counts_by_the_part_that_reports_show(tmp_path: Path) -> None:
    # Doors are open from 08:00 to 18:00; the east opens by its own clock.
    west, east = passed(tmp_path / "valley", ",", "Asia/Karachi")

    assert west == pytest.approx([0.4] * len(SHIFTS))
    late = 0.5  # Asia/Karachi is half an hour behind Asia/Kolkata.
    assert east == pytest.approx([0.4 - 0.1 * late * shift for shift in SHIFTS])


def test_doors_that_open_later_by_the_same_clock_are_no_question(tmp_path: Path) -> None:
    west, east = passed(tmp_path / "valley", "10:00,18:00", "")

    assert west == pytest.approx([0.4] * len(SHIFTS))
    assert east == pytest.approx([0.25] * len(SHIFTS))


def test_each_value_has_its_curve(tmp_path: Path) -> None:
    folder = write_past(write_pack(tmp_path / "valley", VALLEY), PAST)
    curves = usable_curves(published_in(folder))

    data = curve_data(curves, published_in(folder))

    assert data.elections == ("2015-05-10", "2020-05-10")
    assert data.passed.shape == (len(SHIFTS), len(data.pct))
    for k, curve in enumerate(curves):
        assert data.pct[data.curve == k].tolist() == list(curve.pct)
        assert data.regions[data.region[k]] == curve.code
        assert np.all(data.final[data.curve == k] == curve.final_pct)
