"""Reported values of a pack are targets of its runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sim
from sim.core.errors import InputError
from sim.pack.files import declared_reported
from sim.pack.targets import AGAINST_ALL, INVALID
from tests.pack.files.test_reported import reported
from tests.support.packs import VALLEY

if TYPE_CHECKING:
    from pathlib import Path

TURNOUT = """\
area,time,pct,count,relation,source
West,12:00,30.5,,,Paper
,14:00,,1200,at_least,Paper
East,,,1000,,Paper
East,16:00,,,highest,Paper
"""
RESULTS = """\
area,candidate,votes,source
West,Nan Poe,500,Count
West,Al Rye,300,Count
West,Vi Orr,150,Count
West,Invalid/blank,50,Count
"""


def test_turnout_and_votes_become_targets_with_their_source(tmp_path: Path) -> None:
    folder = reported(tmp_path / "valley", VALLEY, turnout=TURNOUT, results=RESULTS)
    targets = sim.load_scenario(folder).targets

    assert [(t.what, t.code, t.item, t.relation, t.value, t.source) for t in targets] == [
        ("turnout", "West", "", "equals", 30.5, "Paper"),
        ("turnout", "ALL", "", "count_at_least", 1200, "Paper"),
        # Of 930 + 275 + 518 registered voters.
        ("final_turnout", "East", "", "equals", 58.04, "Paper"),
        ("turnout", "East", "", "highest", None, "Paper"),
        ("votes", "West", "Nan Poe", "equals", 50.0, "Count"),
        ("votes", "West", "Al Rye", "equals", 30.0, "Count"),
        ("votes", "West", "Vi Orr", "equals", 15.0, "Count"),
        ("votes", "West", INVALID, "equals", 5.0, "Count"),
    ]


def test_a_run_judges_them(tmp_path: Path) -> None:
    folder = reported(tmp_path / "valley", VALLEY, turnout=TURNOUT, results=RESULTS)
    found = sim.run(sim.load_scenario(folder), seed=1)

    rows = found.tables["targets"]
    assert rows["target"].tolist()[:2] == ["West@12:00", "ALL@14:00"]
    votes = rows["what"] == "votes"
    assert abs(rows["simulated"][votes].sum() - 100) < 0.01
    assert set(rows["source"].tolist()) == {"Paper", "Count"}


def test_targets_of_election_toml_come_first(tmp_path: Path) -> None:
    base = dict(VALLEY)
    base["election.toml"] += '[[target]]\ncode = "West"\ntime = 10:00:00\nvalue = 9\nsource = "x"\n'
    folder = reported(tmp_path / "valley", base, turnout=TURNOUT)

    assert [target.source for target in sim.load_scenario(folder).targets][:2] == ["x", "Paper"]


def test_a_time_when_no_doors_are_open_is_refused(tmp_path: Path) -> None:
    rows = "area,time,pct,source\nWest,23:00,50,Paper\n"
    folder = reported(tmp_path / "valley", VALLEY, turnout=rows)

    with pytest.raises(InputError, match=r"time must be from 08:00, .* to 18:00"):
        sim.load_scenario(folder)


def test_choices_besides_candidates_have_one_name() -> None:
    assert (declared_reported.AGAINST_ALL, declared_reported.INVALID) == (AGAINST_ALL, INVALID)
