"""The packs that ship: found by name, and their values are those that were published."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.pack.files.reading import read_pack
from sim.scenario import load_scenario
from sim.scenario.election import norms_of, placeless_tree
from sim.scenario.finding import shipped_packs
from sim.show.listings import scenario_lines
from tests.support.packs import NORMS, VALLEY, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.pack import Pack

VOTES = (6_539_715, 1_495_401, 465_714, 280_451, 182_898, 167_649, 84_582)
CAST = 9_274_110


@pytest.fixture(scope="module")
def kz_2019() -> Pack:
    return read_pack(shipped_packs()["kz-2019"], NORMS)


def reported() -> dict[tuple[str, str], float]:
    """Return the turnout of 9 June 2019 by region and hour."""
    file = shipped_packs()["kz-2019"].parent / "kz-2021" / "past" / "turnout.csv"
    with file.open(encoding="utf-8", newline="") as content:
        rows = [row for row in csv.DictReader(content) if row["date"] == "2019-06-09"]
    return {
        (row["area"], row["time"].replace("prelim final", "")): float(row["pct"]) for row in rows
    }


def test_totals_of_2019_are_those_published(kz_2019: Pack) -> None:
    assert kz_2019.sites.registered.sum() == 11_960_364
    assert len(kz_2019.sites) == 9_968 - 64
    assert sum(VOTES) == CAST - 57_700
    assert kz_2019.candidates.expected_pct == pytest.approx(100 * np.array(VOTES) / CAST, abs=1e-4)


def test_turnout_of_2019_is_that_reported(kz_2019: Pack) -> None:
    finals = {code: pct for (code, hour), pct in reported().items() if not hour and code}
    area, sites = kz_2019.areas, kz_2019.sites
    registered, expected = (
        np.bincount(sites.area[:, 0], voters)
        for voters in (sites.registered, sites.expected_voters)
    )

    assert dict(zip(area.id.tolist(), 100 * expected / registered, strict=True)) == pytest.approx(
        finals, abs=1e-3
    )
    # What the notes of the pack say of the division among regions.
    for hour, pct in (("10:00", 12.7), ("", 77.1)):
        shares = [reported()[code, hour] for code in area.id.tolist()]
        assert np.average(shares, weights=registered) == pytest.approx(pct, abs=0.05)


def test_targets_of_2019_are_those_reported() -> None:
    targets = load_scenario("kz-2019").targets

    found = {
        ("" if target.code == "ALL" else target.code,
         f"{target.time:%H:%M}" if target.time else ""): target.value
        for target in targets
    }  # fmt: skip
    assert found == reported()


def test_a_shipped_pack_is_an_election_by_name(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('election = "kz-2019"\n', encoding="utf-8")

    mine, theirs = load_scenario(tmp_path / "mine.toml"), load_scenario("kz-2019")

    assert mine.election == theirs.election == str(shipped_packs()["kz-2019"])
    assert placeless_tree(mine)["election"] == "kz-2019"
    assert norms_of(mine) == NORMS
    assert any(line.startswith("kz-2019 ") for line in scenario_lines())


def test_a_folder_of_the_same_name_is_another_election(tmp_path: Path) -> None:
    write_pack(tmp_path / "kz-2019", VALLEY)

    other = load_scenario(str(tmp_path / "kz-2019"))

    assert other.name == "valley"
    assert placeless_tree(other)["election"] == "./kz-2019"
