"""``saylau pack new`` and ``saylau pack import``, as they are typed and printed."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

from sim.calibration.arrivals import fit_prior
from sim.calibration.arrivals.prior_file import check_prior
from sim.pack.records import published_in
from tests.support.commands import saylau_here
from tests.support.openelections import TOWN, TOWN_HEADER, write_file
from tests.support.packs import PAST, VALLEY, write_pack, write_past
from tests.support.totals import write_totals

if TYPE_CHECKING:
    from pathlib import Path
    from subprocess import CompletedProcess

OPTIONS = {"--date": "2024-11-05", "--timezone": "America/New_York", "--out": "town"}


def run_import(cwd: Path, *more: str, **changed: str) -> CompletedProcess[str]:
    write_file(cwd, TOWN, TOWN_HEADER, "votes.csv")
    options = {**OPTIONS, **{f"--{name}": value for name, value in changed.items()}}
    given = [text for option in options.items() for text in option]
    return saylau_here("pack", "import", "openelections", "votes.csv", *given, *more, cwd=cwd)


def test_new_makes_a_pack_that_check_accepts(tmp_path: Path) -> None:
    made = saylau_here("pack", "new", "town", cwd=tmp_path)
    checked = saylau_here("pack", "check", "town", cwd=tmp_path)

    assert (made.returncode, made.stderr) == (0, "")
    assert made.stdout == "Written to town; edit its files, then: saylau pack check town\n"
    assert checked.returncode == 0
    assert "2,550" in checked.stdout


def test_printed_commands_can_be_pasted_whatever_the_folder(tmp_path: Path) -> None:
    made = saylau_here("pack", "new", "Менің сайлауым", cwd=tmp_path)
    imported = run_import(tmp_path, out="a town")

    assert made.stdout.endswith("then: saylau pack check 'Менің сайлауым'\n")
    assert imported.stdout.endswith("next: saylau pack check 'a town'\n")
    command = shlex.split(made.stdout.rpartition(": ")[2])
    assert saylau_here(*command[1:], cwd=tmp_path).returncode == 0


def test_import_prints_the_numbers_what_it_found_and_what_it_assumed(tmp_path: Path) -> None:
    done = run_import(tmp_path, "--opens", "06:30")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == [
        "2 sites, 180 registered, 3 contests, 2 ballot styles",
        "70 on election day + 28 by mail + 2 provisional = 100 ballots cast",
        "found: 2 rows of 'Not Assigned' repeat 'Write-ins'; 4 votes counted once; first",
        "  line 7",
        "assumed: closes at 20:00; change it with --closes",
        "Written to town; next: saylau pack check town",
    ]
    settings = (tmp_path / "town" / "election.toml").read_text(encoding="utf-8")
    assert "opens = 06:30:00\ncloses = 20:00:00  # assumed" in settings


def test_check_says_who_voted_before_and_what_was_found(tmp_path: Path) -> None:
    run_import(tmp_path)

    checked = saylau_here("pack", "check", "town", cwd=tmp_path)

    lines = {" ".join(line.split()) for line in checked.stdout.splitlines()}
    assert {
        "expected voters 70, at 2 sites",
        "voted before 28, by mail or early",
        "provisional 2 ballots",
        "ballots in all 100",
    } <= lines
    assert "'Not Assigned' repeat" in checked.stdout


def test_a_second_import_overwrites_nothing(tmp_path: Path) -> None:
    run_import(tmp_path)

    again = run_import(tmp_path)

    assert again.returncode == 2
    assert again.stderr == (
        "error: town: exists already, and no pack is overwritten; choose another name\n"
    )


@pytest.mark.parametrize(
    ("option", "value", "message"),
    [
        ("date", "5 November", "'5 November' is not a date such as 2024-11-05"),
        ("timezone", "New_York", "did you mean 'America/New_York'?"),
        ("timezone", "-05:00", "must be the IANA name of a time zone"),
        ("opens", "7 am", "must be a clock time such as 08:00 or 19:30; got '7 am'"),
        ("party", "GRN", "votes.csv: has no party 'GRN'; known: DEM, REP"),
        ("title", "x" * 81, "title must be a text of 1 to 80 characters"),
    ],
)
def test_options_that_are_refused(tmp_path: Path, option: str, value: str, message: str) -> None:
    done = run_import(tmp_path, **{option: value})

    assert done.returncode == 2
    assert message in " ".join(done.stderr.split())
    assert [path.name for path in tmp_path.iterdir()] == ["votes.csv"]


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    options = [text for option in OPTIONS.items() for text in option]
    done = saylau_here("pack", "import", "openelections", "no.csv", *options, cwd=tmp_path)

    assert (done.returncode, done.stderr) == (
        2, "error: no.csv: cannot be read: No such file or directory\n",
    )  # fmt: skip


def test_prior_is_fitted_to_turnout_of_other_elections(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_past(write_pack(tmp_path / "valley", VALLEY), PAST)
    monkeypatch.setattr(fit_prior, "ITERATIONS", 40)

    done = saylau_here("pack", "prior", "valley", cwd=tmp_path)

    assert done.returncode == 0
    assert "4 curves, 2 regions, 40 draws" in done.stdout
    rows = (folder / "past" / "arrival_prior.csv").read_text(encoding="utf-8").splitlines()
    assert [row.partition(",")[0] for row in rows] == ["area", "common", "West", "East"]
    check_prior(published_in(folder), ["West", "East"])


def test_prior_needs_a_pack_without_faults_and_turnout_of_other_elections(tmp_path: Path) -> None:
    write_past(write_pack(tmp_path / "valley", VALLEY), PAST.replace("12.0", "x"))
    write_pack(tmp_path / "other", VALLEY)
    write_totals(tmp_path / "dales")

    faulty, other, totals, none = (
        saylau_here("pack", "prior", name, cwd=tmp_path)
        for name in ("valley", "other", "dales", "none")
    )

    assert (faulty.returncode, other.returncode, totals.returncode, none.returncode) == (2, 2, 2, 2)
    assert "past/turnout.csv:2: pct must be a number" in faulty.stderr
    for each in (other, totals):
        assert "past/turnout.csv: there is no turnout of other elections" in each.stderr
    assert "no such folder" in none.stderr
