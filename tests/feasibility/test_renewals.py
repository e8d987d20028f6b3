"""Counts of services in a span: against closed forms, and against sums of sampled times."""

from __future__ import annotations

from math import log

import numpy as np
import pytest

from sim.feasibility.renewals import (
    ServiceTime,
    binomial_at_least,
    served_at_least,
    sum_at_least,
    tail_of_tables,
)

HOUR = 3_600_000


def exponential(mean_ms: float) -> np.ndarray:
    """Return exponential quantiles of 65,536 equal cells, ms."""
    cells = (np.arange(65_536) + 0.5) / 65_536
    return np.rint(-mean_ms * np.log1p(-cells)).astype(np.int64)


def poisson_at_least(mean: float, n: int) -> np.ndarray:
    """Return the probabilities of at least 0, 1, ... n - 1."""
    logs = np.cumsum([-mean, *(log(mean / k) for k in range(1, n))])
    return 1 - np.concatenate([[0.0], np.cumsum(np.exp(logs))[:-1]])


@pytest.mark.parametrize("minutes", [5, 20, 60, 240])
def test_exponential_services_are_a_poisson_process(minutes: int) -> None:
    tail = tail_of_tables([exponential(40_000)], minutes * 60_000)

    exact = poisson_at_least(minutes * 60 / 40, len(tail))
    assert np.abs(tail - exact).max() < 1e-4


def test_services_of_two_parts_are_every_second_event_of_a_poisson_process() -> None:
    tail = tail_of_tables([exponential(20_000), exponential(20_000)], HOUR)

    exact = poisson_at_least(180, 2 * len(tail))
    assert np.abs(tail - exact[::2]).max() < 1e-4


@pytest.mark.parametrize(("mean_s", "cv", "minutes"), [(40, 0.5, 60), (90, 0.02, 60), (60, 2, 30)])
def test_log_normal_services_agree_with_sums_of_sampled_times(
    mean_s: float, cv: float, minutes: int
) -> None:
    service = ServiceTime(mean_s, cv)
    tail = served_at_least((service,), minutes * 60_000)
    generator = np.random.Generator(np.random.Philox(5))
    times = service.table()[generator.integers(0, 65_536, (4_000, len(tail)))]
    sampled = (np.cumsum(times, axis=1) <= minutes * 60_000).mean(axis=0)[: len(tail) - 1]

    # A band of four standard errors for each of a hundred counts.
    assert np.abs(tail[1:] - sampled).max() < 4 * 0.5 / np.sqrt(4_000)


@pytest.mark.parametrize(("span_ms", "n"), [(39_999, 0), (40_000, 1), (HOUR, 90), (HOUR - 1, 89)])
def test_constant_services_are_counted_exactly(span_ms: int, n: int) -> None:
    assert served_at_least((ServiceTime(40, 0),), span_ms).tolist() == [1.0] * (n + 1)


def test_a_time_in_a_booth_grows_with_the_races_on_the_ballot() -> None:
    assert ServiceTime(45, 0, 1_300).table()[0] == 58_500


def test_nothing_is_served_in_no_time() -> None:
    assert served_at_least((ServiceTime(40, 0.5),), 0).tolist() == [1.0]


def test_sums_of_counts_are_convolutions() -> None:
    one, other = np.array([1, 0.5]), np.array([1, 1, 0.25])

    # 0 or 1, twice, and 1 or 2: with 3 more at least 4, and at most 7.
    found = sum_at_least([(one, 2), (other, 1)], 3)
    assert found[:5].tolist() == [1.0] * 5
    assert found[5:] == pytest.approx([1 - 0.25 * 0.75, 1 - 0.25 * 0.75 - 0.4375, 0.0625])


def test_sums_fall() -> None:
    tail = served_at_least((ServiceTime(40, 0.5),), HOUR)
    found = sum_at_least([(tail, 4)])

    assert (np.diff(found) <= 0).all()
    assert found.sum() - 1 == pytest.approx(4 * (tail.sum() - 1), abs=1e-6)


def test_successes_are_binomial() -> None:
    assert binomial_at_least(3, 0.5, 4) == pytest.approx([1, 7 / 8, 1 / 2, 1 / 8, 0])
    assert binomial_at_least(3, 1.0, 4).tolist() == [1, 1, 1, 1, 0]
    assert binomial_at_least(3, 0.0, 2).tolist() == [1, 0, 0]
    # No underflow where nearly all succeed.
    assert binomial_at_least(100_000, 0.3, 5).tolist() == [1.0] * 6
