"""Messages of errors: how many, how long, and what takes less memory."""

from __future__ import annotations

import io
import os
import shutil

import pytest

from sim.cli.failures import (
    check_arguments,
    error_lines,
    for_terminal,
    is_lack_of_memory,
    memory_message,
)
from sim.core.errors import InputError, OutputError, Problem


def test_ten_problems_are_shown_and_the_others_counted() -> None:
    error = InputError(Problem("a.toml", f"key{k}", "is wrong") for k in range(1_212))
    error.add_note("a note")
    lines = list(error_lines(error))

    assert lines[0] == "a.toml: key0: is wrong"
    assert lines[9:] == ["a.toml: key9: is wrong", "... and 1,202 more", "a note"]


def test_a_problem_has_one_line_and_an_end() -> None:
    [line] = error_lines(InputError.single("a\nb.toml", "", "x" * 5_000))

    assert line.startswith("a\\nb.toml: xxx")
    assert line.endswith("xxx (5,011 characters)")
    assert len(line) < 1_100


def test_arguments_of_python_are_options_on_the_command_line() -> None:
    problems = [Problem("fail_if", "x > 1", "unknown"), Problem("a.toml", "fail_if", "x `drop`")]
    error = InputError(problems)
    error.add_note("resume with `resume`")

    assert list(error_lines(error)) == [
        "--fail-if: x > 1: unknown", "a.toml: fail_if: x --drop", "resume with --resume",
    ]  # fmt: skip


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_a_terminal_gets_lines_that_end_with_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    size = os.terminal_size((30, 24))
    monkeypatch.setattr(shutil, "get_terminal_size", lambda: size)
    text = f"error: run --set polling.check_in_mean_s must be a number; got {'x' * 40}"

    lines = for_terminal(text, Terminal()).splitlines()

    assert lines == [
        "error: run --set", "  polling.check_in_mean_s must", "  be a number; got", f"  {'x' * 40}",
    ]  # fmt: skip
    assert for_terminal(text, io.StringIO()) == text


def test_other_errors_keep_their_lines() -> None:
    assert list(error_lines(OutputError("one\ntwo"))) == ["one", "two"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["run", "--out", "a\udcff"], "error: --out: 'a\\xff': is not text"),
        (["run", "a\udcff"], "error: 'a\\xff': is not text"),
    ],
)
def test_arguments_that_are_no_text_are_refused(
    arguments: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    check_arguments(["run", "Ақтөбе"])
    with pytest.raises(SystemExit) as caught:
        check_arguments(arguments)

    assert caught.value.code == 2
    assert capsys.readouterr().err.startswith(said)


@pytest.mark.parametrize(
    ("error", "lack"),
    [
        (MemoryError(), True),
        (ImportError("libx.so: failed to map segment from shared object"), True),
        (RuntimeError("can't start new thread"), True),
        (OSError(12, "Cannot allocate memory"), True),
        (RuntimeError("something else"), False),
    ],
)
def test_a_lack_of_memory_has_many_faces(error: BaseException, lack: bool) -> None:
    assert is_lack_of_memory(error) is lack
    detail = f" ({error})" if str(error) else ""
    assert memory_message(error).startswith(f"not enough memory{detail}; fewer --workers")
