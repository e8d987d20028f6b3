"""Which parameters a calibration frees and holds, and what it refuses to free."""

from __future__ import annotations

import pytest

import sim
from sim.calibration.free_parameters import choose_free_parameters
from sim.core.errors import InputError
from tests.support.small_calibrations import calibrated, country

MAN = country("MAN")


@pytest.mark.parametrize(
    ("free", "fix", "expected"),
    [
        (["polling.check_in_men_s"], [], "is no parameter with a calibration range; did you mean"),
        (["polling.desks_extra"], [], "is no parameter with a calibration range"),
        (["arrivals.site_spread"], ["arrivals.site_spread"], "is also held fixed by `fix`"),
        (["arrivals.site_spread"], ["arrivals"], "is also held fixed by `fix`"),
        (["arrivals.regions.MAN.a"], ["arrivals.regions.MAN"], "is also held fixed by `fix`"),
        (["choice.strength.Foo"], [], "no party 'Foo'"),
        (["arrivals.regions.QQQ.a"], [], "no region 'QQQ'"),
        (["arrivals.regions.MAN.site_spread"], [], "unknown key"),
    ],
)
def test_what_cannot_be_freed_is_named(free: list[str], fix: list[str], expected: str) -> None:
    with pytest.raises(InputError) as caught:
        choose_free_parameters(MAN, free, fix)

    [problem] = caught.value.problems
    assert problem.where == "free"
    assert expected in problem.message


def test_a_range_that_the_scenario_does_not_allow_is_refused_at_once() -> None:
    # All ballots of `tiny` take five seconds; the range is 3 to 8.
    with pytest.raises(InputError, match="must be between ballot_low_s"):
        choose_free_parameters(sim.load_scenario("tiny"), ["counting.ballot_mode_s"], [])


def test_all_that_cannot_be_freed_is_named_at_once() -> None:
    with pytest.raises(InputError) as caught:
        choose_free_parameters(MAN, ["no.such", "choice.strength.Foo", "arrivals.early_share"], [])

    assert len(caught.value.problems) == 2


@pytest.mark.parametrize("name", ["arrivals.q", "arrivals.regions.QQQ", "choise"])
def test_what_cannot_be_fixed_is_named(name: str) -> None:
    with pytest.raises(InputError, match=f"fix: {name} is no parameter"):
        calibrated(MAN, fix=(name,))
