"""The checkpoint of an ensemble: its records, damage, foreign ones, messages and progress."""

from __future__ import annotations

import os
import pickle
import shutil
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.core.errors import OutputError, SaylauError
from sim.election import NoProgress, build_country
from sim.ensemble import FinishedReplications, job_entries, local, make_job, run_missing
from sim.ensemble.replication import Record, record_of, run_replication
from sim.results.checkpoint import Checkpoint
from sim.results.destination import Destination
from sim.results.typed_json import as_json
from sim.show import progress as showing
from tests.support import by_hand, workers
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

    from sim.ensemble import Job

# --- records -------------------------------------------------------------------------------------


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


# --- damage --------------------------------------------------------------------------------------


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

    monkeypatch.setattr("sim.results.parts.write_synced", full)

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


# --- existing files ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mine.txt", "job.json"])
def test_an_existing_file_is_not_replaced(name: str, tmp_path: Path) -> None:
    """Somebody else's directory, or a run that has just begun elsewhere."""
    (tmp_path / "run.unfinished").mkdir()
    (tmp_path / "run.unfinished" / name).write_text("mine")

    done = run_tiny("--out", tmp_path / "run")

    assert_refused(done, "run.unfinished: the checkpoint exists already; resume it with --resume")
    assert files(tmp_path / "run.unfinished") == {name: b"mine"}


def test_an_existing_file_is_not_replaced_whatever_else_is_wrong(tmp_path: Path) -> None:
    (tmp_path / "run.unfinished").mkdir()
    (tmp_path / "run.unfinished" / "job.json").write_text("mine")

    # No country has so few sites: detected before the directory is created.
    changes = ["--set", "register.source=reported", "--set", "register.races=[]"]
    done = run_tiny("--out", tmp_path / "run", *changes, "--set", "register.sites.AKM=3")

    assert_refused(done, "register.sites.AKM must be between")
    assert files(tmp_path / "run.unfinished") == {"job.json": b"mine"}


def test_without_a_name_the_next_free_one_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "results/tiny/seed-5-n6.unfinished").mkdir(parents=True)
    (tmp_path / "results/tiny/seed-5-n6-2").mkdir()

    assert run_tiny("--quiet").stdout == "results/tiny/seed-5-n6-3\n"

    names = sorted(path.name for path in (tmp_path / "results/tiny").iterdir())
    assert names == ["seed-5-n6-2", "seed-5-n6-3", "seed-5-n6.unfinished"]


# --- interrupted ---------------------------------------------------------------------------------


def destination(directory: Path, *, resume: bool = False, replications: int = 4) -> Destination:
    part = "replication" if replications > 1 else None
    return Destination(directory, resume=resume, part=part, may_rename=False)


def interrupt_after(directory: Path, *done: int) -> None:
    """Start an ensemble, finish some of it, and press Ctrl-C."""
    with destination(directory) as place:
        finished = FinishedReplications(place.checkpoint(job_entries(workers.job_of())), 4)
        for number in done:
            finished.add(number, run_replication(workers.job_of(), number))
        raise KeyboardInterrupt


def test_an_interrupt_before_the_first_is_finished_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt) as interrupt:
        interrupt_after(tmp_path / "run")

    assert str(interrupt.value) == ""
    assert list(tmp_path.iterdir()) == []


def test_a_later_interrupt_names_the_content_of_the_checkpoint(tmp_path: Path) -> None:
    with pytest.raises(KeyboardInterrupt) as interrupt:
        interrupt_after(tmp_path / "run", 2)
    folder = tmp_path / "run.unfinished"
    assert str(interrupt.value) == (
        f"the checkpoint {folder} holds 1 finished replication\n{tmp_path / 'run'}"
    )
    with pytest.raises(SaylauError) as error, destination(tmp_path / "run", resume=True):
        raise SaylauError("a worker died")
    assert error.value.__notes__ == [
        (
            f"the checkpoint {folder} holds 1 finished replication; "
            f"resume with --resume {tmp_path / 'run'}"
        )
    ]
    entries = job_entries(workers.job_of())
    assert FinishedReplications(Checkpoint(folder, entries), 4).missing() == ([0, 1, 3], [])


def test_one_replication_has_no_checkpoint(tmp_path: Path) -> None:
    place = destination(tmp_path / "run", replications=1)
    with place:
        assert place.folder is None

    assert list(tmp_path.iterdir()) == []


# --- progress ------------------------------------------------------------------------------------


def told(stderr: str) -> list[str]:
    return [line for line in stderr.splitlines() if line.startswith("Replications")]


def take_time(monkeypatch: pytest.MonkeyPatch, seconds: int) -> None:
    """Let each replication take a given time on the clock of the progress display."""
    now = 1000.0

    def slow(job: Job, number: int) -> bytes:
        nonlocal now
        now += seconds
        return run_replication(job, number)

    monkeypatch.setattr(local, "run_replication", slow)
    monkeypatch.setattr(showing, "time", SimpleNamespace(monotonic=lambda: now))


def test_progress_counts_finished_replications_and_estimates_the_time_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_time(monkeypatch, 6)

    assert told(run_tiny("--out", tmp_path / "run", n=8).stderr) == [
        "Replications: 2 of 8, about 36 s left",
        "Replications: 4 of 8, about 24 s left",
        "Replications: 6 of 8, about 12 s left",
        "Replications: 8 of 8",
    ]


def test_progress_of_a_resumed_run_begins_with_its_finished_replications(
    unfinished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    take_time(monkeypatch, 600)

    # Four of eight are new, ten minutes each: resumed ones took no time now.
    assert told(run_tiny("--resume", unfinished, n=8).stderr) == [
        "Replications: 4 of 8 are finished already",
        "Replications: 6 of 8, about 20 min 00 s left",
        "Replications: 8 of 8",
    ]


def test_quiet_prints_nothing(tmp_path: Path) -> None:
    done = run_tiny("--out", tmp_path / "run", "--quiet")

    assert (done.stdout, done.stderr) == (f"{tmp_path / 'run'}\n", "")


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"replications": 0}, r"in \[1, 100000\]; got 0"),
        ({"replications": 2, "resume": True}, "resume needs checkpoint"),
        ({"resume": True, "checkpoint": "here"}, "resume needs checkpoint"),
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
