"""`tiny`, checked by hand: each voter's times, the tally, the protocol, who is called when.

Services take the same time for everybody (desk 60 s, booth 90 s, box 10 s, home visit 600 s), so
only arrivals are random. They are copied below; everything after them is computed by hand.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.day.reference import plan_sites, run_site
from sim.election import build_country, run_election
from sim.night.protocol import Protocol, RaceSection
from sim.register import build_register
from sim.scenario import load_scenario
from sim.turnout import attendance, sample_voters

if TYPE_CHECKING:
    from sim.election import Election

H, M, S = 3_600_000, 60_000, 1_000
OPENS = 7 * H


@pytest.fixture(scope="module")
def election() -> Election:
    return run_election(build_country(load_scenario("tiny")), Streams(2021))


def days() -> list[dict[int, tuple[int, ...]]]:
    """Run the three sites; return arrived, called, issued, booth, marked, left by voter number."""
    scenario, streams = load_scenario("tiny"), Streams(2021)
    register = build_register(scenario)
    plan = attendance(scenario, register, streams)
    found = []
    for site_plan, voters in zip(
        plan_sites(scenario, register, streams),
        sample_voters(scenario, register, streams, plan, np.arange(3)),
        strict=True,
    ):
        day = run_site(site_plan, voters)
        columns = (day.arrived_at, day.called_at, day.issued_at, day.booth_at, day.marked_at)
        rows = np.stack([*columns, day.left_at], axis=1).tolist()
        found.append(dict(zip(voters.number.tolist(), map(tuple, rows), strict=True)))
    return found


def unhindered(arrives: int) -> tuple[int, ...]:
    """No queue: desk 60 s, booth 90 s, box 10 s."""
    issued = arrives + 60 * S
    return (arrives, arrives, issued, issued, issued + 90 * S, issued + 100 * S)


def test_first_site_has_one_desk_one_booth_and_four_at_the_door() -> None:
    site = days()[0]

    # Four wait at the door and are called one a minute from 07:00. The one booth is the slower
    # step: free again after 90 s each, so from the second voter on there is a wait for it.
    at_door = {10: 24_744_116, 3: 24_894_416, 0: 24_967_553, 6: 25_100_614}
    for k, (number, arrived) in enumerate(at_door.items()):
        called = OPENS + k * 60 * S
        booth = OPENS + 60 * S + k * 90 * S
        expected = (arrived, called, called + 60 * S, booth, booth + 90 * S, booth + 100 * S)
        assert site[number] == expected
    # The other four arrive one by one.
    for number, arrives in {8: 27_634_134, 1: 33_869_648, 7: 37_987_066, 2: 69_210_750}.items():
        assert site[number] == unhindered(arrives)
    assert len(site) == 8


def test_second_site_sends_the_portable_box_to_two_voters() -> None:
    site = days()[1]

    assert site[2] == (24_718_785, OPENS, OPENS + M, OPENS + M, OPENS + 150 * S, OPENS + 160 * S)
    # The crew leaves at 09:00 and takes ten minutes a visit, in the order of the list.
    assert site[4] == (9 * H, 9 * H, *[9 * H + 10 * M] * 4)
    assert site[6] == (9 * H + 10 * M, 9 * H + 10 * M, *[9 * H + 20 * M] * 4)
    for number, arrives in {7: 41_576_447, 0: 49_608_448, 3: 64_965_441}.items():
        assert site[number] == unhindered(arrives)
    assert len(site) == 6


def test_third_site_opens_an_hour_later_on_the_capital_clock() -> None:
    site = days()[2]

    at_door = {9: 28_270_792, 2: 28_281_640, 3: 28_557_040, 7: 28_700_095}
    for k, (number, arrived) in enumerate(at_door.items()):
        called = 8 * H + k * 60 * S
        booth = 8 * H + 60 * S + k * 90 * S
        expected = (arrived, called, called + 60 * S, booth, booth + 90 * S, booth + 100 * S)
        assert site[number] == expected
    assert site[8] == (10 * H, 10 * H, *[10 * H + 10 * M] * 4)
    others = {0: 29_296_275, 1: 33_963_643, 6: 51_245_384, 4: 61_062_298, 11: 74_470_391}
    for number, arrives in others.items():
        assert site[number] == unhindered(arrives)
    assert len(site) == 10


def test_the_waits_of_the_line_at_the_door(election: Election) -> None:
    # Called at 07:00, 07:01, 07:02, 07:03: waits count from the doors' hour, 0 + 60 + 120 + 180 s.
    assert election.day.wait_total_ms.tolist() == [360 * S, 0, 360 * S]
    assert election.day.wait_max_ms.tolist() == [180 * S, 0, 180 * S]
    assert election.day.longest_line.tolist() == [4, 1, 4]


def test_the_protocols(election: Election) -> None:
    first, second, third = election.night.protocols

    # 12 registered: 12 ballots and 1 % in reserve, rounded up, make 13; 8 issued leave 5.
    assert first == Protocol(12, 13, 5, 8, 0, 8, (RaceSection(8, 0, (6, 2, 0)),))
    # Two of the six ballots were cast at home; one of the six is invalid.
    assert second == Protocol(8, 9, 3, 6, 2, 4, (RaceSection(5, 1, (3, 2, 0)),))
    assert third == Protocol(12, 13, 3, 10, 1, 9, (RaceSection(9, 1, (4, 3, 2, 0)),))


def test_the_night_step_by_step(election: Election) -> None:
    night = election.night

    # Site 1, from 20:00: set-up 600 s, 5 ballots cancelled, 8 signatures counted; 8 ballots read
    # at 5 s; piles at 2 s; protocol 900 s; phone 120 s; 10 km at 60 km/h; a clerk for 300 s.
    count_from = 20 * H
    read_from = count_from + (600 + 5 + 8) * S
    read_to = read_from + 8 * 5 * S
    signed = read_to + 8 * 2 * S + 900 * S
    delivered = signed + 600 * S
    assert night.count_from[0] == count_from
    assert night.read_from[0] == read_from
    assert night.read_to[0] == read_to
    assert night.signed_at[0] == signed
    assert night.phoned_at[0] == signed + 120 * S
    assert night.delivered_at[0] == delivered
    assert night.accepted_at[0] == delivered + 300 * S
    # Site 2, 40 km away; site 3 closes at 21:00 capital time, 5 km away.
    assert night.accepted_at[1] == 20 * H + (600 + 3 + 6 + 30 + 12 + 900 + 2400 + 300) * S
    assert night.accepted_at[2] == 21 * H + (600 + 3 + 10 + 50 + 20 + 900 + 300 + 300) * S
    assert night.recounts.sum() == night.returned.sum() == 0


def test_who_is_called_when(election: Election) -> None:
    races, register = election.night.races, election.register

    # Alma after its first site: 6 to 2, but 6 ballots are still out, more than the margin of 4.
    # So it is called with its second site: 9 to 4.
    assert register.parties[register.candidate_party[races.winner[0]]] == "Nur Otan"
    assert races.margin.tolist() == [9 - 4, 4 - 3]
    assert races.called_at.tolist() == election.night.accepted_at[[1, 2]].tolist()
    assert races.declared_at.tolist() == races.called_at.tolist()
    assert register.parties[register.candidate_party[races.winner[1]]] == "Auyl"
    assert races.lead_changes.tolist() == [0, 0]
