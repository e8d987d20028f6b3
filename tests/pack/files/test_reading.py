"""Packs are read whole, or refused with every fault that they have."""

from __future__ import annotations

import zoneinfo
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.errors import PackError
from tests.support.packs import TOWN, edited, faults_of, read, real_data, write_pack

if TYPE_CHECKING:
    from pathlib import Path

HOUR = 3_600_000

NO_SITES = "is missing; a pack has one, or registered voters in areas.csv"


def test_a_pack_is_read(tmp_path: Path) -> None:
    pack = read(write_pack(tmp_path))
    sites, areas = pack.sites, pack.areas

    assert sites.id.tolist() == ["school", "hall", "mill", "inn", "barn", "dock"]
    assert sites.registered.tolist() == [900, 650, 1181, 310, 420, 77]
    assert areas.id.tolist() == ["North", "South", "N1", "N2", "S1", "S2"]
    assert areas.level.tolist() == [0, 0, 1, 1, 1, 1]
    assert areas.parent.tolist() == [-1, -1, 0, 0, 1, 1]
    assert areas.name.tolist()[:3] == ["North County", "South County", "N1"]
    assert sites.area.tolist() == [[0, 2], [0, 2], [0, 3], [1, 4], [1, 4], [1, 5]]
    assert (sites.opens_ms // HOUR).tolist() == [7, 8, 7, 7, 7, 7]
    assert (sites.closes_ms // HOUR).tolist() == [19, 26, 19, 19, 19, 19]
    assert pack.timezones == ("America/Denver", "America/New_York")
    assert sites.timezone.tolist() == [0, 0, 0, 1, 1, 1]
    assert pack.styles == ((0, 1), (0, 2))
    assert sites.style.tolist() == [0, 0, 0, 1, 1, 1]


def test_contests_and_candidates_are_read(tmp_path: Path) -> None:
    pack = read(write_pack(tmp_path))
    contests, candidates = pack.contests, pack.candidates

    assert contests.id.tolist() == ["mayor", "council", "bridge"]
    assert contests.name.tolist()[2] == "Shall the bridge be built?"
    assert (contests.vote_for.tolist(), contests.seats.tolist()) == ([1, 2, 1], [1, 2, 1])
    assert contests.system.tolist() == ["majority", "plurality", "question"]
    assert candidates.contest.tolist() == [0, 0, 0, 1, 1, 1, 2, 2]
    assert [party.name for party in pack.parties] == ["Red Party", "BLUE"]
    assert candidates.party.tolist() == [0, 1, -1, 0, 1, -1, -1, -1]
    assert candidates.incumbent.tolist() == [True] + 7 * [False]
    np.testing.assert_array_equal(candidates.expected_pct[:3], [51, 40.5, np.nan])
    assert pack.expected.area.tolist() == [1, 2]
    assert pack.expected.candidate.tolist() == [0, 3]


def test_rows_of_candidates_may_be_in_any_order(tmp_path: Path) -> None:
    header, *rows = TOWN["candidates.csv"].splitlines()
    mixed = "\n".join([header, *rows[::-1]])

    candidates = read(write_pack(tmp_path, candidates=mixed)).candidates
    assert candidates.contest.tolist() == [0, 0, 0, 1, 1, 1, 2, 2]
    assert candidates.name.tolist()[:3] == ["Cy Day", "Bo Roy", "Ann Lee"]


def test_the_least_pack_has_one_contest_named_like_the_election(tmp_path: Path) -> None:
    settings = edited("election.toml", ('levels = ["county", "ward"]\n', ""))
    pack = read(write_pack(
        tmp_path, election=settings, sites="site,registered\na,10\n", areas=None, contests=None,
        candidates="candidate\nAnn\nBo\n", expected=None,
    ))  # fmt: skip

    assert pack.contests.id.tolist() == ["town"]
    assert pack.styles == ((0,),)
    assert pack.sites.area.shape == (1, 0)
    assert len(pack.areas) == 0
    assert pack.settings.report_level == ""


def test_a_byte_order_mark_crlf_and_line_breaks_in_cells_are_read(tmp_path: Path) -> None:
    crlf = TOWN["sites.csv"].replace("\n", "\r\n").encode("utf-8-sig")
    assert read(write_pack(tmp_path / "a", sites=crlf)).sites.registered.sum() == 3538

    broken = edited("sites.csv", ("hall,North,N1,650", '"ha\nll",North,N1,650'), (",77", ",7 7"))
    assert faults_of(write_pack(tmp_path / "b", sites=broken)) == [
        "sites.csv:3: site must not hold a control character, U+000A; got 'ha\\nll'",
        "sites.csv:8: registered must be a whole number from 0 to 1,000,000,000; got '7 7'",
    ]


FAULTS: dict[str, str | bytes | None] = {
    "election": edited(
        "election.toml",
        ('title = "Town and valley, 2024"', 'titel = "Town"'),  # 1 unknown, 2 missing
        ("2024-11-05", '"5.11.2024"'),  # 3
        ("America/Denver", "America/Dever"),  # 4
        ("#cc0000", "red"),  # 5
        ("[parties.RED]", 'report_by = "wards"\n[parties.RED]'),  # 6
    ),
    "sites": (
        "site,county,ward,registered,opens,closes,timezone,members,colour\n"  # 7
        'school,North,N1,"1,234",,,,,\n'  # 8
        "school,North,N1,900,,,,,\n"  # 9
        "mill,South,N1,900,,,,,\n"  # 10
        "inn,South,S1,0,,,,,\n"  # 11
        "barn,South,S1,420,07:00,,,,\n"  # 12
        "dock,South,S2,-77,,,,,\n"  # 13
        "quay,South,S2,77,,,UTC-7,,\n"  # 14
        "port,South\n"  # 15
        "pi\0er,South,S2,77,,,,,\n"  # 16
        "pub,South,S2,77,7 am,19:00,,,\n"  # 17
        ",South,S2,77,,,,,\n"  # 18
        "tower,West,W1,77,,,,,\n"  # 19
        "caf\udce9,North,N2,77,,,,0,\n"  # 20, 21
    ).encode("utf-8", "surrogateescape"),
    "areas": edited(
        "areas.csv", ("South County,,America/New_York", "South County,North,Nowhere/City")
    ),  # 22, 23
    "contests": edited(
        "contests.csv",
        ("council,Council of North County,2,2", "council,Council,4,0"),  # 24, 25
        ("question,S1;S2", "vote,S1;S9"),  # 26, 27
    ) + "judge,,,,,\n",  # 28
    "candidates": edited(
        "candidates.csv",
        ("40.5", "60"),  # 29
        ("mayor,Cy Day,,,", "mayor,Cy Day,,maybe,130"),  # 30, 31
        ("council,Di Fox,RED", "council,Di Fox,REED"),  # 32
        ("council,Flo Guy", "council,Ed Orr"),  # 33
        ("bridge,No,", "brigde,No,"),  # 34
    ),
    "expected": "area,contest,candidate,expected_pct\nEast,mayor,Ann Lee,3\nSouth,mayor,Al,3\n",
    # 35, 36
}  # fmt: skip
LISTED = """\
election.toml: title is missing
election.toml:2: unknown key 'titel'; did you mean 'title'?
election.toml:3: date must be a date
election.toml:4: timezone must be the IANA name
election.toml:8: report_by must be one of levels; got 'wards'; did you mean 'ward'?
election.toml:11: parties.RED.colour: got 'red'
sites.csv:1: unknown column 'colour'
sites.csv:2: registered must be a whole number
sites.csv:3: site: 'school' is twice; it is on line 2, too
sites.csv:4: ward: 'N1' lies in county 'South' here, and in 'North' on line 2
sites.csv:5: registered is 0, and expected_voters is missing, too: a site needs voters
sites.csv:6: closes is missing, since opens is given
sites.csv:7: registered must be a whole number
sites.csv:8: timezone must be the IANA name
sites.csv:9: has too few cells: 2, and the header names 9 columns
sites.csv:10: site must not hold a control character, U+0000
sites.csv:11: opens must be a clock time
sites.csv:12: site is missing
sites.csv:13: county: no area 'West' in areas.csv
sites.csv:14: site must be UTF-8 text
sites.csv:14: members must be a whole number
areas.csv:3: timezone must be the IANA name
areas.csv:3: parent must be empty, as county is the first level
contests.csv:3: vote_for must be at most the number of candidates, 3; got 4
contests.csv:3: seats must be a whole number
contests.csv:4: system must be one of
contests.csv:4: area: no site lies in area 'S9'
contests.csv:5: contest: 'judge' has no candidates
candidates.csv:4: incumbent must be yes or no
candidates.csv:4: expected_pct must be a number from 0 to 100; got '130'
candidates.csv:3: expected_pct must add to at most 100 in 'mayor'; got 111
candidates.csv:5: party: no [parties.REED] in election.toml; did you mean 'RED'?
candidates.csv:7: candidate: 'Ed Orr' is twice in contest 'council'
candidates.csv:9: contest: no contest 'brigde' in contests.csv; did you mean 'bridge'?
expected.csv:2: area: no site lies in area 'East'
expected.csv:3: candidate: no candidate 'Al' of contest 'mayor' in candidates.csv
"""


def test_all_faults_are_listed_at_once(tmp_path: Path) -> None:
    found, listed = faults_of(write_pack(tmp_path, **FAULTS)), LISTED.splitlines()

    assert [text for text in listed if not any(line.startswith(text) for line in found)] == []
    # And nothing that only follows from another.
    assert len(found) == len(listed) > 25
    files = [line.partition(":")[0] for line in found]
    assert list(dict.fromkeys(files)) == list(TOWN)


def test_many_faults_of_one_kind_are_counted(tmp_path: Path) -> None:
    rows = "".join(f"s{row},North,N2,1.{row:03d},,\n" for row in range(100, 900))
    found = faults_of(write_pack(tmp_path, sites=TOWN["sites.csv"] + rows))

    assert len(found) == 11
    assert found[0].endswith("got '1.100'; write 1100, without a separator of thousands")
    assert found[-1] == (
        "sites.csv:18: registered: 790 more like the 10 above, at lines 18, 19, 20, 21, 22, ..."
    )


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("nowhere", "no such folder"),
        ("town/sites.csv", "is a file; a pack is a folder"),
        ("empty", "is not a pack: it has none of election.toml, sites.csv"),
        ("a\0b", "no such folder"),
    ],
)
def test_what_is_no_pack_is_refused(name: str, message: str, tmp_path: Path) -> None:
    write_pack(tmp_path / "town")
    (tmp_path / "empty").mkdir()

    with pytest.raises(PackError, match=message):
        read(tmp_path / name)


