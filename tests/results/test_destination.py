"""Where an ensemble is saved: existing files stay, and an interrupt names the checkpoint."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.errors import SaylauError
from sim.ensemble import FinishedReplications, job_entries
from sim.ensemble.replication import run_replication
from sim.results.checkpoint import Checkpoint
from sim.results.destination import Destination
from tests.support import workers
from tests.support.ensembles import (
    assert_refused,
    files,
    run_tiny,
)

if TYPE_CHECKING:
    from pathlib import Path


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
            f"resume with `resume` {tmp_path / 'run'}"
        )
    ]
    entries = job_entries(workers.job_of())
    assert FinishedReplications(Checkpoint(folder, entries), 4).missing() == ([0, 1, 3], [])


def test_one_replication_has_no_checkpoint(tmp_path: Path) -> None:
    place = destination(tmp_path / "run", replications=1)
    with place:
        assert place.folder is None

    assert list(tmp_path.iterdir()) == []
