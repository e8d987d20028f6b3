"""A plan keeps its promise on fresh days of a posterior, and has no desk too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from tests.support.posteriors import write_posterior
from tests.validation.plans import how_well

if TYPE_CHECKING:
    from pathlib import Path

CHANGES = ["register.regions=['MAN']", "polling.check_in_mean_s=90"]


@pytest.fixture(scope="module")
def posterior(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draws of how long a check-in takes, as many as search and fresh days have days."""
    folder = tmp_path_factory.mktemp("posterior") / "draws"
    means = 90 * np.exp(0.1 * np.random.default_rng(1).standard_normal(800))
    draws = {"polling.check_in_mean_s": means.tolist()}
    return write_posterior(folder, sim.load_scenario("baseline", CHANGES), draws)


@pytest.mark.parametrize("jointly", [False, True])
def test_no_site_breaks_the_promise_and_none_has_a_desk_too_many(
    jointly: bool, posterior: Path
) -> None:
    asked = sim.PlanAsked(jointly=jointly, fresh_days=150)

    kept = how_well(sim.load_scenario("baseline", CHANGES), asked, posterior, workers=1)

    assert kept.certified > 0.9 * kept.sites > 10
    assert kept.over == 0
    assert kept.several > 10
    assert kept.one_fewer == 0
    assert kept.one_fewer_fresh < 0.3 * kept.several
