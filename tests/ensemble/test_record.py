"""Records as bytes: those of numpy, and damaged ones are refused."""

from __future__ import annotations

from io import BytesIO
from zipfile import BadZipFile, ZipFile

import numpy as np
import pytest

import sim
from sim.election import build_country
from sim.ensemble import make_job
from sim.ensemble.record import Record, packed
from sim.ensemble.replication import is_record, record_of, run_replication


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


def test_a_column_of_several_dimensions_is_not_written() -> None:
    with pytest.raises(ValueError, match="one dimension; got 2 of sites/issued"):
        packed({}, {"sites/issued": np.zeros((3, 2))})
