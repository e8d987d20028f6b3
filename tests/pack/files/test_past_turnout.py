"""Turnout of other elections in a pack: its faults are those of the pack, and it has a digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.pack.files.digests import pack_digests
from sim.pack.files.reading import read_pack
from tests.support.packs import NORMS, PAST, VALLEY, faults_of, write_pack, write_past

if TYPE_CHECKING:
    from pathlib import Path


def test_faults_of_other_elections_are_listed_with_those_of_the_pack(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY, sites=VALLEY["sites.csv"].replace("812", "x"))
    rows = "2020-05-10,West,10:00,12\n2020-05-10,West,10:00,13\n2020-13-10,West,9 am,120\n"
    write_past(folder, f"date,area,time,pct\n{rows}")

    found = faults_of(folder)

    assert found[0].startswith("sites.csv:2: registered")
    assert [text.partition("; got")[0] for text in found[1:]] == [
        "past/turnout.csv:3: the row has the keys of line 2: the same date, area, time",
        "past/turnout.csv:4: date must be a date such as 2024-11-05",
        "past/turnout.csv:4: pct must be a number from 0 to 100",
        "past/turnout.csv:4: time must be a clock time such as 08:00, or prelim final",
    ]


def test_files_of_other_elections_have_digests_and_others_there_are_not_read(
    tmp_path: Path,
) -> None:
    folder = write_past(write_pack(tmp_path / "valley", VALLEY), PAST)
    (folder / "past" / "turnuot.csv").write_text(PAST)
    (folder / "past" / "arrival_prior.csv").write_text("area\n")

    assert [*pack_digests(folder)][-2:] == ["past/turnout.csv", "past/arrival_prior.csv"]
    [message] = [each.message for each in read_pack(folder, NORMS).findings if each.code == "P7"]
    assert message == "is not read; did you mean 'past/turnout.csv'?"
