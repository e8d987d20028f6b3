"""The posterior of the night: its closed form against the simulation, and known parameters."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.calibration.free_parameters import choose_free_parameters
from sim.calibration.mcmc.sampler import ChainSettings, all_draws, sample
from sim.calibration.night.night_data import ReportedNight, groups_of
from sim.calibration.night.night_posterior import NIGHT_KEYS, NightPosterior
from sim.calibration.stages import Stages
from sim.core.errors import InputError
from sim.core.progress_protocol import NoProgress
from sim.core.streams import Streams
from sim.night import Truth
from sim.night.durations import sample_durations
from sim.night.teams import count_work
from sim.register import Register, build_register
from sim.scenario import Scenario, calibration_range, load_scenario, with_values
from sim.show.run import summary_text
from tests.pack.files.test_reported import reported
from tests.support.packs import VALLEY
from tests.support.small_calibrations import calibrated, saved

if TYPE_CHECKING:
    from pathlib import Path

RANGES = {key: calibration_range()[key] for key in NIGHT_KEYS}
TRUE = dict(zip(NIGHT_KEYS, (3000.0, 2500.0, 0.4, 6.0, 0.25, 0.35), strict=True))


@pytest.fixture(scope="module")
def country() -> tuple[Scenario, Register, Truth]:
    """Sites of many areas, every two of them in one building, without counting errors."""
    scenario = load_scenario("baseline", ["counting.slip_share=0"])
    register = build_register(scenario)
    register = replace(register, site_place_key=register.site_key // 2)
    cast = register.site_registered * 4 // 5
    none = np.zeros_like(cast)
    return scenario, register, Truth(none, cast, none, cast, none[:0])


def phoned_s(scenario: Scenario, register: Register, truth: Truth, seed: int) -> np.ndarray:
    """Return how long after closing the result of each site is phoned in."""
    found = sample_durations(scenario, register, Streams(seed), truth)
    parts = (found.prepare, found.portable, found.read, found.pile, found.write, found.phone)
    seconds: np.ndarray = np.sum(parts, axis=0) / 1000
    return seconds


def data_of(
    country: tuple[Scenario, Register, Truth], seconds: np.ndarray, until_s: float
) -> ReportedNight:
    scenario, register, truth = country
    work = count_work(scenario, register, truth)
    above = seconds > until_s
    return ReportedNight(
        "phoned", np.log(np.minimum(seconds, until_s)), np.full(len(seconds), np.log(until_s)),
        above, groups_of(register.site_commission, register.site_place_key),
        work.prepare_s + work.pile_s, work.portable_reads + work.other_reads,
    )  # fmt: skip


def test_mean_and_variance_are_those_of_the_simulation(
    country: tuple[Scenario, Register, Truth],
) -> None:
    scenario = with_values(country[0], TRUE)
    logs = np.log([phoned_s(scenario, *country[1:], seed) for seed in range(60)])
    data = data_of(country, np.exp(logs[0]), 1e9)

    mean, variance = NightPosterior(scenario, data, RANGES, {}).moments(np.array([*TRUE.values()]))

    total = variance + TRUE["counting.area_spread"] ** 2 + TRUE["counting.place_spread"] ** 2
    assert float((logs.mean(axis=0) - mean).mean()) == pytest.approx(0, abs=0.02)
    assert float(logs.var(axis=0).mean() / total.mean()) == pytest.approx(1, abs=0.06)


@pytest.mark.parametrize("until_h", [1e6, 3.2])
def test_known_parameters_are_found_again(
    country: tuple[Scenario, Register, Truth], until_h: float
) -> None:
    """Also where a third of the sites had not come in when the last time was published."""
    scenario = with_values(country[0], TRUE)
    data = data_of(country, phoned_s(scenario, *country[1:], 1), until_h * 3600)
    held = {"counting.setup_mean_s": 3000.0, "counting.protocol_cv": 0.4}
    posterior = NightPosterior(scenario, data, RANGES, held)

    chain, _ = sample(posterior, ChainSettings(32, 60, 60, 60, 2), 1, Stages(), NoProgress())
    found = posterior.parameters(all_draws(chain))

    assert 0.2 < data.above.mean() < 0.5 or until_h > 100
    for key in set(NIGHT_KEYS) - held.keys():
        low, high = np.quantile(found[key], [0.005, 0.995])
        assert low < TRUE[key] < high, key
    assert np.ptp(found["counting.place_spread"]) < 0.2
    assert set(found["counting.setup_mean_s"].tolist()) == {3000.0}


def test_the_prior_is_uniform_over_the_ranges(country: tuple[Scenario, Register, Truth]) -> None:
    data = data_of(country, np.full(country[1].n_sites, 7200.0), 1e9)
    posterior = NightPosterior(country[0], data, RANGES, {})

    drawn = posterior.sample_prior(500, np.random.Generator(np.random.Philox(1)))

    assert (drawn >= posterior.low).all()
    assert (drawn <= posterior.high).all()
    outside = drawn[:2].copy()
    outside[0, 0] = RANGES["counting.setup_mean_s"][1] + 1
    assert np.isneginf(posterior.log_density(outside)[0, 0])
    assert np.isfinite(posterior.log_density(outside)[1, 0])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A pack without turnout by hour, of which most results are known to have come in."""
    sites = [line.partition(",")[0] for line in VALLEY["sites.csv"].strip().split("\n")[1:]]
    times = [f"{site},phoned,{20 + k // 2}:{30 * (k % 2):02d}" for k, site in enumerate(sites[:-2])]
    arrivals = "\n".join(["site,stage,at", *times, ""])
    return reported(tmp_path / "valley", VALLEY, arrivals=arrivals)


def test_a_pack_with_times_alone_is_calibrated_and_its_posterior_runs(
    folder: Path, tmp_path: Path
) -> None:
    scenario = load_scenario(folder)

    made = calibrated(scenario, fix=["counting.area_spread"])
    saved(made, tmp_path / "fit")
    found = sim.run(scenario, replications=2, posterior=tmp_path / "fit")

    posterior = made.results.tables["posterior"]
    assert posterior.keys() >= set(NIGHT_KEYS)
    assert np.ptp(posterior["counting.area_spread"]) == 0
    assert np.ptp(posterior["counting.setup_mean_s"]) > 0
    assert made.scenario.counting.setup_mean_s != scenario.counting.setup_mean_s
    assert len(made.results.tables["fit"]["target"]) == 0
    assert {chain.group for chain in made.results.summary.chains} == {"day", "night"}
    assert summary_text(made.results)
    # Parameters that were fitted are not sampled from their ranges.
    assert found.summary.posterior is not None
    assert found.summary.posterior.night
    assert set(found.summary.posterior.night).isdisjoint(NIGHT_KEYS)


def test_freeing_what_is_free_and_holding_what_is_unknown(folder: Path) -> None:
    scenario = load_scenario(folder)

    plan = choose_free_parameters(scenario, ["counting.setup_mean_s"], [])

    assert plan.night.keys() == set(NIGHT_KEYS)
    assert not plan.day
    with pytest.raises(InputError, match=r"counting\.setup_mean is no parameter"):
        calibrated(scenario, fix=["counting.setup_mean"])


def test_without_times_or_turnout_a_pack_is_refused(tmp_path: Path) -> None:
    arrivals = "site,stage,at\nmill,accepted,21:00\n"
    scenario = load_scenario(reported(tmp_path / "valley", VALLEY, arrivals=arrivals))

    assert not choose_free_parameters(scenario, [], []).night
    with pytest.raises(InputError, match="has no reported values"):
        calibrated(scenario)
