"""``saylau pack check`` and ``saylau pack schema``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from sim.scenario.finding import shipped_packs
from tests.pack.files.test_reading import FAULTS
from tests.support.commands import saylau_here
from tests.support.packs import VALLEY, real_data, write_pack
from tests.support.totals import write_totals

if TYPE_CHECKING:
    from pathlib import Path

CHECKED = """\
PACK town: Town and valley, 2024

  date           2024-11-05
  doors open     local time:
                 07:00–19:00: 5 sites
                 08:00–02:00 the next day: 1 site
  time zones     2
                 America/Denver (UTC-07:00): 3 sites
                 America/New_York (UTC-05:00): 3 sites
  sites          6 in 6 buildings
  registered     3,538
  staff          30 members, 12 desks
  equipment      16 booths, 6 boxes
  areas          2 of level county, 4 of level ward
                 tables by county; protocols taken in by ward
  map            none: a tile for each county
  candidates     8
  parties        2: RED, BLUE
  ballot styles  2
  names          kk lacks 10 of 10, ru lacks 10 of 10

3 contests
  contest                     system     vote for  seats  candidates  sites
  Mayor                       majority          1      1           3      6
  Council of North County     plurality         2      2           3      3
  Shall the bridge be built?  question          1      1           2      3

2 ballot styles
  3 sites  2 contests  mayor, council
  3 sites  2 contests  mayor, bridge

Law
  law.ballots_reserve_pct           one ballot per registered voter delivered,
                                    and 1 % more (assumption)
  law.issued_may_exceed_registered  more ballots than registered voters at a
                                    site: yes, with a finding (assumption)
  law.against_all                   against all is not on the ballot
                                    (assumption)
  law.read_aloud                    ballots are read aloud, one after the other
                                    (assumption)
  law.tie                           a lot decides a tie (assumption)
  law.system                        plurality, where contests.csv says nothing:
                                    most votes win (assumption)
  law.majority_of                   a majority is more than half of the valid
                                    votes (assumption)
  law.members                       a commission has any number of members
                                    (assumption)

Filled in
  sites.csv: opens, closes  5 sites: as in election.toml
