"""``--watch``: a run on each save, also after an error, until Ctrl-C."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from sim.cli.watching import run_on_each_save
from sim.core.errors import Problem, ScenarioError
from tests.support.commands import saylau_here

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


class Saves:
    """Files that are saved while nothing else happens; the last save is Ctrl-C."""

    def __init__(self, *saves: Callable[[], object]) -> None:
        self.saves = list(saves)

    def sleep(self, _: float) -> None:
        if not self.saves:
            raise KeyboardInterrupt
        self.saves.pop(0)()


def test_each_save_runs_again_and_an_error_does_not_end_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file, other = tmp_path / "a.toml", tmp_path / "b.toml"
    file.write_text("one")
    seen: list[str] = []

    def run() -> None:
        seen.append(file.read_text())
        if seen[-1] == "wrong":
            raise ScenarioError([Problem("a.toml", "x", "x must be 1; got 2")])

    saves = Saves(
        lambda: None, lambda: file.write_text("wrong"), lambda: None,
        file.unlink, lambda: file.write_text("three"), lambda: None,
        lambda: other.write_text("x"), lambda: None,
    )  # fmt: skip
    monkeypatch.setattr("sim.cli.watching.time.sleep", saves.sleep)
    with pytest.raises(KeyboardInterrupt, match="not watched any more"):
        run_on_each_save(lambda: [file, other], run)

    assert seen == ["one", "wrong", "three", "three"]
    said = capsys.readouterr().err
    assert "error: a.toml: x must be 1; got 2" in said
    assert said.count(f"watching {file} and 1 more; Ctrl-C ends it") == 4


def test_files_that_a_save_adds_are_watched_and_a_wrong_file_is_watched_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, added = tmp_path / "a.toml", tmp_path / "added.toml"
    file.write_text("")
    added.write_text("")

    def files() -> list[Path]:
        if file.read_text() == "wrong":
            raise ScenarioError([])
        return [file, added] if file.read_text() else [file]

    n_runs: list[int] = []
    saves = Saves(
        lambda: file.write_text("more"), lambda: None, lambda: added.write_text("x"), lambda: None,
        lambda: file.write_text("wrong"), lambda: None, lambda: added.write_text("xy"),
        lambda: None,
    )  # fmt: skip
    monkeypatch.setattr("sim.cli.watching.time.sleep", saves.sleep)
    with pytest.raises(KeyboardInterrupt):
        run_on_each_save(files, lambda: n_runs.append(1))
    assert len(n_runs) == 5


def test_what_ships_is_not_watched(tmp_path: Path) -> None:
    done = saylau_here("tune", "tiny", "--watch", "--no-plots", cwd=tmp_path)
    assert (done.returncode, "needs a file of yours" in done.stderr) == (2, True)


def test_tune_runs_on_each_save_until_it_is_interrupted(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('extends = "tiny"\n')
    with subprocess.Popen(
        [sys.executable, "-m", "sim", "tune", "mine.toml", "--watch", "--no-plots"],
        cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    ) as tune:  # fmt: skip
        assert tune.stdout is not None

        def lines() -> list[str]:
            assert tune.stdout is not None
            found = [""]
            while not found[-1].startswith("watching"):
                found.append(tune.stdout.readline())
                assert found[-1]
            return found[1:]

        assert lines()[0].startswith("SIMULATED: mine")
        file.write_text('extends = "tiny"\n[polling]\ncheck_in_mean_s = 0\n')
        assert "between 1 and 900 s" in lines()[0]
        file.write_text('extends = "tiny"\n[polling]\ncheck_in_mean_s = 9\n')
        assert lines()[0].startswith("SIMULATED: mine")
        tune.send_signal(signal.SIGINT)
        rest, _ = tune.communicate(timeout=30)
    assert (tune.returncode, "not watched any more" in rest) == (130, True)
