"""What is suspicious is said, and the pack is read."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.support.packs import TOWN, edited, read, real_data, write_pack

if TYPE_CHECKING:
    from pathlib import Path


def findings(folder: Path) -> list[tuple[str, str, str]]:
    return [(each.code, each.where, each.message) for each in read(folder).findings]


def test_a_pack_without_any(tmp_path: Path) -> None:
    assert findings(write_pack(tmp_path)) == []


@pytest.mark.parametrize(
    ("rows", "message"),
    [
        ("all,North,N1,3538,,\n", "3,538 registered voters are the sum of all others"),
        (
            "all,North,N2,2731,,\n",
            "2,731 registered voters are the sum of the others of its county",
        ),
        ("all,North,N1,1550,,\n", "1,550 registered voters are the sum of the others of its ward"),
        ("Grand Total,North,N1,15,,\n", "is called a total"),
    ],
)
def test_hidden_totals(rows: str, message: str, tmp_path: Path) -> None:
    (found,) = findings(write_pack(tmp_path, sites=TOWN["sites.csv"] + rows))

    assert found[:2] == ("P1", "sites.csv:8")
    assert found[2].endswith(message)


def test_a_hidden_total_of_expected_voters_or_by_its_name(tmp_path: Path) -> None:
    header, *rows = TOWN["sites.csv"].splitlines()
    lines = [f"{header},name,expected_voters", *(f"{row},,{n}" for n, row in enumerate(rows, 50))]
    expected = write_pack(tmp_path / "a", sites="\n".join([*lines, "x,North,N1,,,,,315"]))
    named = write_pack(tmp_path / "b", sites="\n".join([*lines, "x,North,N1,9,,,Subtotal,5"]))

    assert findings(expected)[0] == (
        "P1",
        "sites.csv:8",
        "site 'x' may be a total: 315 expected voters are the sum of all others",
    )
    assert findings(named)[0] == (
        "P1",
        "sites.csv:8",
        "site 'x' may be a total: is called a total",
    )


def test_two_equal_sites_are_no_total(tmp_path: Path) -> None:
    assert findings(write_pack(tmp_path, sites=TOWN["sites.csv"] + "pier,South,S2,77,,\n")) == []


def test_a_row_twice_under_another_name(tmp_path: Path) -> None:
    header, *rows = TOWN["sites.csv"].splitlines()
    rows = [f"{row},{number}" for number, row in enumerate([*rows, "quay,South,S2,77,,"], start=1)]
    rows[-1] = rows[-1][:-1] + "6"

    sites = "\n".join([f"{header},members", *rows])
    assert findings(write_pack(tmp_path, sites=sites)) == [
        ("P2", "sites.csv:8", "site 'quay' has every value of site 'dock'")
    ]


def test_a_row_twice_under_another_id_where_a_single_number_is_known(tmp_path: Path) -> None:
    header, *rows = TOWN["sites.csv"].splitlines()
    lines = [f"{header},name", *(f"{row},Old {row.partition(',')[0]}" for row in rows)]
    again = [*lines, "dock2,South,S2,77,,,Old dock", "pier,South,S2,77,,,Pier"]

    assert findings(write_pack(tmp_path, sites="\n".join(again))) == [
        ("P2", "sites.csv:8", "site 'dock2' has every value of site 'dock'")
    ]


def test_areas_without_sites_very_large_sites_and_other_files(tmp_path: Path) -> None:
    folder = write_pack(
        tmp_path,
        sites=edited("sites.csv", (",310,", ",3,"), ("mill,North,N2,1181", "mill,North,N2,99999")),
        areas=TOWN["areas.csv"] + "West,,,\nEast,,,\n",
    )
    (folder / "canidates.csv").write_text("x", encoding="utf-8")
    (folder / "notes.txt").write_text("x", encoding="utf-8")

    large = "more than 20 times the median of 535 registered voters"
    assert findings(folder) == [
        ("P3", "areas.csv:4", "2 areas of areas.csv (West, East) have no sites"),
        ("P5", "sites.csv:4", f"1 site (mill) has {large}"),
        ("P5", "sites.csv:5", "1 site (inn) has fewer than 10 registered voters"),
        ("P7", "canidates.csv", "is not read; did you mean 'candidates.csv'?"),
    ]  # fmt: skip


def test_a_real_country_has_sites_where_nobody_is_registered() -> None:
    found = {code: message for code, _, message in findings(real_data("mx-2018"))}

    assert found["P4"].startswith("42 sites (AGS-362-S1.0, ")
    assert found["P6"].startswith("6 sites (")
    assert found.keys() == {"P2", "P4", "P6", "P11", "P12", "P13"}
