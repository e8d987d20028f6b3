"""The posterior of the day: its parts, fixed parameters, values left out, chains."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.arrivals.predicted_arrivals import predict_day
from sim.calibration.mcmc.sampler import ChainSettings
from sim.election import build_country
from sim.scenario import load_scenario
from tests.support.arrival_posteriors import (
    FREE,
    HOUR,
    REPORTED,
    chain_of,
    problem_of,
    reported,
    some,
)

if TYPE_CHECKING:
    from sim.election import Country
    from sim.pack.targets import Target


FOUR = "register.regions=['ALM', 'MAN', 'PAV', 'ZHA']"


@pytest.fixture(scope="module")
def four() -> Country:
    return build_country(load_scenario("baseline", [FOUR]))


# --- the density ---------------------------------------------------------------------------------


def test_parts_sum_to_the_density_and_depend_on_their_region_only(four: Country) -> None:
    problem = problem_of(four, free=FREE)
    layout = problem.layout
    rng = np.random.default_rng(5)
    coords = some(problem)
    before = problem.log_density(coords)
    assert layout.separable
    assert before[:, 0] == pytest.approx(before[:, 1:].sum(axis=1))
    assert problem.codes[int(problem.is_reference.argmax())] == "ZHA"
    # All but the reference values of others.
    for r, places in enumerate(layout.regions):
        if not len(places):
            assert problem.codes[r] == "ZHA"
            continue
        moved = coords.copy()
        moved[:, places] += rng.normal(0, 0.02, (len(coords), 2))
        after = problem.log_density(moved)
        others = [column for column in range(1, 6) if column != 2 + r]
        assert np.array_equal(after[:, others], before[:, others])
        assert not np.isclose(after[:, 2 + r], before[:, 2 + r], atol=1e-9).any()
    # The highest depends on all others.
    moved = coords.copy()
    moved[:, layout.reference[0]] -= 0.3
    after = problem.log_density(moved)
    others = [2 + r for r in range(4) if r != int(problem.is_reference.argmax())]
    assert (after[:, others] < before[:, others]).any(axis=0).all()


def test_a_region_without_values_has_its_prior(four: Country) -> None:
    problem = problem_of(four, REPORTED[:2])
    coords = some(problem)
    nation, _, shapes = problem.split(coords)
    prior = problem.prior.region_log_density(shapes, nation)
    density = problem.log_density(coords)

    told = [problem.codes.index(code) for code in ("ALM", "PAV")]
    for r in range(4):
        is_prior = density[:, 2 + r] == pytest.approx(prior[:, r])
        assert is_prior == (r not in told)
    assert density[:, 1] == pytest.approx(problem.prior.common_log_density(nation))


@pytest.mark.parametrize("target", REPORTED, ids=lambda t: f"{t.name} {t.relation}")
def test_the_likelihood_of_a_value_is_largest_where_it_is_met(
    four: Country, target: Target
) -> None:
    # Curves of the region go from late to early; the likelihood rises, and falls again if exact.
    problem, without = problem_of(four, [target]), problem_of(four, [])
    r = problem.codes.index(target.code)
    coords = np.repeat(some(problem, 1), 41, axis=0)
    shape_columns = [
        problem.coordinates.index[f"arrivals.regions.{target.code}.{shape}"] for shape in "ab"
    ]
    coords[:, shape_columns[0]], coords[:, shape_columns[1]] = (
        np.log(1.5),
        np.linspace(np.log(0.5), np.log(9), 41),
    )
    shapes = problem.split(coords)[2]
    pct = problem.turnout(shapes, {}, target.at or 0)
    chance = problem.log_density(coords)[:, 0] - without.log_density(coords)[:, 0]

    best = int(chance.argmax())
    rises = np.diff(chance[: best + 1])
    assert (rises > -1e-9).all()
    if target.relation == "equals":
        assert pct[best, r] == pytest.approx(target.value, abs=1.5)
        assert chance[-1] < chance[best] - 1
    else:
        assert best == 40
        assert chance[-1] == pytest.approx(0.0, abs=0.05)
    assert chance[0] < chance[best] - 1


def test_chances_are_students_t_of_the_residual(four: Country) -> None:
    target = replace(reported("PAV", 12, 30.0), weight=0.5)
    problem = problem_of(four, [target])
    coords = some(problem)
    r = problem.codes.index("PAV")
    chance = problem.log_density(coords)[:, 0] - problem_of(four, []).log_density(coords)[:, 0]

    pct = problem.turnout(problem.split(coords)[2], {}, 12 * HOUR)[:, r]
    # 0.2 points of random variation before anything was simulated; 0.1 is the rounding.
    z = (30.0 - pct) / np.sqrt(0.2**2 + 0.3**2 + 0.1**2 / 12)
    assert chance == pytest.approx(0.5 * -2.5 * np.log1p(z**2 / 4))


def test_the_nation_is_its_regions_by_registered_voters(four: Country) -> None:
    nation = reported("KZ", 12, 30.0)
    problem = problem_of(four, [nation])
    coords = some(problem)
    pct = problem.turnout(problem.split(coords)[2], {}, 12 * HOUR)
    voters = np.bincount(four.register.site_region, four.register.site_registered)
    weight = voters / voters.sum()
    chance = problem.log_density(coords)[:, 1] - problem_of(four, []).log_density(coords)[:, 1]

    scale = np.sqrt((weight**2).sum() * 0.2**2 + 0.3**2 + 0.1**2 / 12)
    assert chance == pytest.approx(-2.5 * np.log1p(((30 - pct @ weight) / scale) ** 2 / 4))
    assert not problem.layout.separable


@pytest.mark.parametrize("key", ["arrivals.a", "arrivals.regions.ZHA.b", "arrivals.regions.PAV.a"])
def test_what_is_held_is_as_if_it_were_free_at_that_value(four: Country, key: str) -> None:
    free, held = problem_of(four, free=FREE), problem_of(four, free=FREE, held={key: 1.7})
    coords = some(free)
    place = free.coordinates.index[key]
    coords[:, place] = np.log(1.7)
    fewer = np.delete(coords, place, axis=1)

    assert held.log_density(fewer) == pytest.approx(free.log_density(coords))
    shown, all_free = held.parameters(fewer), free.parameters(coords)
    assert shown[key] == pytest.approx(1.7)
    assert {k: v.tolist() for k, v in shown.items()} == {
        k: pytest.approx(v.tolist()) for k, v in all_free.items()
    }
    assert len(held.layout.names) == len(free.layout.names) - 1
    moves = {int(k) for part in (held.layout.common, *held.layout.reference, *held.layout.regions)
             for k in part}  # fmt: skip
    assert moves == set(range(len(held.layout.names)))
    assert held.sample_prior(3, np.random.default_rng(0)).shape == (3, len(held.layout.names))
    assert np.isfinite(held.log_density(held.start(20, np.random.default_rng(0)))[:, 0]).any()


@pytest.mark.parametrize("target", REPORTED, ids=lambda t: f"{t.name} {t.relation}")
def test_a_weight_of_zero_leaves_out(four: Country, target: Target) -> None:
    rest = [other for other in REPORTED if other is not target]
    weighted = problem_of(four, [*rest, replace(target, weight=0.0)])
    left_out, full = problem_of(four, rest), problem_of(four)
    coords = some(full)

    assert weighted.log_density(coords)[:, 0] == pytest.approx(left_out.log_density(coords)[:, 0])
    gone = full.log_density(coords)[:, 0] - left_out.log_density(coords)[:, 0]
    # That Jambyl leads at 16:00 is nearly certain, given its final turnout.
    assert np.abs(gone).max() > 1e-6


def test_predictions_are_what_is_expected_with_chance_and_error(four: Country) -> None:
    problem = problem_of(four)
    coords = np.repeat(some(problem, 1), 20_000, axis=0)
    found = predict_day(problem, coords, np.random.default_rng(2))
    pct = problem.turnout(problem.split(coords[:1])[2], {}, 16 * HOUR)[0]
    early = problem.turnout(problem.split(coords[:1])[2], {}, 10 * HOUR)[0]
    zha, pav = problem.codes.index("ZHA"), problem.codes.index("PAV")

    assert np.median(found[1]) == pytest.approx(pct[pav], abs=0.03)
    # Student's t with four degrees has variance 2.
    assert found[1].std() == pytest.approx(np.sqrt(2 * (0.2**2 + 0.3**2 + 0.01 / 12)), rel=0.1)
    assert np.median(found[3]) == pytest.approx(pct[zha] - np.delete(pct, zha).max(), abs=0.2)
    voters = problem.registered[pav] / 100
    assert np.median(found[5]) == pytest.approx(early[pav] * voters, rel=0.01)


# --- chains --------------------------------------------------------------------------------------


def test_a_national_value_is_met_with_correlated_regions(four: Country) -> None:
    # 20 points later than the prior of the regions.
    problem = problem_of(four, [reported("KZ", 12, 15.0), reported("ZHA", 16, 60.0)])
    assert not problem.layout.separable
    draws = chain_of(problem, ChainSettings(walkers=32, burn=250, chunk=150, most=150, thin=5))
    weight = problem.registered / problem.registered.sum()

    shapes = problem.split(draws)[2]
    at_noon = problem.turnout(shapes, {}, 12 * HOUR) @ weight
    prior = problem.turnout(problem.split(some(problem, 2000))[2], {}, 12 * HOUR) @ weight
    assert np.median(prior) > 25
    assert np.median(at_noon) == pytest.approx(15, abs=0.5)
    assert np.percentile(at_noon, 95) < 17


def test_regions_apart_and_together_are_sampled_alike() -> None:
    # A national value without information uses the other moves, with the same posterior.
    two = build_country(load_scenario("baseline", ["register.regions=['MAN', 'PAV']"]))
    apart = problem_of(two, REPORTED[1:2])
    together = problem_of(two, [REPORTED[1], replace(reported("KZ", 12, 30.0), weight=0.0)])
    assert (apart.layout.separable, together.layout.separable) == (True, False)
    effort = ChainSettings(walkers=64, burn=150, chunk=400, most=400, thin=5)
    one, other = (chain_of(problem, effort) for problem in (apart, together))

    for column in range(one.shape[1]):
        # Some 250 independent draws of each: quantiles agree within half of their spread.
        spread = one[:, column].std()
        for q in (10, 50, 90):
            off = np.percentile(one[:, column], q) - np.percentile(other[:, column], q)
            assert abs(off) < 0.5 * spread
