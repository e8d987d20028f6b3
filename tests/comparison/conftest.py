"""Two runs that tests of several files compare: one region, and the same with a desk more."""

from __future__ import annotations

import pytest

import sim
from tests.support.comparisons import one_desk, region


@pytest.fixture(scope="session")
def run() -> sim.RunResults:
    """One region."""
    return sim.run(region(), seed=3)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> sim.RunResults:
    """The same region with one desk more at one site."""
    return sim.run(one_desk(tmp_path_factory.mktemp("desk")), seed=3)
