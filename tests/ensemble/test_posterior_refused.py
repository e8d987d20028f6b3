"""An invalid posterior, or one of another scenario, is refused: every problem, exit code 2."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

import sim
from sim.core.errors import InputError
from tests.support.ensembles import assert_refused, files, run_tiny, saylau
from tests.support.posteriors import DRAWS_OF_TINY, write_posterior
from tests.support.results import load_run

if TYPE_CHECKING:
    from pathlib import Path

MAN = "register.regions=['MAN']"


@pytest.fixture(scope="module")
def of_tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "fit"
    return write_posterior(folder, sim.load_scenario("tiny"), DRAWS_OF_TINY)


def refused(folder: Path, posterior: Path, *arguments: str, expected: list[str]) -> None:
    """Run `tiny` with a posterior; exactly these errors are printed, and nothing is written."""
    before = sorted(folder.rglob("*"))
    for replications in ("1", "3"):
        run = ["run", "tiny", "--replications", replications, "--out", folder / "out", "--quiet"]
        done = saylau(*run, "--posterior", posterior, *arguments)
        assert_refused(done)
        assert done.stderr.splitlines() == [f"error: {line}" for line in expected]
    assert sorted(folder.rglob("*")) == before


def lost(key: str, value: float, posterior: Path, before: float, after: float) -> str:
    """Return the error for a value that draws would replace."""
    return (
        f"scenario tiny: {key}: is {value}, which draws of {posterior} would replace; before "
        f"that calibration it was {before}, after it {after}: take one of these, or calibrate "
        "this scenario"
    )


def test_what_is_no_calibration_is_refused(
    of_tiny: Path, tiny: sim.RunResults, tmp_path: Path
) -> None:
    no_run = tmp_path / "nothing"
    hint = "available: baseline (shipped); a calibration makes one"
    message = f"{no_run}: is not a directory; {hint}"
    refused(tmp_path, no_run, expected=[message])
    run = tmp_path / "run"
    sim.save(tiny, run)
    message = f"{run}: is not the directory of a calibration; {hint}"
    refused(tmp_path, run, expected=[message])
    damaged = tmp_path / "damaged"
    damaged.mkdir()
    for name, content in files(of_tiny).items():
        (damaged / name).write_bytes(content + (b"0" if name == "posterior.csv" else b""))
    refused(
        tmp_path, damaged, expected=[f"{damaged / 'posterior.csv'}: differs from manifest.json"]
    )


def test_a_calibration_that_lacks_parts_is_refused(tmp_path: Path) -> None:
    scenario = sim.load_scenario("tiny")
    whole = {"arrivals.a": [1.0, 2.0]}
    parts = write_posterior(tmp_path / "p", scenario, whole, calibrated=None, register_sha256=None)
    expected = [
        f"{parts / 'manifest.json'}: calibrated: is missing",
        f"{parts / 'manifest.json'}: register_sha256: is missing",
    ]
    refused(tmp_path, parts, expected=expected)
    holes = {"arrivals.a": [1.0, float("nan")], "arrivals.b": [1.0, 2.0]}
    gaps = write_posterior(tmp_path / "gaps", scenario, holes)
    message = f"{gaps / 'posterior.csv'}: arrivals.a: must be a number; row 2 is empty"
    refused(tmp_path, gaps, expected=[message])
    empty = write_posterior(tmp_path / "empty", scenario, {"arrivals.a": []}, given={})
    message = f"{empty / 'summary.json'}: draws: must be a whole number, 1 or more; got 0"
    refused(tmp_path, empty, expected=[message])


def test_a_posterior_of_another_country_or_day_is_refused(tmp_path: Path) -> None:
    baseline = sim.load_scenario("baseline", [MAN])
    other = write_posterior(tmp_path / "other", baseline, {"choice.sharpness": [0.8]}, given={})
    built_from = ["register.source", "register.regions", "register.races"]
    refused(
        tmp_path, other,
        # Its values differ for that reason alone, and are not listed.
        expected=[
            f"posterior {other}: is the calibration of another country ({', '.join(built_from)})",
        ],
    )  # fmt: skip
    tiny = write_posterior(tmp_path / "tiny", sim.load_scenario("tiny"), {"arrivals.a": [1.2]})
    refused(
        tmp_path, tiny, "--set", "polling.closes=19:00", "--set", "date=2021-07-26",
        expected=[
            f"scenario tiny: date: is '2021-07-26'; {tiny} was calibrated with '2021-07-25'",
            f"scenario tiny: polling.closes: is '19:00:00'; {tiny} was calibrated with '20:00:00'",
        ],
    )  # fmt: skip


def test_a_register_of_another_version_is_refused(tmp_path: Path) -> None:
    scenario = sim.load_scenario("tiny")
    old = write_posterior(tmp_path / "old", scenario, {"arrivals.a": [1.0]}, register_sha256="0")
    what = "is the calibration of another country, built by another version of Saylau"
    message = f"posterior {old}: {what}"
    refused(tmp_path, old, expected=[message])


def test_values_that_the_model_does_not_allow_are_refused(tmp_path: Path) -> None:
    draws = {
        "arrivals.a": [1.0, 7.5, 8.0],
        "arrivals.regions.EAST.b": [2.0, 2.0, 0.1],
        "arrivals.early_shore": [1.0, 1.0, 1.0],
        "polling.desks_extra": [0.5, 0.5, 0.5],
        "register.distance_cv": [0.8, 0.7, 0.6],
    }
    wrong = write_posterior(tmp_path / "wrong", sim.load_scenario("tiny"), draws, given={})
    file = wrong / "posterior.csv"
    refused(
        tmp_path, wrong,
        expected=[
            (f"{file}: register.distance_cv: cannot vary between replications, which share one "
            "country"),
            f"{file}: unknown key arrivals.early_shore; did you mean 'early_share'?",
            f"{file}: polling.desks_extra must be a whole number between -5 and 10 desks; got 0.5",
            f"{file}: arrivals.a must be a number between 1 and 5; got 8.0",
            f"{file}: arrivals.regions.EAST.b must be a number between 0.3 and 60; got 0.1",
        ],
    )  # fmt: skip


def test_contradicting_values_are_refused_with_their_draw(tmp_path: Path) -> None:
    # Each is allowed beside the extreme of the other, but the second draw is not.
    draws = {"counting.ballot_low_s": [3.0, 4.0, 5.0], "counting.ballot_mode_s": [3.0, 3.5, 5.0]}
    posterior = write_posterior(tmp_path / "fit", sim.load_scenario("tiny"), draws)

    done = run_tiny("--posterior", posterior, "--out", tmp_path / "run", n=3)

    message = (
        "error: posterior fit, draw 1: counting.ballot_mode_s must be between ballot_low_s (4)"
    )
    assert_refused(done, message)


def test_a_value_that_draws_would_silently_replace_is_refused(tmp_path: Path) -> None:
    scenario = sim.load_scenario("tiny")
    draws = {
        "arrivals.regions.EAST.a": [1.5, 2.0],
        "arrivals.regions.WEST.a": [1.5, 2.0],
        "arrivals.regions.EAST.b": [3.0, 3.5],
        "choice.strength.Auyl": [1.0, 1.5],
        "polling.booth_mean_s": [60.0, 80.0],
    }
    posterior = write_posterior(tmp_path / "fit", scenario, draws)
    set_here = {
        "arrivals.a": 2.5, "arrivals.regions.EAST.b": 4.0, "choice.strength.Auyl": -1.0,
        "polling.booth_mean_s": 60.0, "polling.box_mean_s": 11.0,
    }  # fmt: skip
    arguments = [part for key, value in set_here.items() for part in ("--set", f"{key}={value}")]

    refused(
        tmp_path, posterior, *arguments,
        expected=[
            # Regions without a value have the national one, so it would be replaced as well.
            lost("arrivals.a", 2.5, posterior, 1.0, 1.5),
            lost("arrivals.regions.EAST.b", 4.0, posterior, 1.0, 3.0),
            lost("choice.strength.Auyl", -1.0, posterior, 0.0, 1.0),
        ],
    )  # fmt: skip


def test_other_changes_and_the_calibrated_scenario_are_accepted(
    tmp_path: Path, of_tiny: Path
) -> None:
    manifest = json.loads((of_tiny / "manifest.json").read_text())
    calibrated = [
        "--set", f"arrivals.a={manifest['calibrated']['arrivals']['a']}",
        "--set", "choice.regions.EAST.strength.\"Nur Otan\"=-3.0",
    ]  # fmt: skip
    elsewhere = ["polling.desks_extra=1", "register.scale=2", "polling.lunch_s=600"]
    what_if = [part for change in elsewhere for part in ("--set", change)]
    for name, arguments in {"one": calibrated, "two": what_if}.items():
        out = tmp_path / name
        done = run_tiny("--posterior", of_tiny, "--out", out, *arguments, n=2)
        assert done.exit_code == 0, done.stderr
        posterior = load_run(out).summary.posterior
        assert posterior is not None
        assert posterior.draws == 7


def test_the_call_raises_what_the_command_prints(of_tiny: Path) -> None:
    with pytest.raises(InputError, match="is the calibration of another country"):
        sim.run(sim.load_scenario("baseline", [MAN]), posterior=of_tiny)
