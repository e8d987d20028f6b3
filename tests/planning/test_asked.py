"""What can be asked of a plan: the refusals, all at once."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from sim.core.errors import InputError
from sim.planning.asked import Budget, check_asked
from sim.planning.plan import plan
from sim.planning.promise import Promise
from sim.scenario import load_scenario, with_values
from tests.support.planned import QUICK, small_country
from tests.support.posteriors import write_posterior

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

QUICK_BUDGET = replace(QUICK, confidence=0.95, most_days=400)
"""As a total that is given needs no confidence."""


def test_all_that_cannot_be_asked_is_refused_at_once() -> None:
    with pytest.raises(InputError) as error:
        check_asked(replace(QUICK, max_wait_s=0.0, share=1.1, days=1.0, confidence=0.0, change=()))

    wheres = [problem.where for problem in error.value.problems]
    assert wheres == ["max_wait_s", "share", "days", "confidence", "change"]
    nan, inf = float("nan"), float("inf")
    for changed, message in (
        ({"max_wait_s": 0.0001}, "max_wait_s: must be at least 0.001 s"),
        ({"max_wait_s": nan}, "max_wait_s: must be above 0; got nan s"),
        ({"max_wait_s": inf}, "max_wait_s: must be above 0; got inf s"),
        ({"max_wait_s": 86_401.0}, "max_wait_s: must be at most 86,400 s, a day; got 86401 s"),
        ({"max_wait_s": 1e300}, "max_wait_s: must be at most 86,400 s, a day; got 1e\\+300 s"),
        ({"max_wait_s": "10"}, "max_wait_s: must be a number; got '10'"),
        ({"share": True}, "share: must be a number; got True"),
        ({"days": None}, "days: must be a number; got None"),
        ({"days": 1e-17}, "days: must not be so close to 0 that it is rounded to it; got 1e-17"),
        ({"budget": 5}, "budget: must be what and how many, such as .* got 5"),
        ({"share": nan}, "share: must be above 0 and at most 1; got nan"),
        ({"days": inf}, "days: must be between 0 and 1"),
        ({"fresh_days": -1}, "fresh_days: must be a whole number, 0 to 100,000; got -1"),
        ({"fresh_days": 2.5}, "fresh_days: must be a whole number, 0 to 100,000; got 2.5"),
        ({"most_days": 0}, "most_days: must be a whole number, 1 to 100,000; got 0"),
        ({"budget": Budget("desks", 2.5)}, "desks: must be a whole number, 1 or more; got 2.5"),  # type: ignore[arg-type]
        ({"change": ("desks", "chairs")}, "change: .* each once; got 'desks, chairs'"),
        ({"budget": ("desks", 2.5)}, "desks: must be a whole number, 1 or more; got 2.5"),
        (
            {"budget": ("members", 9), "results_by": "02:00", "change_night": ("tables",)},
            "change_night: must not name tables where `members` are given",
        ),
        ({"budget": Budget("chairs", 9)}, "budget: must be of desks or members; got 'chairs'"),  # type: ignore[arg-type]
    ):
        with pytest.raises(InputError, match=message):
            check_asked(replace(QUICK, **changed))
    for too_few, least in (
        (replace(QUICK, days=0.95, confidence=0.95, most_days=68), 69),
        (replace(QUICK, jointly=True, most_days=10), 15),
    ):
        with pytest.raises(InputError, match=f"most_days: must be at least {least}"):
            plan(small_country(1), too_few)


def test_a_promise_that_takes_more_days_than_can_be_asked_for_is_refused() -> None:
    message = (
        "days: cannot be certified: it takes at least 3,517,607 days without a bad one, and "
        "`most_days` ends at 100,000; got 0.999999"
    )
    with pytest.raises(InputError) as error:
        plan(small_country(1), replace(QUICK, days=0.999999, confidence=0.95, most_days=100_000))

    assert str(error.value) == message


def test_as_many_numbers_of_desks_as_there_are_share_the_probability_of_an_error(
    tmp_path: Path,
) -> None:
    file = tmp_path / "staff.csv"
    file.write_text("site,members,desks\nEAST-Alma-01,20,12\n")
    large = with_values(small_country(1), {"register.staff": str(file)})
    promise = Promise(300_000, 0.9, days=0.8, confidence=0.8)
    least, of_large = promise.least_days(13), promise.least_days(24)
    asked = replace(QUICK, change=("desks", "booths"), max_wait_s=36_000.0, fresh_days=0)

    with pytest.raises(InputError, match=f"must be at least {least}, as"):
        plan(large, replace(asked, most_days=5))
    # Of the large site 24 numbers of desks are tried, of the others 13: also as parts of a country.
    enough, not_enough = (
        plan(large, replace(asked, most_days=n)).tables["plan"] for n in (of_large, of_large - 1)
    )
    assert enough["days"].tolist() == [of_large, least, least]
    assert enough["certified"].tolist() == ["yes"] * 3
    assert not_enough["certified"].tolist() == ["no", "yes", "yes"]


def test_a_total_is_given_without_what_would_have_no_effect() -> None:
    given = replace(QUICK_BUDGET, budget=Budget("members", 20))

    check_asked(given)
    check_asked(replace(given, confidence=0.8, most_days=40, jointly=True, results_by="02:00"))
    for name, value in (
        ("confidence", 0.8), ("most_days", 40), ("jointly", True), ("change", ("booths",)),
    ):  # fmt: skip
        with pytest.raises(InputError, match=f"{name}: has no effect where `members` are given"):
            check_asked(replace(given, **{name: value}))  # type: ignore[arg-type]


def test_copies_of_a_country_are_refused() -> None:
    with pytest.raises(InputError, match=r"register\.scale must be 1 to plan; got 2"):
        plan(with_values(small_country(1), {"register.scale": 2}), QUICK)


def test_a_posterior_of_another_scenario_is_refused(tmp_path: Path) -> None:
    other: Scenario = small_country(1)
    posterior = write_posterior(
        tmp_path / "posterior", load_scenario("tiny"), {"polling.check_in_mean_s": [60.0] * 3}
    )

    with pytest.raises(InputError, match="another country"):
        plan(other, QUICK, posterior=posterior)
