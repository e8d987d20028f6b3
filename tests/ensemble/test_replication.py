"""The record of a replication holds what its run alone would give."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

import numpy as np
import pytest

import sim
from sim.election import build_country
from sim.ensemble import make_job
from sim.ensemble.replication import Record, is_record, record_of, run_replication
from sim.results.typed_json import as_json
from tests.support import by_hand


@pytest.mark.parametrize("replication", [0, 4])
def test_a_record_is_the_single_run(replication: int) -> None:
    scenario = sim.load_scenario(*by_hand.UNEVEN)
    single = by_hand.Single(build_country(scenario), replication)

    record = Record(run_replication(make_job(scenario, 2021, "auto"), replication))

    assert record.about()["summary"] == as_json(single.summary)
    recorded = {(table, name) for table, names in record.names().items() for name in names}
    for table, columns in single.tables.items():
        for name, values in columns.items():
            if (table, name) in recorded:
                saved = record.column(table, name)
                if len(saved) < len(values):
                    # Times of time series once, texts once a series.
                    n = len(values) // len(saved)
                    saved = np.tile(saved, n) if saved.dtype.kind == "M" else saved.repeat(n)
                assert by_hand.plain(saved) == by_hand.plain(values), (table, name)
            else:  # The register has it.
                assert name == "origin" or name in by_hand.NAMES[table]


def test_a_record_holds_large_numbers(tiny: sim.RunResults) -> None:
    country = build_country(sim.load_scenario("tiny"))
    columns = {"small": np.array([2**31 - 1, -5]), "large": np.array([2**31, 5])}

    record = Record(record_of(tiny.summary, {"any": columns}, country))

    assert record.names() == {"any": ["small", "large"]}
    for name, values in columns.items():
        assert record.column("any", name).tolist() == values.tolist()


def test_a_record_is_a_file_of_numpy() -> None:
    content = run_replication(make_job(sim.load_scenario("tiny"), 2021, "auto"), 0)

    with np.load(BytesIO(content), allow_pickle=False) as columns:
        held = dict(columns)
    again = BytesIO()
    np.savez(again, allow_pickle=False, **held)

    assert again.getvalue() == content
    record = Record(content)
    for table, names in record.names().items():
        for name in names:
            column = record.column(table, name)
            assert column.dtype == held[f"{table}/{name}"].dtype
            assert column.tobytes() == held[f"{table}/{name}"].tobytes()


def test_what_is_neither_number_nor_text_is_not_recorded(tiny: sim.RunResults) -> None:
    country = build_country(sim.load_scenario("tiny"))
    columns = {"any": np.array([None, "text"], dtype=object)}

    with pytest.raises(ValueError, match="a column has numbers or texts; got object"):
        record_of(tiny.summary, {"any": columns}, country)


def written(header: bytes, version: bytes = b"\1\0") -> bytes:
    """Return a record of one column of two whole numbers, with a header by hand."""
    length = len(header).to_bytes(2, "little")
    content = b"\x93NUMPY" + version + length + header + np.array([3, 2**40]).tobytes()
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("any/column.npy", content)
    return file.getvalue()


HEADER = b"{'descr': '<i8', 'fortran_order': False, 'shape': (2,), }\n"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (written(HEADER, b"\2\0"), r"has version \(1, 0\); got \(2, 0\)"),
        (written(HEADER.replace(b"<i8", b"|O")), "numbers or texts; got object"),
        (written(HEADER.replace(b"(2,)", b"(2, 1)")), r"got int64 of shape \(2, 1\)"),
        (written(HEADER.replace(b"(2,)", b"(3,)")), "not as long as its header says"),
        (written(HEADER.replace(b"(2,)", b"(1,)")), "not as long as its header says"),
        (written(HEADER.replace(b"'shape'", b"'form'")), "Header does not contain"),
        (written(HEADER)[:-30], "not a zip file"),
    ],
)
def test_a_damaged_column_is_refused(content: bytes, message: str) -> None:
    with pytest.raises((ValueError, BadZipFile), match=message):
        Record(content).column("any", "column")
    assert not is_record(content)


def test_a_column_is_read_as_its_header_says() -> None:
    assert Record(written(HEADER)).column("any", "column").tolist() == [3, 2**40]