def test_a_missing_file_is_a_fault_with_the_name_of_the_file_that_may_be_meant(
    tmp_path: Path,
) -> None:
    folder = write_pack(tmp_path, election=None, sites=None)
    (folder / "site.csv").write_text(TOWN["sites.csv"], encoding="utf-8")

    assert faults_of(folder) == [
        "election.toml: is missing; a pack has one",
        f"sites.csv: {NO_SITES}; did you mean 'site.csv'?",
    ]


def test_what_is_no_file_is_missing(tmp_path: Path) -> None:
    folder = write_pack(tmp_path, sites=None, areas=None)
    (folder / "sites.csv").mkdir()
    (folder / "areas.csv").symlink_to("nowhere")

    assert faults_of(folder) == [f"sites.csv: {NO_SITES}"]


def test_a_real_country_is_read() -> None:
    pack = read(real_data("mx-2018"))
    sites = pack.sites

    assert len(sites) == 6307
    assert (sites.registered == 0).sum() == 42
    assert (sites.expected_voters[sites.registered == 0] > 0).all()
    assert sites.registered.sum() == 3_620_769
    assert np.bincount(pack.areas.level).tolist() == [32, 300]
    assert len(pack.timezones) == 6
    tijuana = pack.timezones.index("America/Tijuana")
    assert {site[:3] for site in sites.id[sites.timezone == tijuana]} == {"BC-"}
    assert zoneinfo.ZoneInfo(pack.timezones[0]).key == pack.settings.timezone
    assert pack.styles == ((0,),)
    assert sites.desks.max() == 2
