"""How long packs of many generated sites take to be read and checked."""

from __future__ import annotations

import random
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import NamedTuple

from sim.cli.pack import default_norms
from sim.pack.files.reading import read_pack
from tests.benchmarks.processes import Process, measure_pack_check
from tests.benchmarks.timing import cpu_seconds

_SETTINGS = """\
name = "generated"
title = "Generated"
date = 2024-11-05
timezone = "Asia/Kolkata"
opens = 07:00:00
closes = 18:00:00
levels = ["state", "district"]
"""
_HEADER = "site,state,district,name,registered,expected_voters,place,distance_km,opens,closes"
_SITES_OF_DISTRICT, _DISTRICTS_OF_STATE = 435, 23


class PackTime(NamedTuple):
    """The time for a pack."""

    sites: int
    read_s: float
    """Processor time of reading it in this process."""
    check: Process
    """``saylau pack check``."""


def write_sites(folder: Path, n_sites: int) -> None:
    """Write a pack of so many sites, with ten columns and names that are not ASCII."""
    numbers = random.Random(2021)  # noqa: S311  no secrets
    rows = [_HEADER]
    for site in range(n_sites):
        district = site // _SITES_OF_DISTRICT
        state = district // _DISTRICTS_OF_STATE
        registered, kilometres = numbers.randint(200, 1500), numbers.randint(1, 900) / 10
        rows.append(
            f"site-{site:06d},S{state:02d},D{district:03d},मतदान केंद्र {site},{registered},"
            f"{registered // 2},B{site // 2},{kilometres},,"
        )
    (folder / "election.toml").write_text(_SETTINGS, encoding="utf-8")
    (folder / "sites.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "candidates.csv").write_text("candidate\nA\nB\n", encoding="utf-8")


def pack_time(n_sites: int, repeats: int) -> PackTime:
    """Return the time for a pack of so many generated sites; the median of some repeats."""
    with TemporaryDirectory() as name:
        folder, norms = Path(name), default_norms()
        write_sites(folder, n_sites)
        seconds = [cpu_seconds(lambda: read_pack(folder, norms)) for _ in range(repeats)]
        return PackTime(n_sites, median(seconds), measure_pack_check(folder))
