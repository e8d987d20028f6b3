"""Columns as arrays: what is given, what is empty, and what is faulty."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.pack.files.columns import read_columns
from sim.pack.files.declared import SITES_FILE
from sim.pack.files.faults import Faults

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.columns import Columns


def columns_of(tmp_path: Path, content: str) -> tuple[Columns, list[str]]:
    path = tmp_path / "sites.csv"
    path.write_text(content, encoding="utf-8")
    faults = Faults("p", ("sites.csv",))
    found = read_columns(path, SITES_FILE, faults)
    assert found is not None
    return found, [str(problem) for problem in faults.problems()]


def test_every_declared_column_is_there(tmp_path: Path) -> None:
    found, faults = columns_of(
        tmp_path, "site,registered,opens,distance_km,contests\na,5,08:00,1.5,x;y\nb,,,,\n"
    )

    assert faults == []
    assert found.given == {"site", "registered", "opens", "distance_km", "contests"}
    assert found.lines == [2, 3]
    assert found.texts["site"] == ["a", "b"]
    assert found.texts["place"] == ["", ""]
    assert found.counts["registered"].tolist() == [5, -1]
    assert found.counts["opens"].tolist() == [28_800_000, -1]
    assert found.counts["members"].tolist() == [-1, -1]
    np.testing.assert_array_equal(found.numbers["distance_km"], [1.5, np.nan])
    assert found.lists["contests"] == [("x", "y"), ()]
    assert found.complete


def test_faulty_cells_are_known_and_ids_are_what_is_right_in_them(tmp_path: Path) -> None:
    found, faults = columns_of(tmp_path, "site,registered\n a,x\nb,7\nc\n")

    assert len(faults) == 3
    assert found.texts["site"] == ["a", "b", "c"]
    assert found.faulty["site"] == {0, 2}
    assert found.faulty["registered"] == {0, 2}
    assert found.is_faulty(0, "site", "name")
    assert not found.is_faulty(1, "site", "registered")
    assert found.complete


def test_a_required_column_that_is_missing_makes_all_rows_faulty(tmp_path: Path) -> None:
    found, faults = columns_of(tmp_path, "registered\n5\n")

    assert faults == ["p/sites.csv:1: site: the column is missing: id of the site"]
    assert found.faulty["site"] == {0}
    assert not found.complete
