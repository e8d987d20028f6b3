"""Names of a pack in other languages, and what is wrong in ``names.csv``."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sim
from sim.pack.files.names import LanguageCount, language_counts, shown_names
from tests.support.packs import VALLEY, faults_of, read, write_pack

if TYPE_CHECKING:
    from pathlib import Path

NAMES = """\
name,kk,ru
West Bank,Батыс жаға,Западный берег
River League,,Речная лига
mayor,Қала басшысы,Мэр
Vi Orr,,Ви Орр
"""


def valley(folder: Path, names: str = NAMES) -> Path:
    return write_pack(folder, VALLEY | {"names.csv": names})


def test_names_are_read_and_counted(tmp_path: Path) -> None:
    pack = read(valley(tmp_path))
    assert pack.names["kk"] == {"West Bank": "Батыс жаға", "mayor": "Қала басшысы"}
    assert pack.names["ru"]["Vi Orr"] == "Ви Орр"
    assert [found.code for found in pack.findings] == [found.code for found in read(
        write_pack(tmp_path / "bare", VALLEY)).findings]  # fmt: skip
    wanted = shown_names(pack)
    title = "Mayor of the Valley, 2025"
    assert wanted == [title, "side", "West Bank", "East Bank", "River League", "RIVER",
                      "Hill Union", "HILL", "mayor"]  # fmt: skip
    lacking = (title, "side", "East Bank", "RIVER", "Hill Union", "HILL")
    assert language_counts(pack.names, wanted) == (
        LanguageCount("kk", 2, (title, "side", "East Bank", "River League", "RIVER",
                                "Hill Union", "HILL")),
        LanguageCount("ru", 3, lacking),
    )  # fmt: skip


def test_a_run_keeps_the_names_of_its_pack(tmp_path: Path) -> None:
    results = sim.run(str(valley(tmp_path)))
    assert results.summary.names_in("kk") == {"West Bank": "Батыс жаға", "mayor": "Қала басшысы"}
    assert results.summary.names_in("en") == {}


def test_a_name_of_nothing_is_a_finding(tmp_path: Path) -> None:
    pack = read(valley(tmp_path, NAMES + "West Bnk,,Западный берег\n"))
    found = next(found for found in pack.findings if found.code == "P17")
    assert found.where == "names.csv:6"
    assert found.message == (
        "'West Bnk' is no area, party, contest or candidate of the pack; did you mean 'West Bank'?"
    )


def test_faults_of_names_are_listed_together(tmp_path: Path) -> None:
    wrong = "name,kk,ru,fr\nmayor,,Мэр,Maire\nmayor,,Мэр,\n,Атау,Имя,\n"
    unknown, twice, empty = faults_of(valley(tmp_path, wrong))
    assert unknown.startswith("names.csv:1: unknown column 'fr'")
    assert twice == "names.csv:3: name: 'mayor' is twice; it is on line 2, too"
    assert empty == "names.csv:4: name is missing"
