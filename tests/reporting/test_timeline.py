"""The time line: turnout until the last doors close, and the fan of an ensemble."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import numpy as np

from sim.reporting.replay import frames_of
from sim.reporting.timeline import span_of, timeline_of

if TYPE_CHECKING:
    import sim


def ends_of(path: str) -> list[float]:
    """Return the positions of a path, per cent of the width."""
    return [float(x) / 10 for x in re.findall(r"[ML]([\d.]+) ", path)]


def test_turnout_runs_until_the_last_site_is_empty(baseline: sim.RunResults) -> None:
    """The west closes an hour later, when turnout rounds to its last value already."""
    frames = frames_of([baseline])
    span = span_of([baseline], frames)
    line = timeline_of(baseline, span, frames[-1])
    last = np.datetime64(baseline.summary.night.last_voter, "s")
    assert (
        max(ends_of(line.day))
        >= float(span.x(last))
        > float(span.x(np.datetime64("2021-07-25T21:00:00", "s")))
    )
    assert (line.day_fan, line.night_fan) == ("", "")


def test_an_ensemble_has_the_fan_of_its_bands(varied: sim.RunResults) -> None:
    frames = frames_of([varied])
    span = span_of([varied], frames)
    line = timeline_of(varied, span, frames[-1])
    night = varied.tables["night"]
    rows = night["code"] == varied.summary.nation
    ends = [night[f"accepted_pct_{end}"][rows] for end in ("p95", "p05")]
    heights = [float(y) for y in re.findall(r"[ML][\d.]+ ([\d.]+)", line.night_fan)]
    n = int(rows.sum())
    assert np.allclose(100 - np.array(heights[:n]), ends[0], atol=0.06)
    assert np.allclose(100 - np.array(heights[n:]), ends[1][::-1], atol=0.06)
    assert line.day_fan
