"""Progress on standard error where there is no terminal, and that of replications."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from sim.core import progress as display
from sim.ensemble import local
from sim.ensemble.replication import run_replication
from sim.show import progress
from sim.show.progress import ConsoleProgress, message_if_slow
from tests.support.ensembles import run_tiny

if TYPE_CHECKING:
    from pathlib import Path

    from sim.ensemble import Job


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that have passed: a test sets them."""
    now = [0.0]
    clock = type("Clock", (), {"monotonic": staticmethod(lambda: now[0])})
    monkeypatch.setattr(display, "time", clock)
    return now


def test_a_line_is_written_each_quarter_and_at_the_end(
    passed: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with ConsoleProgress() as shown:
        shown.begin("Sites", 1_000)
        for _ in range(1_000):
            passed[0] += 0.06
            shown.advance(1)

    assert capsys.readouterr().err.splitlines() == [
        "Sites: 250 of 1,000, about 45 s left",
        "Sites: 500 of 1,000, about 30 s left",
        "Sites: 750 of 1,000, about 15 s left",
        "Sites: 1,000 of 1,000",
    ]


def test_what_was_there_before_took_no_time(
    passed: list[float], capsys: pytest.CaptureFixture[str]
) -> None:
    with ConsoleProgress() as shown:
        shown.begin("Replications", 4, 2)
        passed[0] += 30
        shown.advance(1)

    assert capsys.readouterr().err.splitlines() == [
        "Replications: 2 of 4 are finished already",
        "Replications: 3 of 4, about 30 s left",
    ]


def test_quiet_writes_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    with ConsoleProgress(quiet=True) as shown:
        shown.begin("Sites", 2, 1)
        shown.advance(1)

    assert capsys.readouterr().err == ""


def test_a_message_comes_only_of_what_is_slow(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    with message_if_slow("compiling"):
        pass
    assert capsys.readouterr().err == ""

    monkeypatch.setattr(progress, "_LONG_S", 0.01)
    with message_if_slow("compiling"):
        time.sleep(0.5)
    assert capsys.readouterr().err == "compiling\n"


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
    monkeypatch.setattr(display, "time", SimpleNamespace(monotonic=lambda: now))


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
