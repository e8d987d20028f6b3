"""Which contests a site votes in: three ways to say it, one at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.packs import TOWN, edited, faults_in, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path

NO_AREA = [("system,area", "system"), ("plurality,North", "plurality"), ("majority,", "majority"),
           ("question,S1;S2", "question")]  # fmt: skip


def with_column(header: str, *cells: str) -> str:
    """Return sites.csv with one more column."""
    lines = TOWN["sites.csv"].splitlines()
    return "\n".join(f"{line},{cell}" for line, cell in zip(lines, (header, *cells), strict=True))


@pytest.mark.parametrize(
    ("before", "after", "message"),
    [
        ("S1;S2", "S1;S3", "contests.csv:4: area: no site lies in area 'S3'"),
        ("question,S1;S2", "question,", ""),
        ("majority,", "majority,S1", "sites.csv:4: site: 'mill' votes in no contest"),
    ],
)
def test_areas_of_contests(before: str, after: str, message: str, tmp_path: Path) -> None:
    found = faults_in(
        tmp_path, "contests.csv", (before, after), ("plurality,North", "plurality,N1")
    )  # fmt: skip

    assert any(line.startswith(message) for line in found) == bool(message)


def test_sites_name_their_contests(tmp_path: Path) -> None:
    all_three = "bridge;mayor;council"
    sites = with_column("contests", all_three, "mayor", "", "mayor", "mayor", all_three)
    pack = read(write_pack(tmp_path, sites=sites, contests=edited("contests.csv", *NO_AREA)))

    # In the order of contests.csv; an empty cell means all.
    assert pack.styles == ((0, 1, 2), (0,))
    assert pack.sites.style.tolist() == [0, 1, 0, 1, 1, 0]
    assert pack.contests_of(1) == (0,)


def test_contests_name_sites_or_ballot_styles(tmp_path: Path) -> None:
    contests = "contest,sites,ballot_styles\nmayor,,\ncouncil,school;hall,\nbridge,dock,long\n"
    sites = with_column("ballot_style", "long", "", "", "", "", "")
    pack = read(write_pack(tmp_path, sites=sites, contests=contests))

    assert pack.styles == ((0, 1, 2), (0, 1), (0,), (0, 2))
    assert pack.sites.style.tolist() == [0, 1, 2, 2, 2, 3]


@pytest.mark.parametrize(
    ("contests", "message"),
    [
        ("mayor,hal,", "contests.csv:2: sites: no site 'hal'; did you mean 'hall'?"),
        ("mayor,,lng", "contests.csv:2: ballot_styles: no site has ballot style 'lng'"),
    ],
)
def test_names_of_nothing_are_faults(contests: str, message: str, tmp_path: Path) -> None:
    content = f"contest,sites,ballot_styles\n{contests}\ncouncil,,\nbridge,,\n"
    sites = with_column("ballot_style", "long", "", "", "", "", "")

    assert faults_of(write_pack(tmp_path, sites=sites, contests=content))[0].startswith(message)


def test_it_is_said_in_one_way(tmp_path: Path) -> None:
    sites = with_column("contests", "mayor", "", "", "", "", "myor")
    twice = "sites.csv has a column contests, which says the same; keep one of both"

    assert faults_of(write_pack(tmp_path, sites=sites)) == [
        "sites.csv:7: contests: no contest 'myor'; did you mean 'mayor'?",
        f"contests.csv:1: area: {twice}",
    ]


def test_a_contest_that_no_site_votes_in_is_a_fault(tmp_path: Path) -> None:
    sites = with_column("contests", *6 * ["mayor;council"])
    found = faults_of(
        write_pack(tmp_path, sites=sites, contests=edited("contests.csv", *NO_AREA))
    )  # fmt: skip

    assert found == ["contests.csv:4: contest: no site votes in 'bridge'"]


def test_ballot_styles_need_contests(tmp_path: Path) -> None:
    found = faults_of(write_pack(
        tmp_path, sites=with_column("ballot_style", *6 * ["x"]), contests=None,
        candidates="candidate\nA\n", expected=None,
    ))  # fmt: skip

    assert found[0].startswith("sites.csv:1: ballot_style: needs contests.csv")
