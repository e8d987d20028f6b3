"""Votes of races by frame: those of the sites accepted by then, as the tables have them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.reporting import race_votes as module
from sim.reporting.race_votes import race_votes
from sim.reporting.replay import calls_of, frames_of

if TYPE_CHECKING:
    from sim.results import RunResults


@pytest.fixture(scope="module")
def shores() -> RunResults:
    return sim.run(sim.load_scenario("two-shores"), seed=2021)


def at_frame(rows: dict[str, list[list[int]]], frame: int) -> list[int]:
    """Return protocols, ballots and votes by choice at a frame."""
    counted = [row[1:] for code in rows.values() for row in code if row[0] <= frame]
    return np.sum(counted, axis=0).tolist() if counted else []


def test_votes_at_a_frame_are_those_of_the_accepted_sites(tiny: RunResults) -> None:
    frames = frames_of([tiny])
    sites, tallies = tiny.tables["sites"], tiny.tables["tallies"]
    found = race_votes(tiny, frames, 5000)
    for entry in found["entries"]:
        for k, frame in enumerate(frames):
            inside = (sites["race"] == entry["id"]) & (sites["accepted"] <= frame)
            names = sites["site"][inside]
            votes = at_frame(entry["votes"], k)
            if not inside.any():
                assert not votes
                continue
            assert votes[:2] == [inside.sum(), sites["cast"][inside].sum()]
            of_sites = np.isin(tallies["site"], names)
            assert sum(votes[2:]) == tallies["votes"][of_sites].sum()


def test_votes_of_contests_are_those_of_the_table_of_votes(shores: RunResults) -> None:
    frames = frames_of([shores])
    table = shores.tables["votes"]
    found = race_votes(shores, frames, 5000)
    for entry in found["entries"]:
        rows = (table["contest"] == entry["id"]) & (table["code"] == shores.summary.nation)
        for k, frame in enumerate(frames):
            now = rows & (table["capital_time"] == frame)
            votes = at_frame(entry["votes"], k)
            assert sum(votes[2:]) == table["votes"][now].sum()
    mayor = next(entry for entry in found["entries"] if entry["id"] == "mayor")
    assert mayor["region"] == ""
    assert len(mayor["votes"]) == 2  # Each shore by itself, for the map.


def test_candidates_without_a_party_have_marks_that_no_party_has(shores: RunResults) -> None:
    found = race_votes(shores, frames_of([shores]), 5000)
    by_label = {label: (mark, party) for label, mark, party in found["choices"]}
    assert by_label["Against all"] == (-1, -1)
    yes, no = by_label["Yes"], by_label["No"]
    assert yes[1] == no[1] == -1
    of_parties = {mark for mark, party in by_label.values() if party >= 0}
    assert yes[0] != no[0]
    assert not of_parties & {yes[0], no[0]}


def test_an_ensemble_has_winners_and_no_votes_by_choice(varied: RunResults) -> None:
    found = race_votes(varied, frames_of([varied]), 5000)
    assert found["choices"] == []
    races = varied.tables["races"]
    for k, entry in enumerate(found["entries"]):
        assert (entry["votes"], entry["choices"]) == ({}, [])
        assert entry["share"] == races["winner_share"][k]
        assert entry["n_sites"] == len(entry["sites"]) > 0


def test_sites_are_left_out_where_there_are_too_many(
    tiny: RunResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    frames = frames_of([tiny])
    whole = race_votes(tiny, frames, 5000)
    monkeypatch.setattr(module, "MOST_SITES", 2)
    without = race_votes(tiny, frames, 1)
    assert len(without["entries"]) == 1
    assert without["entries"][0]["sites"] == []
    assert without["entries"][0]["votes"] == whole["entries"][0]["votes"]
    assert len(whole["entries"][0]["sites"]) == whole["entries"][0]["n_sites"]


def test_of_an_ensemble_the_party_and_the_share_are_those_of_the_winner_named(
    shores: RunResults,
) -> None:
    races = shores.tables["races"]
    n = len(races["race"])
    usual = race_votes(shores, frames_of([shores]), 5000)["entries"]
    # The most frequent party of each race is that of no winner here.
    changed = races | {
        "party": np.roll(races["party"], 1),
        "winner_share": np.full(n, 0.5),
        "party_share": np.full(n, 0.75),
    }
    results = replace(shores, tables={**shores.tables, "races": changed})
    entries = race_votes(results, frames_of([shores]), 5000)["entries"]

    assert [entry["elected"] for entry in entries] == [entry["elected"] for entry in usual]
    assert len({entry["elected"] for entry in usual}) > 1
    assert {call.share for call in calls_of(results)} == {0.5}
