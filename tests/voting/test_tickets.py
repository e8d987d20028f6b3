"""Tickets: how marks in two races are coupled, checked by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.core.streams import WORD, Streams
from sim.register import build_register
from sim.voting import compiled_marks
from sim.voting.ballots import support
from sim.voting.tickets import NO_LINK
from tests.support.contests import bay

if TYPE_CHECKING:
    from pathlib import Path

    from sim.register import Register
    from sim.voting.tickets import Ticket

EVEN = ("choice.site_spread=0", "choice.invalid_share=0.1", "choice.share_spread=0")


def coupled(folder: Path, candidates: str, share: float = 1) -> tuple[Register, Ticket]:
    contests = "contest,vote_for\na,1\nb,1\n"
    head = "contest,candidate,party,expected_pct\n"
    changes = (*EVEN, f"choice.ticket={share}")
    scenario = bay(folder, changes, contests=contests, candidates=head + candidates)
    register = build_register(scenario)
    return register, support(scenario, register, Streams(1)).ticket


def test_links_and_probabilities_are_those_of_a_maximal_coupling(tmp_path: Path) -> None:
    _, ticket = coupled(
        tmp_path, "a,Ann,RED,60\na,Bo,BLUE,30\na,Cy,,10\nb,Di,BLUE,50\nb,Ed,RED,30\nb,Flo,,20\n"
    )

    # Race a: Ann, Bo, Cy, against all, invalid; race b: Di, Ed, Flo, against all, invalid.
    assert ticket.start[:3].tolist() == [0, 0, 5]
    assert ticket.link[:5].tolist() == [1, 0, NO_LINK, 3, 4]
    # Red falls from 0.54 to 0.27: half of its voters stay. Blue and the invalid ones stay.
    stay = (ticket.stay[:5] / WORD).tolist()
    assert stay == pytest.approx([0.5, 1, 0, 0, 1], abs=1e-6)
    # Lacking: Di 0.45 - 0.27 = 0.18, Flo 0.18; nobody else.
    second = slice(5, 11)
    reached = (ticket.residual[second] / WORD).tolist()
    assert reached == pytest.approx([0.5, 0.5, 1, 1, 1, 1], abs=1e-6)


def test_the_second_candidate_of_a_party_is_linked_with_the_second_or_the_last(
    tmp_path: Path,
) -> None:
    _, ticket = coupled(
        tmp_path, "a,A,RED,30\na,B,RED,30\na,C,RED,40\nb,D,RED,20\nb,E,BLUE,50\nb,F,RED,30\n"
    )

    assert ticket.link[:3].tolist() == [0, 2, 2]
    # F has 0.27 of the 0.27 + 0.36 of B and C together.
    assert (ticket.stay[:3] / WORD).tolist() == pytest.approx([2 / 3, 3 / 7, 3 / 7], abs=1e-6)


def test_without_a_share_nobody_votes_a_ticket(tmp_path: Path) -> None:
    _, ticket = coupled(tmp_path, "a,A,RED,50\na,B,,50\nb,C,RED,50\nb,D,,50\n", share=0)

    assert ticket.limit == len(ticket.link) == len(ticket.residual) == 0


def test_questions_and_races_with_several_marks_are_not_on_a_ticket(tmp_path: Path) -> None:
    scenario = bay(tmp_path, ("choice.ticket=1",))
    register = build_register(scenario)
    ticket = support(scenario, register, Streams(1)).ticket

    linked = {
        str(register.race_id[register.section_race[k]])
        for k in range(len(register.section_race))
        if (ticket.link[ticket.start[k] : ticket.start[k + 1]][:3] != NO_LINK).any()
    }
    assert linked == {"board"}


def test_compiled_code_has_the_same_mark_of_no_link() -> None:
    assert compiled_marks._NO_LINK == NO_LINK
