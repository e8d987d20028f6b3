"""Write one workbook for Excel: a sheet that describes the result, then one sheet per table."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.core.errors import InputError, OutputError, SaylauError
from sim.exporting.about import about
from sim.exporting.cells import is_formula, times_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

    from sim.results import Results

_MOST_ROWS = 1_048_575
"""Largest number of rows of a sheet, without its header."""
_LONGEST_NAME = 31
_ROWS = 20_000
"""Rows converted to cells at once."""
_FIRST_DAY = dt.datetime(1900, 1, 1)
"""The earliest time that Excel can represent; earlier times are written as text."""


def write(results: Results, path: Path) -> None:
    """Write the tables of a result and its description into a new workbook.

    Raises
    ------
    InputError
        If XlsxWriter is not installed.
    SaylauError
        If a table has more rows than a sheet.
    OutputError
        If the file cannot be written.
    """
    for name, table in results.tables.items():
        n_rows = len(next(iter(table.values())))
        if n_rows > _MOST_ROWS:
            message = f"table {name} has {n_rows:,} rows; a sheet can have at most {_MOST_ROWS:,}"
            raise SaylauError(f"{message}; --format excel writes text files of any length")
    try:
        from xlsxwriter import Workbook  # noqa: PLC0415  an extra
        from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415
    except ImportError:
        message = "--format xlsx needs XlsxWriter: pip install 'saylau[excel]'"
        reason = f"{message}; --format excel needs nothing"
        raise InputError.single("", "", reason) from None
    # Rows are written at once, and text is never converted to a formula, a link or a number.
    options = {
        "constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False,
        "strings_to_numbers": False,
    }  # fmt: skip
    try:
        with Workbook(str(path), options) as book:
            _fill(book, results)
    except XlsxWriterException as error:
        raise OutputError(f"{path}: cannot be written: {error}") from None


def _fill(book: Workbook, results: Results) -> None:
    started = results.manifest.times.started if results.manifest.times else ""
    # The same result gives the same bytes.
    book.set_properties({
        "title": "Simulated by Saylau", "comments": "Every number here is simulated.",
        "created": _time(started) or _FIRST_DAY,
    })  # fmt: skip
    styles = {
        "head": book.add_format({"bold": True}),
        "time": book.add_format({"num_format": "yyyy-mm-dd hh:mm:ss"}),
        # Has the effect of a leading apostrophe, which is not part of the text.
        "text": book.add_format({"quote_prefix": True}),
    }
    sheet = book.add_worksheet("about")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    for row, (name, value) in enumerate(about(results)):
        _write_text(sheet, row, 0, name, styles)
        _write_text(sheet, row, 1, value, styles)
    for name, table in results.tables.items():
        _write_table(book.add_worksheet(name[:_LONGEST_NAME]), table, styles)


def _time(text: str) -> dt.datetime | None:
    try:
        return dt.datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _write_table(
    sheet: Worksheet, table: dict[str, NDArray[Any]], styles: dict[str, Format]
) -> None:
    sheet.freeze_panes(1, 0)
    for index, (name, column) in enumerate(table.items()):
        is_time = column.dtype.kind == "M"
        sheet.set_column(index, index, max(len(name) + 2, 20 if is_time else 10))
    for index, name in enumerate(table):
        sheet.write_string(0, index, name, styles["head"])
    n_rows = len(next(iter(table.values())))
    for start in range(0, n_rows, _ROWS):
        columns = [list(_cells(column[start : start + _ROWS])) for column in table.values()]
        for row, cells in enumerate(zip(*columns, strict=True), start + 1):
            for index, cell in enumerate(cells):
                _write_cell(sheet, row, index, cell, styles)


def _cells(column: NDArray[Any]) -> Iterator[Any]:
    """Yield the cells of a column: whole numbers, numbers, times or text; None where missing."""
    if column.dtype.kind == "M":
        yield from times_of(column)
    elif column.dtype.kind == "f":
        yield from (None if np.isnan(value) else value for value in column.tolist())
    elif column.dtype.kind in "iub":
        yield from map(int, column.tolist())
    else:
        yield from map(str, column.tolist())


def _write_cell(
    sheet: Worksheet, row: int, column: int, cell: Any, styles: dict[str, Format]
) -> None:
    if cell is None or cell == "":
        return
    if isinstance(cell, dt.datetime) and cell >= _FIRST_DAY:
        sheet.write_datetime(row, column, cell, styles["time"])
    elif isinstance(cell, int | float):
        sheet.write_number(row, column, cell)
    else:
        _write_text(sheet, row, column, str(cell), styles)


def _write_text(
    sheet: Worksheet, row: int, column: int, text: str, styles: dict[str, Format]
) -> None:
    style = styles["text"] if is_formula(text) else None
    if sheet.write_string(row, column, text, style) < 0:
        message = f"a cell of {len(text):,} characters is too long for a workbook"
        raise SaylauError(f"{sheet.get_name()}: {message}")
