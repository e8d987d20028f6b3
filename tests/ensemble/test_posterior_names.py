"""Posteriors are found by name, and those that have not converged are named first."""

from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import sim
from sim.core.errors import ResultsError
from sim.ensemble.posterior_draws import load_posterior
from sim.ensemble.shipped_posteriors import SHIPPED, reference_of, shipped_posteriors
from sim.plots.style.saving import title_and_description
from sim.plots.style.slide import new_figure
from sim.plots.style.style import house_style
from sim.reporting import render
from sim.results import save
from sim.results.summaries.calibration import Chains
from sim.show.run import summary_text
from tests.support.posteriors import DRAWS_OF_TINY, write_posterior
from tests.support.results import load_calibration, with_summary


def unconverged(folder: Path) -> Path:
    """Write a posterior of `tiny` whose chains have not converged."""
    directory = write_posterior(folder / "first", sim.load_scenario("tiny"), DRAWS_OF_TINY)
    written = load_calibration(directory)
    day = Chains(
        group="day", steps=10, autocorrelation=5.0, r_hat=1.5, converged=False,
        sentence="has not settled",
    )  # fmt: skip
    chains = (day, replace(day, group="choice", converged=True))
    quick = with_summary(written, converged=False, effort="quick", chains=chains)
    save(replace(quick, manifest=replace(quick.manifest, sha256=None)), folder / "quick")
    return folder / "quick"


def test_a_posterior_that_has_not_converged_is_named_first(tmp_path: Path) -> None:
    directory = unconverged(tmp_path)

    results = sim.run(sim.load_scenario("tiny"), posterior=directory, replications=2)
    one = sim.run(sim.load_scenario("tiny"))
    ensemble = sim.run(sim.load_scenario("tiny"), replications=2)

    used = results.summary.posterior
    assert used is not None
    assert used.converged is False
    assert used.why is not None
    assert "day; it was made with --quick" in used.why
    assert summary_text(results).startswith("NOT CONVERGED: do not rely on it")
    assert '<p class="note">NOT CONVERGED: do not rely on it' in render([results])
    with house_style():
        _, about = title_and_description(new_figure("x", "y", results.summary))
    assert about.startswith("NOT CONVERGED: do not rely on it. y")
    compared = sim.compare(ensemble, results, names=["usual", "drawn"])
    assert summary_text(compared.results).startswith("B NOT CONVERGED: do not rely on it")
    with house_style():
        _, about = title_and_description(new_figure("x", "y", compared.results.summary))
    assert about.startswith("NOT CONVERGED: do not rely on B. y")
    assert "NOT CONVERGED" not in summary_text(one)


def test_the_shipped_posterior_has_a_name_and_needs_only_files_of_the_wheel(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import tomllib

    root = Path(__file__).parents[2]
    wheel = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    included = wheel["tool"]["hatch"]["build"]["targets"]["wheel"]["force-include"]
    held = {k: v for k, v in included.items() if v.startswith("sim/posteriors/")}
    for source, target in held.items():
        place = tmp_path / target
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((root / source).read_bytes())
    monkeypatch.setattr(
        "sim.ensemble.shipped_posteriors.__file__",
        str(tmp_path / "sim" / "ensemble" / "shipped_posteriors.py"),
    )
    monkeypatch.chdir(tmp_path)
    scenario = sim.load_scenario("baseline")

    assert set(shipped_posteriors()) == set(SHIPPED)
    assert shipped_posteriors()["baseline"].is_relative_to(tmp_path)
    posterior = load_posterior("baseline", scenario, sim_country(scenario))
    assert (posterior.name, posterior.converged) == ("baseline", True)


def sim_country(scenario: sim.Scenario) -> Any:
    from sim.election import build_country

    return build_country(scenario).one


def test_a_missing_posterior_is_refused_with_the_available_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = sim.load_scenario("tiny")
    write_posterior(tmp_path / "results" / "tiny" / "calibration-7", scenario, DRAWS_OF_TINY)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ResultsError) as error:
        sim.run(scenario, posterior="calibration-7")

    directory = Path("results/tiny/calibration-7")
    assert f"is not a directory; available: baseline (shipped), {directory}" in str(error.value)
    assert not sim.run(scenario, posterior=str(directory)).summary.invariants.breached


def test_a_directory_with_the_name_of_a_shipped_posterior_must_be_meant(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scenario = sim.load_scenario("tiny")
    write_posterior(tmp_path / "baseline", scenario, DRAWS_OF_TINY)
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ResultsError, match=r"write \./baseline"):
        sim.run(scenario, posterior="baseline")
    assert reference_of(Path("baseline")) == "./baseline"
    used = sim.run(scenario, posterior="./baseline").summary.posterior
    assert used is not None
    assert used.draws == 7


def test_the_command_that_uses_a_calibration_is_complete_and_quoted() -> None:
    from sim.cli.calibrate import _next_command

    command = _next_command("tiny", ("choice.strength.Nur Otan=2",), Path("my results/calibration"))

    assert shlex.split(command) == [
        "saylau", "run", "tiny", "--set", "choice.strength.Nur Otan=2",
        "--posterior", str(Path("my results/calibration")), "--replications", "100",
    ]  # fmt: skip
