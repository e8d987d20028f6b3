"""Scenarios tuned by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.calibration.tune import tune
from sim.scenario import load_scenario
from tests.support.packs import VALLEY, edited, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results.summaries.tune import TuneSummary


def turned(name: str, *changes: str, files: tuple[Path, ...] = (), **more: Any) -> TuneSummary:
    changed = load_scenario(name, changes) if changes else None
    more.setdefault("seed", 2021)
    return tune(load_scenario(name), changed, changes=changes, files=files, **more)


def write_island(folder: Path) -> Path:
    """Write a pack with a region that has the code of one of the default election."""
    sites = VALLEY["sites.csv"].replace(",West,", ",MAN,")
    areas = edited("areas.csv", ("West,West Bank", "MAN,Isle of Man"), base=VALLEY)
    write_pack(folder, VALLEY, sites=sites, areas=areas)
    (folder / "reported").mkdir()
    (folder / "reported" / "turnout.csv").write_text(
        "area,time,pct,source\n,12:00,35,x\nMAN,12:00,30.5,x\nFord,13:00,31,x\nMAN,,60,x\n"
    )
    return folder
