"""An interrupted ensemble is resumed to the same bytes; nothing is lost."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import sim
from sim.cli.group import _resume_hint
from sim.ensemble import FinishedReplications, local
from sim.ensemble.replication import run_replication
from tests.support.ensembles import (
    SEED,
    assert_refused,
    files,
    n_records,
    run_tiny,
    saylau,
    wait_for,
    whole,
)
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from collections.abc import Callable

# --- interrupted and resumed ----------------------------------------------------------------------

MANY = 30
MAN = "register.regions=['MAN']"


@pytest.fixture(scope="module")
def man(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return whole(tmp_path_factory.mktemp("man") / "run", MANY, "baseline", MAN)


def begin(arguments: list[str], folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "sim", *arguments],
        cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
        start_new_session=True,
    )  # fmt: skip


def resuming(errors: str, n: int) -> list[str]:
    """Return the arguments of the command that the message of an interrupted run names."""
    assert "Traceback" not in errors
    message, _, again = errors.splitlines()[-1].partition("resume with: ")
    holds = f"the checkpoint my run.unfinished holds {n} finished replications"
    assert message == f"interrupted: {holds}; "
    name, *command = shlex.split(again)
    assert name == "saylau"
    assert command[-2:] == ["--resume", "my run"]
    assert "--out" not in command
    return command


def interrupting(n: int) -> Callable[[FinishedReplications, int, bytes], None]:
    """Return a function that adds records, and interrupts when there are n."""
    add = FinishedReplications.add

    def add_and_interrupt(self: FinishedReplications, number: int, content: bytes) -> None:
        add(self, number, content)
        if n_records(self.checkpoint.folder) == n:
            os.kill(os.getpid(), signal.SIGINT)

    return add_and_interrupt


needs_posix = pytest.mark.skipif(not hasattr(os, "killpg"), reason="kills as POSIX does")


@needs_posix
def test_interrupted_twice_and_resumed_equals_one_go(
    man: dict[str, bytes], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = [
        "run", "baseline", "--set", MAN, "--seed", str(SEED), "--replications", str(MANY),
        "--workers", "2", "--no-plots", "--out", "my run",
    ]  # fmt: skip
    folder = tmp_path / "my run.unfinished"
    process = begin(command, tmp_path)
    assert wait_for(lambda: n_records(folder) >= 3)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)
    assert process.returncode == 130
    kept = [n_records(folder)]
    command = resuming(errors, kept[0])
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]

    monkeypatch.chdir(tmp_path)
    # Again, in this process: an interrupt after the fourth record that it adds.
    with monkeypatch.context() as patch:
        patch.setattr(sys, "argv", ["saylau", *command])
        patch.setattr(FinishedReplications, "add", interrupting(kept[0] + 4))
        done = saylau(*command)
    assert done.exit_code == 130
    kept.append(n_records(folder))
    command = resuming(done.stderr, kept[1])
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]

    done = saylau(*command)

    assert done.exit_code == 0
    assert kept[0] < kept[1] < MANY
    assert f"Replications: {kept[1]} of {MANY} are finished already" in done.stderr
    assert [path.name for path in tmp_path.iterdir()] == ["my run"]
    assert contents(tmp_path / "my run") == man
    assert json.loads(man["manifest.json"])["replications"] == MANY


@needs_posix
def test_killed_and_resumed_equals_one_go(man: dict[str, bytes], tmp_path: Path) -> None:
    arguments = [
        "run", "baseline", "--set", MAN, "--seed", str(SEED), "--replications", str(MANY),
        "--no-plots",
    ]  # fmt: skip
    folder = tmp_path / "run.unfinished"
    with begin([*arguments, "--workers", "2", "--out", "run"], tmp_path) as process:
        assert wait_for(lambda: n_records(folder) >= 3)
        # Only the parent: its workers must detect that it has ended.
        process.kill()
        # The pipes are closed when the last process ends.
        process.communicate(timeout=20)
    assert n_records(folder) < MANY

    done = saylau(*arguments, "--resume", tmp_path / "run")

    assert done.exit_code == 0
    assert contents(tmp_path / "run") == man


@pytest.mark.parametrize(
    "arguments",
    [
        ["run", "tiny", "--out", "x", "--quiet"],
        ["run", "tiny", "--out=x", "--quiet"],
        ["run", "--resume", "x", "tiny", "--quiet"],
        ["run", "--resume=x", "tiny", "--quiet"],
        ["run", "tiny", "--quiet"],
    ],
)
def test_the_command_that_resumes_names_the_directory_once(
    arguments: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["saylau", *arguments])

    assert _resume_hint("it holds 2\nmy run") == (
        "interrupted: it holds 2; resume with: saylau run tiny --quiet --resume 'my run'"
    )


def test_finished_replications_are_not_run_again(
    unfinished: Path, in_one_go: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = []

    def counting(job: Any, number: int) -> bytes:
        ran.append(number)
        return run_replication(job, number)

    monkeypatch.setattr(local, "run_replication", counting)

    done = run_tiny("--resume", unfinished)  # the name with .unfinished is accepted, too

    assert done.exit_code == 0
    assert ran == [2, 5]
    assert contents(unfinished.with_name("run")) == in_one_go
    assert not unfinished.exists()


def test_more_replications_extend_it(half_done: Path, tmp_path: Path) -> None:
    shutil.copytree(half_done, tmp_path / "n9.unfinished")

    assert run_tiny("--resume", tmp_path / "n9", n=9).exit_code == 0
    assert contents(tmp_path / "n9") == whole(tmp_path / "whole-9", 9)


def test_fewer_than_are_finished_would_throw_work_away(unfinished: Path) -> None:
    before = files(unfinished)

    done = run_tiny("--resume", unfinished, n=4)

    assert_refused(done, "holds replication 4; --replications must be at least 5")
    assert files(unfinished) == before


def test_an_interrupt_after_saving_names_the_result(
    unfinished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.show.run.summary_text", interrupted)

    done = run_tiny("--resume", unfinished)

    assert done.exit_code == 130
    assert f"the result is complete in {unfinished.with_name('run')}" in done.stderr
    assert not unfinished.exists()


LOCKING = """
import sys, time
from pathlib import Path
from sim.results.lock import lock
lock(Path(sys.argv[1]), "job.json")
print("locked", flush=True)
time.sleep(60)
"""


@needs_posix
def test_two_processes_do_not_resume_the_same_run(
    unfinished: Path, in_one_go: dict[str, bytes], tmp_path: Path
) -> None:
    before = files(unfinished)
    with subprocess.Popen(
        [sys.executable, "-c", LOCKING, str(unfinished)], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
    ) as other:  # fmt: skip
        assert other.stdout is not None
        assert other.stdout.readline() == "locked\n"
        refused = run_tiny("--resume", tmp_path / "run")
        other.kill()

    assert_refused(refused, f"{unfinished}: another process works on this checkpoint")
    assert files(unfinished) == before
    # A killed process has no locks.
    assert run_tiny("--resume", tmp_path / "run").exit_code == 0
    assert contents(tmp_path / "run") == in_one_go
