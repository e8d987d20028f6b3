"""What a feed shows: the truth at each time, nothing that falls, and updates that lose nothing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.exporting.ap import pieces as ap_pieces
from sim.exporting.known_night import known_night
from sim.exporting.nist_json import pieces as nist_pieces
from sim.exporting.openelections import pieces as openelections_pieces
from sim.feed.shown import Shown
from sim.feed.snapshot import ApQuery, ap_page, snapshot
from sim.feed.states import Postal, american
from tests.support.feeds import (
    Wall,
    ask,
    clock_text,
    feed_of,
    get_json,
    races_path,
    reference,
    region_night,
    some_times,
    whole_night,
)

if TYPE_CHECKING:
    from sim.core.types import Times
    from sim.feed.feed import Feed


def test_no_total_ever_falls_without_faults() -> None:
    """At 1,000 random times of the whole country: each race is looked at when it has changed."""
    night = whole_night()
    shown = Shown(night, (), Postal())
    seen: Times = np.full(len(night.contests), np.datetime64("NaT", "s"))
    votes = [np.zeros(len(contest.choices), dtype=np.int64) for contest in night.contests]
    for at in some_times(night, 1000, seed=1):
        before = shown.before(shown.version(at))
        updates = shown.last_updates(before)
        for race in np.flatnonzero(~np.isnat(updates) & (updates != seen)).tolist():
            found = shown.contest(race, before).votes.sum(axis=1)
            assert (found >= votes[race]).all()
            votes[race] = found
        seen = updates
    assert sum(map(np.sum, votes)) > 0.9 * reference().summary.cast


def test_the_last_snapshot_is_that_of_the_table_of_races() -> None:
    feed = feed_of(whole_night(), start="2021-07-27T00:00")
    races = reference().tables["races"]
    reply = get_json(feed, races_path(feed))
    wholes = [race["reportingUnits"][0] for race in reply["races"]]
    winners = [[c for c in whole["candidates"] if c.get("winner") == "X"] for whole in wholes]

    assert [race["raceID"] for race in reply["races"]] == races["race"].tolist()
    assert [c["last"] for (c,) in winners] == races["winner"].tolist()
    assert [c["voteCount"] for (c,) in winners] == races["winner_votes"].tolist()
    against_all = [whole["candidates"][-1]["voteCount"] for whole in wholes]
    assert against_all == races["against_all_votes"].tolist()
    assert all(whole["precinctsReporting"] == whole["precinctsTotal"] for whole in wholes)
    assert {whole["eevp"] for whole in wholes} == {100.0}


@pytest.mark.parametrize("at", ["20:20", "23:00", "02:00"])
def test_a_snapshot_without_faults_is_what_export_writes(at: str) -> None:
    night = region_night()
    known, shown = known_night(night.results, at), snapshot(night, (), at)
    feed = feed_of(night)

    exported = json.loads("".join(ap_pieces(known)))["races"]
    served = get_json(feed, f"{races_path(feed)}?level=ru&at={at}")["races"]
    assert served == exported
    assert list(openelections_pieces(shown)) == list(openelections_pieces(known))
    nist = [json.loads("".join(nist_pieces(one))) for one in (shown, known)]
    # The time of the feed is that of its last change.
    assert nist[0].pop("GeneratedDate") <= nist[1].pop("GeneratedDate")
    assert nist[0] == nist[1]


def follow(feed: Feed, wall: Wall, seed: int, target: str) -> tuple[dict[str, Any], int]:
    """Follow a feed by ``nextrequest`` at random times; errors are tried again.

    Returns the state of all races, and the number of errors.
    """
    rng = np.random.default_rng(seed)
    feed.clock.set(now=feed.night.closes)
    wall.seconds += rng.integers(0, 400)
    state: dict[str, Any] = {}
    polls, errors, failed = int(rng.integers(2, 14)), 0, False
    while polls > 0 or failed:
        polls -= 1
        reply = ask(feed, target)
        failed = reply.status != 200
        if not failed:
            content = json.loads(reply.body)
            state |= {race["raceID"]: race for race in content.get("races", ())}
            target = content["nextrequest"].removeprefix("http://127.0.0.1:8000")
        else:
            errors += 1
        if polls > 0 or failed:
            wall.seconds += float(rng.exponential(30))
    return state, errors


@pytest.mark.parametrize(
    ("n", "level", "faults"),
    [
        (200, "state", ["outage"]),
        (
            30,
            "ru",
            ["outage", "swapped", "doubled", "zeros", "results_late", "call_withdrawn", "stale"],
        ),
    ],
)
def test_following_updates_gives_the_state_of_a_full_reply(
    n: int, level: str, faults: list[str]
) -> None:
    """Random schedules with an outage inside, on a clock that the test moves."""
    wall = Wall()
    feed = feed_of(region_night(), faults, wall=wall)
    target = f"{races_path(feed)}?level={level}"
    all_errors = 0
    for seed in range(n):
        state, errors = follow(feed, wall, seed, target)
        full = get_json(feed, target)["races"]
        assert state == {race["raceID"]: race for race in full}, seed
        all_errors += errors
    assert all_errors > n / 4


def test_an_update_of_many_races_comes_in_parts() -> None:
    night = region_night()
    shown = Shown(night, (), Postal())
    version, at = len(shown.moments), 0
    found: dict[str, str] = {}
    pages = 0
    while True:
        page = ap_page(shown, ApQuery(after=at), version, most=4)
        found |= {json.loads(text)["raceID"]: text for text in page.races}
        pages, at = pages + 1, page.next_after
        if not page.is_truncated:
            break
        assert len(page.races) >= 4
    assert pages > 3
    assert at == version
    assert list(found.values()) != list(ap_page(shown, ApQuery(), version).races)
    assert sorted(found.values()) == sorted(ap_page(shown, ApQuery(), version).races)


def test_conditions_choose_races_and_units() -> None:
    feed = feed_of(whole_night(), start="23:00")
    path = races_path(feed)
    all_races = get_json(feed, path)["races"]
    some = get_json(feed, f"{path}?statePostal=MAN&level=ru")["races"]

    assert len(all_races) == 730
    assert {len(race["reportingUnits"]) for race in all_races} == {1}
    assert {unit["statePostal"] for race in some for unit in race["reportingUnits"]} == {"MAN"}
    assert len(some) == 10
    assert sum(len(race["reportingUnits"]) - 1 for race in some) == 14
    ids = f"{some[3]['raceID']},{some[0]['raceID']}"
    one = get_json(feed, f"{path}?raceID={ids}")["races"]
    assert [race["raceID"] for race in one] == sorted(ids.split(","))
    # Programs write names of parameters in several ways.
    assert get_json(feed, f"{path}?raceid={ids}&apiKey=x&national=true&test=true")["races"] == one
    assert get_json(feed, f"{path}?officeID={ids}&setzerocounts=false")["races"] == one


def test_states_are_dressed_for_programs_that_know_no_others() -> None:
    """`elex` looks each code up in its list of states."""
    night = region_night()
    shown = Shown(night, (), american(["ATY"], "KZ"))
    page = ap_page(shown, ApQuery(with_units=True, states=frozenset({"AL"})), 40)
    units = [unit for text in page.races for unit in json.loads(text)["reportingUnits"]]

    assert len(page.races) == len(night.contests)
    assert {unit["statePostal"] for unit in units} == {"AL"}


def test_the_same_seed_gives_the_same_bytes() -> None:
    faults = ["swapped", "unit_missing", "part_as_all", "malformed"]
    night = region_night()
    one, same, other = (feed_of(night, faults, seed=seed) for seed in (3, 3, 4))
    differs = False
    for at in map(clock_text, some_times(night, 20, seed=5)):
        for path in (f"{races_path(one)}?level=ru&at={at}", f"/openelections.csv?at={at}"):
            assert ask(one, path) == ask(same, path)
            differs |= ask(one, path) != ask(other, path)
    assert differs
