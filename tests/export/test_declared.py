"""Formats by their names; a name that is none is refused with those that are."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.export import default_path, export, export_text
from sim.export.declared import FORMATS, format_of
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from pathlib import Path


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
