"""Text reaches any stream, and a closed or full stream does not change the exit code."""

from __future__ import annotations

import errno
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import group, main
from sim.cli.failures import error_lines
from sim.cli.standard_streams import StandardStream, any_streams
from sim.core.errors import InputError, OutputError, Problem
from sim.results import load_results, save
from tests.support.commands import saylau_here
from tests.support.results import with_summary

ROOT = Path(__file__).parents[2]
ENCODINGS = ("cp1251", "cp866", "cp1252", "latin-1", "ascii", "utf-8")
NAMED = """
extends = "tiny"
name = "named"
description = "Ауыл №5 → Әулие ≤ äkim × 漢"
"""


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two results, a comparison and a calibration-free scenario file, by name."""
    folder = tmp_path_factory.mktemp("results")
    (folder / "named.toml").write_text(NAMED, encoding="utf-8")
    for command in (
        ["run", "named.toml", "--out", "one", "--no-plots"],
        ["run", "named.toml", "--out", "two", "--no-plots", "--set", "polling.check_in_mean_s=90"],
        ["compare", "one", "two", "--out", "compared", "--no-plots"],
    ):
        assert saylau_here(*command, cwd=folder).returncode == 0
    return folder


COMMANDS = [
    ["--help"], ["run", "--help"], ["params"], ["params", "--markdown"], ["reported"],
    ["scenarios"], ["check", "named.toml"], ["show", "one"], ["show", "compared"],
    ["run", "named.toml", "--no-plots", "--out", "new"],
    ["compare", "one", "two", "--no-plots", "--out", "new2"],
    ["calibrate", "--lint"], ["tune", "named.toml", "--no-plots"],
    ["report", "one", "--out", "page.html"], ["export", "one", "--format", "excel", "--out", "e"],
    ["check", "named.toml", "--set", "polling.opens=→"], ["show", "Ә→漢"],
]  # fmt: skip


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_every_command_reaches_a_stream_of_any_encoding(
    encoding: str, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(results)
    for command in COMMANDS:
        for made in ("new", "new2", "e", "page.html"):
            _remove(Path(made))
        done = CliRunner(charset=encoding).invoke(main, command)

        expected = 2 if command[-1].endswith(("→", "漢")) else 0
        assert done.exit_code == expected, (command, done.output, done.exception)
        # The output is text of that encoding.
        (done.stdout_bytes + done.stderr_bytes).decode(encoding)


def _remove(path: Path) -> None:
    if path.is_dir():
        for inner in path.iterdir():
            _remove(inner)
        path.rmdir()
    path.unlink(missing_ok=True)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_loses_nothing_in_any_encoding(
    encoding: str, results: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(results)
    done = CliRunner(charset=encoding).invoke(main, ["show", "one", "--json"])

    summary = json.loads((results / "one/summary.json").read_text(encoding="utf-8"))
    assert json.loads(done.stdout_bytes.decode(encoding)) == summary
    assert "漢" in summary["description"]


@pytest.mark.parametrize("name", ["PYTHONIOENCODING", "PYTHONLEGACYWINDOWSSTDIO"])
def test_a_separate_process_writes_to_a_pipe_of_another_encoding(name: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim", "reported"],
        env={**os.environ, name: "cp1251"}, capture_output=True, check=False,
    )  # fmt: skip

    assert (done.returncode, done.stderr) == (0, b"")
    done.stdout.decode("cp1251" if name == "PYTHONIOENCODING" else "utf-8")


# --- text from elsewhere -------------------------------------------------------------------------

ACTIVE = "a\x1b[2Jb\x07c\x9bd\re\u202ef\u2028g"
SHOWN = "a\\u001b[2Jb\\u0007c\\u009bd\\u000de\\u202ef\\u2028g"


def test_control_characters_are_shown_and_not_obeyed(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a result from elsewhere, in a comparison of it, and in errors."""
    monkeypatch.chdir(tmp_path)
    theirs = load_results(results / "one")
    save(with_summary(theirs, scenario=ACTIVE, description=ACTIVE), tmp_path / "theirs")

    done = [
        CliRunner().invoke(main, command)
        for command in (
            ["show", "theirs"],
            ["show", "theirs", "--json"],
            ["compare", "theirs", str(results / "two"), "--no-plots", "--out", "new"],
            ["show", f"no-{ACTIVE}"],
            [f"--{ACTIVE}"],
            ["check", "tiny", "--set", f"polling.{ACTIVE}=1"],
        )
    ]

    for one in done:
        message = one.stdout + one.stderr
        assert not set(message) & set("\x1b\x07\x9b\r\u202e\u2028"), message
    assert "a\\u001b[2Jb\\u0007c\\u009bd" in done[0].stdout
    assert json.loads(done[1].stdout)["scenario"] == ACTIVE
    assert done[3].stderr.startswith(f"error: no-{SHOWN}: ")


