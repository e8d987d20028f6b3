"""What a calibration writes: its tables, its draws and its scenario."""

from __future__ import annotations

import io
import tomllib
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.calibration.fit.calibration_summary import is_outside
from tests.support.small_calibrations import SMALL, calibrated, country

if TYPE_CHECKING:
    from pathlib import Path

    from sim.calibration.calibrate import Calibration


from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.calibration.calibrate import Calibration


@pytest.fixture(scope="module")
def of_votes() -> Calibration:
    """A region with seats, votes, other marks, and two freed parameters."""
    return calibrated(country("AKM"), free=("choice.site_spread", "arrivals.site_spread"))


def assert_loads(calibration: Calibration, file: Path) -> None:
    file.write_bytes(calibration.files_in(Path())["scenario.toml"])
    loaded = sim.load_scenario(file)
    assert loaded == calibration.scenario
    calibrated_then = calibration.results.manifest.calibrated
    assert loaded.model_dump(mode="json", by_alias=True) == calibrated_then


def test_one_with_votes_loads_too(of_votes: Calibration, tmp_path: Path) -> None:
    assert_loads(of_votes, tmp_path / "scenario.toml")


def test_the_calibrated_scenario_has_the_medians_and_their_origin(
    of_votes: Calibration,
) -> None:
    posterior, parameters = (of_votes.results.tables[k] for k in ("posterior", "parameters"))
    written = tomllib.loads(of_votes.files_in(Path())["scenario.toml"].decode())
    lines = of_votes.files_in(Path())["scenario.toml"].decode().splitlines()

    for row, key in enumerate(parameters["parameter"].tolist()):
        table = written
        *sections, last = key.split(".")
        for section in sections:
            table = table.get(section, {})
        median = float(f"{np.median(posterior[key]):.4g}")
        assert table[last] == median
        assert parameters["p05"][row] <= median * (1 + 1e-3 * np.sign(median))
        assert parameters["p95"][row] >= median * (1 - 1e-3 * np.sign(median))
    commented = [line for line in lines if "  # " in line]
    assert len(commented) == len(parameters["parameter"])
    assert all("90 %" in line or "held" in line for line in commented)


def test_quantiles_are_in_order_and_those_of_the_draws(of_votes: Calibration) -> None:
    tables = of_votes.results.tables
    fit, parameters, curves = (tables[name] for name in ("fit", "parameters", "curves"))
    for table, names in (
        (fit, ("p05", "p25", "p50", "p75", "p95")),
        (fit, ("prior_p05", "prior_p25", "prior_p50", "prior_p75", "prior_p95")),
        (parameters, ("p05", "p50", "p95")), (parameters, ("prior_p05", "prior_p50", "prior_p95")),
        (curves, ("p05", "p25", "p50", "p75", "p95")),
    ):  # fmt: skip
        for low, high in pairwise(names):
            assert (table[low] <= table[high]).all()
    for row, key in enumerate(parameters["parameter"].tolist()):
        drawn = tables["posterior"][key]
        assert parameters["sd"][row] == pytest.approx(drawn.std(), rel=1e-3, abs=1e-9)
        assert parameters["p50"][row] in drawn
        removed = 1 - (drawn.std() / parameters["prior_sd"][row]) ** 2
        assert parameters["variance_reduction"][row] == pytest.approx(removed, abs=0.01)
    assert (np.diff(curves["p50"]) >= -0.2).all()
    assert curves["p50"][-1] > curves["p50"][0] + 40


def test_arrays_are_the_draws_of_the_table(of_votes: Calibration) -> None:
    posterior = of_votes.results.tables["posterior"]
    with np.load(io.BytesIO(of_votes.files_in(Path())["posterior.npz"])) as arrays:
        names = arrays["parameters"].tolist()
        draws, prior = arrays["posterior"], arrays["prior"]

    assert tuple(names) == of_votes.results.manifest.parameters == tuple(posterior)[2:]
    assert draws.shape == prior.shape == (SMALL.n_draws, len(names))
    assert np.array_equal(draws, np.column_stack([posterior[name] for name in names]))
    assert posterior["draw"].tolist() == list(range(SMALL.n_draws))


def test_every_target_has_a_row_and_every_free_parameter_a_chain(of_votes: Calibration) -> None:
    tables = of_votes.results.tables
    summary = of_votes.results.summary
    fit, parameters = tables["fit"], tables["parameters"]

    assert len(fit["target"]) == summary.targets.n
    assert {"AKM@votes", "AKM@seats", "AKM@final"} <= set(fit["target"].tolist())
    assert (fit["met"] == "yes").sum() == summary.targets.met
    assert {"choice.site_spread", "arrivals.site_spread", "choice.regions.AKM.invalid_share"} <= (
        set(parameters["parameter"].tolist())
    )
    assert np.isfinite(parameters["r_hat"]).all()
    assert not summary.converged
    assert [chains.group for chains in summary.chains] == ["day", "others", "choice"]
    assert set(tables["trace"]["group"].tolist()) == {"day", "others", "choice"}
    site_spread = tables["posterior"]["arrivals.site_spread"]
    assert (site_spread >= 0).all()
    assert (site_spread <= 1.0).all()


def test_a_target_is_named_if_it_is_far_off_with_or_without_itself() -> None:
    z, left_out = np.array([0.3, -3.1, 0.1, np.nan]), np.array([1.9, 0.0, -2.4, 2.1])
    assert is_outside(z, left_out).tolist() == [False, True, True, True]
