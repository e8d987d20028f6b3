"""The style that all figures share: axes, bands, panels and slides."""

from __future__ import annotations

from sim.plots.style.bands import interval_suffix
from sim.results import Interval


def test_a_band_shows_its_unit_once() -> None:
    assert interval_suffix(Interval(33, 30, 36), str) == " (30–36)"
    assert interval_suffix(Interval(51, 50, 54), "{} s".format) == " (50–54 s)"
    assert interval_suffix(Interval(1, 1, 1), str) == ""
    both = {61: "61 s", 300: "5.0 min"}
    assert interval_suffix(Interval(61, 61, 300), both.__getitem__) == " (61 s–5.0 min)"
