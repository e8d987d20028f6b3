"""``saylau pack new``: the smallest pack that can be checked, with comments, to start from."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.pack.files.reading import read_pack
from sim.pack.files.saving import pack_name, save_folder

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.pack import Norms, Pack

_SETTINGS = """\
name = "{name}"                 # short: it names folders of results
title = "A new election"        # as pages and pictures show it
date = 2030-06-02               # the election day
timezone = "Europe/Lisbon"      # IANA name; of sites in other zones: column timezone of sites.csv
opens = 08:00:00                # local time
closes = 20:00:00               # not after opens: on the next day
levels = ["district"]           # columns of sites.csv, top down; [] if there are none
expected_turnout_pct = 60       # for sites without expected_voters
parties.GREEN = {{ name = "Green Party", colour = "#2e8b57" }}
sources = ["Made up: a town to start from"]  # where its numbers come from
"""
_SITES = """\
site,name,district,registered
1,Town hall,North,1200
2,Library,South,900
3,School,South,450
"""
_CANDIDATES = """\
contest,candidate,party,expected_pct
Mayor,Ana Example,GREEN,52
Mayor,Rui Sample,,48
"""


def new_pack(folder: Path, norms: Norms) -> Pack:
    """Write a pack of three sites, one contest and two candidates into a new folder; return it.

    Raises
    ------
    PackError
        If the folder exists.
    OutputError
        If it cannot be written.
    """
    files = {
        "election.toml": _SETTINGS.format(name=pack_name(folder)),
        "sites.csv": _SITES,
        "candidates.csv": _CANDIDATES,
    }
    save_folder(folder, files, lambda made: read_pack(made, norms))
    return read_pack(folder, norms)
