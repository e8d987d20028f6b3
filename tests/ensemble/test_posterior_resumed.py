"""Ensembles with a posterior that were interrupted: resumed with the same one, or refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

import sim
from sim.election import build_country
from sim.ensemble import make_job
from sim.ensemble.posterior_draws import load_posterior
from sim.ensemble.replication import run_replication
from tests.support.ensembles import assert_refused, begin_replications, files, run_tiny
from tests.support.posteriors import DRAWS_OF_TINY, write_posterior
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def of_tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "fit"
    return write_posterior(folder, sim.load_scenario("tiny"), DRAWS_OF_TINY)


def test_interrupted_and_resumed_equals_one_go(of_tiny: Path, tmp_path: Path) -> None:
    whole = sim.run(sim.load_scenario("tiny"), seed=5, replications=6, posterior=of_tiny)
    sim.save(whole, tmp_path / "whole")
    unfinished = _begin(of_tiny, tmp_path)

    done = run_tiny("--posterior", of_tiny, "--resume", unfinished)

    assert done.exit_code == 0
    assert contents(tmp_path / "run") == contents(tmp_path / "whole")


def _begin(posterior: Path | None, folder: Path) -> Path:
    """Leave two of six replications of `tiny`, as an interrupt would."""
    scenario = sim.load_scenario("tiny")
    register = build_country(scenario).one
    drawn_from = None if posterior is None else load_posterior(posterior, scenario, register)
    job = make_job(scenario, 5, "auto", drawn_from)
    finished = begin_replications(folder / "run.unfinished", job, 6)
    for number in (1, 4):
        finished.add(number, run_replication(job, number))
    return folder / "run.unfinished"


@pytest.mark.parametrize("begun_with", ["other", "none", "this"])
def test_with_another_posterior_it_is_not_resumed(
    begun_with: str, of_tiny: Path, tmp_path: Path
) -> None:
    other = write_posterior(tmp_path / "other", sim.load_scenario("tiny"), {"arrivals.b": [1.1]})
    unfinished = _begin({"other": other, "none": None, "this": of_tiny}[begun_with], tmp_path)
    before = files(unfinished)
    used: list[str | Path] = [] if begun_with == "this" else ["--posterior", of_tiny]

    done = run_tiny("--resume", unfinished, *used)

    messages = {
        "other": ['posterior.directory: is "other"; this run has "fit"',
                  'posterior.draws: is 1; this run has 7', 'posterior.sha256: is "'],
        "none": ['posterior.directory: is missing; this run has "fit"'],
        "this": ['posterior.directory: is "fit"; this run has none'],
    }  # fmt: skip
    assert_refused(done, *(f"job.json: {text}" for text in messages[begun_with]))
    assert files(unfinished) == before
