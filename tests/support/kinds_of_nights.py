"""Nights of every kind that a page has to show: none voted, one site, many contests, many sites."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np

import sim
from tests.support.given import country, race
from tests.support.packs import VALLEY, write_pack
from tests.support.results import with_summary

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults

N_SITES, N_RACES = 100_000, 1_500
SIZE = 5_000_000
"""Bytes that a page may have at most."""
WORDS = ("Mayor", "Council", "Sheriff", "Judge", "Clerk", "Auditor", "Schools", "Water", "Bridge")


def nobody_voted(_: Path) -> RunResults:
    """Return a night without a ballot."""
    return sim.run(country(race("Empty", votes=0, registered=[1, 1])))


def one_contest(folder: Path) -> RunResults:
    """Return a night with one contest in two areas."""
    return sim.run(sim.load_scenario(str(write_pack(folder / "contest", VALLEY))))


def one_site(folder: Path) -> RunResults:
    """Return a night with one site."""
    head, first, *_ = VALLEY["sites.csv"].splitlines()
    pack = write_pack(folder / "site", VALLEY, sites=f"{head}\n{first}\n",
                      areas="area,name\nWest,West Bank\n")  # fmt: skip
    return sim.run(sim.load_scenario(str(pack)))


def nine_contests(folder: Path) -> RunResults:
    """Return a night with nine contests: seven everywhere, one in each area."""
    areas = ["", "", "", "", "", "", "", "West", "East"]
    contests = "contest,name,vote_for,seats,system,area\n" + "".join(
        f"{name.lower()},{name},1,1,plurality,{area}\n"
        for name, area in zip(WORDS, areas, strict=True)
    )
    candidates = "contest,candidate,party,expected_pct\n" + "".join(
        f"{name.lower()},{who} {name},{party},{pct}\n"
        for k, name in enumerate(WORDS)
        for who, party, pct in (
            ("Ann", "RIVER", 40 + k), ("Bo", "HILL", 44 - k), ("Cy", "", 16),
        )
    )  # fmt: skip
    pack = write_pack(folder / "nine", VALLEY | {"contests.csv": ""}, contests=contests,
                      candidates=candidates)  # fmt: skip
    return sim.run(sim.load_scenario(str(pack)))


def many_sites(few: RunResults) -> RunResults:
    """Return a result as if it had 100,000 sites, all like those of another."""
    sites, races, tallies = (few.tables[name] for name in ("sites", "races", "tallies"))
    ids = np.array([f"R{k:04d}" for k in range(N_RACES)])
    of_race = np.arange(N_SITES) % N_RACES
    code = np.resize(races["code"], N_RACES)
    more = {name: np.resize(column, N_SITES) for name, column in sites.items()}
    more["site"] = np.array([f"S{k:06d}" for k in range(N_SITES)])
    more["race"], more["code"] = ids[of_race], code[of_race]
    one = np.flatnonzero(tallies["site"] == tallies["site"][0])
    tally = {name: np.tile(column[one], N_SITES) for name, column in tallies.items()}
    tally["site"] = np.repeat(more["site"], len(one))
    tally["race"], tally["code"] = (np.repeat(more[name], len(one)) for name in ("race", "code"))
    many = {name: np.resize(column, N_RACES) for name, column in races.items()}
    many |= {"race": ids, "name": ids, "code": code}
    tables = {**few.tables, "sites": more, "races": many, "tallies": tally}
    return replace(with_summary(few, sites=N_SITES, races=N_RACES), tables=tables)
