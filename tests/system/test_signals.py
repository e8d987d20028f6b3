"""SIGTERM and SIGHUP end a run as Ctrl-C does; too little memory is a plain error."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

import sim
from sim.cli import main
from sim.core.interrupts import all_signals_interrupt, interrupts_held, received_signal
from sim.core.processes import begin_worker
from tests.support.ensembles import n_records, wait_for

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals of POSIX")
NUMBERS = (signal.SIGTERM, signal.SIGHUP)


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_command_ends_with_the_code_of_its_signal(
    number: signal.Signals, code: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object, **__: object) -> None:
        signal.raise_signal(number)

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.api.run", interrupted)

    done = CliRunner().invoke(main, ["run", "tiny"])

    assert done.exit_code == code
    assert "interrupted: nothing was written; run again with: saylau" in done.stderr
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", NUMBERS)
def test_they_are_held_where_ctrl_c_is(number: signal.Signals) -> None:
    done = []
    with all_signals_interrupt():

        @interrupts_held()
        def work() -> None:
            signal.raise_signal(number)
            done.append("inside")

        with pytest.raises(KeyboardInterrupt):
            work()
        assert done == ["inside"]
        assert received_signal() == number
    assert signal.getsignal(number) is signal.SIG_DFL


def test_what_is_ignored_stays_ignored() -> None:
    """As under `nohup`; and without a command nothing is changed."""
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    with all_signals_interrupt():
        signal.raise_signal(signal.SIGHUP)
        with interrupts_held():
            signal.raise_signal(signal.SIGHUP)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_workers_leave_all_of_them_to_their_parent(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("threading.Thread.start", lambda _: None)
    begin_worker()
    for number in (signal.SIGINT, *NUMBERS):
        signal.raise_signal(number)


def test_a_terminated_ensemble_has_a_checkpoint_and_leaves_no_processes(tmp_path: Path) -> None:
    """The signal goes to the parent alone, as that of a container does."""
    arguments = [
        "run", "baseline", "--set", "register.regions=['MAN']", "--replications", "500",
        "--workers", "2", "--no-plots", "--out", "run",
    ]  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", *arguments], cwd=tmp_path, text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(sim.__file__).parents[1])},
    )  # fmt: skip
    folder = tmp_path / "run.unfinished"
    assert wait_for(lambda: n_records(folder) >= 2)

    process.terminate()
    # The pipes are closed when the last worker ends.
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 143
    last = errors.splitlines()[-1]
    holds = f"the checkpoint {folder.name} holds {n_records(folder)} finished replications"
    assert last.startswith(f"interrupted: {holds}; resume with: ")
    assert last.endswith("--resume run")
    assert "Traceback" not in errors
    assert [path.name for path in tmp_path.iterdir()] == [folder.name]


@pytest.mark.parametrize(
    "error",
    [
        MemoryError("Unable to allocate 8. GiB"),
        RuntimeError("can't start new thread"),
        ImportError("libx.so: failed to map segment from shared object"),
    ],
)
def test_too_little_memory_is_a_sentence(
    error: Exception, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise error

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.api.run", refuse)

    done = CliRunner().invoke(main, ["run", "tiny"])

    assert done.exit_code == 1
    assert f"error: not enough memory ({error}); fewer --workers" in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_fault_of_ours_is_not_hidden(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fault(*_: object, **__: object) -> None:
        raise RuntimeError("a fault")

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sim.api.run", fault)

    assert isinstance(CliRunner().invoke(main, ["run", "tiny"]).exception, RuntimeError)
