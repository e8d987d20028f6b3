"""Files in the shape of AP's API have the races of the tables, and nothing before its time."""

from __future__ import annotations

import datetime as dt
import json
from collections import Counter
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

import sim
from sim.export import export_text
from sim.export.ap import pieces
from sim.export.known_night import known_night
from sim.results.results import RunResults
from tests.export.test_nist_report import REFERENCE, odd_country
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
