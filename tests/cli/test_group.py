"""The command line itself: what it prints, writes and returns."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from click.testing import CliRunner

from sim.cli import main
from tests.support.commands import saylau_here

ROOT = Path(__file__).parents[2]


def saylau(*arguments: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "sim", *arguments],
        capture_output=True, text=True, cwd=cwd, timeout=120, check=False,
    )  # fmt: skip


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, click.testing, sim.cli\n"
        "click.testing.CliRunner().invoke(sim.cli.main, ['--help'])\n"
        "print(*sys.modules)"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    ).stdout.split()

    assert "sim.cli" in loaded
    assert not {"numpy", "simpy", "matplotlib", "numba", "pydantic", "rich"} & set(loaded)


def test_no_garbage_collection_at_exit() -> None:
    code = (
        "import atexit, gc, sim.cli\n"
        "atexit.register(lambda: print(gc.get_freeze_count() > 0))\n"
        "sim.cli.main(['scenarios'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    # Exit handlers are called in reverse order.
    assert done.stdout.splitlines()[-1] == "True"


def test_help_names_every_command_and_fits_80_columns() -> None:
    text = CliRunner().invoke(main, ["--help"]).output

    for name in main.commands:
        assert f"\n  {name} " in text
        inner = CliRunner().invoke(main, [name, "--help"]).output
        assert max(map(len, inner.splitlines())) <= 80
    assert "..." not in text.split("Commands:")[1]


def test_run_writes_a_directory_and_prints_a_summary(tmp_path: Path) -> None:
    done = saylau("run", "tiny", "--no-plots", cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith("SIMULATED: tiny")
    assert "Written to results/tiny/seed-2021" in done.stdout
    assert "Polling day, sites: 3 of 3" in done.stderr
    assert "Night, protocols accepted: 3 of 3" in done.stderr
    assert not (tmp_path / "results/tiny/seed-2021/figures").exists()
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_run_again_takes_the_next_name(tmp_path: Path) -> None:
    for _ in range(2):
        assert saylau_here("run", "tiny", "--no-plots", "--quiet", cwd=tmp_path).returncode == 0

    names = sorted(path.name for path in (tmp_path / "results/tiny").iterdir())
    assert names == ["seed-2021", "seed-2021-2"]


def test_quiet_prints_only_the_directory(tmp_path: Path) -> None:
    done = saylau_here("run", "tiny", "--no-plots", "--quiet", "--out", "here", cwd=tmp_path)

    assert done.stdout == "here\n"
    assert done.stderr == ""


def test_json_is_the_summary(tmp_path: Path) -> None:
    done = saylau_here("run", "tiny", "--no-plots", "--json", "--out", "here", cwd=tmp_path)

    printed = json.loads(done.stdout)
    assert printed == json.loads((tmp_path / "here/summary.json").read_text())
    shown = saylau_here("show", "here", "--json", cwd=tmp_path)
    assert json.loads(shown.stdout) == printed


def test_show_prints_what_run_printed(tmp_path: Path) -> None:
    ran = saylau_here("run", "tiny", "--no-plots", "--out", "here", cwd=tmp_path)
    shown = saylau_here("show", "here", cwd=tmp_path)

    assert shown.stdout == ran.stdout


def test_set_and_seed_reach_the_run(tmp_path: Path) -> None:
    done = saylau_here(
        "run", "tiny", "--no-plots", "--json", "--out", "here", "--seed", "0",
        "--set", "polling.check_in_mean_s=300", cwd=tmp_path,
    )  # fmt: skip

    manifest = json.loads((tmp_path / "here/manifest.json").read_text())
    assert json.loads(done.stdout)["seed"] == manifest["seed"] == 0
    assert manifest["scenario"]["polling"]["check_in_mean_s"] == 300


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["run", "nowhere"], "no scenario named 'nowhere'"),
        (["run", "missing.toml"], "no such scenario file: missing.toml"),
        (["run", "tiny", "--set", "polling.opens=x"], "polling.opens must be a clock time"),
        (["run", "tiny", "--set", "poling.opens=7"], "did you mean 'polling'?"),
        (["run", "tiny", "--seed", "-1"], "-1 is not in the range"),
        (["run", "tiny", "--workers", "0"], "0 is not in the range"),
        (["run", "tiny", "--out", "."], "no result is overwritten"),
        (["run", "tiny", "--set", "outcome.winners=sampled", "--set", "register.races=[]"],
         "register.races"),
        (["run", "baseline", "--set", "register.sites.AKM=1"], "register.sites.AKM must be"),
        (["show", "nothing-here"], "nothing-here: does not exist"),
        (["run", "tiny", "--set", "desks_extra=1"], "did you mean 'polling.desks_extra'?"),
        (["run", "baseline", "--set", "arrivals.regions.ZZZ.a=1"],
         "error: --set: arrivals.regions.ZZZ: no region 'ZZZ'; known: "),
        (["check", "nowhere"], "no scenario named"),
        (["check", "n" * 300], "no scenario named"),
        (["check", "n" * 300 + ".toml"], "no such scenario file"),
        (["params", "poling"], "did you mean 'polling'?"),
        (["params", "xyzzy"], "no section, parameter or meaning with 'xyzzy'"),
        (["run", "tiny", "--set", "polling.desk=1"], "did you mean 'desks_extra' or "),
        (["frobnicate"], "No such command"),
    ],
)  # fmt: skip
def test_bad_input_exits_2_without_traceback_or_files(
    arguments: list[str], expected: str, tmp_path: Path
) -> None:
    done = saylau_here(*arguments, cwd=tmp_path)

    assert done.returncode == 2
    assert expected in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of Unix")
@pytest.mark.parametrize(
    ("command", "first"), [("run tiny --set polling.x=1", "error: --set: unknown key polling.x;"),
                           ("export r --format pdf", "Error: Invalid value for '--format':")],
)  # fmt: skip
def test_errors_on_a_terminal_are_broken_at_words(command: str, first: str) -> None:
    import pty

    reader, terminal = pty.openpty()
    done = subprocess.run(
        [sys.executable, "-m", "sim", *command.split()],
        stderr=terminal, env={**os.environ, "COLUMNS": "40"}, check=False,
    )  # fmt: skip
    os.close(terminal)
    text = os.read(reader, 10_000).decode()
    lines = text[text.index(first) :].splitlines()
    os.close(reader)

    assert done.returncode == 2
    assert len(lines) > 2
    assert max(map(len, lines)) <= 40
    assert all(line.startswith("  ") for line in lines[1:])


def test_an_unwritable_output_exits_1(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = saylau_here("run", "tiny", "--out", "file/run", cwd=tmp_path)

    assert done.returncode == 1
    assert "file/run: cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_name_that_the_disk_refuses_exits_1(tmp_path: Path) -> None:
    done = saylau_here("run", "tiny", "--out", "n" * 300, cwd=tmp_path)

    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_file_of_that_name_is_found_near(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_text('extends = "tiny"\n')

    assert "did you mean mine.toml?" in saylau_here("check", "mine", cwd=tmp_path).stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's always full device")
def test_a_full_standard_output_is_no_traceback() -> None:
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            [sys.executable, "-m", "sim", "params"],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False,
        )  # fmt: skip

    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("command", ["run", "check"])
def test_an_incident_names_its_mistake(command: str, tmp_path: Path) -> None:
    (tmp_path / "late.toml").write_text(
        'extends = "tiny"\n[[incident]]\nname = "late"\nkind = "late_opening"\nto = 08:00:00\n'
        'where = { sites = ["EAST-Alma-03"], races = ["WEST-Bulak"] }\n'
    )

    done = saylau_here(command, "late.toml", cwd=tmp_path)

    assert done.returncode == 2
    assert "incident \"late\": where.sites: no site 'EAST-Alma-03'; did you mean" in done.stderr
    assert "incident \"late\": where.races: no race 'WEST-Bulak'; did you mean" in done.stderr


@pytest.mark.parametrize(
    ("engine", "wait_s"), [("simpy", 0.05), ("simpy", 0.6), ("simpy", 2.0), ("auto", 0.05)]
)
def test_interrupt_leaves_nothing_and_names_the_command_to_resume(
    engine: str, wait_s: float, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "run", "baseline", "--engine", engine, "--workers", "2"],
        cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    # The first line on stderr says that the run is under way.
    assert process.stderr.readline().startswith("Register")
    time.sleep(wait_s)
    os.killpg(process.pid, signal.SIGINT)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "interrupted: nothing was written; run again with: saylau run baseline" in errors
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []


def test_version() -> None:
    assert CliRunner().invoke(main, ["--version"]).stdout.startswith("saylau 0.")


def test_a_reader_who_has_seen_enough_is_no_error() -> None:
    command = [sys.executable, "-m", "sim", "params"]
    done = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert done.stdout is not None
    assert done.stderr is not None
    with done.stdout, done.stderr:
        done.stdout.close()
        assert done.stderr.read() == b""
    done.wait()
