"""A calibration as text: the summary of the terminal, and the report of its fit."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner

from sim.cli import main
from sim.core.text import MINUS
from sim.results import CalibrationResults, load_results, save
from sim.results.calibration_records import fits, regions_without_hours
from sim.results.summaries.calibration import SeatsPredicted
from sim.results.typed_json import as_json
from sim.show.calibration import calibration_text, worst_first
from sim.show.fit_report import fit_report
from sim.show.run import summary_text
from tests.support.calibrations import calibration_results, odd_calibration, tiny_calibration
from tests.support.results import load_calibration, with_summary

if TYPE_CHECKING:
    from collections.abc import Callable

DOCS = Path(__file__).parents[2] / "docs" / "results.md"
MAKERS = [calibration_results, tiny_calibration, odd_calibration]


@pytest.fixture(scope="module")
def full() -> CalibrationResults:
    return calibration_results()


@pytest.mark.parametrize("make", MAKERS)
def test_the_summary_fits_a_terminal(make: Callable[[], CalibrationResults]) -> None:
    lines = calibration_text(make()).splitlines()

    assert max(map(len, lines)) <= 80
    assert len(lines) <= 45


def test_long_names_fit_a_terminal(full: CalibrationResults) -> None:
    seats = {
        f"{'Very long party name ' * 5}{k}": SeatsPredicted(
            reported=k, p05=0, p50=1, p95=2, mean=1.0
        )
        for k in range(30)
    }
    long = with_summary(
        full, scenario="x" * 120, description="word " * 200, seats_national=seats,
        dropped=tuple(f"ZHA@{k:02d}:00" for k in range(24)),
    )  # fmt: skip

    lines = calibration_text(long).splitlines()

    assert max(map(len, lines)) <= 80
    assert len(lines) <= 50


def test_show_prints_the_summary_of_a_calibration(full: CalibrationResults, tmp_path: Path) -> None:
    saved = save(full, tmp_path / "made")

    shown = CliRunner().invoke(main, ["show", str(tmp_path / "made")])

    assert shown.exit_code == 0
    assert calibration_text(saved) in shown.stdout
    assert summary_text(load_results(tmp_path / "made")) == calibration_text(saved)
    assert fit_report(load_calibration(tmp_path / "made")) == fit_report(full)


def test_the_files_that_are_named_are_there(full: CalibrationResults, tmp_path: Path) -> None:
    def figures(_: CalibrationResults, directory: Path) -> None:
        (directory / "figures").mkdir()
        (directory / "figures" / "fit.svg").write_text("drawn")

    plain = save(full, tmp_path / "plain")
    drawn = save(full, tmp_path / "drawn", figures, files={"scenario.toml": b""})

    last = [calibration_text(each).splitlines()[-1] for each in (plain, drawn)]
    assert last == [
        "Files: fit.md (start here), fit.csv, parameters.csv",
        "Files: fit.md (start here), figures/, fit.csv, parameters.csv, scenario.toml",
    ]
    assert "Files:" not in calibration_text(full)
    assert (tmp_path / "plain" / "fit.md").read_text(encoding="utf-8") == fit_report(full)


def test_a_calibration_that_python_made_has_no_command(full: CalibrationResults) -> None:
    by_command, by_python = (
        fit_report(with_summary(full, command=text)) for text in ("saylau calibrate x", "")
    )

    assert "The command was:\n\n    saylau calibrate x\n\n" in by_command
    assert "command" not in by_python
    assert by_python in by_command.replace("The command was:\n\n    saylau calibrate x\n\n", "")


def test_the_summary_has_the_main_results(full: CalibrationResults) -> None:
    text = calibration_text(full)

    assert text.startswith("SIMULATED: calibration of baseline, seed 2021, 400 draws")
    assert f"{full.summary.targets.met} of all {full.summary.targets.n}" in text
    assert re.search(r"ZHA@16:00 +\d\d\.\d % ", text)
    assert re.search(r"Nur Otan +\d+ +\d+ +\d+–\d+", text)
    assert "Mangystau" in text
    assert "NOT" not in text


@pytest.mark.parametrize(
    ("make", "name"), [(calibration_text, r"^[ !] (ZHA@12:00.*?)(?:  |$)"),
                       (fit_report, r"^\| (ZHA@12:00.*?) \|")],
)  # fmt: skip
def test_targets_of_one_place_and_time_are_told_apart(
    full: CalibrationResults, make: Callable[[CalibrationResults], str], name: str
) -> None:
    found = re.findall(name, make(full), re.MULTILINE)

    assert sorted(found) == ["ZHA@12:00", "ZHA@12:00 at least", "ZHA@12:00 rank"]


@pytest.mark.parametrize("make", [calibration_text, fit_report])
def test_chains_that_have_not_converged_come_first(
    make: Callable[[CalibrationResults], str],
) -> None:
    lines = make(calibration_results(converged=False)).splitlines()

    assert any("NOT " in line for line in lines[:3])


def test_the_report_begins_with_the_warning() -> None:
    report = fit_report(calibration_results(converged=False))

    assert report.startswith("**NOT converged")


def test_targets_that_are_not_met_are_marked_and_listed_first(full: CalibrationResults) -> None:
    table = dict(full.tables["fit"])
    row = int(np.flatnonzero(table["target"] == "ALM@12:00")[0])
    for name, value in (("reported", 80.0), ("z", -12.0), ("met", "no")):
        table[name] = table[name].copy()
        table[name][row] = value
    off = replace(full, tables={**full.tables, "fit": table})

    text = calibration_text(off)

    assert re.search(rf"^! ALM@12:00 +80\.0 % .* {MINUS}12\.0$", text, re.MULTILINE)
    assert "10 of 11 as predicted" in text
    assert worst_first(fits(off, "turnout"))[0].target.name == "ALM@12:00"
    line = rf"^\| ALM@12:00 \| 80\.0 % .*\| {MINUS}12\.0 \| .*\| \*\*no\*\* \|$"
    assert re.search(line, fit_report(off), re.MULTILINE)


def test_the_report_names_what_the_data_leave_undetermined(full: CalibrationResults) -> None:
    report = fit_report(full)
    chapter = report.split("# What the data do not determine\n")[1]

    for code in ("Mangystau", "Turkistan", "Pavlodar"):
        sentence = f"Nothing was reported for {code} during the day: its curve is that of other"
        assert sentence in chapter
    assert chapter.count("Nothing was reported for") == len(regions_without_hours(full)) == 10
    assert "Of Karaganda one hour is known, 10:00" in chapter
    assert "If strength of Nur Otan is higher, advantage of incumbents is lower" in chapter
    assert "`--posterior`" in chapter
    for key in full.summary.uninformed:
        if ".strength." in key:
            assert f"how {key.split('.strength.')[1]} differs from the nation" in chapter


def test_the_report_says_it_is_simulated_and_how_it_was_made(full: CalibrationResults) -> None:
    head = fit_report(full)[:400]

    assert "calibration of a simulation" in head
    assert "\n    saylau calibrate baseline\n" in head


def test_what_was_left_out_or_weighted_is_listed(full: CalibrationResults) -> None:
    table = dict(full.tables["fit"])
    weight = np.where(table["target"] == "KAR@10:00", 0.0, table["weight"])
    table["weight"] = np.where(table["target"] == "AKM@votes", 0.5, weight)

    report = fit_report(replace(full, tables={**full.tables, "fit": table}))

    assert "- ALM@10:00 was left out.\n" in report
    assert "- KAR@10:00 is shown but does not count.\n" in report
    assert report.count("- AKM@votes counts with weight 0.5.\n") == 1
    assert "Nothing was reported for Karaganda" in report


@pytest.mark.parametrize("make", MAKERS)
def test_tables_of_the_report_are_complete(make: Callable[[], CalibrationResults]) -> None:
    n_columns = 0
    for line in fit_report(make()).splitlines():
        if not line.startswith("|"):
            n_columns = 0
            continue
        cells = len(re.findall(r"(?<!\\)\|", line))
        assert n_columns in {0, cells}, line
        n_columns = cells


def test_no_blank_lines_are_doubled() -> None:
    for make in MAKERS:
        assert "\n\n\n" not in fit_report(make())


def test_every_column_of_a_calibration_is_documented(full: CalibrationResults) -> None:
    page = DOCS.read_text(encoding="utf-8").split("\n## Calibrations\n")[1].split("\n## ")[0]

    for name, table in full.tables.items():
        section = page.split(f"\n#### {name}.csv\n")[1].split("\n#### ")[0]
        cells = [line.split(" | ")[0] for line in section.splitlines() if line.startswith("| ")]
        named = [name for cell in cells for name in re.findall("`([^`]+)`", cell)]
        family = ["origin", "draw", "SECTION.PARAMETER"]
        columns = family if name == "posterior" else list(table)
        assert named == columns, name
    for key in as_json(full.summary):
        assert f"`{key}`" in page, key


def test_a_region_informed_only_by_others_is_named(full: CalibrationResults) -> None:
    table = dict(full.tables["curves"])
    table["p95"] = np.where(table["code"] == "TUR", table["p50"] + 1.0, table["p95"])

    report = fit_report(replace(full, tables={**full.tables, "curves": table}))

    told = re.findall(r"reported for (\w+) during.*changed by what other regions reported", report)
    assert told == ["Turkistan"]


def test_seats_are_whole_numbers(full: CalibrationResults, tmp_path: Path) -> None:
    save(full, tmp_path / "made")

    for results in (full, load_calibration(tmp_path / "made")):
        assert re.search(
            r"^  Nur Otan +563 +\d+ +\d+–\d+$", calibration_text(results), re.MULTILINE
        )


def test_a_quick_calibration_names_how_to_converge() -> None:
    quick = with_summary(calibration_results(converged=False), effort="quick")

    assert "run it without --quick" in calibration_text(quick)
    assert "without `--quick`" in fit_report(quick)
