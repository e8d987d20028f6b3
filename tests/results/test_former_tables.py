"""Results of earlier versions, with a column of votes a party, are converted when they load."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import sim
from sim.core.slugs import slug
from sim.results import csv_text, schema
from sim.results.former_tables import with_votes
from sim.results.typed_json import as_json
from tests.support.results import load_run, put_right

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults


def as_before(results: RunResults, folder: Path) -> None:
    """Save a result as it was saved before: with votes by party in ``night.csv``."""
    sim.save(results, folder)
    night, votes = dict(results.tables["night"]), results.tables["votes"]
    ends = [end for end in ("", *schema.BANDS) if f"votes{end}" in votes]
    for choice in dict.fromkeys(votes["choice"].tolist()):
        name = choice if choice == "invalid" else f"votes_{slug(choice)}"
        for end in ends:
            night[name + end] = votes[f"votes{end}"][votes["choice"] == choice]
    (folder / "night.csv").write_text(csv_text(night), encoding="utf-8")
    (folder / "votes.csv").unlink()
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    for key in ("sha256", "bytes"):
        del manifest[key]["votes.csv"]
    (folder / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    put_right(folder)


@pytest.mark.parametrize("name", ["tiny", "tiny_ensemble"])
def test_former_columns_become_the_table_of_votes(
    name: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    results: RunResults = request.getfixturevalue(name)
    as_before(results, tmp_path / "before")

    loaded = load_run(tmp_path / "before")

    assert list(loaded.tables["night"]) == list(results.tables["night"])
    for table in ("night", "votes"):
        assert csv_text(loaded.tables[table]) == csv_text(results.tables[table])


def test_files_of_this_version_and_files_that_cannot_be_read_stay(tiny: RunResults) -> None:
    summary = as_json(tiny.summary)
    for night in (csv_text(tiny.tables["night"]).encode(), b"", b"\xff", b"code,invalid\n1\n"):
        contents = {"night.csv": night, "x.csv": b"x"}
        assert with_votes(contents, summary) == contents
    assert with_votes({}, {}) == {}
