"""Small calibrations: a region or two, and as few steps as a test needs."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import sim
from sim.calibration.arrivals.correction import CorrectionSettings
from sim.calibration.calibrate import Calibration, calibrate
from sim.calibration.effort import Effort
from sim.calibration.mcmc.sampler import ChainSettings
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

SMALL = Effort(
    "small",
    CorrectionSettings(2, 2, 2, ChainSettings(16, 10, 10, 10, 5)),
    ChainSettings(16, 10, 10, 20, 5),
    50,
)


def country(*codes: str, changes: tuple[str, ...] = ()) -> Scenario:
    regions = ", ".join(f"'{code}'" for code in codes)
    return sim.load_scenario("baseline", [f"register.regions=[{regions}]", *changes])


def calibrated(scenario: Scenario, **more: Any) -> Calibration:
    more.setdefault("effort", SMALL)
    return calibrate(scenario, **more)


def saved(calibration: Calibration, folder: Path) -> dict[str, bytes]:
    """Save a calibration; return all its files, without the times."""
    sim.save(calibration, folder)
    return contents(folder)
