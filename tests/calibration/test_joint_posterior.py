"""What is held stays, and what is reported moves what is tuned."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import sim
from sim.calibration.arrivals.correction import CorrectionSettings
from sim.calibration.effort import Effort
from sim.calibration.mcmc.sampler import ChainSettings
from sim.scenario import with_values
from tests.support.small_calibrations import calibrated, country

MAN = country("MAN")


def test_what_is_held_stays_and_the_rest_is_tuned() -> None:
    held = ("arrivals.regions.MAN", "choice.incumbency", "choice.strength")
    values = {
        "arrivals.regions.MAN.a": 1.25, "choice.incumbency": 2.5, "choice.strength.Nur Otan": 1.5,
    }  # fmt: skip
    scenario = with_values(
        country("MAN", changes=("arrivals.b=2.25", "arrivals.regions={}")), values
    )
    calibration = calibrated(scenario, fix=held)
    posterior = calibration.results.tables["posterior"]

    # A region has the national value where the scenario has none for it.
    expected = values | {"arrivals.regions.MAN.b": 2.25}
    for key, value in expected.items():
        assert posterior[key] == pytest.approx(value, rel=1e-5)
    assert posterior["arrivals.a"].std() > 0
    assert posterior["choice.regions.MAN.strength.Nur Otan"].std() > 0
    lines = calibration.files_in(Path())["scenario.toml"].decode().splitlines()
    assert sum(line.endswith("  # held") for line in lines) >= 4


def test_all_may_be_held() -> None:
    calibration = calibrated(MAN, fix=("arrivals", "choice"))
    tables = calibration.results.tables

    keys = calibration.results.manifest.parameters
    assert not any(np.ptp(tables["posterior"][key]) for key in keys)
    assert len(tables["trace"]["step"]) == 0
    assert set(tables["fit"]["target"].tolist()) == {"MAN@final", "MAN@seats"}


def test_a_time_of_the_night_informs_a_parameter_without_a_formula(tmp_path: Path) -> None:
    medians = []
    for clock in ("21:40", "22:25"):
        file = tmp_path / "mine.csv"
        file.write_text(f"what,code,item,value,error\nnight,KZ,all_accepted,{clock},0.05\n")
        calibration = calibrated(
            sim.load_scenario("tiny"), free=("commission.speed_kmh",), files=(file,), effort=ENOUGH
        )
        tables = calibration.results.tables
        medians.append(np.median(tables["posterior"]["commission.speed_kmh"]))
        assert "KZ@all_accepted" in tables["fit"]["target"].tolist()
    # The later the time, the slower the drive.
    assert medians[0] > medians[1] + 10


ENOUGH = Effort(
    "enough",
    CorrectionSettings(2, 2, 3, ChainSettings(16, 30, 30, 30, 5)),
    ChainSettings(16, 100, 150, 150, 5),
    200,
)


def test_a_wrong_value_is_named_by_the_lint_and_changes_others_little(tmp_path: Path) -> None:
    scenario = country("ALM", "PAV")
    file = tmp_path / "wrong.csv"
    # 33.74 was reported, and 17.47 by 10:00.
    file.write_text("code,time,value\nALM,12:00,53.74\n")
    right, wrong = (
        calibrated(scenario, effort=ENOUGH, fix=("choice",), **more)
        for more in ({}, {"drop": ("ALM@12:00",), "files": (file,)})
    )

    named = [finding.message for finding in wrong.results.summary.lint]
    assert any(message.startswith("ALM@12:00 is 53.74 %") for message in named)
    assert not any("ALM@12:00" in finding.message for finding in right.results.summary.lint)
    for shape in "ab":
        keys = [f"arrivals.regions.{code}.{shape}" for code in ("ALM", "PAV")]
        moved = {}
        for key in keys:
            one, other = (np.log(c.results.tables["posterior"][key]) for c in (right, wrong))
            moved[key] = abs(np.median(one) - np.median(other)) / one.std()
        # Half of this country is wrong, so the other half follows, but by far less.
        assert moved[keys[1]] < moved[keys[0]] / 4
