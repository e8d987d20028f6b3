"""Reported values of a pack that are impossible or unusual are said, and not refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.pack.reported_lint import reported_findings
from tests.support.packs import VALLEY, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path


def findings(tmp_path: Path, **reported: str) -> list[tuple[str, str, str]]:
    folder = write_pack(tmp_path / "valley", VALLEY)
    (folder / "reported").mkdir()
    for name, text in reported.items():
        (folder / "reported" / f"{name}.csv").write_text(text, encoding="utf-8")
    return [(each.code, each.where, each.message) for each in reported_findings(read(folder))]


def test_turnout_that_falls_or_stands_still_is_named(tmp_path: Path) -> None:
    rows = """\
West,10:00,12.5,
West,12:00,11.5,
East,12:00,20,
East,15:00,20,
East,17:45,61,
East,,40,
Ford,10:00,,700
Ford,12:00,,600
,12:00,30,
"""

    found = findings(tmp_path, turnout=f"area,time,pct,count\n{rows}")

    assert {(code, where) for code, where, _ in found} == {("P14", "reported/turnout.csv")}
    messages = [message for _, _, message in found]
    falls = "cumulative turnout cannot fall, and it is unknown which of them is wrong"
    assert messages[0] == f"West@10:00 is 12.5 %, West@12:00 is 11.5 %: {falls}"
    assert messages[1].startswith(
        "ALL@12:00 is 30 %, outside its regions: West@12:00 is the lowest"
    )
    assert messages[2].startswith("East@15:00 repeats East@12:00, 20 %, though doors were open")
    assert messages[3].startswith("East@17:45 is 61 %, 21.0 points above the final turnout of 40 %")
    assert messages[4].startswith("Ford@10:00 is 36.71 %, Ford@12:00 is 31.46 %")
    assert len(messages) == 5


def test_turnout_that_rises_is_not_named(tmp_path: Path) -> None:
    assert not findings(tmp_path, turnout="area,time,pct\nWest,10:00,12.5\nWest,12:00,21.5\n")


def test_results_from_before_doors_closed_are_counted(tmp_path: Path) -> None:
    rows = """\
mill,signed,2025-05-11T17:55
ridge,signed,2025-05-11T17:40
cairn,signed,2025-05-11T17:50
quay,accepted,2025-05-11T21:00
"""

    [found] = findings(tmp_path, arrivals=f"site,stage,at\n{rows}")

    # Sites of the East close at 17:45, as Kathmandu is a quarter of an hour ahead.
    message = "2 results before doors closed there: first of mill, signed at 17:55, "
    assert found == (
        "P15", "reported/arrivals.csv", f"{message}and doors closed at 18:00 (capital time)"
    )  # fmt: skip
