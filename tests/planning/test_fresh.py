"""A plan keeps its promise on fresh days of a posterior, and has no desk too many."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from tests.support.planned import small_country
from tests.support.posteriors import write_posterior
from tests.validation.plans import how_well

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

MEAN_S = 300.0


@pytest.fixture(scope="module")
def scenario() -> Scenario:
    """Twenty sites, where nearly all need several desks."""
    return small_country(6, n_sites=20, check_in_mean_s=MEAN_S)


@pytest.fixture(scope="module")
def posterior(scenario: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Draws of how long a check-in takes, as many as search and fresh days have days."""
    folder = tmp_path_factory.mktemp("posterior") / "draws"
    means = MEAN_S * np.exp(0.1 * np.random.default_rng(1).standard_normal(400))
    return write_posterior(folder, scenario, {"polling.check_in_mean_s": means.tolist()})


@pytest.mark.parametrize("jointly", [False, True])
def test_no_site_breaks_the_promise_and_none_has_a_desk_too_many(
    jointly: bool, scenario: Scenario, posterior: Path
) -> None:
    asked = sim.PlanAsked(jointly=jointly, days=0.9, most_days=200, fresh_days=100)

    kept = how_well(scenario, asked, posterior, workers=1)

    assert kept.certified > 0.9 * kept.sites > 10
    assert kept.over == 0
    assert kept.several > 10
    assert kept.one_fewer == 0
    assert kept.one_fewer_fresh < 0.3 * kept.several
