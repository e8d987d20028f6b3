"""The voters' file: a row for every voter, in agreement with the tables of the run."""

from __future__ import annotations

import csv
import gzip
import signal
import subprocess
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import IO

import numpy as np
import pytest

import sim
from sim.core.errors import OutputError, ResultsError
from sim.day.reference import State
from sim.day.voter_log import STATES, VoterRecords
from sim.results import VOTER_COLUMNS, VotersFile
from sim.results.voters_file import csv_rows
from tests.support.commands import saylau_here
from tests.support.results import load_run

EVERYTHING_HAPPENS = [
    "register.regions=['MAN']", "polling.balk_share=0.5", "polling.renege_share=0.4",
    "polling.closing=hard_close", "polling.carry_away_share=0.05", "polling.home_share=0.1",
]  # fmt: skip


def write(path: Path, **asked: object) -> sim.RunResults:
    """Run one region with queues so long that voters leave in every way."""
    scenario = sim.load_scenario("evening-only", EVERYTHING_HAPPENS)
    return sim.run(scenario, voters=path, **asked)  # type: ignore[arg-type]


def read(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[sim.RunResults, Path]:
    path = tmp_path_factory.mktemp("voters") / "voters.csv"
    return write(path), path


def test_the_rows_add_up_to_the_table_of_sites(written: tuple[sim.RunResults, Path]) -> None:
    sites = written[0].tables["sites"]
    rows = read(written[1])
    states: defaultdict[str, Counter[str]] = defaultdict(Counter)
    carried: Counter[str] = Counter()
    home: Counter[str] = Counter()
    waits: defaultdict[str, list[int]] = defaultdict(list)
    for row in rows:
        site = row["site"]
        states[site][row["state"]] += 1
        carried[site] += int(row["carries_away"])
        home[site] += row["at_home"] == "1" and row["state"] == "voted"
        if row["waited_s"]:
            waits[site].append(int(row["waited_s"].replace(".", "")))

    assert list(dict.fromkeys(row["site"] for row in rows)) == sites["site"].tolist()
    assert set().union(*states.values()) == {"voted", "turned back", "gave up", "too late"}
    for k, site in enumerate(sites["site"].tolist()):
        assert states[site].total() == sites["came"][k]
        assert states[site]["voted"] == sites["issued"][k]
        assert states[site]["voted"] - carried[site] == sites["cast"][k]
        assert home[site] == sites["cast_at_home"][k]
        for name in ("turned_back", "gave_up", "too_late"):
            assert states[site][name.replace("_", " ")] == sites[name][k]
        ordered = sorted(waits[site])
        assert len(ordered) == sites["issued"][k] - home[site]
        assert np.round(sum(ordered) / len(ordered) / 1000, 1) == sites["wait_mean_s"][k]
        place = -(-95 * len(ordered) // 100) - 1
        assert np.round(ordered[place] / 1000, 1) == sites["wait_p95_s"][k]
        assert np.round(ordered[-1] / 1000, 1) == sites["wait_max_s"][k]


def test_each_row_is_a_way_through_the_site(written: tuple[sim.RunResults, Path]) -> None:
    last: dict[str, int] = {}
    for row in read(written[1]):
        assert row["origin"] == "simulated"
        assert int(row["voter"]) > last.get(row["site"], -1)
        last[row["site"]] = int(row["voter"])
        steps = [row[name] for name in ("called", "issued", "booth", "marked", "left")]
        if row["state"] == "voted":
            assert "" not in steps
            assert [row["arrived"], *steps] == sorted([row["arrived"], *steps])
            assert all(len(step) == len("2021-07-25T10:00:00.123") for step in steps)
        else:
            assert steps == [""] * 5
            assert row["carries_away"] == "0"
        assert (row["waited_s"] != "") == (row["state"] == "voted" and row["at_home"] == "0")
        # Voters that the crew did not reach have no arrival.
        assert (row["arrived"] == "") == (row["at_home"] == "1" and row["state"] == "too late")


@pytest.mark.parametrize("asked", [{"workers": 2}, {"engine": "simpy"}])
def test_same_bytes_for_any_workers_and_either_engine(
    asked: dict[str, object], written: tuple[sim.RunResults, Path], tmp_path: Path
) -> None:
    write(tmp_path / "voters.csv", **asked)

    assert (tmp_path / "voters.csv").read_bytes() == written[1].read_bytes()


def test_sites_that_the_kernel_refuses_are_the_same(
    written: tuple[sim.RunResults, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.day.voter_log.fits", lambda *_: False)
    write(tmp_path / "voters.csv")

    assert (tmp_path / "voters.csv").read_bytes() == written[1].read_bytes()


def test_the_run_is_the_same_with_and_without_the_file(
    written: tuple[sim.RunResults, Path],
) -> None:
    without = sim.run(sim.load_scenario("evening-only", EVERYTHING_HAPPENS))

    assert without.summary == written[0].summary


def test_compressed_is_the_same_text_without_time_or_name(
    written: tuple[sim.RunResults, Path], tmp_path: Path
) -> None:
    one, other = tmp_path / "one.csv.gz", tmp_path / "other.gz"
    write(one)
    write(other)

    packed = one.read_bytes()
    assert packed == other.read_bytes()
    assert gzip.decompress(packed) == written[1].read_bytes()
    # Flags (no name) and time of the header, RFC 1952.
    assert packed[3:8] == bytes(5)
    assert len(packed) < written[1].stat().st_size / 4


def test_tiny_by_hand(tmp_path: Path) -> None:
    """The times are those of tests/system/test_tiny.py."""
    sim.run(sim.load_scenario("tiny"), voters=str(tmp_path / "voters.csv"))

    lines = (tmp_path / "voters.csv").read_text().splitlines()
    assert lines[0] == ",".join(VOTER_COLUMNS)
    assert len(lines) == 1 + 24
    # The second of four at the door: called a minute after 07:00, the booth is free at 07:02:30.
    assert lines[4] == (
        "simulated,EAST-Alma-01,3,voted,1,0,0,2021-07-25T06:54:54.416,2021-07-25T07:01:00.000,"
        "2021-07-25T07:02:00.000,2021-07-25T07:02:30.000,2021-07-25T07:04:00.000,"
        "2021-07-25T07:04:10.000,60.000"
    )
    # The first of two at home: the crew comes at 09:00 and takes ten minutes.
    ten_past = ",2021-07-25T09:10:00.000" * 4
    assert lines[12] == (
        "simulated,EAST-Alma-02,4,voted,1,1,0,2021-07-25T09:00:00.000,2021-07-25T09:00:00.000"
        f"{ten_past},"
    )
    numbers = [int(line.split(",")[2]) for line in lines[1:]]
    assert numbers[:8] == [0, 1, 2, 3, 6, 7, 8, 10]
    assert numbers[8:14] == [0, 2, 3, 4, 6, 7]
    assert numbers[14:] == [0, 1, 2, 3, 4, 6, 7, 8, 9, 11]


def test_copies_of_the_country_follow_one_another(tmp_path: Path) -> None:
    one, two = tmp_path / "one.csv", tmp_path / "two.csv"
    sim.run(sim.load_scenario("tiny"), voters=one)
    results = sim.run(sim.load_scenario("tiny", ["register.scale=2"]), voters=two)

    assert two.read_bytes().startswith(one.read_bytes())
    sites = list(dict.fromkeys(row["site"] for row in read(two)))
    assert sites == results.tables["sites"]["site"].tolist()
    assert sites[3] == "EAST-Alma-01/2"


def records(site: str, n: int) -> VoterRecords:
    at = np.full(n, "2021-07-25T07:00", dtype="datetime64[ms]")
    flags = np.zeros(n, dtype=bool)
    return VoterRecords(
        site=site, voter=np.arange(n), state=STATES[np.full(n, State.VOTED)],
        visits=np.ones(n, dtype=np.int64), at_home=flags, carries_away=flags, arrived=at,
        called=at, issued=at, booth=at, marked=at, left=at,
        waited=np.zeros(n, dtype="timedelta64[ms]"),
    )  # fmt: skip


def test_a_site_with_an_unusual_name_and_one_without_voters() -> None:
    text = csv_rows(records('Әйтеке "bi", 1', 2)).decode()

    assert [row[1:3] for row in csv.reader(text.splitlines())] == [
        ['Әйтеке "bi", 1', "0"], ['Әйтеке "bi", 1', "1"],
    ]  # fmt: skip
    assert csv_rows(records("empty", 0)) == b""
    assert [word.decode() for word in STATES] == [
        *["unfinished"] * 3, "voted", "turned back", "gave up", "too late",
    ]  # fmt: skip


def test_only_of_one_replication(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="replications=1"):
        sim.run(sim.load_scenario("tiny"), replications=2, voters=tmp_path / "voters.csv")

    assert list(tmp_path.iterdir()) == []


def write_two_sites(path: Path, second: IO[bytes]) -> None:
    """Write a site, and another one to a full disk."""
    with VotersFile(path) as file:
        file.write(records("first", 3))
        file._out = second
        file.write(records("second", 3))


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs Linux's always full device")
def test_a_full_disk_leaves_nothing(tmp_path: Path) -> None:
    with (
        Path("/dev/full").open("wb", buffering=0) as full,
        pytest.raises(OutputError, match=r"voters\.csv: cannot be written: No space left"),
    ):
        write_two_sites(tmp_path / "voters.csv", full)

    assert list(tmp_path.iterdir()) == []


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path) -> None:
    path = tmp_path / "voters.csv"
    other = tmp_path / "voters-2.csv"
    with pytest.raises(ResultsError) as error, VotersFile(path):
        path.write_text("mine")

    assert str(error.value) == (
        f"{path}: was created by another process during this run, and no file is overwritten; "
        f"the rows are in {other}"
    )
    assert path.read_text() == "mine"
    assert other.read_text().startswith("origin,site,voter")
    assert sorted(tmp_path.iterdir()) == [other, path]


def test_the_command_writes_it_into_new_directories_and_into_that_of_the_run(
    tmp_path: Path,
) -> None:
    ran = ["run", "tiny", "--no-plots"]
    done = saylau_here(*ran, "--out", "one", "--voters", "new/er/voters.csv", cwd=tmp_path)
    again = saylau_here(*ran, "--out", "two", "--voters", "two/voters.csv", cwd=tmp_path)

    assert done.returncode == again.returncode == 0
    assert "Voters' records, sites: 3 of 3" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["new", "one", "two"]
    files = [tmp_path / "new/er/voters.csv", tmp_path / "two/voters.csv"]
    assert files[0].read_bytes() == files[1].read_bytes()
    assert load_run(tmp_path / "two").summary.sites == 3


@pytest.mark.parametrize(
    ("arguments", "code", "expected"),
    [
        (["--voters", "mine.csv"], 2, "mine.csv: exists already, and no result is overwritten"),
        (["--voters", "mine.csv/voters"], 1, "mine.csv/voters: cannot be written"),
        (["--voters", "n" * 300], 1, "cannot be written"),
        (["--voters", "."], 2, "exists already"),
        (["--voters", "v", "--replications", "2"], 2, "--voters needs --replications 1"),
        (["--voters", "v", "--out", "v"], 2, "--voters names a file that --out would make"),
        (["--voters", "v", "--out", "v/run"], 2, "--voters names a file that --out would make"),
    ],
)
def test_a_file_that_cannot_be_written_is_refused_before_the_run(
    arguments: list[str], code: int, expected: str, tmp_path: Path
) -> None:
    (tmp_path / "mine.csv").write_text("mine")

    done = saylau_here("run", "tiny", *arguments, cwd=tmp_path)

    assert done.returncode == code
    assert expected in done.stderr
    assert "Register" not in done.stderr
    assert "Traceback" not in done.stderr
    assert done.stdout == ""
    assert [path.name for path in tmp_path.iterdir()] == ["mine.csv"]
    assert (tmp_path / "mine.csv").read_text() == "mine"


LARGE = "register.regions=['ALM','TUR']"
"""The two largest regions: their file takes seconds."""


@pytest.mark.parametrize("name", ["voters.csv", "new/voters.csv.gz"])
def test_interrupt_leaves_nothing(name: str, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "sim", "run", "baseline", "--voters", name, "--set", LARGE],
        cwd=tmp_path, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True,
        start_new_session=True,
    )  # fmt: skip
    assert process.stderr is not None
    while not (told := process.stderr.readline()).startswith("Voters' records"):
        assert told
    # While it is written, under a temporary name.
    assert [path.stat().st_size > 0 for path in tmp_path.iterdir()] == [True]
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)

    assert process.returncode == 130
    assert (
        "interrupted: nothing was written; run again with: saylau run baseline --voters" in errors
    )
    assert "Traceback" not in errors
    assert list(tmp_path.iterdir()) == []
