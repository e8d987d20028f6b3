"""The stages of a calibration: each is computed once and kept under its name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.stages import Stages
from sim.core.errors import ResultsError
from sim.results.checkpoint import Checkpoint

if TYPE_CHECKING:
    from pathlib import Path


from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def test_a_stage_of_another_job_or_name_is_refused(tmp_path: Path) -> None:
    for job in (1, 2):
        stages = Stages(Checkpoint.start(tmp_path / f"job-{job}", {"a": job}))
        for name in ("one", "two"):
            stages(name, lambda: {"x": np.arange(job)})  # noqa: B023  called at once
    mine, other = (tmp_path / f"job-{job}" for job in (1, 2))
    (mine / "two.record").write_bytes((mine / "one.record").read_bytes())
    (mine / "one.record").write_bytes((other / "one.record").read_bytes())

    with pytest.raises(ResultsError) as error:
        Stages(Checkpoint.resume(mine, {"a": 1}))

    assert str(error.value).splitlines() == [
        f"{mine / 'one.record'}: the record is of another run; remove it to resume",
        f"{mine / 'two.record'}: the record is one.record, renamed; remove it to resume",
    ]


def test_a_stage_is_run_once(tmp_path: Path) -> None:
    made = []

    def make() -> dict[str, np.ndarray]:
        made.append(1)
        return {"x": np.arange(3), "y": np.array(2.5)}

    stages = Stages(Checkpoint.start(tmp_path / "job", {"a": 1}))
    first, second = stages("one", make), stages("one", make)
    third = Stages(Checkpoint.resume(tmp_path / "job", {"a": 1}))("one", make)
    Stages()("one", make)

    assert len(made) == 2
    for found in (first, second, third):
        assert found["x"].tolist() == [0, 1, 2]
        assert float(found["y"]) == 2.5
