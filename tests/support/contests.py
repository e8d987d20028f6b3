"""A pack with several contests on each ballot, small enough to be checked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sim

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from sim.scenario import Scenario

SETTINGS = """\
name = "bay"
title = "Bay, 2024"
date = 2024-11-05
timezone = "America/Denver"
opens = 07:00:00
closes = 19:00:00
levels = ["ward"]
[parties.RED]
[parties.BLUE]
"""
SITES = """\
site,ward,registered,expected_voters,voted_before,provisional
school,N,900,500,100,7
hall,N,650,400,0,0
inn,S,310,150,60,0
dock,S,77,60,0,2
"""
CONTESTS = """\
contest,vote_for,seats,system,area
mayor,1,1,majority,
council,2,2,plurality,N
board,1,5,list-dhondt,
bridge,1,1,question,S
"""
CANDIDATES = """\
contest,candidate,party,expected_pct
mayor,Ann,RED,50
mayor,Bo,BLUE,40
mayor,Cy,,10
council,Di,RED,40
council,Ed,BLUE,40
council,Flo,,20
board,Red list,RED,55
board,Blue list,BLUE,45
bridge,Yes,,40
bridge,No,,60
"""


def bay(folder: Path, changes: Sequence[str] = (), **files: str) -> Scenario:
    """Write the pack, with some files replaced, and return its scenario, changed.

    Parameters
    ----------
    folder
        Where; it need not exist.
    changes
        Of parameters, as after ``--set``.
    files
        Contents by name without ending.
    """
    contents = {
        "election.toml": SETTINGS, "sites.csv": SITES, "contests.csv": CONTESTS,
        "candidates.csv": CANDIDATES,
    }  # fmt: skip
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / name).write_text(files.pop(name.partition(".")[0], content), encoding="utf-8")
    assert not files
    return sim.load_scenario(str(folder), list(changes))
