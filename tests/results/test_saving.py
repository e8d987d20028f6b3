"""Saving and loading a run: completely or not at all."""

from __future__ import annotations

import csv
import json
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.core.errors import OutputError, ResultsError
from sim.results import csv_text, free_directory

if TYPE_CHECKING:
    from pathlib import Path


def test_a_loaded_run_equals_the_saved_one(tiny: sim.RunResults, tmp_path: Path) -> None:
    sim.save(tiny, tmp_path / "run")

    loaded = sim.load_results(tmp_path / "run")

    assert loaded.summary == tiny.summary
    assert set(loaded.tables) == set(tiny.tables)
    for name, table in tiny.tables.items():
        assert csv_text(loaded.tables[name]) == csv_text(table)


def test_every_row_says_it_is_simulated(baseline: sim.RunResults, tmp_path: Path) -> None:
    saved = tmp_path / "run"
    sim.save(baseline, saved)

    for file in saved.glob("*.csv"):
        rows = list(csv.reader(file.read_text(encoding="utf-8").splitlines()))
        assert rows[0][0] == "origin"
        assert {row[0] for row in rows[1:]} == {"simulated"}
    for name in ("summary.json", "manifest.json"):
        assert json.loads((saved / name).read_text())["origin"] == "simulated"


def test_csv_has_line_feeds_and_a_stable_header(tiny: sim.RunResults) -> None:
    text = csv_text(tiny.tables["turnout"])

    assert "\r" not in text
    assert text.splitlines()[0] == (
        "origin,code,capital_time,local_time,registered,issued,turnout_pct"
    )


def test_a_missing_number_is_an_empty_cell(tiny: sim.RunResults) -> None:
    row = csv_text(tiny.tables["turnout_reports"]).splitlines()[1].split(",")

    assert row[7:] == ["", "", "", "", ""]


def test_an_existing_directory_is_never_overwritten(tiny: sim.RunResults, tmp_path: Path) -> None:
    (tmp_path / "run").mkdir()
    (tmp_path / "run" / "mine.txt").write_text("keep")

    with pytest.raises(ResultsError, match="no result is overwritten"):
        sim.save(tiny, tmp_path / "run")

    assert [path.name for path in tmp_path.rglob("*")] == ["run", "mine.txt"]


def test_labels_count_on_when_taken(tmp_path: Path) -> None:
    first = free_directory(tmp_path / "tiny" / "seed-1")
    first.mkdir(parents=True)
    second = free_directory(tmp_path / "tiny" / "seed-1")
    second.mkdir()

    assert second.name == "seed-1-2"
    assert free_directory(tmp_path / "tiny" / "seed-1").name == "seed-1-3"


@pytest.mark.parametrize(
    ("error", "expected", "message"),
    [
        (KeyboardInterrupt(), KeyboardInterrupt, "figures were not plotted"),
        (
            OSError(28, "No space left on device"),
            OutputError,
            "figures could not be plotted: OSError: [Errno 28] No space left on device",
        ),
        (
            ImportError("no module of this backend"),
            OutputError,
            "figures could not be plotted: ImportError: no module of this backend",
        ),
    ],
)
def test_a_result_stays_complete_when_its_figures_cannot_be_plotted(
    error: BaseException,
    expected: type[BaseException],
    message: str,
    tiny: sim.RunResults,
    tmp_path: Path,
) -> None:
    def fail(_results: sim.RunResults, directory: Path) -> None:
        assert (tmp_path / "run" / "manifest.json").exists()
        (directory / "half.svg").write_text("x")
        raise error

    with pytest.raises(expected) as caught:
        sim.save(tiny, tmp_path / "run", fail)

    assert str(caught.value) == f"the result is complete in {tmp_path / 'run'}; {message}"
    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    loaded = sim.load_results(tmp_path / "run")
    assert loaded.summary == tiny.summary
    assert loaded.manifest.sha256 is not None
    assert "half.svg" not in loaded.manifest.sha256


