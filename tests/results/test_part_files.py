"""Records: they hold one part of one job, and nothing that is damaged or of another is taken."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import OutputError, ResultsError
from sim.results.part_files import ForeignRecord, job_digest, read_record, write_record

if TYPE_CHECKING:
    from pathlib import Path

JOB = job_digest({"seed": 1, "scenario": {"name": "Ақтөбе"}})
CONTENT = b"line\n\n\x00\xff\nlast"


def test_a_digest_depends_on_the_values_and_not_on_their_order() -> None:
    assert job_digest({"scenario": {"name": "Ақтөбе"}, "seed": 1}) == JOB
    assert job_digest({"scenario": {"name": "Ақтөбе"}, "seed": 2}) != JOB


@pytest.mark.parametrize("content", [b"", b"\n", CONTENT])
def test_the_content_comes_back(content: bytes, tmp_path: Path) -> None:
    write_record(tmp_path / "a.record", JOB, content)

    assert read_record(tmp_path / "a.record", JOB) == content
    assert [path.name for path in tmp_path.iterdir()] == ["a.record"]


def test_a_byte_that_changed_anywhere_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "a.record"
    write_record(path, JOB, CONTENT)
    whole = path.read_bytes()

    for k in range(len(whole)):
        path.write_bytes(whole[:k] + bytes([whole[k] ^ 1]) + whole[k + 1 :])
        assert read_record(path, JOB) is None, k
    for shorter in (b"", whole[:20], whole[:-1], whole + b"x"):
        path.write_bytes(shorter)
        assert read_record(path, JOB) is None


def test_a_record_of_another_job_or_part_is_foreign(tmp_path: Path) -> None:
    write_record(tmp_path / "a.record", JOB, CONTENT)
    with pytest.raises(ForeignRecord, match="is of another run"):
        read_record(tmp_path / "a.record", job_digest({}))

    (tmp_path / "a.record").rename(tmp_path / "b.record")
    with pytest.raises(ForeignRecord, match=r"is a\.record, renamed"):
        read_record(tmp_path / "b.record", JOB)


def test_a_disk_that_refuses_is_an_error_of_its_kind(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        write_record(tmp_path / "gone" / "a.record", JOB, CONTENT)
    with pytest.raises(ResultsError, match="the record cannot be read"):
        read_record(tmp_path / "a.record", JOB)