def test_many_problems_are_ten_and_a_count() -> None:
    error = InputError([Problem("file", f"key{n}", "a\nb") for n in range(100_000)])
    error.add_note("a note")

    lines = list(error_lines(error))

    assert lines[:2] == ["file: key0: a\\nb", "file: key1: a\\nb"]
    assert lines[10:] == ["... and 99,990 more", "a note"]
    (long,) = error_lines(InputError([Problem("file", "key", "x" * 10_000_000)]))
    assert len(long) < 1100
    assert "10,000,011 characters" in long


@pytest.mark.parametrize("command", [["show"], ["run"], ["run", "tiny", "--out"], ["check"]])
def test_names_that_are_no_text_are_refused_first(
    command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(group.Group, "invoke", lambda *_: pytest.fail("too late"))

    done = CliRunner().invoke(main, [*command, os.fsdecode(b"r\xff")])

    assert done.exit_code == 2
    option = "--out: " if "--out" in command else ""
    assert done.stderr.startswith(rf"error: {option}'r\xff': is not text in utf-8")


# --- closed and full streams ---------------------------------------------------------------------


class Full(io.StringIO):
    """A stream of a full disk."""

    def write(self, _: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_messages_that_standard_error_refuses_are_dropped() -> None:
    for stream in (Full(), None):
        told = StandardStream(stream, name="standard error", may_be_lost=True)
        assert told.write("text") == 4
        told.flush()
        assert not told.isatty()


def test_what_cannot_be_printed_is_an_error_once() -> None:
    told = StandardStream(Full(), name="standard output", may_be_lost=False)

    with pytest.raises(OSError, match="No space left on device: 'standard output'"):
        told.write("text")
    told.write("what comes later goes nowhere")


def test_streams_are_given_back() -> None:
    before = sys.stdout, sys.stderr
    with any_streams():
        assert isinstance(sys.stdout, StandardStream)
    assert (sys.stdout, sys.stderr) == before


SHELL = [
    # stdout, stderr, arguments, exit code, message
    ("", "2>&-", "show nothing-here", 2, ""),
    ("", "2>/dev/full", "show nothing-here", 2, ""),
    ("", "2>&-", "run tiny --no-plots --quiet --out {}/a", 0, ""),
    ("", "2>/dev/full", "run tiny --no-plots --out {}/b", 0, ""),
    (">&-", "", "scenarios", 1, "error: standard output: Bad file descriptor\n"),
    (">/dev/full", "", "run tiny --no-plots --quiet --out {}/c", 1,
     "error: standard output: No space left on device; the result is complete in {}/c\n"),
    (">&-", "", "run tiny --no-plots --quiet --out {}/d", 1,
     "error: standard output: Bad file descriptor; the result is complete in {}/d\n"),
]  # fmt: skip


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's always full device")
@pytest.mark.parametrize(("out", "err", "arguments", "code", "message"), SHELL)
def test_a_closed_or_full_stream_changes_no_exit_code(  # noqa: PLR0917
    out: str, err: str, arguments: str, code: int, message: str, tmp_path: Path
) -> None:
    command = f"'{sys.executable}' -m sim {arguments.format(tmp_path)} {out} {err}"
    done = subprocess.run(
        ["/bin/sh", "-c", command], capture_output=True, text=True, cwd=ROOT, check=False
    )

    assert done.returncode == code
    assert done.stderr == message.format(tmp_path)
    for made in tmp_path.iterdir():
        load_results(made)


def test_a_condition_that_holds_ends_with_3_whatever_standard_output_takes(
    results: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object, **__: object) -> None:
        raise OutputError("standard output: full")

    monkeypatch.setattr("sim.cli.compare.print_results", full)
    arguments = [
        "compare", str(results / "one"), str(results / "two"), "--no-plots", "--out",
        str(tmp_path / "new"), "--fail-if",
    ]  # fmt: skip
    done = CliRunner().invoke(main, [*arguments, "issued > 0"])

    assert done.exit_code == 3
    assert "error: standard output: full\n" in done.stderr
