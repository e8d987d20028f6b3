"""Which ends of ranges can exist, alone and together with the values of others."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from sim.core.errors import InputError
from sim.exploring.explore import explore
from sim.exploring.possible import check_any_possible, refusal
from sim.exploring.ranges import choose_parameters
from sim.scenario import load_scenario
from sim.show.exploration import exploration_text
from tests.support.explorations import LAST

if TYPE_CHECKING:
    from collections.abc import Mapping

LOW, MODE, HIGH = (f"counting.ballot_{name}_s" for name in ("low", "mode", "high"))
"""In ``tiny`` all are 5 s; each must not be above the next."""


def test_a_refusal_names_what_is_wrong() -> None:
    scenario = load_scenario("tiny")

    assert refusal(scenario, {MODE: 4.0}).startswith(f"{MODE} must be between ballot_low_s (5)")
    assert not refusal(scenario, {MODE: 4.0, LOW: 4.0})


@pytest.mark.parametrize("method", ["grid", "morris", "sobol"])
def test_ranges_that_can_exist_together_are_explored(method: Any) -> None:
    """Both ends of the usual reading were refused, as the scenario has a slower fastest one."""
    if method != "grid":
        pytest.importorskip("SALib")
    results = explore(
        load_scenario("tiny"), over=[], ranges=[f"{LOW}=0.5:1", f"{MODE}=1:2"], method=method,
        samples=2, metrics=[LAST],
    )  # fmt: skip

    assert results.summary.refused == 0
    assert [each.moves for each in results.summary.parameters] == [True, True]


def test_points_that_cannot_exist_are_listed() -> None:
    results = explore(
        load_scenario("tiny"), over=[], ranges=[f"{LOW}=1:3", f"{MODE}=2:4"], method="grid",
        samples=2, metrics=[LAST],
    )  # fmt: skip

    [refused] = results.summary.refused_first
    assert refused.values == {LOW: 3.0, MODE: 2.0}
    assert refused.why.startswith(f"{MODE} must be between ballot_low_s (3)")
    assert results.tables["runs"]["point"].tolist() == [0, 1, 3]


@pytest.mark.parametrize(
    ("ranges", "method"),
    [([f"{LOW}=0.5:1", f"{MODE}=1:2"], "one-at-a-time"), ([f"{MODE}=1:2"], "grid"),
     ([f"{LOW}=3:4", f"{MODE}=1:2"], "grid")],
)  # fmt: skip
def test_a_range_of_which_neither_end_can_exist_is_refused(ranges: list[str], method: Any) -> None:
    with pytest.raises(InputError) as refused:
        explore(load_scenario("tiny"), over=[], ranges=ranges, method=method)

    # The key stood there twice.
    assert str(refused.value).startswith(f"ranges: {MODE} must be between ballot_low_s (5)")
    assert len(refused.value.problems) == 1


def test_an_exploration_without_a_possible_point_is_refused() -> None:
    """Each range is allowed with the values of the scenario; no value of one with any of both."""
    ranges = [f"{LOW}=4:4.5", f"{MODE}=3:3.5", f"{HIGH}=5:6"]
    scenario = load_scenario("tiny", [f"{LOW}=3.0"])

    with pytest.raises(InputError, match="ranges: no combination of these values is allowed; of "):
        explore(scenario, over=[], ranges=ranges, method="grid", samples=2)
    check_any_possible(scenario, [{LOW: 9.0}, {LOW: 4.0}])
    with pytest.raises(InputError, match=r"of the first: .*ballot_low_s \(9\)"):
        check_any_possible(scenario, [{LOW: 9.0}, {LOW: 8.0}])


def test_of_a_section_what_no_point_can_have_is_left_out_with_the_reason_once() -> None:
    scenario = load_scenario("tiny")

    def left_out(*points: Mapping[str, float]) -> dict[str, str]:
        found = choose_parameters(
            scenario, ["counting"], [], (lambda _: points) if points else None
        )
        assert (MODE in {each.key for each in found[0]}) == (MODE not in dict(found[1]))
        return dict(found[1])

    why = f"{MODE} must be between ballot_low_s (5) and ballot_high_s (5); got 3"
    assert left_out()[MODE] == left_out({LOW: 4.0}, {HIGH: 6.0})[MODE] == why
    assert MODE not in left_out({LOW: 4.0}, {LOW: 3.0, HIGH: 6.0})
    results = explore(scenario, over="counting", metrics=[LAST])
    text = " ".join(exploration_text(results).split())
    assert f"Left out: {why}" in text
