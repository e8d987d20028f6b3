"""Places inside a region: how areas and sites differ while the region's total stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.core.streams import Streams
from sim.register import build_register
from sim.scenario import load_scenario
from sim.turnout import arrival_cdf, attendance, expit, logit
from sim.turnout.arrival_curves import NODES, WEIGHTS
from sim.turnout.places import _maps, place_effects, spreads_without_effect
from tests.support.packs import VALLEY, edited, write_pack
from tests.support.sampled_voters import draw

if TYPE_CHECKING:
    from pathlib import Path

    from sim.core.types import Floats

UNIFORM = np.linspace(0.0, 1.0, 65)
HOUR = 3_600_000
SECTIONS = ("turnout", "arrivals")
KOSTANAY = "register.regions=['KUS']"


def has_come(maps: Floats, of_region: float) -> Floats:
    """Return the share of each site's voters who have come when the region's curve is there."""
    return np.array([np.interp(of_region, row, UNIFORM) for row in maps])


@pytest.mark.parametrize("of_region", [0.02, 0.2, 0.5, 0.9, 0.99])
@pytest.mark.parametrize("spread", [0.3, 0.7, 1.5])
def test_sites_differ_and_their_region_stays_on_its_curve(of_region: float, spread: float) -> None:
    rng = np.random.default_rng(1)
    effect, weight = spread * rng.standard_normal(200), rng.uniform(20, 3000, 200)

    maps = _maps(UNIFORM, effect, effect, weight / weight.sum(), spread)
    shares = has_come(maps, of_region)

    assert shares @ weight / weight.sum() == pytest.approx(of_region, abs=1e-3)
    common = np.median(logit(shares) - effect)
    np.testing.assert_allclose(shares, expit(common + effect), atol=0.02)


def test_places_without_differences_follow_the_curve_to_the_last_bit() -> None:
    alike = ["arrivals.site_spread=0", "arrivals.area_spread=0"]
    scenario = load_scenario("baseline", [KOSTANAY, *alike])

    plan = attendance(scenario, build_register(scenario), Streams(1))

    assert (plan.arrival_map == UNIFORM).all()


def test_maps_stay_increasing_however_far_places_differ() -> None:
    effect = np.array([-9.0, -3.0, 0.0, 4.0, 9.0])

    maps = _maps(UNIFORM, effect, effect, np.array([0.2, 0.0, 0.5, 0.1, 0.2]), 2.0)

    assert (np.diff(maps, axis=1) >= 0).all()
    assert (maps[:, 0] == 0).all()
    assert (maps[:, -1] == 1).all()


def test_sites_that_do_not_depend_on_others_follow_the_curve_in_the_mean() -> None:
    effect = 0.7 * np.random.default_rng(1).standard_normal(200_000)

    maps = _maps(UNIFORM, effect, 0.7 * NODES, WEIGHTS / WEIGHTS.sum(), 0.7)

    for of_region in (0.1, 0.5, 0.9):
        shares = (maps < of_region).sum(axis=1) / 64
        assert shares.mean() == pytest.approx(of_region, abs=0.009)  # cells of 1 / 64


def test_sites_of_one_area_are_more_alike_than_those_of_a_region() -> None:
    scenario = load_scenario("baseline", [KOSTANAY])
    register = build_register(scenario)
    within, between = [], []
    for seed in range(40):
        effects = place_effects(scenario, register, Streams(seed))
        for effect in (effects.turnout, effects.arrivals):
            area = np.bincount(register.site_commission, effect) / np.bincount(
                register.site_commission
            )
            within.append((effect - area[register.site_commission]).std())
            between.append(area.std(ddof=1))
    # Nine sites an area: sd of area means is hypot(0.2, 0.35 / 3) and hypot(0.3, 0.6 / 3).
    assert np.mean(between[::2]) == pytest.approx(0.23, rel=0.15)
    assert np.mean(between[1::2]) == pytest.approx(0.36, rel=0.15)
    assert np.mean(within[::2]) == pytest.approx(0.35, rel=0.15)
    assert np.mean(within[1::2]) == pytest.approx(0.6, rel=0.15)


def test_effects_are_those_of_a_paired_run_with_other_spreads_and_turnout() -> None:
    register = build_register(load_scenario("baseline", [KOSTANAY]))
    changes = ["turnout.final=sampled", "turnout.site_spread=0", "turnout.area_spread=0.4"]
    one, other = (
        place_effects(load_scenario("baseline", [KOSTANAY, *more]), register, Streams(3))
        for more in ([], changes)
    )

    np.testing.assert_array_equal(one.arrivals, other.arrivals)
    area = np.unique(register.site_commission, return_index=True)[1]
    only_area = load_scenario("baseline", [KOSTANAY, "turnout.site_spread=0"])
    expected = 2 * place_effects(only_area, register, Streams(3)).turnout
    np.testing.assert_allclose(other.turnout[area], expected[area])


def test_who_comes_earlier_elsewhere_comes_later_here() -> None:
    _, alike = draw(5, "arrivals.site_spread=0", "arrivals.area_spread=0")
    _, wide = draw(5)

    noon = 12 * HOUR
    before = [np.array([(v.arrives_at < noon).mean() for v in voters]) for voters in (alike, wide)]
    assert before[0].std() < 0.1 < before[1].std()
    sizes = [np.array([len(v.number) for v in voters]) for voters in (alike, wide)]
    assert sizes[0].tolist() == sizes[1].tolist()
    assert before[0] @ sizes[0] / sizes[0].sum() == pytest.approx(
        before[1] @ sizes[1] / sizes[1].sum(), abs=0.01
    )


def test_one_area_alone_has_no_effect_on_its_total() -> None:
    # A by-election is a quota of one area: a sampled total must not follow its area.
    scenario = load_scenario(
        "byelection-talaptan", ["turnout.final=sampled", "turnout.area_spread=2"]
    )
    register = build_register(scenario)

    effects = place_effects(scenario, register, Streams(1))

    narrow = place_effects(
        load_scenario("byelection-talaptan", ["turnout.area_spread=0"]), register, Streams(1)
    )
    np.testing.assert_allclose(effects.turnout, narrow.turnout, atol=1e-12)
    np.testing.assert_allclose(effects.turnout_spread, narrow.turnout_spread, atol=1e-6)


@pytest.mark.parametrize(("intake", "has_effect"), [("parish", True), ("side", False)])
def test_an_area_that_is_a_whole_region_of_a_pack_has_no_effect(
    intake: str, has_effect: bool, tmp_path: Path
) -> None:
    levels = 'levels = ["side", "parish"]\n'
    settings = edited("election.toml", (levels, f'{levels}intake_at = "{intake}"\n'), base=VALLEY)
    folder = write_pack(tmp_path / "valley", VALLEY, election=settings)
    alone = ["turnout.site_spread=0", "arrivals.site_spread=0"]
    scenario = load_scenario(folder, alone)

    effects = place_effects(scenario, build_register(scenario), Streams(1))

    for effect in (*effects,):
        assert (effect != 0).all() == has_effect
        assert (effect == 0).all() != has_effect


def test_sampled_turnout_has_its_expected_mean_with_wide_areas() -> None:
    scenario = load_scenario(
        "baseline", [KOSTANAY, "turnout.final=sampled", "turnout.area_spread=1"]
    )
    register = build_register(scenario)

    shares = []
    for seed in range(60):
        threshold = attendance(scenario, register, Streams(seed)).turnout_threshold
        share = (threshold >> np.uint64(32)).astype(float) / 2**32
        shares.append(share @ register.site_voters / register.site_voters.sum())

    expected = register.quota_votes[0] / register.site_voters.sum()
    error = np.std(shares, ddof=1) / 60**0.5
    assert error < 0.006
    assert abs(np.mean(shares) - expected) < 4.5 * error


def test_a_site_arrives_by_its_map_and_the_curve_of_its_region() -> None:
    scenario = load_scenario("baseline", [KOSTANAY, "arrivals.early_share=0"])
    register = build_register(scenario)
    plan = attendance(scenario, register, Streams(2))
    x = np.linspace(0.1, 0.9, 9)

    of_region = arrival_cdf(x, plan.a[0], plan.b[0], plan.c[0])
    shares = np.stack([has_come(plan.arrival_map, value) for value in of_region.tolist()])

    weight = register.site_voters / register.site_voters.sum()
    np.testing.assert_allclose(shares @ weight, of_region, atol=1e-3)
    assert logit(shares[4]).std() == pytest.approx(np.hypot(0.3, 0.6), rel=0.15)


SPREADS = [f"{section}.{place}_spread" for section in SECTIONS for place in ("site", "area")]


@pytest.mark.parametrize("key", SPREADS)
@pytest.mark.parametrize(
    ("name", "final", "idle"),
    [
        ("baseline", "reported", []),
        ("byelection-talaptan", "sampled", SPREADS[1:]),
        ("byelection-talaptan", "reported", SPREADS),
        ("two-shores", "sampled", [SPREADS[1], SPREADS[3]]),
    ],
)
def test_spreads_without_effect_are_those_that_change_nothing(
    name: str, final: str, idle: list[str], key: str
) -> None:
    regions = [KOSTANAY] if name == "baseline" else []
    given = [f"turnout.final={final}", *regions]
    scenario, changed = (load_scenario(name, [*given, f"{key}={x}"]) for x in (0.3, 0.9))
    register = build_register(scenario)

    before, after = (attendance(each, register, Streams(1)) for each in (scenario, changed))

    same = (before.turnout_threshold == after.turnout_threshold).all()
    same &= (before.arrival_map == after.arrival_map).all()
    assert same == (key in spreads_without_effect(scenario, register)) == (key in idle)
