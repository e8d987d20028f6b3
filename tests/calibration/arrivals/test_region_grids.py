"""Distributions of a region's arrival shapes: what each of its targets adds, computed once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.arrivals.arrivals_posterior import ArrivalsPosterior
from sim.calibration.arrivals.grid_proposal import grid_of, points_of
from sim.calibration.arrivals.predicted_arrivals import predict_left_out
from sim.calibration.arrivals.region_grids import left_out_grids, target_log_likelihoods
from sim.election import build_country
from sim.scenario import load_scenario
from tests.support.arrival_posteriors import FREE, problem_of, reported, some

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sim.core.types import Floats
    from sim.election import Country

FOUR = "register.regions=['ALM', 'MAN', 'PAV', 'ZHA']"
_EQUALS = [
    reported(code, 8.5 + hour, 4.0 + 5 * hour + k)
    for k, code in enumerate(("ALM", "PAV", "ZHA"))
    for hour in range(12)
]
HOURLY = (
    *_EQUALS,
    reported("PAV", 10, 9000.0, "count_at_least"),
    reported("ZHA", 16, None, "highest"),
)


@pytest.fixture(scope="module")
def four() -> Country:
    return build_country(load_scenario("baseline", [FOUR]))


def test_a_target_left_out_leaves_the_others_of_its_region(four: Country) -> None:
    problem = problem_of(four, HOURLY)
    nations = problem.split(some(problem, 4))[0]

    found = left_out_grids(problem, nations, {})

    assert sorted(found) == list(range(36))
    out = 13
    rest = problem_of(four, [t for k, t in enumerate(HOURLY) if k != out])
    r = rest.codes.index("PAV")
    shapes = points_of(len(rest.codes))
    density = sum(
        rest.likelihood.of_region(t, rest.turnout(shapes, {}, t.at or 0)[:, r])
        for t in rest.targets if t.code == "PAV"
    )  # fmt: skip
    prior = [
        rest.prior.region_log_density(shapes, np.repeat(n[None, :], len(shapes), axis=0))[:, r]
        for n in nations
    ]
    expected = grid_of(density + np.logaddexp.reduce(prior), uniform_weight=0.0)
    np.testing.assert_allclose(found[out].probability, expected.probability, atol=1e-12)


def test_further_parameters_have_the_values_of_the_draws(four: Country) -> None:
    values = {"arrivals.site_spread": 0.3, "arrivals.early_share": 0.04}
    set_ = [f"{key}={value}" for key, value in values.items()]
    held = build_country(load_scenario("baseline", [FOUR, *set_]))

    freed = target_log_likelihoods(problem_of(four, HOURLY, FREE), values)
    middle = target_log_likelihoods(problem_of(four, HOURLY, FREE))

    for k, expected in target_log_likelihoods(problem_of(held, HOURLY)).items():
        np.testing.assert_allclose(freed[k], expected)
        assert not np.allclose(middle[k], expected)


def test_a_value_left_out_is_predicted_with_the_freed_parameters_of_the_draws(
    four: Country,
) -> None:
    early = 0.09  # the middle of its range is 0.05
    free = {"arrivals.early_share": FREE["arrivals.early_share"]}
    freed, n = problem_of(four, HOURLY, free), 400
    coords = some(freed, n)
    coords[:, freed.coordinates.index["arrivals.early_share"]] = early
    at_value = build_country(load_scenario("baseline", [FOUR, f"arrivals.early_share={early}"]))
    held = problem_of(at_value, HOURLY)
    same = np.delete(coords, freed.coordinates.index["arrivals.early_share"], axis=1)

    found = predict_left_out(freed, coords, np.random.default_rng(1))

    for k, expected in predict_left_out(held, same, np.random.default_rng(1)).items():
        np.testing.assert_allclose(found[k], expected)


def test_each_target_is_evaluated_once_and_for_its_region_only(
    four: Country, monkeypatch: pytest.MonkeyPatch
) -> None:
    problem = problem_of(four, HOURLY)
    coords = some(problem, 40)
    sizes: list[tuple[int, ...]] = []
    turnout = ArrivalsPosterior.turnout

    def counted(
        self: ArrivalsPosterior, shapes: Floats, extra: Mapping[str, Floats], at: int,
        regions: slice = slice(None),
    ) -> Floats:  # fmt: skip
        sizes.append(shapes.shape)
        return turnout(self, shapes, extra, at, regions)

    monkeypatch.setattr(ArrivalsPosterior, "turnout", counted)

    predict_left_out(problem, coords, np.random.default_rng(1))

    # 37 on the grid, `count_at_least` among them; 36 predictions.
    assert len(sizes) == 37 + 36
    assert {shape[1] for shape in sizes} == {1}
