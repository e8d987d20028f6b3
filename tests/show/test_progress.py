"""Progress on standard error where there is no terminal."""

from __future__ import annotations

import time

import pytest

from sim.show import progress
from sim.show.progress import ConsoleProgress, message_if_slow


@pytest.fixture
def passed(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The seconds that have passed: a test sets them."""
    now = [0.0]
    clock = type("Clock", (), {"monotonic": staticmethod(lambda: now[0])})
    monkeypatch.setattr(progress, "time", clock)
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
