"""Results that tests of several files change by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sim
from tests.support.calibrations import calibration_results

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="session")
def of_each_kind(
    tmp_path_factory: pytest.TempPathFactory,
    tiny: sim.RunResults,
    tiny_ensemble: sim.RunResults,
    varied: sim.RunResults,
) -> Path:
    """One result of each kind, saved."""
    folder = tmp_path_factory.mktemp("of-each-kind")
    sim.save(tiny, folder / "run")
    sim.save(tiny_ensemble, folder / "ensemble")
    sim.save(calibration_results(), folder / "calibration")
    sim.save(sim.compare(varied, varied, names=["a", "b"]).results, folder / "comparison")
    return folder
