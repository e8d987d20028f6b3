"""Which parameters are explored, and in which ranges."""

from __future__ import annotations

import pytest

from sim.core.errors import InputError
from sim.exploring.ranges import (
    DECLARED,
    GIVEN,
    HALVED,
    NARROWED,
    Explored,
    choose_parameters,
    narrowed,
)
from sim.scenario import load_scenario
from sim.scenario.numbers import NumberParameter


def chosen(*over: str, ranges: tuple[str, ...] = (), scenario: str = "tiny") -> list[Explored]:
    return list(choose_parameters(load_scenario(scenario), over, ranges)[0])


def test_ranges_are_declared_given_or_follow_from_the_value() -> None:
    found = {
        each.key: each
        for each in chosen("counting", ranges=("counting.pile_s=0.5:9",), scenario="baseline")
    }

    slips = found["counting.slip_share"]
    assert (slips.low, slips.high, slips.basis) == (0.0, 0.003, DECLARED)
    piles = found["counting.pile_s"]
    assert (piles.low, piles.high, piles.basis) == (0.5, 9.0, GIVEN)
    phone = found["counting.phone_mean_s"]
    assert (phone.low, phone.high, phone.basis) == (150.0, 600.0, HALVED)
    lowest = found["counting.ballot_low_s"]
    assert (lowest.low, lowest.high, lowest.basis) == (1.5, 3.0, DECLARED)
    team = found["counting.team_members"]
    assert (team.low, team.high, team.whole) == (2, 6, True)


def test_what_is_left_out_has_a_reason() -> None:
    scenario = load_scenario("baseline")
    _, left_out = choose_parameters(scenario, ["polling", "register", "arrivals"], [])
    whys = {each.key: each.why for each in left_out}

    assert whys["polling.patience_mean_s"] == "it has no effect: polling.renege_share is 0"
    assert whys["polling.renege_share"].startswith("its value is 0, and no range is declared")
    assert "seed" in whys["register.seed"]
    assert "arrivals.a" not in whys


def test_a_range_of_a_parameter_explores_it_without_its_section() -> None:
    assert [each.key for each in chosen(ranges=("counting.pile_s=1:2",))] == ["counting.pile_s"]


def test_regions_that_replace_a_parameter_move_by_the_same_factor() -> None:
    [slow] = chosen("arrivals.a", scenario="baseline")
    regional = dict(slow.regions)

    assert len(regional) == 14
    assert slow.basis == NARROWED
    moved = dict(slow.values(2 * slow.value))
    assert moved["arrivals.a"] == 2 * slow.value
    assert moved["arrivals.regions.ZHA.a"] == pytest.approx(2 * regional["arrivals.regions.ZHA.a"])
    for end in (slow.low, slow.high):
        assert all(1.0 <= value <= 5.0 for _, value in slow.values(end))


@pytest.mark.parametrize(
    ("allowed", "expected"),
    [((1.0, 5.0), (2.002, 3.33)), ((1.0, None), (2.002, 9.0)), ((None, 5.0), (0.5, 3.33)),
     ((None, None), (0.5, 9.0)), ((0.1, 50.0), (0.5, 9.0))],
)  # fmt: skip
def test_either_end_of_a_range_is_narrowed_for_regions(
    allowed: tuple[float | None, float | None], expected: tuple[float, float]
) -> None:
    parameter = NumberParameter("x", 2.0, False, *allowed, None)
    regions = (("a", 1.0), ("b", 3.0))

    assert narrowed(parameter, (0.5, 9.0), regions) == expected
    assert narrowed(parameter, (0.5, 9.0), ()) == (0.5, 9.0)


def test_the_value_of_the_scenario_changes_nothing() -> None:
    [slow] = chosen("arrivals.a", scenario="baseline")

    assert list(slow.values(slow.value)) == []


def test_a_region_can_be_explored_alone() -> None:
    [alone] = chosen("arrivals.regions.ZHA.a", scenario="baseline")

    assert (alone.low, alone.high, alone.basis) == (1.0, 5.0, DECLARED)
    assert [key for key, _ in alone.values(2.0)] == ["arrivals.regions.ZHA.a"]


def test_strengths_are_explored_by_party() -> None:
    keys = [each.key for each in chosen("choice", scenario="baseline")]

    assert "choice.strength.Nur Otan" in keys


@pytest.mark.parametrize(
    ("over", "ranges", "expected"),
    [
        (["cuonting"], [], "no section 'cuonting'; did you mean 'counting'?"),
        (["counting.slip"], [], "no parameter 'counting.slip'; did you mean 'counting.slip_share'"),
        (["polling.opens"], [], "polling.opens is no number; only numbers are explored"),
        (["register.seed"], [], "register.seed: it is a seed, and no quantity"),
        (["swing.seed"], [], "swing.seed: it is a seed, and no quantity"),
        (["swing.replication"], [], "swing.replication: it is the number of a replication"),
        (["polling.patience_mean_s"], [], "polling.patience_mean_s: it has no effect: polling.ren"),
        (["polling.renege_share"], [], "polling.renege_share: its value is 0, and no range is"),
        (["calibration"], [], "names no parameter that can be explored (calibration."),
        ([], ["counting.pile_s"], "must read KEY=LOW:HIGH with two numbers; got 'counting.pile_s'"),
        ([], ["counting.pile_s=1:x"], "must read KEY=LOW:HIGH with two numbers"),
        ([], ["counting.pile=1:2"], "no parameter 'counting.pile'; did you mean"),
        ([], ["counting.pile_s=2:1"], "the low end must be below the high end; got 2:1"),
        ([], ["counting.pile_s=1:nan"], "the low end must be below the high end; got 1:nan"),
        ([], ["choice.strength.Auyl=1:inf"], "the low end must be below the high end; got 1:inf"),
        ([], ["counting.pile_s=-1:99"], "counting.pile_s must be between 0 and 30; got -1:99"),
        ([], ["commission.clerks=1:2.5"], "commission.clerks takes whole numbers; got 1:2.5"),
        ([], ["commission.clerks=1:nan"], "the low end must be below the high end; got 1:nan"),
        ([], ["counting.pile_s=1:2", "counting.pile_s=1:3"], "counting.pile_s has two ranges"),
        (
            ["arrivals.a", "arrivals.regions.ZHA.a"], [],
            "arrivals.regions.ZHA.a moves with arrivals.a, which is explored, too; name one",
        ),
    ],
)  # fmt: skip
def test_what_cannot_be_explored_is_refused(
    over: list[str], ranges: list[str], expected: str
) -> None:
    with pytest.raises(InputError) as refused:
        choose_parameters(load_scenario("baseline"), over, ranges)

    assert expected in str(refused.value)


def test_all_problems_are_listed_at_once() -> None:
    with pytest.raises(InputError) as refused:
        choose_parameters(load_scenario("tiny"), ["x", "polling.opens"], ["counting.pile_s=2:1"])

    assert len(refused.value.problems) == 3


def test_a_parameter_of_0_that_regions_replace_is_refused() -> None:
    scenario = load_scenario(
        "baseline",
        ["choice.invalid_share=0.0", "choice.regions.MAN.invalid_share=0.02"],
    )

    with pytest.raises(InputError, match="which a factor of 0 cannot move"):
        choose_parameters(scenario, ["choice.invalid_share"], [])
