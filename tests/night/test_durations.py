"""How long the steps of the night take."""

from __future__ import annotations

import numpy as np
import pytest

from sim.night import triangular


def test_triangular_has_its_mean() -> None:
    u = (np.arange(100_000) + 0.5) / 100_000

    values = triangular(u, 3.0, 5.0, 8.0)

    assert values.mean() == pytest.approx(16 / 3, rel=1e-6)
    assert values.min() >= 3
    assert values.max() <= 8
    assert set(triangular(u, 5.0, 5.0, 5.0).tolist()) == {5.0}
