"""How long exports of copies of the country take, and how much memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from sim.exporting.declared import FORMATS
from tests.benchmarks.processes import Process, measure_export, run_into

if TYPE_CHECKING:
    from collections.abc import Iterator

COPIES = (1, 10, 100)


def export_times(copies: int) -> Iterator[tuple[str, Process]]:
    """Run so many copies of the country once; yield formats of a night with their exports."""
    with TemporaryDirectory() as name:
        result = Path(name) / "run"
        run_into(result, "baseline", "--set", f"register.scale={copies}")
        for each, known in FORMATS.items():
            if known.of_night:
                yield each, measure_export(result, each)
