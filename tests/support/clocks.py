"""A pack of six sites that differ in hours and clocks, small enough to check by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sim

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

FILES = {
    "election.toml": """\
name = "clocks"
title = "Four clocks"
date = 2024-05-04
timezone = "America/New_York"
opens = 08:00:00
closes = 20:00:00
levels = ["area"]
expected_turnout_pct = 60
""",
    "sites.csv": """\
site,area,registered,opens,closes
main,NY,1000,,
bar,NY,500,20:00,02:00
harbour,NL,800,,
market,IN,900,,
school,IN,700,07:00,18:30
beach,TO,600,05:00,10:00
""",
    "areas.csv": """\
area,name,timezone
NY,New York,
NL,Newfoundland,America/St_Johns
IN,India,Asia/Kolkata
TO,Tonga,Pacific/Tongatapu
""",
    "candidates.csv": "candidate,party\nAnn,RED\nBo,BLUE\n",
}
HOURS = {
    "main": (8, 20),
    "bar": (20, 26),
    "harbour": (6.5, 18.5),
    "market": (-1.5, 10.5),
    "school": (-2.5, 9),
    "beach": (-12, -7),
}
"""When each site opens and closes, hours since midnight of the election day in New York.

In May its clock is 4 hours behind UTC; 2.5 of them are those of Newfoundland, and India is 5.5,
Tonga 13 hours ahead of UTC."""


def clocks(folder: Path, *overrides: str, **changed: str) -> Scenario:
    """Write the pack, with some files replaced by their names without ending, and load it."""
    folder.mkdir(exist_ok=True)
    for name, content in FILES.items():
        text = changed.pop(name.partition(".")[0], content)
        (folder / name).write_text(text, encoding="utf-8")
    assert not changed
    return sim.load_scenario(folder, overrides)
