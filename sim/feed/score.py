"""Score a newsroom's forecasts of a simulated night, whose truth is known."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from sim.exporting.ap import SIMULATED
from sim.feed.forecasts import TURNOUT, Forecast, read_forecasts
from sim.feed.night import load_night
from sim.results.columns import percent

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sim.feed.night import FeedNight

COUNTED = (
    ("nothing", 0.0), ("up to 25 %", 25.0), ("up to 50 %", 50.0), ("up to 75 %", 75.0),
    ("below 100 %", 99.995), ("all", 100.0),
)  # fmt: skip
"""Groups of forecasts by the ballots of their race that were counted, with their upper ends."""


@dataclass(frozen=True)
class Accuracy:
    """How far forecasts were from the truth."""

    counted: str
    """Which: by the ballots of the race that were counted when they were made."""
    forecasts: int
    mean_error: float
    """Votes, mean of the absolute differences."""
    error_pct: float
    """The sum of those, as a percentage of the ballots of their races."""
    intervals: int
    covered_pct: float | None
    """Intervals that hold the truth; None without any."""
    mean_width: float | None
    """Votes."""


@dataclass(frozen=True)
class CallMade:
    """A call of a newsroom: the first one of a candidate."""

    contest: str
    candidate: str
    at: str
    right: bool
    minutes_after_certain: float | None
    """Since the leader could no longer be overtaken, or negative before; None of a false call."""


@dataclass(frozen=True)
class ForecastScore:
    """The score of a file of forecasts."""

    simulated: str
    file: str
    scenario: str
    seed: int
    accuracy: tuple[Accuracy, ...]
    """All together first, then by what was counted."""
    calls_right: int
    calls_false: tuple[CallMade, ...]
    calls_before_certain: int
    """Right ones."""
    median_minutes: float | None
    """Of right calls after they were certain; None without any."""
    races_called: int
    """Races of the night that are called by the count."""
    races_not_called: int
    """Of those, without a right call."""


def score(file: str | Path, truth: str | Path) -> ForecastScore:
    """Return the score of forecasts.

    Parameters
    ----------
    file
        As :func:`sim.feed.forecasts.read_forecasts` takes it.
    truth
        Directory of the run that was forecast.

    Raises
    ------
    InputError
        If the run cannot be read, or the file has a fault.
    """
    night = load_night(truth)
    forecasts = read_forecasts(file, night)
    estimates = [forecast for forecast in forecasts if not np.isnan(forecast.estimate)]
    groups: dict[str, list[Forecast]] = {name: [] for name, _ in COUNTED}
    for forecast in estimates:
        groups[_group(night, forecast)].append(forecast)
    accuracy = [_accuracy(night, "any", estimates)] if estimates else []
    accuracy += [_accuracy(night, name, group) for name, group in groups.items() if group]
    calls = _calls(night, forecasts)
    right = [call for call in calls if call.right]
    minutes = [c.minutes_after_certain for c in right if c.minutes_after_certain is not None]
    called = {contest.id for contest in night.contests if contest.elected}
    summary = night.results.summary
    return ForecastScore(
        simulated=SIMULATED,
        file=str(file),
        scenario=summary.scenario,
        seed=summary.seed,
        accuracy=tuple(accuracy),
        calls_right=len(right),
        calls_false=tuple(call for call in calls if not call.right),
        calls_before_certain=sum(m < 0 for m in minutes),
        median_minutes=round(median(minutes), 1) if minutes else None,
        races_called=len(called),
        races_not_called=len(called - {call.contest for call in right}),
    )


def _ballots(night: FeedNight, contest: int) -> int:
    """Return the ballots in the boxes of all sites of a race."""
    cast = night.results.tables["sites"]["cast"]
    return int(cast[night.contests[contest].sites].sum())


def _truth(night: FeedNight, forecast: Forecast) -> int:
    """Return what was forecast."""
    if forecast.candidate == TURNOUT:
        return _ballots(night, forecast.contest)
    contest = night.contests[forecast.contest]
    names = [choice.name for choice in contest.choices]
    return int(contest.votes[names.index(forecast.candidate)].sum())


def _group(night: FeedNight, forecast: Forecast) -> str:
    sites = night.contests[forecast.contest].sites
    cast = night.results.tables["sites"]["cast"][sites]
    counted = float(percent(cast[night.accepted[sites] < forecast.at].sum(), cast.sum()))
    return next(name for name, most in COUNTED if counted <= most)


def _accuracy(night: FeedNight, name: str, forecasts: Sequence[Forecast]) -> Accuracy:
    truths = np.array([_truth(night, forecast) for forecast in forecasts])
    ballots = sum(_ballots(night, forecast.contest) for forecast in forecasts)
    errors = np.abs(np.array([forecast.estimate for forecast in forecasts]) - truths)
    low, high = (np.array([f[field] for f in forecasts], dtype=np.float64) for field in (4, 5))
    given = ~np.isnan(low)
    n = int(given.sum())
    covered = int(((low <= truths) & (truths <= high))[given].sum())
    return Accuracy(
        counted=name,
        forecasts=len(forecasts),
        mean_error=round(float(errors.mean()), 1),
        error_pct=round(100 * float(errors.sum()) / ballots, 2) if ballots else 0.0,
        intervals=n,
        covered_pct=float(percent(covered, n)) if n else None,
        mean_width=round(float((high - low)[given].mean()), 1) if n else None,
    )


def _calls(night: FeedNight, forecasts: Iterable[Forecast]) -> list[CallMade]:
    """Return the first call of each candidate, in the order of time."""
    found: dict[tuple[int, str], CallMade] = {}
    for forecast in sorted(forecasts, key=lambda f: (f.at, f.contest)):
        key = forecast.contest, forecast.candidate
        if not forecast.is_call or key in found:
            continue
        contest = night.contests[forecast.contest]
        right = forecast.candidate in contest.elected
        after = (forecast.at - night.called[forecast.contest]) / np.timedelta64(60, "s")
        minutes = round(float(after), 1) if right else None
        at = str(forecast.at)
        found[key] = CallMade(contest.id, forecast.candidate, at, right, minutes)
    return list(found.values())
