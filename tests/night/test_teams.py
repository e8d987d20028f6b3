"""Counting by a commission: teams of its members, and ballots that are read aloud to all."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.night import Truth
from sim.night.durations import Durations, sample_durations
from sim.night.teams import count_teams, members_for_tables, tables_without_effect
from sim.register import build_register
from sim.scenario import load_scenario

HOUR = 3_600_000
USUAL = [
    "counting.setup_cv=0", "counting.protocol_cv=0", "counting.area_spread=0",
    "counting.place_spread=0", "counting.ballot_low_s=5", "counting.ballot_high_s=5",
]  # fmt: skip


def durations(ballots: int, members: int, *overrides: str) -> Durations:
    """Return how long a site takes that has nothing unusual."""
    scenario = load_scenario("tiny", [*USUAL, *overrides])
    register = build_register(scenario)
    n = register.n_sites
    register = replace(
        register, site_members=np.full(n, members), site_voters=np.full(n, ballots)
    )  # fmt: skip
    cast = np.full(n, ballots)
    none = np.zeros(n, dtype=np.int64)
    truth = Truth(none, cast, none, cast, none[:0])
    return sample_durations(scenario, register, Streams(1), truth)


def hours(found: Durations) -> float:
    """Return how long the first site takes until its protocol is signed."""
    parts = (found.prepare, found.portable, found.read, found.pile, found.write)
    return float(sum(part[0] for part in parts)) / HOUR


@pytest.mark.parametrize(("members", "teams"), [(1, 1), (3, 1), (5, 1), (6, 1), (7, 2), (11, 3)])
def test_the_chair_is_in_no_team_of_three(members: int, teams: int) -> None:
    counting = load_scenario("tiny").counting

    assert count_teams(counting, np.array([members])).tolist() == [teams]


def test_teams_count_2848_ballots_by_hand_in_four_to_five_hours() -> None:
    assert 4 < hours(durations(2848, 7, "law.read_aloud=false")) < 5


def test_a_larger_commission_counts_faster_unless_ballots_are_read_aloud() -> None:
    five, seven = (durations(1000, members, "law.read_aloud=false") for members in (5, 7))
    aloud_five, aloud_seven = (durations(1000, members) for members in (5, 7))

    assert seven.read[0] * 2 == five.read[0]
    assert aloud_seven.read[0] == aloud_five.read[0] == 1000 * 5000
    # Piles and signatures are counted by all teams in either case.
    assert aloud_seven.pile[0] * 2 == aloud_five.pile[0]
    assert aloud_seven.prepare[0] < aloud_five.prepare[0]


def test_teams_take_more_time_for_supervision_and_sums() -> None:
    without = durations(1000, 5, "law.read_aloud=false", "counting.team_overhead=0")

    assert without.read[0] == durations(1000, 5).read[0]
    assert durations(1000, 5, "law.read_aloud=false").read[0] == pytest.approx(1.47 * 5_000_000)


@pytest.mark.parametrize(("tables", "teams"), [(0, [1, 2, 4]), (1, [1, 1, 1]), (3, [1, 2, 3])])
def test_each_team_needs_a_table(tables: int, teams: list[int]) -> None:
    counting = load_scenario("tiny", [f"counting.tables={tables}"]).counting

    assert count_teams(counting, np.array([5, 7, 13])).tolist() == teams


def test_members_for_tables_are_as_few_as_make_the_teams() -> None:
    counting = load_scenario("tiny").counting
    tables = np.arange(1, 6)
    members = members_for_tables(counting, tables)

    assert np.array_equal(count_teams(counting, members), tables)
    assert np.array_equal(count_teams(counting, members[1:] - 1), tables[:-1])


def test_tables_without_effect_are_those_that_no_team_lacks() -> None:
    def idle(tables: int, *members: int) -> bool:
        counting = load_scenario("tiny", [f"counting.tables={tables}"]).counting
        return "counting.tables" in tables_without_effect(counting, np.array(members))

    assert [idle(tables, 5, 10) for tables in (0, 1, 2, 3, 4)] == [False, False, False, True, True]
    assert idle(0, 5, 6)
    assert idle(1, 5, 6)
