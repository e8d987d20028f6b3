"""``saylau feed``: what it prints and refuses, and how it ends."""

from __future__ import annotations

import http.client
import os
import re
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from tests.support.commands import saylau_here
from tests.support.feeds import REFERENCE

ENSEMBLE = REFERENCE.parent / "ensemble"


@pytest.mark.skipif(not hasattr(signal, "SIGHUP"), reason="signals of POSIX")
def test_it_serves_until_ctrl_c_and_frees_its_port() -> None:
    command = [sys.executable, "-m", "sim", "feed", str(REFERENCE), "--port", "0", "--paused"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ}
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        line = process.stdout.readline()
        expected = r"SIMULATED feed: http://127\.0\.0\.1:(\d+)/ \(Ctrl-C ends it\)\n"
        found = re.fullmatch(expected, line)
        assert found is not None, line
        connection = http.client.HTTPConnection("127.0.0.1", int(found[1]), timeout=10)
        connection.request("GET", "/")
        with closing(connection), connection.getresponse() as reply:
            assert reply.headers["X-Simulated"] == "yes"
            assert "20:00:00" in reply.read().decode("utf-8")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert "interrupted: the feed ended at 20:00:00 of its night" in process.stderr.read()
    taken = subprocess.run(
        [*command[:5], "--port", found[1], "--start", "10:00"],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    # The port is free: what is refused is the time.
    assert taken.returncode == 2
    assert "taken" not in taken.stderr


def test_everything_wrong_is_said_at_once() -> None:
    done = saylau_here(
        "feed", str(REFERENCE), "--start", "10:00", "--speed", "0", "--fault-seed", "-1",
        "--faults", "outrage", cwd=Path.cwd(),
    )  # fmt: skip

    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "--speed", "--fault-seed", "--start", "--faults",
    ]  # fmt: skip
    assert "when the first doors close" in lines[2]
    assert "did you mean 'outage'?" in lines[3]


def test_only_one_run_can_be_played(tmp_path: Path) -> None:
    ensemble = saylau_here("feed", str(ENSEMBLE), cwd=tmp_path)
    nothing = saylau_here("feed", "nothing", cwd=tmp_path)

    assert ensemble.returncode == nothing.returncode == 2
    assert "is an ensemble of 100 replications" in ensemble.stderr
    assert "nothing: is not the directory of a run" in nothing.stderr


def test_it_writes_a_folder(tmp_path: Path) -> None:
    done = saylau_here(
        "feed", str(REFERENCE), "--start", "2021-07-26T09:00", "--faults", "outage", "--to", "it",
        "--every", "2h", "--at-once", cwd=tmp_path,
    )  # fmt: skip
    again = saylau_here("feed", str(REFERENCE), "--to", "it", "--at-once", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "SIMULATED: 4 snapshots and latest.json in it\n"
    assert len(list((tmp_path / "it").iterdir())) == 5
    assert (again.returncode, "must be a new or an empty folder" in again.stderr) == (2, True)


def test_options_of_the_server_and_of_a_folder_do_not_mix(tmp_path: Path) -> None:
    both = saylau_here(
        "feed", str(REFERENCE), "--to", "it", "--port", "8000", "--paused", cwd=tmp_path
    )
    none = saylau_here("feed", str(REFERENCE), "--at-once", cwd=tmp_path)

    assert both.returncode == none.returncode == 2
    assert "only the server has --port and --paused" in both.stderr
    assert "only --to has --at-once" in none.stderr
