"""`saylau calibrate --quick` with many figures of a user: how long it takes, and what of it."""

from __future__ import annotations

import cProfile
import pstats
from datetime import time
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

from sim.calibration.calibrate import calibrate
from sim.calibration.effort import QUICK
from sim.election import build_country
from tests.benchmarks.timing import cpu_seconds

if TYPE_CHECKING:
    from sim.scenario import Scenario

HOURS = tuple(range(8, 20))
"""Half an hour past which figures are given, so that none contradicts a reported one."""
REGIONS = 10
STAGES = (
    "run_for", "sample_all", "sample_draws", "predict_left_out", "region_grids", "build_tables",
)  # fmt: skip
"""Functions whose time is printed; some contain others."""
_LEVEL_PCT = 4.5
"""Points that turnout grows by in an hour."""


class ManyTargets(NamedTuple):
    """The processor time of a calibration with many targets."""

    n_targets: int
    seconds: float
    stages: dict[str, float]
    """Seconds with the calls below, by the name of a function of :data:`STAGES`."""


def write_targets(file: Path, codes: list[str]) -> int:
    """Write turnout by hour of some regions, no two alike; return the number of rows."""
    rows = [
        f"turnout,{code},{time(hour, 30)},{_LEVEL_PCT * (hour - 7) + (7 * k + 3 * hour) % 5:.1f}"
        for k, code in enumerate(codes)
        for hour in HOURS
    ]
    file.write_text("\n".join(["what,code,time,value", *rows]) + "\n", encoding="utf-8")
    return len(rows)


def many_targets(scenario: Scenario) -> ManyTargets:
    """Calibrate with twelve figures of each of ten regions, under the profiler."""
    codes = build_country(scenario).register.region_code.tolist()[:REGIONS]
    profile = cProfile.Profile()
    with TemporaryDirectory() as name:
        file = Path(name) / "hours.csv"
        n_targets = write_targets(file, codes)
        seconds = cpu_seconds(
            lambda: profile.runcall(calibrate, scenario, effort=QUICK, files=[file])
        )
    found = pstats.Stats(profile).get_stats_profile().func_profiles
    return ManyTargets(n_targets, seconds, {s: found[s].cumtime for s in STAGES if s in found})
