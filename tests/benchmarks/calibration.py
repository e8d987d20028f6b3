"""`saylau calibrate --quick` with many figures of a user: how long it takes, and what of it."""

from __future__ import annotations

import datetime as dt
import time
from functools import wraps
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple
from unittest.mock import patch

from sim.calibration import calibrate as calibrating
from sim.calibration.effort import QUICK
from sim.election import build_country
from tests.benchmarks.timing import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.scenario import Scenario

HOURS = tuple(range(8, 20))
"""Half an hour past which figures are given, so that none contradicts a reported one."""
REGIONS = 10
STAGES = (
    ("correct", "sim.calibration.calibrate"), ("sample_all", "sim.calibration.calibrate"),
    ("sample_draws", "sim.calibration.calibrate"),
    ("predict_left_out", "sim.calibration.fit.draws"),
    ("build_tables", "sim.calibration.calibrate"),
    ("run_for", "sim.calibration.arrivals.simulate"),
    ("region_grids", "sim.calibration.arrivals.arrivals_posterior"),
)  # fmt: skip
"""Functions whose time is printed, and where they are called; some contain others."""
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
        f"turnout,{code},{dt.time(hour, 30)},{_LEVEL_PCT * (hour - 7) + (7 * k + 3 * hour) % 5:.1f}"
        for k, code in enumerate(codes)
        for hour in HOURS
    ]
    file.write_text("\n".join(["what,code,time,value", *rows]) + "\n", encoding="utf-8")
    return len(rows)


def many_targets(scenario: Scenario) -> ManyTargets:
    """Calibrate with twelve figures of each of ten regions, in this process."""
    codes = build_country(scenario).register.region_code.tolist()[:REGIONS]
    stages: dict[str, float] = {}
    patches = [_timed(import_module(where), name, stages) for name, where in STAGES]
    with TemporaryDirectory() as folder:
        file = Path(folder) / "hours.csv"
        n_targets = write_targets(file, codes)
        for each in patches:
            each.start()
        try:
            seconds = cpu_seconds(
                lambda: calibrating.calibrate(scenario, effort=QUICK, files=[file])
            )
        finally:
            for each in patches:
                each.stop()
    return ManyTargets(n_targets, seconds, {name: stages.get(name, 0.0) for name, _ in STAGES})


def _timed(module: Any, name: str, stages: dict[str, float]) -> Any:
    """Return a patch of a function that adds its processor time to ``stages``."""
    function: Callable[..., Any] = getattr(module, name)

    @wraps(function)
    def timed(*arguments: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            stages[name] = stages.get(name, 0.0) + time.process_time() - started

    return patch.object(module, name, timed)
