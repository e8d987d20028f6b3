"""The checkpoint of an ensemble: damaged records, foreign ones, and full disks."""

from __future__ import annotations

import os
import pickle
import shutil
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.core.errors import OutputError
from sim.core.progress_protocol import NoProgress
from sim.ensemble import job_entries, local, make_job, run_missing
from sim.ensemble.replication import run_replication
from sim.results.checkpoint import Checkpoint
from tests.support import workers
from tests.support.ensembles import (
    SEED,
    N,
    assert_refused,
    begin_replications,
    files,
    n_records,
    run_tiny,
)
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("damage", ["flip", "truncate", "empty", "swap"])
def test_damaged_records_are_run_again_and_named(
    damage: str, unfinished: Path, in_one_go: dict[str, bytes]
) -> None:
    record = unfinished / "replication-000001.record"
    content = record.read_bytes()
    middle = len(content) // 2
    record.write_bytes({
        "flip": content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :],
        "truncate": content[:-1],
        "empty": b"",
        "swap": content[64:],
    }[damage])  # fmt: skip

    done = run_tiny("--resume", unfinished)

    assert done.exit_code == 0
    assert f"Replications (1 damaged, run again): 3 of {N} are finished already" in done.stderr
    assert contents(unfinished.with_name("run")) == in_one_go


def kept_as(folder: Path, record: Path, number: int) -> Path:
    """Copy a record into a folder, under the name of a replication."""
    path = folder / f"replication-{number:06d}.record"
    shutil.copy(record, path)
    return path


def test_a_record_of_another_run_is_named_and_never_used(
    unfinished: Path, in_one_go: dict[str, bytes], tmp_path: Path
) -> None:
    """It is intact, and only its name fits: other seed, scenario, number, version."""
    scenarios = {"seed": sim.load_scenario("tiny"),
                 "scenario": sim.load_scenario("tiny", ["polling.booth_cv=0.25"])}  # fmt: skip
    others = {}
    for name, scenario in scenarios.items():
        job = make_job(scenario, SEED + (name == "seed"), "auto")
        other = begin_replications(tmp_path / name / "x.unfinished", job, N)
        other.add(2, run_replication(job, 2))
        others[name] = other.checkpoint.folder / "replication-000002.record"
    foreign = {
        kept_as(unfinished, others["seed"], 2): "the record is of another run",
        kept_as(unfinished, others["scenario"], 5): "the record is of another run",
        kept_as(unfinished, unfinished / "replication-000003.record", 1): (
            "the record is replication-000003.record, renamed"
        ),
    }
    before = files(unfinished)

    done = run_tiny("--resume", unfinished)

    assert_refused(
        done, *(f"error: {path}: {message}; remove it" for path, message in foreign.items())
    )
    assert done.stderr.count("remove it to resume") == len(foreign)
    assert files(unfinished) == before
    for path in foreign:
        path.unlink()
    assert run_tiny("--resume", unfinished).exit_code == 0
    assert contents(unfinished.with_name("run")) == in_one_go


@pytest.mark.parametrize("content", [b"", b"nothing of ours", pickle.dumps([1])])
def test_a_record_that_holds_no_replication_is_run_again(
    content: bytes, unfinished: Path, in_one_go: dict[str, bytes]
) -> None:
    """Its hash is right, but not its content."""
    job = make_job(sim.load_scenario("tiny"), SEED, "auto")
    Checkpoint(unfinished, job_entries(job)).add("replication-000001", content)

    done = run_tiny("--resume", unfinished)

    assert "Replications (1 damaged, run again)" in done.stderr
    assert contents(unfinished.with_name("run")) == in_one_go


