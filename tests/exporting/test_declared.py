"""Formats by their names; a name that is none is refused with those that are."""

from __future__ import annotations

import sys
from types import ModuleType
from typing import TYPE_CHECKING

import pytest

from sim.exporting import default_path, export, export_text
from sim.exporting.declared import FORMATS, ExportFormat, format_of
from sim.results import save
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from sim.exporting.known_night import KnownNight
    from sim.results import RunResults


def test_a_wrong_name_is_refused_with_those_that_are_allowed(tmp_path: Path) -> None:
    of_night = [name for name, known in FORMATS.items() if known.of_night]
    every = ", ".join(FORMATS)
    with pytest.raises(ValueError, match=f"name must be one of {every}; got 'pdf'"):
        default_path(tmp_path, "pdf")
    with pytest.raises(ValueError, match=f"name must be one of {every}; got ''"):
        export(tmp_path, "", tmp_path / "x")
    with pytest.raises(ValueError, match=f"name must be one of {', '.join(of_night)}; got 'xlsx'"):
        export_text(tmp_path, "xlsx")
    assert format_of("ap", of_night=True) is FORMATS["ap"]


def test_the_command_has_every_format_with_its_description(tmp_path: Path) -> None:
    told = " ".join(saylau_here("export", "--help", cwd=tmp_path).stdout.split())

    assert f"[{'|'.join(FORMATS)}]" in told
    for name, known in FORMATS.items():
        assert f"{name}: {known.about}" in told


def test_the_recipe_of_a_format_is_a_module_and_an_entry(
    tiny: RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def pieces(night: KnownNight) -> Iterator[str]:
        yield from (f"{contest.id} {contest.votes.sum()}\n" for contest in night.contests())

    module = ModuleType("sim.exporting.lines")
    module.pieces = pieces  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, module.__name__, module)
    declared = ExportFormat(module.__name__, "a line a race", "-lines.txt", of_night=True)
    monkeypatch.setitem(FORMATS, "lines", declared)
    save(tiny, tmp_path / "run")

    file = default_path(tmp_path / "run", "lines", "20:30")
    export(tmp_path / "run", "lines", file, "20:30")

    assert file.name == "run-at-2030-lines.txt"
    races = tiny.tables["races"]["race"].tolist()
    assert [line.split()[0] for line in file.read_text().splitlines()] == races
