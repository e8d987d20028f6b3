"""Expected shares of areas and of whole races, in the mean over many sites."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from tests.support.packs import VALLEY, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults

SITES = 1200
EXPECTED = """\
area,candidate,expected_pct
East,Nan Poe,25
East,Al Rye,55
East,Vi Orr,11
Tor,Nan Poe,75
Tor,Al Rye,10
Tor,Vi Orr,14
"""
"""9 % of the ballots are invalid in East outside Tor, and 1 % there."""


def country() -> str:
    """Return ``sites.csv`` of many sites: half in the West, a quarter each in Tor and Fell."""
    places = ("West,Ford", "West,Mere", "East,Tor", "East,Fell")
    rows = (f"s{number},{places[number % 4]},1000" for number in range(SITES))
    return "\n".join(["site,side,parish,registered", *rows, ""])


def run(
    folder: Path, candidates: str, *changes: str
) -> tuple[RunResults, dict[str, dict[str, float]]]:
    """Run the country; return the shares of votes cast by parish, in per cent."""
    files = {"sites.csv": country(), "expected.csv": EXPECTED, "candidates.csv": candidates}
    results = sim.run(sim.load_scenario(write_pack(folder / "valley", VALLEY | files), changes))
    tallies = results.tables["tallies"]
    number = np.array([int(site[1:]) for site in tallies["site"].tolist()]) % 4
    shares = {}
    for parish, name in enumerate(("Ford", "Mere", "Tor", "Fell")):
        cast = tallies["votes"][number == parish].sum()
        shares[name] = {
            choice: 100 * tallies["votes"][(number == parish) & (tallies["choice"] == choice)].sum()
            / cast
            for choice in dict.fromkeys(tallies["choice"].tolist())
        }  # fmt: skip
    return results, shares


def test_areas_have_their_shares_and_their_invalid_ballots(tmp_path: Path) -> None:
    open_shares = "candidate,party\nNan Poe,RIVER\nAl Rye,HILL\nVi Orr,\n"

    _, shares = run(tmp_path, open_shares)

    assert shares["Fell"]["Al Rye"] == pytest.approx(55, abs=2.5)
    assert shares["Fell"]["invalid"] == pytest.approx(9, abs=0.7)
    assert shares["Tor"]["Nan Poe"] == pytest.approx(75, abs=2.5)
    assert shares["Tor"]["invalid"] == pytest.approx(1, abs=0.2)


def test_the_whole_race_has_the_shares_of_candidates_csv(tmp_path: Path) -> None:
    # Three areas whose turnout differs would weigh differently in the race.
    results, shares = run(tmp_path, VALLEY["candidates.csv"], "turnout.area_spread=0")

    tallies = results.tables["tallies"]
    valid = tallies["votes"][tallies["choice"] != "invalid"].sum()
    poe = tallies["votes"][tallies["choice"] == "Nan Poe"].sum()
    assert 100 * poe / valid == pytest.approx(100 * 46 / 98, abs=1)
    assert shares["Tor"]["Nan Poe"] > shares["Ford"]["Nan Poe"] > shares["Fell"]["Nan Poe"]
