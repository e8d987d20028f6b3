"""Table schemas that another program reads, and that say the same as the reading."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from frictionless import Resource, Schema

from sim.pack.files.declared import PACK_FILES
from sim.pack.files.declared_reported import REPORTED_FILES
from sim.pack.files.declared_totals import TOTALS_FILES
from sim.pack.files.schema import pack_schemas, totals_schemas
from sim.pack.shipped import DEFAULT_ELECTION, ELECTIONS
from tests.support.packs import TOWN, edited, real_data, write_pack

if TYPE_CHECKING:
    from pathlib import Path

    from sim.pack.files.declared import PackFile


def problems(folder: Path, name: str, levels: tuple[str, ...]) -> list[Any]:
    """Return what frictionless finds in a file of a pack, as type and column."""
    return found_in(folder, name, pack_schemas(levels)[name])


def found_in(folder: Path, name: str, descriptor: Any) -> list[Any]:
    schema = Schema.from_descriptor(descriptor)
    resource = Resource(path=name, basepath=str(folder), schema=schema)
    return [tuple(each) for each in resource.validate().flatten(["type", "fieldName"])]


def test_every_schema_is_valid_and_describes_every_column() -> None:
    files = [(file, pack_schemas()) for file in (*PACK_FILES, *REPORTED_FILES)]
    for file, schemas in [*files, *((file, totals_schemas()) for file in TOTALS_FILES)]:
        descriptor = schemas[file.name]
        assert list(Schema.metadata_validate(descriptor)) == []
        fields = Schema.from_descriptor(descriptor).field_names
        assert fields == [column.name for column in file.columns]


@pytest.mark.parametrize("file", TOTALS_FILES, ids=lambda file: file.name)
def test_the_published_totals_that_ship_are_valid(file: PackFile) -> None:
    folder = ELECTIONS / DEFAULT_ELECTION

    assert found_in(folder, file.name, totals_schemas()[file.name]) == []


@pytest.mark.parametrize("name", [name for name in TOWN if name.endswith(".csv")])
def test_a_pack_is_valid(name: str, tmp_path: Path) -> None:
    assert problems(write_pack(tmp_path), name, ("county", "ward")) == []


@pytest.mark.parametrize(
    ("name", "before", "after", "problem"),
    [
        ("sites.csv", ",900,", ",900.5,", ("type-error", "registered")),
        ("sites.csv", ",900,", ",-900,", ("constraint-error", "registered")),
        ("sites.csv", "08:00", "8 am", ("constraint-error", "opens")),
        ("sites.csv", "hall,", "school,", ("primary-key", None)),
        ("sites.csv", ",N1,650", ",,650", ("constraint-error", "ward")),
        ("contests.csv", "question", "vote", ("constraint-error", "system")),
        ("candidates.csv", "yes", "maybe", ("type-error", "incumbent")),
        ("candidates.csv", "40.5", "140.5", ("constraint-error", "expected_pct")),
    ],
)
def test_what_is_refused_here_is_invalid_there(
    name: str, before: str, after: str, problem: tuple[str, str], tmp_path: Path
) -> None:
    changed = {name.partition(".")[0]: edited(name, (before, after))}
    folder = write_pack(tmp_path, **changed)

    assert problems(folder, name, ("county", "ward")) == [problem]


@pytest.mark.parametrize("name", ["sites.csv", "areas.csv", "candidates.csv"])
def test_a_real_pack_is_valid(name: str) -> None:
    assert problems(real_data("mx-2018"), name, ("state", "district")) == []
