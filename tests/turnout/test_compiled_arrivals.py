"""Times of arrival by a table of the curve are those of the curve, to the millisecond."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.compile_cache import cached
from sim.turnout.compiled_arrivals import NO_TABLE, TABLE, arrival_ms, fill_table, table_of

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints

    Shape = tuple[float, float, float, int]

LENGTH_MS = 46_800_000
SHAPES = [
    (1.4, 1.3, 0.7), (1.0, 1.0, 1.0), (0.3, 0.2, 2.5), (6.0, 20.0, 0.2), (3.0, 0.05, 0.9),
    *np.exp(np.random.default_rng(3).normal(0.0, 0.8, (10, 3))).tolist(),
]  # fmt: skip


@cached()
def times_of(uniform: Floats, shape: Shape, table: Floats) -> Ints:
    """Return the times of voters with some uniform numbers."""
    return np.array([arrival_ms(u, shape, table) for u in uniform])


def filled(shape: Shape) -> Floats:
    table = np.full(TABLE, np.nan)
    fill_table(table, shape)
    return table


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: "-".join(f"{v:.2f}" for v in shape))
@pytest.mark.parametrize("length_ms", [LENGTH_MS, 3_600_000])
def test_a_table_changes_no_time(shape: tuple[float, float, float], length_ms: int) -> None:
    a, b, c = shape
    rng, table = np.random.default_rng(4), filled((a, b, c, length_ms))
    # Anywhere, at both ends, at the borders of cells, and where a whole millisecond begins.
    part = rng.integers(1, length_ms, 20_000) / length_ms
    whole = -np.expm1(-b * part**a * (1 - part) ** -c)
    borders = np.concatenate([2.0**-k * (1 + np.arange(64) / 64) for k in range(2, 9)])
    uniform = np.concatenate([
        rng.random(100_000), 2.0 ** -rng.uniform(1, 50, 2000), 1 - 2.0 ** -rng.uniform(1, 50, 2000),
        borders, 1 - borders, [0.5],
        *(whole * (1 + shift) for shift in (0.0, 1e-12, -1e-12, 1e-10, -1e-10, 1e-9, -1e-9)),
    ])  # fmt: skip
    uniform = uniform[(uniform > 0) & (uniform < 1)]

    solved = times_of(uniform, (a, b, c, length_ms), NO_TABLE)
    by_table = times_of(uniform, (a, b, c, length_ms), table)

    assert np.array_equal(by_table, solved)
    assert np.isfinite(table[:, 0]).mean() > 0.8


def test_a_cell_whose_polynomial_is_not_close_is_not_used() -> None:
    # A day of a thousand years needs more digits than a polynomial has.
    table = filled((1.4, 1.3, 0.7, 31_536_000_000_000))

    assert not np.isfinite(table[:, 0]).any()


def test_a_table_is_made_where_many_voters_have_one_curve() -> None:
    a = np.array([1.4, 1.4, 1.4, 2.0, 1.4, 1.4])
    b, c = np.full(6, 1.3), np.full(6, 0.7)
    length = np.full(6, LENGTH_MS)
    registered = np.array([5000, 5000, 3000, 11_000, 1000, 500])
    table, kept = np.full(TABLE, np.nan), np.full(4, np.nan)
    sites = (a, b, c, length, registered)

    lengths = [len(table_of(s, sites, table, kept)) for s in (0, 1, 2)]
    assert lengths == [len(table)] * 3
    assert kept.tolist() == [1.4, 1.3, 0.7, LENGTH_MS]
    assert np.array_equal(table, filled((1.4, 1.3, 0.7, LENGTH_MS)), equal_nan=True)
    # Too few voters for another table; the one that is there stays.
    assert len(table_of(3, sites, table, kept)) == 0
    assert len(table_of(4, sites, table, kept)) == len(table)
    later = (a, b, c, np.where(np.arange(6) < 4, length, 2 * length), registered)
    assert len(table_of(4, later, table, kept)) == 0
    registered[3] = 12_000
    assert len(table_of(3, sites, table, kept)) == len(table)
    assert kept.tolist() == [2.0, 1.3, 0.7, LENGTH_MS]
