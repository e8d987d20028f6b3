"""Marks on ballots with several races: laws, and the compiled marks against the reference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.streams import WORD, Streams
from sim.register import build_register
from sim.register.tally import UNDERVOTES
from sim.turnout import sampling_settings
from sim.voting.ballots import support
from sim.voting.compiled_marks import mark_before, mark_site, marking_of
from sim.voting.marks import count_ballots
from tests.support.contests import CANDIDATES, bay

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.types import Ints
    from sim.register import Register
    from sim.scenario import Scenario
    from sim.voting.ballots import Support

N = 100_000
EVEN = ("choice.site_spread=0", "choice.invalid_share=0.1", "choice.share_spread=0")
"""Every site has the expected shares."""


def counted(scenario: Scenario, site: str, n: int = N) -> dict[str, list[int]]:
    """Return the counts of many ballots of a site, by race."""
    register = build_register(scenario)
    votes = support(scenario, register, Streams(7))
    index = register.site_id.tolist().index(site)
    tally = count_ballots(register, Streams(7), votes, index, np.arange(n))
    return by_race(register, index, tally)


def by_race(register: Register, site: int, tally: Ints) -> dict[str, list[int]]:
    layout = register.tally
    ends = layout.start - layout.site_start[site]
    return {
        str(register.race_id[register.section_race[k]]): tally[ends[k] : ends[k + 1]].tolist()
        for k in range(layout.section_start[site], layout.section_start[site + 1])
    }


def test_each_race_has_the_shares_that_are_expected(tmp_path: Path) -> None:
    found = counted(bay(tmp_path, EVEN), "school")

    # A tenth is invalid. Of two marks on a ballot of the council 0.4, 0.4 and 0.2 are for each.
    expected = {
        "mayor": [0.45, 0.36, 0.09, 0, 0.1],
        "council": [0.72, 0.72, 0.36, 0, 0.1, 0],
        "board": [0.495, 0.405, 0, 0.1, 0],
    }
    assert {race: [n / N for n in counts] for race, counts in found.items()} == {
        race: pytest.approx(shares, abs=0.01) for race, shares in expected.items()
    }


def test_a_candidate_is_marked_at_most_once_however_strong(tmp_path: Path) -> None:
    candidates = "contest,candidate,expected_pct\nx,A,80\nx,B,15\nx,C,5\n"
    contests = "contest,vote_for,seats\nx,2,2\n"
    scenario = bay(tmp_path, EVEN, contests=contests, candidates=candidates)

    counts = counted(scenario, "school")["x"]

    # A is on each valid ballot; B and C share the other mark as 15 to 5.
    assert [n / N for n in counts] == pytest.approx([0.9, 0.675, 0.225, 0, 0.1, 0], abs=0.01)
    assert counts[0] == N - counts[4]


def test_marks_that_are_not_used_are_counted(tmp_path: Path) -> None:
    found = counted(bay(tmp_path, (*EVEN, "choice.undervote_share=0.25")), "school")

    assert len(found["mayor"]) == 5  # the first race on the ballot has no undervotes
    assert found["council"][-1] / (2 * 0.9 * N) == pytest.approx(0.25, abs=0.01)
    assert found["board"][-1] / (0.9 * N) == pytest.approx(0.25, abs=0.01)
    assert found["council"][4] / N == pytest.approx(0.1, abs=0.01)


@pytest.mark.parametrize("ticket", [0, 0.6, 1])
def test_a_ticket_changes_no_share_of_a_race(tmp_path: Path, ticket: float) -> None:
    found = counted(bay(tmp_path, (*EVEN, f"choice.ticket={ticket}")), "school")

    shares = [n / N for n in found["board"]]
    assert shares == pytest.approx([0.495, 0.405, 0, 0.1, 0], abs=0.01)


@pytest.mark.parametrize("ticket", [0, 0.5, 1])
def test_ticket_voters_vote_for_the_party_of_their_first_mark(
    tmp_path: Path, ticket: float
) -> None:
    scenario = bay(tmp_path, (*EVEN, f"choice.ticket={ticket}"))
    register = build_register(scenario)
    votes = support(scenario, register, Streams(7))
    one_by_one = [
        by_race(register, 0, count_ballots(register, Streams(7), votes, 0, np.array([k])))
        for k in range(2000)
    ]

    of_red = [ballot["board"] for ballot in one_by_one if ballot["mayor"][0]]
    of_others = [ballot["board"] for ballot in one_by_one if ballot["mayor"][2]]

    # Red has 45 % of ballots for mayor and 49.5 % for the board: all its ticket voters stay.
    stay = np.mean([ballot[0] for ballot in of_red])
    assert stay == pytest.approx(0.495 + ticket * (1 - 0.495), abs=0.04)
    if ticket == 1:
        # Voters of no party take what Red and Blue lack: 0.045 each; no ballot is spoilt for it.
        assert np.mean([ballot[0] for ballot in of_others]) == pytest.approx(0.5, abs=0.12)
        assert not any(ballot[3] for ballot in of_red + of_others)


def test_a_further_race_leaves_all_others_as_they_are(tmp_path: Path) -> None:
    changes = ("choice.ticket=0.5", "choice.undervote_share=0.1")
    more = (
        "contest,vote_for,seats,system,area\nmayor,1,1,majority,\nnew,1,1,plurality,\n"
        "council,2,2,plurality,N\nboard,1,5,list-dhondt,\nbridge,1,1,question,S\n"
    )
    candidates = f"{CANDIDATES}new,Gus,RED,70\nnew,Hal,BLUE,30\n"
    old = bay(tmp_path / "old", changes)
    new = bay(tmp_path / "new", changes, contests=more, candidates=candidates)

    for site in ("school", "hall", "inn", "dock"):
        before, after = counted(old, site, 500), counted(new, site, 500)
        assert {race: after[race] for race in before} == before
        assert sum(after["new"]) == 500


@pytest.mark.parametrize("first", ["mayor", "council"])
def test_compiled_marks_are_those_of_the_reference(tmp_path: Path, first: str) -> None:
    changes = (
        "choice.ticket=0.5", "choice.undervote_share=0.2", "law.against_all=true",
        "choice.against_all_share=0.1",
    )  # fmt: skip
    scenario = bay(tmp_path, changes)
    if first == "council":
        lines = (tmp_path / "contests.csv").read_text("utf-8").splitlines()
        order = [lines[0], lines[2].replace(",N", ","), lines[1], *lines[3:]]
        scenario = bay(tmp_path / "b", changes, contests="\n".join(order) + "\n")
    register, streams = build_register(scenario), Streams(11, 3)
    votes = support(scenario, register, streams)
    settings = sampling_settings(scenario, streams)
    assert register.race_id[register.site_race].tolist() == [first] * 4
    for site in range(register.n_sites):
        numbers = np.arange(0, 4000, 3)
        marking = marking_of(register, votes, site, site)
        found = np.zeros(len(marking.thresholds), dtype=np.int64)
        word, chosen = np.empty(4000, np.uint32), np.empty(4000, np.int64)
        mark_site(settings, register.site_key[site], numbers, marking, 0, word, chosen, found)
        assert (found == count_ballots(register, streams, votes, site, numbers)).all()
        assert found[register.tally.candidate[of(register, site)] == UNDERVOTES].all()


def of(register: Register, site: int) -> slice:
    return slice(register.tally.site_start[site], register.tally.site_start[site + 1])


def test_ballots_cast_before_are_those_of_the_last_voters_on_the_list(tmp_path: Path) -> None:
    scenario = bay(tmp_path)
    register, streams = build_register(scenario), Streams(5)
    votes: Support = support(scenario, register, streams)
    marking = marking_of(register, votes, 0, register.n_sites - 1)
    found = np.zeros(len(votes.thresholds), dtype=np.int64)
    before = register.site_voted_before
    assert before.tolist() == [100, 0, 60, 0]

    mark_before(
        sampling_settings(scenario, streams), register.site_key, register.site_voters, before,
        marking, found,
    )  # fmt: skip

    for site, voters in enumerate(register.site_voters.tolist()):
        numbers = np.arange(voters, voters + before[site])
        expected = count_ballots(register, streams, votes, site, numbers)
        assert (found[of(register, site)] == expected).all()


def test_thresholds_are_whole_where_one_candidate_may_be_marked(tmp_path: Path) -> None:
    scenario = bay(tmp_path, ("choice.ticket=0.5",))
    register = build_register(scenario)
    layout, votes = register.tally, support(scenario, register, Streams(1))
    one = ~layout.section_several

    assert (votes.thresholds[layout.start[1:] - 1][one] == WORD).all()
    assert (votes.ticket.residual[layout.start[1:] - 1] == WORD).all()
    assert votes.ticket.stay.max() <= WORD
