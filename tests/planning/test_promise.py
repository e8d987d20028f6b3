"""E-values: monotone, and rarely wrong however long one looks."""

from __future__ import annotations

from math import comb
from typing import Any

import numpy as np
import pytest

from sim.planning.promise import Promise, bad_days_limit, log_e_value


def promise(**changed: float) -> Promise:
    values = {"share": 0.95, "days": 0.95, "confidence": 0.95} | changed
    return Promise(max_wait_ms=600_000, **values)  # type: ignore[arg-type]


def test_an_e_value_is_a_fair_game_at_the_share_allowed_and_a_losing_one_above() -> None:
    for p, fair in ((0.05, True), (0.06, False)):
        n = 30
        bad = np.arange(n + 1)
        chances = np.array([comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(n + 1)])
        mean = float((chances * np.exp(log_e_value(n, bad, 0.05))).sum())

        assert np.isclose(mean, 1.0) if fair else mean < 1


@pytest.mark.parametrize("confidence", [0.8, 0.95])
def test_false_certificates_just_above_the_limit(confidence: float) -> None:
    rng = np.random.default_rng(3)
    n_sites, asked = 1000, promise(confidence=confidence)
    bad = np.cumsum(rng.random((n_sites, asked.most_days)) < 0.0501, axis=1)

    ever = asked.is_certified(np.arange(1, asked.most_days + 1), bad).any(axis=1)

    alpha = 1 - confidence
    assert ever.mean() <= alpha + 3 * np.sqrt(alpha * (1 - alpha) / n_sites)
    assert ever.any()


def bad_most(**changes: Any) -> int:
    return int(promise(**changes).bad_most(np.array([1]))[0])


def test_evidence_is_monotone() -> None:
    bad = np.arange(20)

    assert (np.diff(log_e_value(200, bad, 0.05)) < 0).all()
    assert (np.diff(log_e_value(200, 3, np.linspace(0.01, 0.5, 50))) > 0).all()
    assert (np.diff(log_e_value(np.arange(10, 400), 3, 0.05)) > 0).all()
    assert bad_most(confidence=0.9) > bad_most(confidence=0.99)
    assert bad_most(days=0.9) > bad_most(days=0.95)


def test_more_sites_together_need_more_days() -> None:
    alone = promise()

    assert alone.least_days() == 69
    assert not alone.is_certified(68, 0)
    assert promise(n_tests=1847).least_days() > 2 * alone.least_days()


def test_numbers_among_which_was_chosen_count_as_so_many_tests() -> None:
    alone, chosen = promise(), np.array([1, 52, 1, 13])
    each = [promise(n_tests=n) for n in chosen.tolist()]
    n, bad = np.full(4, 300), np.full(4, 5)

    assert alone.least_days(13) == promise(n_tests=13).least_days() > alone.least_days()
    assert alone.bad_most(chosen).tolist() == [bad_most(n_tests=n) for n in chosen.tolist()]
    certified = [bool(one.is_certified(300, 5)) for one in each]
    assert alone.is_certified(n, bad, chosen).tolist() == certified == [True, False, True, False]
    bounds = [float(one.upper_bound(n[:1], bad[:1])[0]) for one in each]
    assert np.allclose(alone.upper_bound(n, bad, chosen), bounds, rtol=0, atol=1e-9)


def test_the_upper_bound_is_the_share_that_is_just_not_excluded() -> None:
    asked = promise()
    days, bad = np.array([69, 69, 400, 3]), np.array([0, 5, 8, 3])

    bound = asked.upper_bound(days, bad)

    assert bound[0] <= 0.05 < bound[1]
    assert np.allclose(log_e_value(days[:3], bad[:3], bound[:3]), np.log(20))
    assert bound[3] == pytest.approx(1.0)


def test_days_that_are_too_many() -> None:
    n, allowed = 200, 0.05

    def at_least(bad: int) -> float:
        return 1 - sum(comb(n, k) * allowed**k * (1 - allowed) ** (n - k) for k in range(bad))

    limit = bad_days_limit(n, allowed)

    assert at_least(limit) < 0.01 <= at_least(limit - 1)


def test_many_fresh_days_whose_probability_of_no_bad_one_is_below_all_numbers() -> None:
    assert 0.95**15_000 == 0.0

    # The mean is 750 and the standard deviation 26.7; 2.33 of them above are one day in a hundred.
    assert bad_days_limit(15_000, 0.05) == 814
    assert bad_days_limit(1200, 0.5) == 641
    assert bad_days_limit(400, 0.9) == 374
    assert bad_days_limit(2, 1 - 1e-15) == 3


def test_the_least_days_of_a_promise_that_nobody_waits_for() -> None:
    asked = promise(days=0.999999)
    least = asked.least_days()

    assert least == 3_517_607
    assert asked.is_certified(least, 0)
    assert not asked.is_certified(least - 1, 0)
    assert promise(days=1 - 1.2e-16).least_days(52) > 10**16
