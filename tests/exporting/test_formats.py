"""Exports are read back: the same cells, and none that a spreadsheet would evaluate."""

from __future__ import annotations

import builtins
import csv
import datetime as dt
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import openpyxl
import pytest

from sim.core.errors import OutputError, ResultsError, SaylauError
from sim.exporting import FORMATS, default_path, export, workbook
from sim.exporting.cells import is_formula
from sim.results import save
from tests.support.commands import saylau_here
from tests.support.feasibility import tiny_feasibility

if TYPE_CHECKING:
    import sim
    from sim.results import RunResults

NAMES = ("=1+1", "+7", "-Auyl", "@SUM(A1)", "\tx", "Ә;\"'\n№", "01")


@pytest.fixture(scope="module")
def run(tiny: sim.RunResults, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "run"
    save(tiny, folder)
    return folder


@pytest.fixture(scope="module")
def results(tiny: sim.RunResults) -> RunResults:
    """A result with names that a spreadsheet would evaluate or break, and missing values."""
    names = {
        "origin": np.full(len(NAMES), "simulated"),
        "name": np.array(NAMES),
        "empty": np.full(len(NAMES), np.nan),
        "at": np.array(["2021-07-25T10:00:00", *["NaT"] * (len(NAMES) - 1)], "datetime64[s]"),
    }
    return type(tiny)(tiny.summary, {**tiny.tables, "names": names}, tiny.manifest)


def write(results: RunResults, name: str, path: Path) -> None:
    import_module(FORMATS[name].module).write(results, path)


def plain(values: Any) -> list[Any]:
    """Return a column as a spreadsheet has it."""
    if values.dtype.kind == "M":
        return [None if np.isnat(value) else value.item() for value in values]
    return [None if value != value or value == "" else value for value in values.tolist()]  # noqa: PLR0124


def test_a_workbook_has_every_cell_with_its_type(results: RunResults, tmp_path: Path) -> None:
    write(results, "xlsx", tmp_path / "run.xlsx")

    book = openpyxl.load_workbook(tmp_path / "run.xlsx")

    assert book.sheetnames == ["about", *results.tables]
    for name, table in results.tables.items():
        head, *rows = book[name].iter_rows(values_only=True)
        assert list(head) == list(table)
        assert head[0] == "origin"
        for index, (column, values) in enumerate(table.items()):
            assert [row[index] for row in rows] == plain(values), (name, column)
    assert isinstance(book["night"]["C2"].value, dt.datetime)
    assert book["night"]["C2"].number_format == "yyyy-mm-dd hh:mm:ss"
    about = dict(book["about"].iter_rows(values_only=True))
    assert about["origin"] == "simulated"
    assert about["scenario"] == "tiny"
    assert about["seed"] == str(results.summary.seed)
    assert about["version of numpy"] == np.__version__


def test_no_cell_of_a_workbook_is_a_formula(results: RunResults, tmp_path: Path) -> None:
    write(results, "xlsx", tmp_path / "run.xlsx")

    cells = [row[1] for row in openpyxl.load_workbook(tmp_path / "run.xlsx")["names"]][1:]

    assert [cell.value for cell in cells] == list(NAMES)
    assert {cell.data_type for cell in cells} == {"s"}
    assert [cell.quotePrefix for cell in cells] == [is_formula(name) for name in NAMES]


def test_a_folder_of_csv_is_what_excel_opens(results: RunResults, tmp_path: Path) -> None:
    write(results, "excel", tmp_path / "folder")

    assert {path.stem for path in (tmp_path / "folder").iterdir()} == {"about", *results.tables}
    for path in (tmp_path / "folder").iterdir():
        assert path.read_bytes().startswith(b"\xef\xbb\xbforigin;")
        with path.open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file, delimiter=";")
        assert all(row[0] == "simulated" for row in rows)
        assert not any(is_formula(cell) and not cell[1:2].isdigit() for row in rows for cell in row)
        if path.stem in results.tables:
            table = results.tables[path.stem]
            assert head == list(table)
            for index, values in enumerate(table.values()):
                cells = [row[index] for row in rows]
                if values.dtype.kind == "f":
                    read = [float(cell.replace(",", ".") or "nan") for cell in cells]
                    np.testing.assert_array_equal(read, values)
                    assert not any("." in cell for cell in cells)
                elif values.dtype.kind == "M":
                    assert [cell.replace(" ", "T") for cell in cells] == [
                        "" if np.isnat(value) else str(value) for value in values
                    ]
                else:
                    assert [cell.removeprefix("'") for cell in cells] == [
                        str(value).removeprefix("'") for value in values.tolist()
                    ]


