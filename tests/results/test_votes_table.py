"""Votes through the night: every contest of a ballot ends at the sums of the tallies."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.results import schema
from tests.support.contests import bay
from tests.support.votes import last_votes, tallied

if TYPE_CHECKING:
    from pathlib import Path

    from sim.results import RunResults


def test_votes_by_party_end_at_the_tallies_in_every_region(baseline: RunResults) -> None:
    votes = last_votes(baseline)
    expected = tallied(baseline, by_party=True)

    assert len(votes) == 15 * 9
    assert votes == {key: expected.get(key, 0) for key in votes}
    assert set(expected) <= set(votes)


@pytest.mark.parametrize(
    ("name", "changes"), [("two-shores", ""), ("kz-2019", "register.regions=['MAN', 'KZY']")]
)
def test_every_contest_of_a_pack_ends_at_the_tallies(name: str, changes: str) -> None:
    results = sim.run(sim.load_scenario(name, [changes] if changes else []), seed=2021)

    assert last_votes(results) == tallied(results, by_party=False)


def test_a_contest_is_listed_where_its_sites_are_and_in_all_areas_together(tmp_path: Path) -> None:
    results = sim.run(bay(tmp_path / "bay"), seed=7)

    votes = last_votes(results)
    assert votes == tallied(results, by_party=False)
    areas = defaultdict(set)
    for code, contest, *_ in votes:
        areas[contest].add(code)
    whole = results.summary.nation
    assert areas == {
        "mayor": {whole, "N", "S"}, "board": {whole, "N", "S"}, "council": {whole, "N"},
        "bridge": {whole, "S"},
    }  # fmt: skip
    sites, races = results.tables["sites"], results.tables["races"]
    assert sites["contests"].tolist() == [
        "mayor;council;board", "mayor;council;board", "mayor;board;bridge", "mayor;board;bridge",
    ]  # fmt: skip
    places = dict(zip(races["race"].tolist(), races["areas"].tolist(), strict=True))
    assert places == {"mayor": "N;S", "council": "N", "board": "N;S", "bridge": "S"}


def test_votes_follow_the_accepted_protocols(tmp_path: Path) -> None:
    results = sim.run(bay(tmp_path / "bay"), seed=7)
    votes, tallies = results.tables["votes"], results.tables["tallies"]
    accepted = dict(zip(*(results.tables["sites"][n] for n in ("site", "accepted")), strict=True))

    ann = (votes["code"] == results.summary.nation) & (votes["choice"] == "Ann")
    for at, found in zip(votes["capital_time"][ann], votes["votes"][ann], strict=True):
        counted = [accepted[site] <= at for site in tallies["site"]]
        assert found == tallies["votes"][(tallies["choice"] == "Ann") & counted].sum()
    assert np.unique(votes["votes"][ann]).size == 5


def test_with_too_many_contests_votes_are_summed_by_party(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(schema, "MOST_CONTESTS", 3)
    results = sim.run(bay(tmp_path / "bay"), seed=7)

    votes = last_votes(results)
    tallies = results.tables["tallies"]
    first = tallies["race"] == "mayor"
    assert {contest for _, contest, *_ in votes} == {""}
    of_red = first & (tallies["party"] == "RED")
    assert votes[results.summary.nation, "", "RED", "RED"] == tallies["votes"][of_red].sum()
    cast = results.summary.cast
    assert sum(n for (code, *_), n in votes.items() if code == results.summary.nation) == cast
