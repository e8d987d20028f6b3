"""Known answers through the machinery that does the runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.progress_protocol import NoProgress
from sim.exploring.designs import make_design
from sim.exploring.effects import effects_of
from sim.exploring.runs import Runs, run_points
from sim.results.checkpoint import Checkpoint
from tests.support.explorations import ISHIGAMI, IshigamiJob, ishigami_indices

if TYPE_CHECKING:
    from pathlib import Path

    from sim.exploring.designs import Design


def run_ishigami(design: Design, folder: Path, workers: int = 1) -> Runs:
    x = np.pi * (2 * design.shares - 1)
    job = IshigamiJob(tuple(dict(enumerate(row)) for row in x.tolist()))
    checkpoint = Checkpoint.start(folder, {}, durable=False)
    try:
        return run_points(
            job, len(design), 1, checkpoint, workers=workers, cluster=None, progress=NoProgress()
        )
    finally:
        checkpoint.unlock()


def test_indices_of_the_ishigami_function_are_found(tmp_path: Path) -> None:
    pytest.importorskip("SALib")
    design = make_design("sobol", ISHIGAMI, 1024, 2021, 1)

    runs = run_ishigami(design, tmp_path / "runs")

    found = {
        (effect.measure, index): effect
        for index, effect in effects_of("sobol", design, runs.values["y"], 2021)
    }
    for measure, indices in ishigami_indices().items():
        for index, exact in enumerate(indices):
            effect = found[measure, index]
            assert effect.value == pytest.approx(exact, abs=0.03)
            # Bands of 90 % are twice as wide here, so that no seed fails by chance.
            half = effect.high - effect.value
            assert abs(effect.value - exact) <= 2 * half
    still = effects_of("sobol", design, runs.values["still"], 2021)
    assert {effect.value for _, effect in still} == {0.0}


def test_workers_make_no_difference(tmp_path: Path) -> None:
    design = make_design("grid", ISHIGAMI, 2, 0, 1)
    one, two = (run_ishigami(design, tmp_path / f"with-{workers}", workers) for workers in (1, 2))

    assert one.values["y"].tolist() == two.values["y"].tolist()
    assert one.units == two.units == {"y": "", "still": ""}