@pytest.mark.parametrize("name", list(FORMATS))
def test_the_same_result_gives_the_same_bytes_and_nothing_is_overwritten(
    name: str, run: Path, tmp_path: Path
) -> None:
    def contents(path: Path) -> dict[str, bytes]:
        files = [path] if path.is_file() else sorted(path.iterdir())
        return {file.name.replace("b", "a"): file.read_bytes() for file in files}

    export(run, name, tmp_path / "simulated-a.out")
    export(run, name, tmp_path / "simulated-b.out")
    assert contents(tmp_path / "simulated-a.out") == contents(tmp_path / "simulated-b.out")

    with pytest.raises(ResultsError, match="exists already"):
        export(run, name, tmp_path / "simulated-a.out")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "simulated-a.out",
        "simulated-b.out",
    ]


@pytest.mark.parametrize("name", list(FORMATS))
def test_nothing_is_left_if_it_fails(
    name: str, run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> str:
        raise OSError(28, "No space left on device")

    called = "report" if FORMATS[name].of_night else "about"
    monkeypatch.setattr(f"{FORMATS[name].module}.{called}", full)
    with pytest.raises(OutputError, match=r"simulated: cannot be written: No space left on device"):
        export(run, name, tmp_path / "simulated")
    assert list(tmp_path.iterdir()) == []


def test_the_command(run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert default_path("results/a", "xlsx") == Path("results/a.xlsx")
    assert default_path("results/a", "excel") == Path("results/a-excel")
    assert default_path("results/a", "ap", "23:00") == Path("results/a-at-2300-ap.json")
    for arguments in (["xlsx", "--out", "new/run.xlsx"], ["excel", "--out", "new/run"]):
        done = saylau_here("export", str(run), "--format", *arguments, cwd=tmp_path)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{arguments[2]}\n", "")
        again = saylau_here("export", str(run), "--format", *arguments, cwd=tmp_path)
        assert (again.returncode, again.stdout) == (2, "")
        assert "exists already" in again.stderr
    assert saylau_here("export", str(run), "--format", "pdf", cwd=tmp_path).returncode == 2

    real = builtins.__import__

    def missing(name: str, *rest: Any) -> Any:
        if name.startswith("xlsxwriter"):
            raise ImportError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", missing)
    done = saylau_here("export", str(run), "--format", "xlsx", "--out", "y.xlsx", cwd=tmp_path)
    assert done.returncode == 2
    assert "pip install 'saylau[excel]'" in done.stderr
    assert not (tmp_path / "y.xlsx").exists()


def test_a_table_too_long_for_a_sheet_is_refused(
    run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "_MOST_ROWS", 10)
    with pytest.raises(
        SaylauError, match=r"table night has \d+ rows; a sheet can have at most 10; .*excel"
    ):
        export(run, "xlsx", tmp_path / "x.xlsx")


@pytest.mark.parametrize("kind", ["ensemble", "comparison", "calibration", "feasibility"])
def test_other_results_are_exported(
    kind: str, tiny_ensemble: sim.RunResults, run: Path, tmp_path: Path
) -> None:
    root = Path(__file__).parents[2]
    folder = root / "results/baseline/calibration"
    if kind == "ensemble":
        folder = tmp_path / "ensemble"
        save(tiny_ensemble, folder)
    elif kind == "feasibility":
        folder = tmp_path / "feasibility"
        save(tiny_feasibility(tmp_path), folder)
    elif kind == "comparison":
        folder = tmp_path / "comparison"
        arguments = ["compare", str(run), str(run), "--no-plots", "--quiet", "--out", str(folder)]
        assert saylau_here(*arguments, cwd=tmp_path).returncode == 0
    export(folder, "xlsx", tmp_path / "x.xlsx")
    export(folder, "excel", tmp_path / "x")

    book = openpyxl.load_workbook(tmp_path / "x.xlsx", read_only=True)
    assert set(book.sheetnames) == {path.stem for path in (tmp_path / "x").iterdir()}
    about = dict(book["about"].iter_rows(values_only=True))
    assert about["origin"] == "simulated"
    assert ("result B" in about) == (kind == "comparison")
    assert ("column issued" in str(about["note"])) == (kind == "feasibility")