"""


def test_check_prints_what_is_in_a_pack(tmp_path: Path) -> None:
    done = saylau_here("pack", "check", str(write_pack(tmp_path / "town")), cwd=tmp_path)

    assert done.returncode == 0
    assert done.stdout.startswith(CHECKED)
    assert "1 per 400 voters or part of it\n" in done.stdout
    assert "\nFindings\n  none\n\nNot in a run so far\n" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_check_prints_it_as_json(tmp_path: Path) -> None:
    done = saylau_here("pack", "check", "--json", str(write_pack(tmp_path)), cwd=tmp_path)
    found = json.loads(done.stdout)

    assert (found["sites"], found["registered"], found["name"]) == (6, 3538, "town")
    assert found["hours"][1] == {"opens": "08:00", "closes": "02:00", "next_day": True, "sites": 1}
    assert found["contests"][1] == {
        "contest": "council", "name": "Council of North County", "system": "plurality",
        "vote_for": 2, "seats": 2, "candidates": 3, "sites": 3, "registered": 2731,
    }  # fmt: skip
    assert found["ballot_styles"] == [
        {"contests": ["mayor", "council"], "sites": 3}, {"contests": ["mayor", "bridge"],
         "sites": 3},
    ]  # fmt: skip
    assert found["findings"] == []
    assert found["filled"][1]["n"] == 6


def test_check_prints_every_fault_and_writes_nothing(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "town", **FAULTS)
    before = {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}
    done = saylau_here("pack", "check", str(folder), cwd=tmp_path)

    assert done.returncode == 2
    assert done.stdout == ""
    lines = done.stderr.splitlines()
    assert len(lines) == 36
    assert all(line.startswith("error: town/") for line in lines)
    assert before == {path: path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()}


MODEL = """\
[polling]
chekin = 1
check_in_mean_s = "40"
[[incident]]
name = "Flood"
kind = "late_opning"
"""


def test_check_names_faults_of_the_model_beside_those_of_other_files(tmp_path: Path) -> None:
    settings = f"{VALLEY['election.toml']}{MODEL}"
    sites = VALLEY["sites.csv"].replace("site,", "place,", 1)
    alone = write_pack(tmp_path / "alone", VALLEY, election=settings)
    both = write_pack(tmp_path / "both", VALLEY, election=settings, sites=sites)

    for folder, command in ((alone, ["pack", "check"]), (both, ["pack", "check"]), (both, ["run"])):
        done = saylau_here(*command, folder.name, cwd=tmp_path)
        wrong = [line for line in done.stderr.splitlines() if "/election.toml" in line]
        assert (done.returncode, done.stdout, len(wrong)) == (2, "", 3)
        line = 1 + len(VALLEY["election.toml"].splitlines()) + 1
        assert f"election.toml:{line}: unknown key polling.chekin; did you mean" in done.stderr
        assert f"election.toml:{line + 1}: polling.check_in_mean_s must be" in done.stderr
        assert "did you mean 'late_opening'?" in done.stderr
        assert ("sites.csv:1: site: the column is missing" in done.stderr) == (folder is both)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone", "both"]


def test_check_knows_the_sites_that_incidents_name(tmp_path: Path) -> None:
    incident = '[[incident]]\nname = "Flood"\nkind = "late_opening"\nto = 10:00:00\n'
    settings = f'{VALLEY["election.toml"]}{incident}where = {{ sites = ["nowhere"] }}\n'
    write_pack(tmp_path / "valley", VALLEY, election=settings)
    done = saylau_here("pack", "check", "valley", cwd=tmp_path)

    assert (done.returncode, done.stdout) == (2, "")
    assert "valley/election.toml: incident \"Flood\": where.sites: no site 'nowhere'" in done.stderr


def test_check_fills_in_by_the_norms_of_the_pack(tmp_path: Path) -> None:
    settings = f"{VALLEY['election.toml']}[register]\nregistered_per_desk = 100\n"
    write_pack(tmp_path / "valley", VALLEY, election=settings)
    done = saylau_here("pack", "check", "valley", cwd=tmp_path)

    assert "1 per 100 voters or part of it\n" in done.stdout


def test_schema_is_json_by_file(tmp_path: Path) -> None:
    done = saylau_here("pack", "schema", "--level", "county", cwd=tmp_path)
    found = json.loads(done.stdout)

    assert list(found) == [
        "sites.csv", "areas.csv", "contests.csv", "candidates.csv", "expected.csv", "names.csv",
        "reported/turnout.csv", "reported/results.csv", "reported/arrivals.csv", "past/turnout.csv",
    ]  # fmt: skip
    assert [field["name"] for field in found["sites.csv"]["fields"]][:2] == ["site", "county"]


def test_schema_of_totals(tmp_path: Path) -> None:
    done = saylau_here("pack", "schema", "--totals", cwd=tmp_path)
    fields = json.loads(done.stdout)["reported/seats.csv"]["fields"]

    assert [field["name"] for field in fields] == ["area", "party", "seats"]
    wrong = saylau_here("pack", "schema", "--totals", "--level", "county", cwd=tmp_path)
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert "--level is of sites.csv, which a pack of totals does not have" in wrong.stderr


def test_check_of_a_real_country(tmp_path: Path) -> None:
    done = saylau_here("pack", "check", str(real_data("mx-2018")), cwd=tmp_path)

    assert done.returncode == 0
    assert "  sites            6,307 in 5,933 buildings\n" in done.stdout
    assert "  registered       3,620,769; 42 sites with none\n" in done.stdout
    assert "  areas            32 of level state, 300 of level district\n" in done.stdout
    assert max(map(len, done.stdout.splitlines())) <= 80


def test_check_ends_with_the_command_that_runs_the_pack(tmp_path: Path) -> None:
    for name in ("valley", "heat"):
        write_pack(tmp_path / name, VALLEY)

    ends = [
        saylau_here("pack", "check", name, cwd=tmp_path).stdout.splitlines()[-1]
        for name in ("valley", "heat")
    ]

    # A scenario that ships is called heat.
    assert ends == ["Next: saylau run valley", "Next: saylau run ./heat"]


def test_check_of_the_default_election_by_its_name(tmp_path: Path) -> None:
    done = saylau_here("pack", "check", "kz-2021", cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert "  races            730, generated with their sites\n" in done.stdout
    assert "  L7  left out: VOS@final is printed as 90.88 %" in done.stdout
    assert "  L11  look: 10:10 of 2023-03-19: 12 of 15 regions" in done.stdout
    assert done.stdout.endswith("\nNext: saylau run kz-2021\n")
    assert max(map(len, done.stdout.splitlines())) <= 80


@pytest.mark.parametrize("name", sorted(shipped_packs()))
def test_every_pack_that_ships_is_checked_by_its_name(name: str, tmp_path: Path) -> None:
    done = saylau_here("pack", "check", "--json", name, cwd=tmp_path)

    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["name"] == name


def test_a_pack_of_totals_is_checked_and_run(tmp_path: Path) -> None:
    write_totals(tmp_path / "dales")

    checked = saylau_here("pack", "check", "dales", cwd=tmp_path)
    ran = saylau_here("run", "dales", "--no-plots", "--quiet", "--out", "run", cwd=tmp_path)

    assert "a calibration has a wide prior of arrivals (assumption)" in " ".join(
        checked.stdout.split()
    )
    assert ran.returncode == 0, ran.stderr
    summary = json.loads((tmp_path / "run" / "summary.json").read_text())
    manifest = json.loads((tmp_path / "run" / "manifest.json").read_text())
    assert summary["seats_nomination"] == {"RED": 3, "BLUE": 1, "Alone": 1}
    assert summary["seats_national"] == {"RED": 4, "BLUE": 1, "Alone": 0}
    assert [row["code"] for row in summary["targets"]] == ["U", "DALES"]
    assert summary["election"]["nation"] == "DALES"
    assert "reported/seats.csv" in manifest["pack"]["sha256"]


def test_calibrate_lints_an_election_of_published_totals(tmp_path: Path) -> None:
    write_totals(tmp_path / "dales")

    linted = saylau_here("calibrate", "dales", "--lint", cwd=tmp_path)

    assert "the prior of arrivals is wide (assumption)" in linted.stdout


def test_check_says_reported_values_that_cannot_be(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "valley", VALLEY)
    (folder / "reported").mkdir()
    rows = "area,time,pct,source\nWest,10:00,12,x\nWest,12:00,9,x\n"
    (folder / "reported" / "turnout.csv").write_text(rows)

    done = saylau_here("pack", "check", "valley", cwd=tmp_path)

    assert done.returncode == 0
    said = " ".join(done.stdout.split())
    assert "P14 reported/turnout.csv: West@10:00 is 12 %, West@12:00 is 9 %: cumulative" in said
