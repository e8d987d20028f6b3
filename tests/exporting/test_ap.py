"""Files in the shape of AP's API have the races of the tables, and nothing before its time."""

from __future__ import annotations

import csv
import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.exporting import export_text
from sim.exporting.ap import pieces
from sim.exporting.known_night import known_night
from sim.results.results import RunResults
from tests.exporting.test_nist_report import REFERENCE, odd_country
from tests.support.contests import bay

if TYPE_CHECKING:
    from pathlib import Path


def reply_of(results: RunResults, at: str | None = None) -> Any:
    return json.loads("".join(pieces(known_night(results, at))))


def check_sums(reply: Any) -> None:
    """Check that votes of a race are those of its sites, and that ids differ."""
    for race in reply["races"]:
        whole, *sites = race["reportingUnits"]
        assert race["test"] is True
        assert (whole["level"], {site["level"] for site in sites}) == ("state", {"subunit"})
        assert whole["precinctsTotal"] == len(sites)
        assert whole["precinctsReporting"] == sum(site["precinctsReporting"] for site in sites)
        for one in whole["candidates"]:
            parts = [
                c for site in sites for c in site["candidates"] if c["polNum"] == one["polNum"]
            ]
            assert one["voteCount"] == sum(part["voteCount"] for part in parts)
            assert len(parts) == len(sites)
            assert not any("winner" in part for part in parts)
    ids = [c["candidateID"] for r in reply["races"] for c in r["reportingUnits"][0]["candidates"]]
    assert len(set(ids)) == len(ids)


@pytest.mark.parametrize("at", ["20:00", "23:00", None])
def test_a_reply_has_the_accepted_votes_and_called_winners(at: str | None) -> None:
    results = sim.load_results(REFERENCE)
    assert isinstance(results, RunResults)
    tallies, sites, races = (results.tables[name] for name in ("tallies", "sites", "races"))
    moment = np.datetime64(f"2021-07-25T{at}" if at else "2022-01-01")
    end = sites["accepted"].max()
    known = np.isin(tallies["site"], sites["site"][sites["accepted"] < moment])
    reply = reply_of(results, at)
    wholes = [race["reportingUnits"][0] for race in reply["races"]]

    check_sums(reply)
    votes = sum(c["voteCount"] for whole in wholes for c in whole["candidates"])
    assert votes == tallies["votes"][known & (tallies["choice"] != "invalid")].sum()
    called = races["called"] < moment
    won = {
        race["raceID"]: c["last"]
        for race in reply["races"]
        for c in race["reportingUnits"][0]["candidates"]
        if c.get("winner") == "X"
    }
    columns = (races[name][called].tolist() for name in ("race", "winner"))
    assert won == dict(zip(*columns, strict=True))
    stamp = dt.datetime.fromisoformat(reply["timestamp"])
    assert stamp.tzinfo == dt.UTC
    assert np.datetime64(stamp.replace(tzinfo=None), "s") == (
        moment if at else end
    ) - np.timedelta64(6, "h")
    updated = [whole["lastUpdated"] for whole in wholes if "lastUpdated" in whole]
    assert max(updated, default=reply["timestamp"]) <= reply["timestamp"]


def test_contests_of_several_kinds_and_odd_names(tmp_path: Path) -> None:
    results = sim.run(bay(tmp_path / "bay"), workers=1)
    reply = reply_of(results)
    check_sums(reply)
    races = {race["raceID"]: race for race in reply["races"]}
    assert races["bridge"]["officeID"] == "I"
    won = Counter(
        name
        for name, race in races.items()
        for c in race["reportingUnits"][0]["candidates"]
        if "winner" in c
    )
    assert (won["council"], races["council"]["numWinners"]) == (2, 2)
    for seed in range(3):
        check_sums(reply_of(sim.run(odd_country(seed, tmp_path / str(seed)), workers=1)))


def test_the_text_is_that_of_the_command() -> None:
    text = "".join(export_text(REFERENCE, "ap", "21:30"))

    assert json.loads(text)["timestamp"] == "2021-07-25T15:30:00Z"


SITES = """\
site,code,race,contests,registered,issued,cast,hours_behind_capital,last_left,accepted
hall,N,mayor,mayor,100,60,60,0,2024-11-05T19:00:00,2024-11-05T20:10:05
inn,S,mayor,mayor;bridge,50,30,30,0,2024-11-05T19:00:00,2024-11-05T20:30:00
dock,S,mayor,mayor;bridge,40,20,20,0,2024-11-05T19:00:00,2024-11-05T21:00:00
"""
RACES = """\
race,name,system,vote_for,seats,winner,called,declared
mayor,Mayor,majority,1,1,Ann "A",2024-11-05T20:30:00,2024-11-05T21:00:00
bridge,New bridge?,question,1,1,No,2024-11-05T21:00:00,2024-11-05T21:00:00
"""
TALLIES = """\
site,race,choice,party,votes
hall,mayor,Ann "A",RED,40
hall,mayor,Cy,,15
hall,mayor,against_all,,3
hall,mayor,invalid,,2
inn,mayor,Ann "A",RED,20
inn,mayor,Cy,,9
inn,mayor,against_all,,0
inn,mayor,invalid,,1
inn,bridge,Yes,,10
inn,bridge,No,,18
inn,bridge,against_all,,0
inn,bridge,invalid,,2
dock,mayor,Ann "A",RED,6
dock,mayor,Cy,,14
dock,mayor,against_all,,0
dock,mayor,invalid,,0
dock,bridge,Yes,,7
dock,bridge,No,,13
dock,bridge,against_all,,0
dock,bridge,invalid,,0
"""
NUMBERS = {"registered", "issued", "cast", "hours_behind_capital", "vote_for", "seats", "votes"}
TIMES = {"last_left", "accepted", "called", "declared"}


