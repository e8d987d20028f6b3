"""The bands of the differences of distribution functions: even ranks stay, others leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from tests.validation.ecdf import AT, difference, leaves, plot_ranks, simultaneous_band

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("n", [40, 200])
def test_even_ranks_stay_inside_in_95_of_100_samples(n: int) -> None:
    generator = np.random.default_rng(5)

    left = np.mean([leaves(generator.random(n)) for _ in range(3000)])

    # The band is conservative, as counts are whole; its level is estimated (0.004 each).
    assert 0.03 < left < 0.065


def test_ranks_that_are_high_or_too_central_leave() -> None:
    even = (np.arange(200) + 0.5) / 200

    assert not leaves(even)
    assert leaves(even**0.7)
    assert leaves(0.5 + (even - 0.5) * 0.7)


def test_the_band_is_that_of_the_binomial_at_one_point() -> None:
    low, high = simultaneous_band(200)
    middle = int(np.flatnonzero(np.isclose(AT, 0.5))[0])

    # Wider than 1.96 standard deviations, narrower than Kolmogorov's 1.36 / sqrt(n) beyond.
    assert -0.115 < low[middle] < -1.96 * 0.5 / np.sqrt(200)
    assert high[middle] == pytest.approx(-low[middle])
    assert high[0] < 0.04
    assert difference(np.array([0.2, 0.6]))[middle] == 0.0


def test_a_panel_for_each_group_is_plotted(tmp_path: Path) -> None:
    generator = np.random.default_rng(1)
    file = tmp_path / "ranks.png"

    plot_ranks({name: generator.random((50, 3)) for name in "abcde"}, "python", file)

    assert file.stat().st_size > 10_000
