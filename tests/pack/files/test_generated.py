"""Sites that are generated from the totals of areas."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.support.packs import faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.pack import Pack

ISLES = {
    "election.toml": """\
name = "isles"
title = "Council of the Isles, 2025"
date = 2025-05-11
timezone = "Asia/Kolkata"
opens = 08:00:00
closes = 18:00:00
levels = ["isle", "parish"]
expected_turnout_pct = 60
""",
    "areas.csv": """\
area,parent,name,registered,expected_voters,sites,timezone
Long,,Long Isle,,,,
Far,,Far Isle,,,,
Ford,Long,,5200,3100,7,
Mere,Long,,40000,,,
Tor,Far,,800,,3,Asia/Kathmandu
""",
    "candidates.csv": "contest,candidate\ncouncil,Nan Poe\ncouncil,Al Rye\n",
}
"""A pack without sites.csv: three parishes of two isles."""


def isles(folder: Path, areas: str = ISLES["areas.csv"]) -> Pack:
    return read(write_pack(folder / "isles", ISLES | {"areas.csv": areas}))


def faults(folder: Path, *pairs: tuple[str, str], file: str = "areas.csv") -> list[str]:
    content = ISLES[file]
    for before, after in pairs:
        assert before in content
        content = content.replace(before, after)
    return faults_of(write_pack(folder / "isles", ISLES | {file: content}))


def registered(pack: Pack) -> dict[str, int]:
    return dict(zip(pack.sites.id.tolist(), pack.sites.registered.tolist(), strict=True))


def test_sites_add_up_to_the_totals_of_their_area(tmp_path: Path) -> None:
    pack = isles(tmp_path)

    areas = pack.areas.id[pack.sites.area]
    for parish, isle, voters, n in (
        ("Ford", "Long", 5200, 7), ("Mere", "Long", 40000, 27), ("Tor", "Far", 800, 3),
    ):  # fmt: skip
        inside = areas[:, 1] == parish
        assert inside.sum() == n
        assert set(areas[inside, 0].tolist()) == {isle}
        assert pack.sites.registered[inside].sum() == voters
    assert pack.sites.registered.min() >= 1
    assert pack.sites.registered.max() <= 3000
    assert len(set(pack.sites.registered.tolist())) > 20
    assert pack.sites.id[:2].tolist() == ["Ford-1", "Ford-2"]
    assert pack.timezones[pack.sites.timezone[-1]] == "Asia/Kathmandu"


def test_expected_voters_are_shared_in_proportion(tmp_path: Path) -> None:
    sites = isles(tmp_path).sites

    assert sites.expected_voters[:7].sum() == 3100
    assert np.abs(sites.expected_voters[:7] / sites.registered[:7] - 31 / 52).max() < 0.02
    assert set(sites.expected_voters[7:].tolist()) == {-1}


def test_other_areas_change_no_site(tmp_path: Path) -> None:
    header, *rows = ISLES["areas.csv"].splitlines(keepends=True)
    usual = registered(isles(tmp_path / "a"))

    turned = registered(isles(tmp_path / "b", "".join([header, *rows[::-1]])))
    fewer = registered(isles(tmp_path / "c", "".join([header, *rows[:3]])))

    assert turned == usual
    assert fewer == {site: n for site, n in usual.items() if site.startswith("Ford")}


def test_what_was_generated_is_said(tmp_path: Path) -> None:
    pack = isles(tmp_path)

    first = pack.filled[0]
    assert (first.what, first.n, first.of) == ("sites.csv", 37, "site")
    assert first.by.startswith("generated to the totals of areas.csv")
    # Nothing is suspicious about sites that nobody wrote.
    assert {finding.code for finding in pack.findings} <= {"P8"}


@pytest.mark.parametrize(
    ("pair", "fault"),
    [
        (("5200,3100,7", "5200,3100,1"), "areas.csv:4: sites must be from 2 to 5,200"),
        (("800,,3", "800,,900"), "areas.csv:6: sites must be from 1 to 800"),
        (("800,,3", "0,,3"), "areas.csv:6: registered must be at least 1"),
        (("Mere,Long", "Mere,"), "areas.csv:5: parent is missing for 'Mere'"),
        (("registered,", "clerks,"), "sites.csv: is missing; a pack has one, or registered"),
        (("Far,,Far", "Fare,,Far"), "areas.csv:6: isle: no area 'Far' in areas.csv"),
        (("800,,3", "many,,3"), "areas.csv:6: registered must be a whole number"),
    ],
)
def test_totals_that_make_no_sites_are_refused(
    tmp_path: Path, pair: tuple[str, str], fault: str
) -> None:
    found = faults(tmp_path, pair)

    assert any(text.startswith(fault) for text in found), found


def test_areas_need_levels(tmp_path: Path) -> None:
    pair = ('levels = ["isle", "parish"]\n', "")

    assert "areas.csv: needs levels in election.toml: sites are generated in areas" in faults(
        tmp_path, pair, file="election.toml"
    )


def test_totals_beside_sites_are_refused(tmp_path: Path) -> None:
    sites = "site,isle,parish,registered\nmill,Long,Ford,812\n"
    folder = write_pack(tmp_path / "isles", ISLES | {"sites.csv": sites})

    message = "is for packs without sites.csv, which says it of each site"
    assert any(f"areas.csv:1: registered {message}" in text for text in faults_of(folder))


def test_the_areas_are_those_of_the_file(tmp_path: Path) -> None:
    areas = isles(tmp_path).areas

    assert areas.id.tolist() == ["Long", "Far", "Ford", "Mere", "Tor"]
    assert areas.name.tolist()[:2] == ["Long Isle", "Far Isle"]