@pytest.fixture(scope="module")
def by_hand(tmp_path_factory: pytest.TempPathFactory) -> RunResults:
    """A night of three sites, whose numbers were made up and added up by hand."""
    run = sim.run(bay(tmp_path_factory.mktemp("by-hand"), ["law.against_all=false"]))
    tables = {
        name: {
            head: np.array(column, "datetime64[s]" if head in TIMES else None)
            if head not in NUMBERS else np.array(column, np.int64)
            for head, *column in zip(*rows_of(text), strict=True)
        }
        for name, text in (("sites", SITES), ("races", RACES), ("tallies", TALLIES))
    }  # fmt: skip
    return type(run)(run.summary, tables, run.manifest)


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(text.splitlines(), quoting=csv.QUOTE_NONE))


def candidate(ballot: int, last: str, party: str, id_: str, votes: int, **more: str) -> Any:
    return {
        "first": "", "last": last, "party": party, "candidateID": id_, "polID": "0",
        "polNum": id_, "ballotOrder": ballot, "voteCount": votes, **more,
    }  # fmt: skip


def test_a_reply_is_that_which_was_written_by_hand(by_hand: RunResults) -> None:
    """At 20:45 two of three sites are in, and Ann is called; Denver is 7 hours behind UTC."""

    def unit(code: str, name: str, votes: list[int], time: str = "") -> Any:
        n = int(bool(time))
        people = [
            candidate(1, 'Ann "A"', "RED", "1", votes[0]),
            candidate(2, "Cy", "", "2", votes[1]),
        ]
        return {
            "statePostal": code, "stateName": code, "level": "subunit", "reportingunitID": name,
            "reportingunitName": name, **({"lastUpdated": time} if time else {}),
            "precinctsReporting": n, "precinctsTotal": 1, "precinctsReportingPct": 100.0 * n,
            "candidates": people,
        }  # fmt: skip

    mayor = {
        "test": True, "raceID": "mayor", "raceType": "General", "raceTypeID": "G",
        "officeID": "mayor", "officeName": "Mayor", "seatName": "Mayor", "numWinners": 1,
        "uncontested": False,
        "reportingUnits": [
            {
                "statePostal": "ALL", "stateName": "all", "level": "state",
                "lastUpdated": "2024-11-06T03:30:00Z", "precinctsReporting": 2,
                "precinctsTotal": 3, "precinctsReportingPct": 66.67, "eevp": 81.82,
                "candidates": [
                    candidate(1, 'Ann "A"', "RED", "1", 60, winner="X"),
                    candidate(2, "Cy", "", "2", 24),
                ],
            },
            unit("N", "hall", [40, 15], "2024-11-06T03:10:05Z"),
            unit("S", "inn", [20, 9], "2024-11-06T03:30:00Z"),
            unit("S", "dock", [0, 0]),
        ],
    }  # fmt: skip
    bridge = {
        "test": True, "raceID": "bridge", "raceType": "General", "raceTypeID": "G",
        "officeID": "I", "officeName": "New bridge?", "seatName": "New bridge?", "numWinners": 1,
        "uncontested": False,
        "reportingUnits": [
            {
                "statePostal": "S", "stateName": "S", "level": "state",
                "lastUpdated": "2024-11-06T03:30:00Z", "precinctsReporting": 1,
                "precinctsTotal": 2, "precinctsReportingPct": 50.0, "eevp": 60.0,
                "candidates": [candidate(1, "Yes", "", "3", 10), candidate(2, "No", "", "4", 18)],
            },
            *(
                {
                    "statePostal": "S", "stateName": "S", "level": "subunit",
                    "reportingunitID": name, "reportingunitName": name,
                    **({"lastUpdated": "2024-11-06T03:30:00Z"} if n else {}),
                    "precinctsReporting": n, "precinctsTotal": 1,
                    "precinctsReportingPct": 100.0 * n,
                    "candidates": [
                        candidate(1, "Yes", "", "3", yes), candidate(2, "No", "", "4", no),
                    ],
                }
                for name, n, yes, no in (("inn", 1, 10, 18), ("dock", 0, 0, 0))
            ),
        ],
    }  # fmt: skip

    assert reply_of(by_hand, "20:45") == {
        "electionDate": "2024-11-05",
        "timestamp": "2024-11-06T03:45:00Z",
        "test": True,
        "simulated": "every number was computed by Saylau, a simulator of elections",
        "races": [mayor, bridge],
    }


def test_a_winner_is_there_from_the_second_after_the_call(by_hand: RunResults) -> None:
    def won(at: str | None) -> list[str]:
        wholes = [race["reportingUnits"][0] for race in reply_of(by_hand, at)["races"]]
        return [c["last"] for whole in wholes for c in whole["candidates"] if "winner" in c]

    assert [won(at) for at in ("20:30", "20:30:01", "21:00", None)] == [
        [], ['Ann "A"'], ['Ann "A"'], ['Ann "A"', "No"],
    ]  # fmt: skip
