"""``saylau feed``: what it prints and refuses, and how it ends."""

from __future__ import annotations

import http.client
import ipaddress
import json
import os
import re
import shutil
import signal
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sim.feed.night import load_night
from sim.feed.server import FeedServer
from tests.support.commands import saylau_here
from tests.support.feeds import REFERENCE
from tests.support.results import put_right

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
        "--faults", "outrage", "--previous", str(ENSEMBLE), cwd=Path.cwd(),
    )  # fmt: skip

    assert done.returncode == 2
    lines = done.stderr.splitlines()
    assert [line.split(": ")[1] for line in lines] == [
        "--speed", "--fault-seed", "--start", "--faults", str(ENSEMBLE),
    ]  # fmt: skip
    assert "is an ensemble of 100 replications" in lines[4]
    assert "when the first doors close" in lines[2]
    assert "did you mean 'outage'?" in lines[3]


def test_what_differs_in_the_election_before_is_noted(tmp_path: Path) -> None:
    region = "register.regions=['ATY']"
    saylau_here("run", "baseline", "--set", region, "--no-plots", "--out", "r", cwd=tmp_path)
    done = saylau_here(
        "feed", str(REFERENCE), "--previous", "r", "--to", "it", "--at-once", "--every", "12h",
        cwd=tmp_path,
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    notes = [line for line in done.stderr.splitlines() if line.startswith("note: ")]
    assert [note.split(": ")[1:3] for note in notes] == [["--previous r", "not in it"]] * 2
    assert "1,760 of 1,847 sites (AKM-001-01, " in notes[0]
    assert (tmp_path / "it" / "previous.csv").is_file()


def test_only_one_run_can_be_played(tmp_path: Path) -> None:
    ensemble = saylau_here("feed", str(ENSEMBLE), cwd=tmp_path)
    nothing = saylau_here("feed", "nothing", cwd=tmp_path)

    assert ensemble.returncode == nothing.returncode == 2
    assert "is an ensemble of 100 replications" in ensemble.stderr
    assert "nothing: does not exist" in nothing.stderr


def changed_copy(folder: Path, **summary: object) -> Path:
    """Return a copy of the committed run of another version, with other values in its summary."""
    for name in ("manifest.json", "summary.json", "races.csv", "sites.csv", "tallies.csv"):
        shutil.copy(REFERENCE / name, folder)
    for name, changes in (("summary.json", summary), ("manifest.json", {})):
        content = json.loads((folder / name).read_text(encoding="utf-8")) | changes
        if name == "manifest.json":
            content["versions"]["saylau"] = "0.0.9"
        (folder / name).write_text(json.dumps(content), encoding="utf-8")
    put_right(folder)
    return folder


def test_a_result_of_another_version_is_refused_if_it_lacks_something(tmp_path: Path) -> None:
    assert load_night(changed_copy(tmp_path)).contests

    election = {
        "name": "x", "title": "X", "nation": "KZ", "region": "region", "parties": {},
        "timezone": "",
    }  # fmt: skip
    changed_copy(tmp_path, election=election)
    without_zone = saylau_here("feed", str(tmp_path), cwd=tmp_path)
    assert without_zone.returncode == 2
    assert "has no time zone, as results of earlier versions do not" in without_zone.stderr

    changed_copy(tmp_path)
    races = (tmp_path / "races.csv").read_text(encoding="utf-8")
    (tmp_path / "races.csv").write_text(races.replace("called", "named"), encoding="utf-8")
    put_right(tmp_path)
    other = saylau_here("feed", str(tmp_path), cwd=tmp_path)
    assert other.returncode == 2
    assert "races.csv" in other.stderr
    assert "0.0.9" in other.stderr


def test_other_machines_are_let_in_with_a_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(FeedServer, "serve_forever", interrupted)
    every_address = str(ipaddress.IPv4Address(0))
    notes = [
        saylau_here("feed", str(REFERENCE), "--port", "0", "--host", host, cwd=tmp_path).stderr
        for host in (every_address, "127.0.0.1")
    ]

    assert "note: --host 0.0.0.0: everybody who reaches this address can read" in notes[0]
    assert "note" not in notes[1]


def test_faults_that_affect_nothing_are_noted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "f.toml"
    text = '[[fault]]\nname = "early"\nkind = "swapped"\nfrom = 20:00:00\nto = 20:00:01\n'
    file.write_text(text, encoding="utf-8")
    monkeypatch.setattr("sim.cli.feed._serve", lambda *_, **__: None)
    done = saylau_here("feed", str(REFERENCE), "--faults", str(file), cwd=tmp_path)

    assert "note: the fault 'early' affects nothing" in done.stderr


def test_it_writes_a_folder(tmp_path: Path) -> None:
    done = saylau_here(
        "feed", str(REFERENCE), "--start", "2021-07-26T09:00", "--faults", "outage", "--to", "it",
        "--every", "4h", "--at-once", cwd=tmp_path,
    )  # fmt: skip
    again = saylau_here("feed", str(REFERENCE), "--to", "it", "--at-once", cwd=tmp_path)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "SIMULATED: 3 snapshots and latest.json in it\n"
    assert len(list((tmp_path / "it").iterdir())) == 4
    assert (again.returncode, "must be a new or an empty folder" in again.stderr) == (2, True)


def test_options_of_the_server_and_of_a_folder_do_not_mix(tmp_path: Path) -> None:
    both = saylau_here(
        "feed", str(REFERENCE), "--to", "it", "--port", "8000", "--paused", cwd=tmp_path
    )
    none = saylau_here("feed", str(REFERENCE), "--at-once", cwd=tmp_path)

    assert both.returncode == none.returncode == 2
    assert "only the server has --port and --paused" in both.stderr
    assert "only --to has --at-once" in none.stderr
