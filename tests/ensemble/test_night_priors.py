"""Parameters of the night that nothing was fitted to, in replications with a posterior."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.streams import Streams
from sim.ensemble.night_priors import NightPrior, night_priors
from sim.results import time_interval
from sim.scenario import calibration_range, with_values
from sim.show.run import summary_text
from tests.support.posteriors import write_posterior

if TYPE_CHECKING:
    from pathlib import Path

SETUP = "counting.setup_mean_s"
MAN = "register.regions=['MAN']"


def priors(*overrides: str, fitted: tuple[str, ...] = ()) -> dict[str, NightPrior]:
    found = night_priors(sim.load_scenario("baseline", overrides), fitted)
    return {prior.key: prior for prior in found}


def test_every_parameter_of_the_night_with_a_range_is_sampled_around_its_value() -> None:
    found = priors()

    ranges = {key: ends for key, ends in calibration_range().items()
              if key.startswith(("counting.", "commission."))}  # fmt: skip
    assert found.keys() == ranges.keys()
    assert {key: (prior.low, prior.high) for key, prior in found.items()} == ranges
    default = sim.load_scenario("baseline").counting.setup_mean_s
    values = [found[SETUP].sample(Streams(seed)) for seed in range(2000)]
    # Half of the values are below: binomial, standard deviation 22.
    assert abs(sum(value < default for value in values) - 1000) < 4 * 23
    assert ranges[SETUP][0] < min(values)
    assert max(values) < ranges[SETUP][1]
    # Values near the scenario's are more frequent than those near the ends.
    assert np.median([value for value in values if value > default]) < (
        default + 0.4 * (ranges[SETUP][1] - default)
    )


def test_what_a_scenario_sets_or_a_calibration_fitted_is_not_sampled() -> None:
    assert SETUP not in priors(f"{SETUP}=3000")
    assert SETUP not in priors(fitted=(SETUP,))
    assert "commission.speed_kmh" in priors(f"{SETUP}=3000", fitted=(SETUP,))


def test_the_time_of_a_ballot_stays_between_its_ends() -> None:
    found = priors("counting.ballot_low_s=4", "counting.ballot_high_s=6")["counting.ballot_mode_s"]

    assert (found.low, found.middle, found.high) == (4, 5, 6)
    fixed = priors("counting.ballot_low_s=5", "counting.ballot_high_s=5")
    assert "counting.ballot_mode_s" not in fixed


def test_values_depend_on_seed_replication_and_key_alone() -> None:
    one, other = priors(), priors("polling.check_in_mean_s=60", fitted=("commission.speed_kmh",))

    assert one[SETUP].sample(Streams(1, 3)) == other[SETUP].sample(Streams(1, 3))
    values = {one[SETUP].sample(Streams(seed, n)) for seed in (1, 2) for n in range(5)}
    assert len(values) == 10


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A posterior that hardly varies, so that nearly all variation is of the night."""
    scenario = sim.load_scenario("baseline", [MAN])
    key = "arrivals.regions.MAN.a"
    return write_posterior(tmp_path_factory.mktemp("fit") / "fit", scenario, {key: [1.9] * 12})


def test_bands_of_the_night_are_of_chance_and_of_what_is_not_known(folder: Path) -> None:
    scenario = sim.load_scenario("baseline", [MAN])

    found = sim.run(scenario, replications=12, posterior=folder).summary

    assert found.posterior is not None
    assert len(found.posterior.night or ()) == len(priors())
    both, chance = (
        time_interval(found, part, "half_accepted") for part in ("night", "night_chance")
    )
    width, by_chance = (np.datetime64(of.high) - np.datetime64(of.low) for of in (both, chance))
    assert width.astype(float) > 1.3 * by_chance.astype(float)
    # Chance alone is that of an ensemble whose parameters do not vary.
    fitted = with_values(scenario, {"arrivals.regions.MAN.a": 1.9})
    plain = sim.run(fitted, replications=12)
    assert time_interval(plain.summary, "night", "half_accepted") == chance
    assert plain.summary.night_chance is None
    # The day is the same.
    assert found.turnout_at == plain.summary.turnout_at
    assert found.waits == plain.summary.waits


def test_the_text_says_which_part_of_the_bands_is_chance(folder: Path) -> None:
    scenario = sim.load_scenario("baseline", [MAN])

    drawn = summary_text(sim.run(scenario, replications=3, posterior=folder))
    plain = summary_text(sim.run(scenario, replications=3))

    assert f"bands by chance alone; the rest is that {len(priors())} parameters are not" in drawn
    assert drawn.count("half of the ballots in accepted protocols") == 2
    assert "bands are of chance alone: durations of the night do not vary here" in plain


def test_a_single_run_with_a_posterior_has_the_night_of_the_first_replication(folder: Path) -> None:
    scenario = sim.load_scenario("baseline", [MAN])

    one = sim.run(scenario, posterior=folder).summary

    assert one.night_chance is not None
    assert one.night_chance.keys() >= {"half_accepted", "sites_99_accepted", "all_accepted"}
    assert one.night_chance["half_accepted"] != one.night.half_accepted
