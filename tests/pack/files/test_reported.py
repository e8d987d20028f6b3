"""Reported turnout, votes and arrivals of a pack: what they become, and all their faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.pack.files.digests import pack_digests
from tests.support.packs import TOWN, VALLEY, faults_of, read, write_pack

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

HOUR = 3_600_000
SHARES = "shares of the votes are compared with shares of all ballots"


def reported(
    folder: Path, base: Mapping[str, str] = TOWN, /, sources: str = "", **files: str
) -> Path:
    """Write a pack with files of reported values; expected shares are left out."""
    settings = f"{sources}\n{base['election.toml']}"
    changed = {"expected": None} if "expected.csv" in base else {}
    write_pack(folder, base, election=settings, **changed)
    (folder / "reported").mkdir()
    for name, text in files.items():
        (folder / "reported" / f"{name}.csv").write_text(text, encoding="utf-8")
    return folder


def test_turnout(tmp_path: Path) -> None:
    rows = "area,level,time,pct,count,relation,source\n"
    rows += "North,,10:00,12.50,,,Paper\nALL,,,56,,at_least,Paper\nN1,ward,12:00,,310,,Paper\n"
    rows += ",,10:00,,90,at_least,Paper\nSouth,,16:00,,,highest,Paper\n"
    pack = read(reported(tmp_path, turnout=rows))

    assert [
        (each.area, each.level, each.at_ms, each.pct, each.count, each.relation)
        for each in pack.reported.turnout
    ] == [
        ("North", "county", 10 * HOUR, 12.5, -1, "equals"),
        ("", "", -1, 56, -1, "at_least"),
        ("N1", "ward", 12 * HOUR, None, 310, "equals"),
        ("", "", 10 * HOUR, None, 90, "at_least"),
        ("South", "county", 16 * HOUR, None, -1, "highest"),
    ]
    assert type(pack.reported.turnout[1].pct) is int
    assert not pack.findings
    assert "reported/turnout.csv" in pack_digests(tmp_path)


def test_votes_of_sites_add_up_by_area_where_all_sites_are_reported(tmp_path: Path) -> None:
    rows = "site,contest,candidate,party,votes\n"
    for site, (a, b) in {"mill": (4, 6), "school": (50, 50), "hall": (46, 44)}.items():
        rows += f"{site},mayor,Ann Lee,RED,{a}\n{site},mayor,Bo Roy,BLUE,{b}\n"
    rows += "inn,mayor,Ann Lee,RED,9\n"
    pack = read(reported(tmp_path, sources='sources = "Count"', results=rows))

    # North is complete, South and so the whole are not.
    assert [(v.area, v.contest, v.candidate, v.pct) for v in pack.reported.votes] == [
        ("North", "mayor", "Ann Lee", 50.0),
        ("North", "mayor", "Bo Roy", 50.0),
    ]
    assert [(each.code, each.message) for each in pack.findings] == [
        ("P12", f"contest mayor: no rows for Invalid/blank; {SHARES}"),
    ]  # fmt: skip


def test_votes_of_areas_are_shares_of_all_ballots_that_are_reported(tmp_path: Path) -> None:
    rows = "area,contest,candidate,votes,source\n"
    rows += "South,mayor,Ann Lee,30,x\nSouth,mayor,Invalid/blank,10,x\n"
    rows += "South,mayor,Under Votes,20,x\n"
    rows += "North,council,Di Fox,5,x\n"
    pack = read(reported(tmp_path, results=rows))

    assert [(v.area, v.candidate, v.pct) for v in pack.reported.votes] == [
        ("South", "Ann Lee", 50.0),
        ("South", "Invalid/blank", 16.67),
        ("South", "Under Votes", 33.33),
        ("North", "Di Fox", 100.0),
    ]
    (found,) = pack.findings
    assert found.message.endswith("not compared, as a ballot may have several marks")


def test_arrivals_are_on_the_clock_of_the_capital(tmp_path: Path) -> None:
    rows = "site,contest,stage,at,ballots\nmill,mayor,phoned,2024-11-05T20:30:00-05:00,7\n"
    rows += "inn,mayor,phoned,2024-11-06T00:10,\ninn,mayor,accepted,01:15,\nmill,,signed,21:00,\n"
    arrivals = read(reported(tmp_path, sources='sources = "Feed"', arrivals=rows)).reported.arrivals

    assert arrivals is not None
    assert arrivals.site.tolist() == [2, 3, 3, 2]
    assert arrivals.stage == ("phoned", "phoned", "accepted", "signed")
    assert (arrivals.at_ms / HOUR).tolist() == [18.5, 24 + 1 / 6, 25.25, 21.0]


def test_values_without_a_source_are_said(tmp_path: Path) -> None:
    pack = read(reported(tmp_path, turnout="area,pct\nNorth,50\nSouth,60\n"))

    assert [(each.code, each.where, each.message) for each in pack.findings] == [
        ("P11", "reported/turnout.csv:2",
         "2 values have no source, and election.toml has no sources"),
    ]  # fmt: skip


def test_more_votes_at_a_site_than_registered_voters_are_said(tmp_path: Path) -> None:
    rows = "site,contest,candidate,votes\nmill,mayor,Ann Lee,900\nmill,mayor,Invalid/blank,300\n"
    pack = read(reported(tmp_path, sources='sources = "Feed"', results=rows))

    registered = int(pack.sites.registered[pack.sites.id == "mill"][0])
    assert registered < 1200
    assert [(each.code, each.where, each.message) for each in pack.findings] == [
        ("P13", "reported/results.csv:2",
         ("1 sum of votes of a site above its registered voters: first mill, 1,200 votes of "
          f"mayor for {registered:,} voters")),
    ]  # fmt: skip


def test_more_voters_than_are_registered_are_a_fault_of_the_row(tmp_path: Path) -> None:
    folder = reported(tmp_path, turnout="area,count\nNorth,99999\nSouth,1\n,99999\n")

    assert [found.partition(", ")[0] for found in faults_of(folder)] == [
        f"reported/turnout.csv:{line}: count must be at most the registered voters there"
        for line in (2, 4)
    ]


def test_a_file_that_nobody_reads_is_said(tmp_path: Path) -> None:
    pack = read(reported(tmp_path, turnuot="area,pct\nNorth,50\n"))

    (found,) = pack.findings
    assert (found.code, found.where) == ("P7", "reported/turnuot.csv")
    assert "reported/turnout.csv" in found.message


FAULTS = {
    "turnout": (
        "area,level,time,pct,count,relation\n"
        "Nroth,,10:00,1,,\n"  # no such area
        "North,,10:00,101,,\n"  # more than all
        "North,,11:00,,,\n"  # no value
        "North,,12:00,1,2,\n"  # two values
        "North,,13:00,1,,highest\n"  # a value of none
        ",,,,,highest\n"  # of nothing, at no time
        "North,,14:00,1,,less\n"
        "North,,8 am,1,,\n"
        "North,,15:00,1,,\n"
        "North,,15:00,1,,\n"  # twice
        "North,town,16:00,1,,\n"  # no such level
    ),
    "results": (
        "site,area,contest,candidate,votes\n"
        "mil,,mayor,Ann Lee,1\n"
        "mill,North,mayor,Ann Lee,1\n"
        "mill,,mayor,Ann Leo,1\n"
        "mill,,major,Ann Lee,1\n"
        "mill,,mayor,Bo Roy,-1\n"
        "inn,,mayor,Bo Roy,1\n"
        "inn,,mayor,Bo Roy,2\n"
    ),
    "arrivals": (
        "site,stage,at\n"
        "mil,phoned,20:00\n"
        "mill,phone,20:00\n"
        "mill,phoned,2024-11-05\n"
        "inn,phoned,20:00\n"
        "inn,phoned,21:00\n"
    ),
}  # fmt: skip
FOUND = """\
reported/turnout.csv:2: area: no site lies in area 'Nroth'; did you mean 'North'?
reported/turnout.csv:3: pct must be a number from 0 to 100; got '101'
reported/turnout.csv:4: pct is missing, and so is count
reported/turnout.csv:5: count: stands in place of pct; leave one of the two out
reported/turnout.csv:6: pct belongs to other relations: highest has no value
reported/turnout.csv:7: area is missing: highest is of all areas, so name one
reported/turnout.csv:7: time is missing: highest is of a time
reported/turnout.csv:8: relation must be one of equals, at_least, highest; got 'less'
reported/turnout.csv:9: time must be a clock time such as 08:00 or 19:30; got '8 am'; write it in \
24 hours, such as 20:00
reported/turnout.csv:11: the row has the keys of line 10: the same level, area, time, relation
reported/turnout.csv:12: level must be one of levels of election.toml; got 'town'; known: county, \
ward
reported/results.csv:2: site: no site 'mil' in sites.csv; did you mean 'mill'?
reported/results.csv:3: area must be empty where a site is given, which lies in its areas; got \
'North'
reported/results.csv:4: candidate: no candidate 'Ann Leo' of contest 'mayor' in candidates.csv; \
did you mean 'Ann Lee'?
reported/results.csv:5: contest: no contest 'major' in contests.csv; did you mean 'mayor'?
reported/results.csv:6: votes must be a whole number from 0 to 1,000,000,000; got '-1'
reported/results.csv:8: the row has the keys of line 7: the same site, area, contest, candidate
reported/arrivals.csv:2: site: no site 'mil' in sites.csv; did you mean 'mill'?
reported/arrivals.csv:3: stage must be one of signed, phoned, accepted; got 'phone'; did you mean \
'phoned'?
reported/arrivals.csv:4: at must be a date with a time such as 2024-11-05T21:40, or a clock time \
such as 21:40; got '2024-11-05'
reported/arrivals.csv:6: the row has the keys of line 5: the same site, stage
"""


def test_all_faults_at_once(tmp_path: Path) -> None:
    found = faults_of(reported(tmp_path, sources='sources = "x"', **FAULTS))

    assert [line.partition("; known")[0].partition("; did")[0] for line in found] == [
        line.partition("; known")[0].partition("; did")[0] for line in FOUND.splitlines()
    ]


@pytest.mark.parametrize("name", ["turnout", "results", "arrivals"])
def test_a_pack_without_levels_may_have_reported_values(name: str, tmp_path: Path) -> None:
    rows = {"turnout": "pct\n60\n", "results": "candidate,votes\nNan Poe,5\n",
            "arrivals": "site,stage,at\nmill,phoned,20:00\n"}  # fmt: skip
    base = dict(VALLEY)
    base["election.toml"] = base["election.toml"].replace('["side", "parish"]', "[]")
    base["sites.csv"] = "site,registered\nmill,812\n"
    del base["areas.csv"]
    pack = read(reported(tmp_path, base, sources='sources = "x"', **{name: rows[name]}))

    assert pack.reported.turnout or pack.reported.votes or pack.reported.arrivals is not None
