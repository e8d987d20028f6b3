"""How long one election takes in generated countries of one contest, and how much memory."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from tests.benchmarks.processes import Process, measure_run

if TYPE_CHECKING:
    from collections.abc import Iterator

_SETTINGS = """\
name = "generated"
title = "Generated country"
date = 2024-11-05
timezone = "Asia/Kolkata"
opens = 07:00:00
closes = 18:00:00
levels = ["state", "district"]
expected_turnout_pct = 60
"""
_HEADER = "site,state,district,registered"
_CANDIDATES = "candidate,expected_pct\nA,41\nB,33\nC,15\nD,8\n"
_SMALLEST = 0.2
"""The smallest site has this part of the mean number of voters."""


class Country(NamedTuple):
    """Size of a generated country with one contest."""

    sites: int
    registered: int
    districts: int
    """Commissions that accept protocols."""
    states: int
    """Regions that tables are made for."""


COUNTRIES = (
    Country(10_101, 12_000_000, 230, 20),
    Country(100_000, 150_000_000, 2_300, 100),
)


def write_country(folder: Path, country: Country) -> None:
    """Write the pack of a generated country into a folder."""
    (folder / "election.toml").write_text(_SETTINGS, encoding="utf-8")
    rows = "\n".join([_HEADER, *_rows(country)])
    (folder / "sites.csv").write_text(f"{rows}\n", encoding="utf-8")
    (folder / "candidates.csv").write_text(_CANDIDATES, encoding="utf-8")


def _rows(country: Country) -> Iterator[str]:
    """Yield a row for each site; registered voters add up to exactly those of the country."""
    sizes = np.random.default_rng(2021).gamma(2.0, size=country.sites) / 2.0
    weights = _SMALLEST + (1 - _SMALLEST) * sizes / sizes.mean()
    reached = np.rint(np.cumsum(weights) / weights.sum() * country.registered).astype(np.int64)
    registered = np.diff(reached, prepend=0)
    district = np.arange(country.sites) * country.districts // country.sites
    state = district * country.states // country.districts
    for number, values in enumerate(zip(state, district, registered, strict=True)):
        yield f"site-{number:06d},S{values[0]:03d},D{values[1]:04d},{values[2]}"


def measure_country(country: Country) -> Process:
    """Run one election in a generated country, with all tables."""
    with TemporaryDirectory() as name:
        write_country(Path(name), country)
        return measure_run(name)
