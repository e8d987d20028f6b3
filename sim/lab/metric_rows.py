"""Metrics of two states beside each other, with their differences, as text."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.comparison.difference_text import difference_interval, difference_text, metric_text
from sim.comparison.differences import difference
from sim.comparison.metrics import Values, national_metrics
from sim.core.text import NO_VALUE, interval_text, number_text, signed_text
from sim.results.schema import main_metrics, metric_of
from sim.results.target_values import judge

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.comparison.differences import Difference
    from sim.lab.simulate import LabElection

_GROUPS = {"waits": "Waits", "left_without_ballot": "Waits", "staff": "Waits", "night": "Night"}
"""Group of a metric by the first part of its name; others are of votes."""
_VOTES = "Turnout and votes"
_MET = "targets_met"
_MINUTE_S = 60
_DECIMALS = 2
"""Of minutes, so that half a second is seen."""


@dataclass(frozen=True)
class MetricRow:
    """One metric in two states."""

    metric: str
    group: str
    label: str
    first: str
    second: str
    change: str
    """The second minus the first; empty if they are the same."""
    interval: str
    """90 % confidence interval of the mean difference; empty if there is none."""
    differs: bool | None
    """Whether the interval excludes zero, or single values differ; None if that is unknown."""
    good: bool | None
    """Whether the difference is for the better; None if neither or unknown."""
    main: bool


def values_of(election: LabElection) -> dict[str, Values]:
    """Return the metrics of the nation in an election, by name.

    Targets that are met are counted as :func:`sim.calibration.tune.tune` counts them.
    """
    results = election.results
    judged = [
        judge(target, value).met
        for target, value in zip(election.targets, election.values.tolist(), strict=True)
        if target.what != "seats" and not math.isnan(value)
    ]
    found = national_metrics(results.summary, results.tables)
    found.pop(_MET, None)
    if judged:
        found[_MET] = Values("targets", np.array([float(sum(judged))]))
    return found


def metric_rows(
    first: Sequence[Mapping[str, Values]],
    second: Sequence[Mapping[str, Values]],
    *,
    paired: bool = True,
) -> tuple[MetricRow, ...]:
    """Return the metrics that both states have, in the order of their declaration.

    Parameters
    ----------
    first, second
        Metrics by replication, in the same order if paired.
    paired
        Whether replications are paired by common random numbers.
    """
    known = [name for name in first[0] if name in second[0]]
    return tuple(
        _row(
            difference(
                name, "", first[0][name].unit, _stack(first, name), _stack(second, name),
                paired=paired,
            )
        )
        for name in known
    )  # fmt: skip


def _stack(runs: Sequence[Mapping[str, Values]], name: str) -> np.ndarray:
    return np.array([run[name].values[0] if name in run else np.nan for run in runs])


def _row(found: Difference) -> MetricRow:
    metric = metric_of(found.metric)
    assert metric is not None  # all of a summary are declared
    last = found.metric.rpartition(".")[2]
    title = f"{metric.shown}, min" if found.unit == "s" else metric.title
    first, second, change, interval = _texts(found)
    better = {"less": -1, "more": 1}.get(metric.better, 0) * np.sign(found.difference)
    return MetricRow(
        metric=found.metric,
        group=_GROUPS.get(found.metric.partition(".")[0], _VOTES),
        label=title.replace("{}", last.replace("_", " ")),
        first=first,
        second=second,
        change="" if found.same else change,
        interval=interval,
        differs=None if found.differs is None else bool(found.differs),
        good=bool(better > 0) if better and found.differs else None,
        main=found.metric in main_metrics(),
    )


def _texts(found: Difference) -> tuple[str, str, str, str]:
    """Return both values, their difference and its interval; durations in minutes, as in charts."""
    if found.unit != "s":
        return (
            metric_text(found.unit, found.base), metric_text(found.unit, found.other),
            difference_text(found, found.difference), difference_interval(found),
        )  # fmt: skip
    first, second = (
        NO_VALUE if math.isnan(value) else number_text(value / _MINUTE_S, _DECIMALS)
        for value in (found.base, found.other)
    )
    change, low, high = (
        NO_VALUE if math.isnan(value) else signed_text(value / _MINUTE_S, _DECIMALS)
        for value in (found.difference, found.low, found.high)
    )
    return first, second, change, "" if math.isnan(found.low) else interval_text(low, high)