@pytest.mark.parametrize("name", ["foo.record", "replication-x.record", "replication-1.record"])
def test_what_is_no_record_of_ours_is_named(name: str, unfinished: Path) -> None:
    (unfinished / name).write_bytes(b"mine")

    assert_refused(
        run_tiny("--resume", unfinished), f"{name}: this is not the record of a replication"
    )


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs files as POSIX has them")
def test_what_is_no_regular_file_is_no_record_and_no_job(unfinished: Path) -> None:
    os.mkfifo(unfinished / "replication-000002.record")
    assert_refused(
        run_tiny("--resume", unfinished), "replication-000002.record: the record cannot be read"
    )
    (unfinished / "replication-000002.record").unlink()
    (unfinished / "job.json").unlink()
    os.mkfifo(unfinished / "job.json")
    assert_refused(
        run_tiny("--resume", unfinished),
        "it is not a checkpoint that can be resumed: job.json is missing or damaged",
    )


def test_a_job_nested_too_deep_is_refused(unfinished: Path) -> None:
    (unfinished / "job.json").write_text('{"a":' * 5000 + "1" + "}" * 5000)

    assert_refused(
        run_tiny("--resume", unfinished),
        "it is not a checkpoint that can be resumed: job.json is missing or damaged",
    )


def test_no_half_record_stays_when_the_disk_is_full(
    unfinished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes, *, durable: bool) -> None:
        assert durable
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("sim.results.part_files.write_synced", full)

    done = run_tiny("--resume", unfinished)

    assert done.exit_code == 1
    assert f"error: {unfinished}: cannot be written: No space left on device\n" in done.stderr
    assert f"the checkpoint {unfinished} holds 4 finished replications; resume" in done.stderr
    assert sorted(files(unfinished)) == [
        "job.json", *(f"replication-00000{number}.record" for number in (0, 1, 3, 4))
    ]  # fmt: skip


def test_only_what_is_in_the_checkpoint_counts_as_done(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("run: cannot be written")

    told: list[int] = []
    progress = NoProgress()
    monkeypatch.setattr(progress, "advance", told.append)
    finished = begin_replications(tmp_path / "run", workers.job_of(), 2)
    monkeypatch.setattr(finished, "add", full)

    with pytest.raises(OutputError):
        run_missing(workers.job_of(), finished, 1, None, progress)

    assert told == []


def test_when_saving_fails_the_checkpoint_remains_and_nothing_is_run_again(
    unfinished: Path, in_one_go: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OutputError("run: cannot be written: No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("sim.results.destination.save_without_figures", full)
        done = run_tiny("--resume", unfinished)
    assert done.exit_code == 1
    assert f"the checkpoint {unfinished} holds {N} finished replications; resume" in done.stderr
    assert n_records(unfinished) == N

    monkeypatch.setattr(local, "run_replication", full)
    assert run_tiny("--resume", unfinished).exit_code == 0
    assert contents(unfinished.with_name("run")) == in_one_go


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replications": 0}, "replications must be a whole number, 1 to 100,000; got 0"),
        ({"replications": 2, "resume": True}, "resume needs checkpoint"),
        ({"resume": True, "checkpoint": "here"}, "checkpoint needs replications=2 or more; got 1"),
        ({"checkpoint": "here"}, "checkpoint needs replications=2 or more; got 1"),
        ({"engine": "foo"}, "engine must be auto, simpy or a function; got 'foo'"),
        ({"seed": 7.5}, "seed must be a whole number, 0 to 4,294,967,295; got 7.5"),
        ({"seed": True}, "seed must be a whole number"),
        ({"replications": 2.0}, "replications must be a whole number, 1 to"),
        ({"workers": 0}, "workers must be a whole number, 1 or more; got 0"),
        ({"cluster": "tcp://127.0.0.1:1"}, "cluster needs replications=2"),
        ({"replications": 2, "voters": "v.csv"}, "voters needs replications=1"),
        ({"replications": 2, "site_queues": True}, "site_queues needs replications=1"),
    ],
)
def test_options_that_make_no_sense_together_are_refused(
    options: dict[str, Any], message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        sim.run(sim.load_scenario("tiny"), **options)
