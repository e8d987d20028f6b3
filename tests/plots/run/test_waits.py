"""Waits: those of a half hour told from those of the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.core.text import wait_text
from sim.plots.run import waits
from sim.plots.run.waits import waits_data
from sim.plots.style.saving import title_and_description

if TYPE_CHECKING:
    import sim


def test_waits_of_a_half_hour_are_told_from_those_of_the_day(baseline: sim.RunResults) -> None:
    data = waits_data(baseline)
    title, _ = title_and_description(waits.figure(baseline))
    worst = wait_text(max(data.p95_min))

    day = wait_text((baseline.summary.waits.whole_p95_s or 0) / 60)
    assert f"95 in 100 voters wait at most {day} over the day, {worst} if they come at" in title