def test_the_page_that_the_command_writes_is_saved_and_names_no_figure_that_is_not_there(
    tiny: sim.RunResults, tmp_path: Path
) -> None:
    issued = tmp_path / "issued.csv"
    site = tiny.tables["sites"]["site"][0]
    issued.write_text(f"site,hour,issued\n{site},10:00,3\n")
    comparison = sim.compare(tiny, sim.run("tiny", seed=7))
    check = sim.feasible("tiny", issued)

    for name, given in (("compare", comparison), ("compare", comparison.results),
                        ("feasible", check)):  # fmt: skip
        number = len(list(tmp_path.iterdir()))
        saved = sim.save(given, tmp_path / f"{number}")
        page = (tmp_path / f"{number}" / f"{name}.md").read_text(encoding="utf-8")
        assert saved.manifest.sha256 is not None
        assert f"{name}.md" in saved.manifest.sha256
        assert page.startswith("# ")
        assert "figures/" not in page


def test_figures_are_added_with_hash_and_size(tiny: sim.RunResults, tmp_path: Path) -> None:
    def draw(_results: sim.RunResults, directory: Path) -> None:
        (directory / "figures").mkdir()
        (directory / "figures" / "a.svg").write_text("drawn")

    saved = sim.save(tiny, tmp_path / "run", draw, files={"more.md": b"text"})

    assert [path.name for path in tmp_path.iterdir()] == ["run"]
    assert sim.load_results(tmp_path / "run").manifest == saved.manifest
    assert saved.manifest.bytes is not None
    assert saved.manifest.sha256 is not None
    assert saved.manifest.bytes["figures/a.svg"] == 5
    assert list(saved.manifest.sha256) == sorted(
        path.relative_to(tmp_path / "run").as_posix()
        for path in (tmp_path / "run").rglob("*")
        if path.is_file() and path.name != "manifest.json"
    )
    (tmp_path / "run" / "figures" / "a.svg").write_text("other")
    with pytest.raises(ResultsError, match=r"a\.svg: differs from manifest\.json"):
        sim.load_results(tmp_path / "run")


@pytest.mark.skipif(
    not hasattr(os, "mkfifo"), reason="needs a file where a directory should be, as POSIX has it"
)
def test_an_unwritable_place_is_an_error_of_the_disk(tiny: sim.RunResults, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a directory")

    with pytest.raises(OutputError, match="cannot be written"):
        sim.save(tiny, tmp_path / "file" / "run")

    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_what_is_not_a_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ResultsError, match="is not the directory of a run"):
        sim.load_results(tmp_path)
    with pytest.raises(ResultsError, match=r"missing: does not exist$"):
        sim.load_results(tmp_path / "missing")


@pytest.mark.parametrize("content", ["{}", "[]", '{"sha256": [], "format": 1}', "nonsense"])
def test_a_manifest_that_is_none_is_refused(content: str, tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(content)

    with pytest.raises(ResultsError, match="is not the directory of a run"):
        sim.load_results(tmp_path)


def test_nothing_remains_when_saving_fails(
    tiny: sim.RunResults, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_directory: Path) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.results.saving.sync_all", full)
    with pytest.raises(OutputError, match="run: cannot be written: No space left"):
        sim.save(tiny, tmp_path / "a" / "b" / "run")

    assert list(tmp_path.iterdir()) == []


def test_damage_is_noticed_all_at_once(tiny: sim.RunResults, tmp_path: Path) -> None:
    run = tmp_path / "run"
    sim.save(tiny, run)
    (run / "sites.csv").write_text("truncated")
    (run / "races.csv").unlink()

    with pytest.raises(ResultsError) as error:
        sim.load_results(run)

    messages = str(error.value)
    assert "sites.csv: differs from manifest.json" in messages
    assert "races.csv: is missing" in messages


def test_another_layout_is_refused(tiny: sim.RunResults, tmp_path: Path) -> None:
    run = tmp_path / "run"
    sim.save(tiny, run)
    manifest = json.loads((run / "manifest.json").read_text())
    (run / "manifest.json").write_text(json.dumps({**manifest, "format": 99}))

    version = manifest["versions"]["saylau"]
    with pytest.raises(ResultsError, match=f"has layout 99, written by Saylau {version}; this"):
        sim.load_results(run)


def test_manifest_names_what_was_run(tiny: sim.RunResults) -> None:
    manifest = tiny.manifest

    scenario: Any = manifest.scenario
    assert scenario["polling"]["check_in_mean_s"] == 60.0
    assert manifest.seed == 2021
    packages = {"saylau", "numpy", "simpy", "numba", "pydantic"}
    assert set(manifest.versions) == {"python", *packages}
    assert manifest.versions["numpy"] == np.__version__
