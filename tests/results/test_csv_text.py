"""Tables as CSV and back: types by column, and what is not as declared."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.results import csv_text, schema
from sim.results.csv_text import read_csv

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[dict[str, Any]], None]


from typing import TYPE_CHECKING, Any

from sim.results.csv_text import TableError

if TYPE_CHECKING:
    from collections.abc import Callable


TEXTS = ["01", "1e3", "nan", "99999999999999999999", "2021", "2021-07-25T10:00:00", "", " x",
         "a\u2028b", "a\u0085b", "a\nb", "a\rb", "a\r\nb", 'say "so"', "=1+1", "1,5"]  # fmt: skip


def test_text_is_loaded_as_the_same_text() -> None:
    table = {"origin": np.full(len(TEXTS), "simulated"), "x": np.array(TEXTS)}
    declared = schema.Table("any", (schema.ORIGIN, schema.Column("x", "text", empty=True)))

    text = csv_text(table)

    assert read_csv(text, declared)["x"].tolist() == TEXTS
    assert csv_text(read_csv(text, declared)) == text


def test_types_are_kept_with_missing_values() -> None:
    kinds = {"integer": "i", "number": "f", "time": "M", "flag": "i", "text": "U"}
    declared = schema.Table(
        "any", tuple(schema.Column(kind, kind, empty=kind != "flag") for kind in kinds)  # type: ignore[arg-type]
    )  # fmt: skip
    rows = "7,1.5,2021-07-25T10:00:00,1,a\n"
    full = read_csv(f"{','.join(kinds)}\n{rows}{rows}", declared)
    holes = read_csv(f"{','.join(kinds)}\n{rows},,,0,\n", declared)
    none = read_csv(f"{','.join(kinds)}\n", declared)

    assert {name: column.dtype.kind for name, column in full.items()} == kinds
    assert {name: len(column) for name, column in none.items()} == dict.fromkeys(kinds, 0)
    assert np.isnan(holes["number"]).tolist() == [False, True]
    assert np.isnan(holes["integer"]).tolist() == [False, True]
    assert np.isnat(holes["time"]).tolist() == [False, True]
    assert csv_text(holes).splitlines()[2] == ",,,0,"


def test_numbers_that_are_whole_in_every_row_are_written_as_they_were() -> None:
    declared = schema.Table("any", (schema.Column("x", "number", empty=True),))

    for cells in ("1\n-2\n", "1.0\n-1.5\n", "1e+20\n", ""):
        assert csv_text(read_csv(f"x\n{cells}", declared)) == f"x\n{cells}"
    assert read_csv("x\n1\n-2\n", declared)["x"].dtype == np.int64
    assert read_csv(f"x\n{10**30}\n", declared)["x"].tolist() == [1e30]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "is empty"),
        ("code,x\nKZ\n", "row 1 has 1 cells; the header has 2"),
        ('code,x\n"KZ,1\n', "is not CSV"),
        ("code,x,x\nKZ,1,1\n", "x: occurs twice"),
        ("code,y\nKZ,1\n", "x: is missing; y: is not a column of this table"),
        ("code,x\nKZ,1.5\n", "x: must be a whole number; row 1 has '1.5'"),
        ("code,x\nKZ,1_0\n", "x: must be a whole number; row 1 has '1_0'"),
        ("code,x\nKZ,1\nKZ,\n", "x: must be a whole number; row 2 is empty"),
        ("code,x\nKZ,9223372036854775808\n", "x: must be a whole number in every row"),
        ('code,x\nKZ,"1\n2"\n', "x: must be a whole number"),
        ("code,x\nXX,1\n", "code: must be KZ; row 1 has 'XX'"),
    ],
)
def test_a_table_that_differs_from_its_declaration_is_refused(text: str, message: str) -> None:
    columns = (schema.Column("code", "text", values=("KZ",)), schema.Column("x", "integer"))

    with pytest.raises(TableError) as error:
        read_csv(text, schema.Table("any", columns))

    assert message in str(error.value)


@pytest.mark.parametrize("cell", ["2021-02-30T00:00:00", "2021-07-25", "10:00", "NaT", "1"])
def test_an_invalid_time_is_refused(cell: str) -> None:
    with pytest.raises(TableError, match="at: must be a time such as 2021-07-25T20:00:00"):
        read_csv(f"at\n{cell}\n", schema.Table("any", (schema.Column("at", "time"),)))


@pytest.mark.parametrize("cell", ["nan", "inf", "1e999", "0x1", "١"])
def test_an_invalid_number_is_refused(cell: str) -> None:
    with pytest.raises(TableError, match="x: must be a number"):
        read_csv(f"x\n{cell}\n", schema.Table("any", (schema.Column("x", "number"),)))


def test_rows_read_in_parts_are_those_of_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = ("integer", "number", "text", "time")
    declared = schema.Table("any", tuple(schema.Column(kind, kind, empty=True) for kind in columns))  # type: ignore[arg-type]
    rows = ["1,2,a,2021-07-25T10:00:00", "2,3,bb,", ",4.5,,", "4,,ccc,2021-07-25T10:00:01"]
    text = "\n".join([",".join(columns), *rows, ""])
    whole = read_csv(text, declared)
    monkeypatch.setattr(import_module("sim.results.csv_text"), "_ROWS_READ", 2)

    parts = read_csv(text, declared)

    for name, column in whole.items():
        assert parts[name].dtype == column.dtype
        np.testing.assert_array_equal(parts[name], column)
    with pytest.raises(TableError, match="row 5 has 'x'"):
        read_csv(text + "x,1,,\n", declared)
    with pytest.raises(TableError, match="row 5 has 2 cells; the header has 4"):
        read_csv(text + "1,1\n", declared)
