"""Values of a summary with their bands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.results import interval

if TYPE_CHECKING:
    import sim


def test_intervals_are_found_in_any_summary(tiny: sim.RunResults, varied: sim.RunResults) -> None:
    assert interval(tiny.summary, "waits", "max_s").varies is False
    found = interval(varied.summary, "regions", "MAN", "turnout_pct")
    assert found.low < found.median < found.high
    assert interval(varied.summary, "sites").varies is False
