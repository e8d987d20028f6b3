"""Files that are no tables, and rows that do not fit."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pytest

from tests.support.packs import TOWN, edited, faults_in, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "is empty; its first line names the columns"),
        (b"\xef\xbb\xbf \r\n", "is empty; its first line names the columns"),
        ("site,registered".encode("utf-16-le"), "is UTF-16 text; save it as CSV in UTF-8"),
        ("site,registered".encode("utf-16"), "is UTF-16 text; save it as CSV in UTF-8"),
        (b"site;county;ward\na;b;c\n", "its columns are separated by semicolons"),
        (b"site\tcounty\n", "its columns are separated by tabs"),
        (b"site,county,ward,registered\n", "has no sites"),
        (
            b"site,county,ward,registered,site\na,b,c,1,d\n",
            "site: the header names this column twice",
        ),
        (b"site,county,ward,registered,\na,b,c,1,\n", "column 5 has no name"),
        (b"site,county,registered\na,b,1\n", "ward: the column is missing: area of level ward"),
        (b"site,county,ward\na,b,c\n", "needs a column registered or expected_voters"),
    ],
)
def test_a_file_that_is_no_table_is_one_fault(content: bytes, message: str, tmp_path: Path) -> None:
    found = faults_of(write_pack(
        tmp_path, sites=content, areas=None, contests=None, expected=None,
        candidates="candidate\nA\n",
    ))  # fmt: skip

    assert [line for line in found if message in line] == found
    assert len(found) == 1


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("mill,North", "has too few cells: 2, and the header names 6 columns"),
        ("mill,North,N2,1,181,,", "7, and the header names 6 columns; 1,181 must be written 1181"),
        (",,,,,", "the row has no value; remove it"),
        ('"mi"ll,North,N2,1181,,', 'has text after the quotation mark " that closes a cell'),
    ],
)
def test_a_row_that_does_not_fit_is_one_fault(row: str, message: str, tmp_path: Path) -> None:
    (found,) = faults_in(tmp_path, "sites.csv", ("mill,North,N2,1181,,", row))

    assert found.startswith("sites.csv:4: ")
    assert message in found


def test_what_a_quotation_mark_swallows_is_no_other_fault(tmp_path: Path) -> None:
    assert faults_in(tmp_path, "sites.csv", ("hall,North", '"hall,North')) == [
        'sites.csv:3: a quotation mark " opens a cell on this line, and none closes it'
    ]


def test_blank_lines_are_skipped_and_counted(tmp_path: Path) -> None:
    content = edited("sites.csv", ("mill", "\n\nmill"))
    assert len(read(write_pack(tmp_path / "a", sites=content)).sites) == 6

    found = faults_of(write_pack(tmp_path / "b", sites=content.replace("1181", "many")))
    assert [line.partition(": ")[0] for line in found] == ["sites.csv:6"]


def test_a_cell_of_more_than_a_limit_is_a_fault(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, sites=TOWN["sites.csv"] + "x" * 200_000 + "\n")
    usual = csv.field_size_limit()

    # Libraries that read CSV change the limit of the process, and leave it so.
    for limit in (usual, 10_000_000):
        csv.field_size_limit(limit)
        try:
            found = faults_of(folder)
            assert csv.field_size_limit() == limit
        finally:
            csv.field_size_limit(usual)
        assert any("has a cell of more than 131,072 characters" in line for line in found)


def test_unknown_columns_have_the_nearest_known_one(tmp_path: Path) -> None:
    found = faults_in(tmp_path, "sites.csv", ("registered,", "Registred,"))

    assert found[0] == "sites.csv:1: unknown column 'Registred'; did you mean 'registered'?"
