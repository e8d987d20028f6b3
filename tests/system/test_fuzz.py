"""Generated inputs for every command: no traceback, nothing left behind, nothing silently wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.fuzz.case import Case, judge
from tests.fuzz.kinds import KINDS, try_case
from tests.fuzz.odd import same
from tests.fuzz.stock import Stock, make_stock

if TYPE_CHECKING:
    from pathlib import Path

SEED = 2021
CASES, MOST = 300, 120
"""Cases of all kinds, and the most of a kind of which none was refused or none used before.
`make fuzz` tries 20,000."""


@pytest.fixture(scope="module")
def stock(tmp_path_factory: pytest.TempPathFactory) -> Stock:
    return make_stock(tmp_path_factory.mktemp("stock"))


@pytest.mark.parametrize("kind", KINDS)
def test_every_input_is_refused_in_a_sentence_or_used_unchanged(kind: str, stock: Stock) -> None:
    faults = []
    codes: set[int] = set()
    for number in range(MOST):
        if number >= CASES // len(KINDS) and 2 in codes and codes & {0, 3}:
            break
        case, verdict = try_case(kind, SEED, number, stock)
        codes.add(verdict.ended.code)
        again = f"python -m tests.fuzz --seed {SEED} --kind {kind} --case {number}"
        faults += [(again, case.arguments, *fault) for fault in verdict.faults]

    assert not faults
    # Else the generator covers only half of its cases.
    assert 2 in codes
    assert codes & {0, 3}


def test_a_case_is_the_same_whenever_it_is_made(stock: Stock) -> None:
    one, other = (try_case("set", 3, 8, stock) for _ in range(2))

    assert one[0].arguments == other[0].arguments
    assert one[1].ended.err == other[1].ended.err
    assert try_case("set", 3, 9, stock)[0].arguments != one[0].arguments


def test_the_judge_sees_what_is_wrong(tmp_path: Path) -> None:
    def kinds(case: Case) -> list[str]:
        return [kind for kind, _ in judge(case, tmp_path).faults]

    assert kinds(Case(("check", "tiny"))) == []
    assert kinds(Case(("check", "tiny"), codes=(2,))) == ["wrong code"]
    assert kinds(Case(("check", "nowhere"), (("elsewhere",),))) == ["not named"]
    assert kinds(Case(("check", "tiny"), faults=lambda _: ["another value"])) == [
        "accepted and wrong"
    ]


def test_leftover_files_and_tracebacks_are_detected(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        (tmp_path / "left").touch()
        raise RuntimeError

    monkeypatch.setattr("sim.scenario.resolve", broken)
    ended = judge(Case(("check", "tiny")), tmp_path)

    assert [kind for kind, _ in ended.faults] == ["traceback", "left behind"]


def test_same_values() -> None:
    assert same(1, 1.0)
    assert same({"a": [1]}, {"a": [1], "b": 2})
    assert not same(1, True)
    assert not same("1", 1)
    assert not same({"a": 1}, {})
