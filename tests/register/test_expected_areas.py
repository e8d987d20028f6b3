"""Expected shares by area: the deepest area decides, and the whole contest is met."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.errors import RegisterError
from sim.register.expected_areas import expected_by_area
from sim.register.kept_regions import keep_regions
from tests.support.packs import VALLEY, edited, read, register_of, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.types import Floats
    from sim.pack.files.pack import Pack

OPEN = edited("candidates.csv", (",46", ","), (",41", ","), (",11", ","), base=VALLEY)
"""Candidates without expected shares of the whole contest."""
TWO_RUNGS = """\
area,candidate,expected_pct
East,Nan Poe,20
East,Al Rye,60
East,Vi Orr,18
Fell,Nan Poe,70
Fell,Al Rye,20
Fell,Vi Orr,10
"""


def valley(folder: Path, expected: str, candidates: str | None = None) -> Pack:
    files = {"expected.csv": expected}
    if candidates:
        files["candidates.csv"] = candidates
    return read(write_pack(folder / "valley", VALLEY | files))


def shares(pack: Pack, ballots: Floats | None = None) -> dict[str, list[float]]:
    """Return the shares of each site, in per cent."""
    share, row = expected_by_area(pack, np.ones(len(pack.sites)) if ballots is None else ballots)
    return dict(zip(pack.sites.id.tolist(), np.round(100 * share[row], 3).tolist(), strict=True))


def test_the_deepest_area_that_names_a_site_decides(tmp_path: Path) -> None:
    found = shares(valley(tmp_path, TWO_RUNGS, OPEN))

    assert found["ridge"] == found["cairn"] == [20, 60, 18]
    assert found["scree"] == found["inn"] == [70, 20, 10]
    assert np.isnan(found["mill"]).all()


def test_others_share_what_an_area_leaves_as_in_the_whole_contest(tmp_path: Path) -> None:
    # Sites of no weight, so that the whole contest asks for nothing.
    pack = valley(tmp_path, "area,candidate,expected_pct\nTor,Nan Poe,72\n")

    found = shares(pack, np.zeros(len(pack.sites)))

    # 98 % are votes for candidates in the whole contest.
    assert found["ridge"] == [72, round(26 * 41 / 52, 3), round(26 * 11 / 52, 3)]
    assert found["mill"] == [46, 41, 11]


def test_the_whole_contest_has_its_shares_and_areas_keep_their_differences(tmp_path: Path) -> None:
    pack = valley(tmp_path, TWO_RUNGS)
    ballots = np.array([500, 300, 301, 700, 200, 600, 150, 300, 240.0])

    found = shares(pack, ballots)

    sites = np.array([found[site] for site in pack.sites.id.tolist()])
    valid = sites.sum(axis=1)
    mean = (ballots[:, None] * sites).sum(axis=0) / (ballots * valid).sum()
    assert mean == pytest.approx(np.array([46, 41, 11]) / 98, abs=1e-5)
    # What areas leave to 100 % stays: 2 % in East and in the whole contest, nothing in Fell.
    assert sorted(set(valid.round(1).tolist())) == [98, 100]
    odds = {site: share[0] / share[1] for site, share in found.items()}
    assert odds["inn"] / odds["ridge"] == pytest.approx((70 / 20) / (20 / 60), rel=1e-3)


def test_some_candidates_of_an_area_need_the_shares_of_the_whole_contest(tmp_path: Path) -> None:
    pack = valley(tmp_path, "area,candidate,expected_pct\nTor,Nan Poe,72\n", OPEN)

    with pytest.raises(RegisterError) as error:
        register_of(pack)

    message = str(error.value)
    assert "expected.csv: expected_pct must be given for all candidates" in message
    assert "got 1 of 3 for mayor in Tor" in message


def test_a_pack_without_such_shares_has_no_rows(tmp_path: Path) -> None:
    register = register_of(read(write_pack(tmp_path / "valley", VALLEY)))

    assert register.expected_share.shape == (0, 3)
    assert set(register.site_expected.tolist()) == {-1}


def test_a_part_of_the_country_keeps_the_shares_of_its_sites(tmp_path: Path) -> None:
    register = register_of(valley(tmp_path, TWO_RUNGS))

    east = keep_regions(register, ["East"])

    site = east.site_id.tolist().index("inn")
    before = register.site_id.tolist().index("inn")
    assert (
        east.expected_share[east.site_expected[site]].tolist()
        == register.expected_share[register.site_expected[before]].tolist()
    )
