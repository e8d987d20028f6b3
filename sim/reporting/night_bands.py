"""Times of the night in an ensemble: bands, and the part of them that is chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import tr
from sim.core.text import capitalized
from sim.pack.milestones import MILESTONES
from sim.reporting.words import clock_later
from sim.results.prediction_intervals import time_interval

if TYPE_CHECKING:
    from sim.results import Interval
    from sim.results.summaries import RunSummary


class NightRow(NamedTuple):
    """A time of the night as a row of text."""

    label: str
    median: str
    band: str
    chance: str
    """Band with the durations of the scenario."""


def night_bands(summary: RunSummary) -> list[NightRow]:
    """Return the listed times of the night; empty where its parameters are not sampled."""
    chance = summary.night_chance
    if summary.replications == 1 or chance is None:
        return []

    def text(found: Interval[str]) -> str:
        low, high = (clock_later(at, summary.date) for at in (found.low, found.high))
        return low if low == high else tr("{low} to {high}", low=low, high=high)

    return [
        NightRow(
            capitalized(tr(milestone.label)),
            clock_later(time_interval(summary, "night", milestone.name).median, summary.date),
            *(text(time_interval(summary, part, milestone.name))
              for part in ("night", "night_chance")),
        )
        for milestone in MILESTONES
        if milestone.listed and milestone.name in chance
        and (summary.cast or milestone.of != "ballots")
    ]  # fmt: skip
