"""Runs with parameters from a posterior: their uncertainty is in the intervals."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.core.streams import Streams
from sim.ensemble import make_job
from sim.ensemble.cluster import run_on_cluster
from sim.ensemble.night_priors import night_priors
from sim.ensemble.posterior_draws import Posterior, load_posterior
from sim.ensemble.record import Record
from sim.ensemble.replication import run_replication
from sim.results import interval
from sim.results.summaries.shared import PosteriorUsed
from sim.results.typed_json import as_json
from sim.scenario import with_values
from sim.show.run import summary_text
from tests.support.dask_clusters import ROOT, running, until
from tests.support.posteriors import DRAWS_OF_TINY, write_posterior
from tests.support.results import with_summary
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from pathlib import Path

    from sim.scenario import Scenario

MAN = "register.regions=['MAN']"
A = "arrivals.regions.MAN.a"
FAR_APART = {A: [1.0] * 30 + [4.0] * 30}
"""Half of the draws have early arrivals, half late ones."""


@pytest.fixture(scope="module")
def man() -> Scenario:
    return sim.load_scenario("baseline", [MAN])


@pytest.fixture(scope="module")
def far_apart(man: Scenario, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_posterior(tmp_path_factory.mktemp("far") / "far-apart", man, FAR_APART)


@pytest.fixture(scope="module")
def drawn(man: Scenario, far_apart: Path) -> sim.RunResults:
    return sim.run(man, replications=20, posterior=far_apart)


@pytest.fixture(scope="module")
def of_tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("tiny") / "fit"
    return write_posterior(folder, sim.load_scenario("tiny"), DRAWS_OF_TINY)


# --- which draw a replication has ----------------------------------------------------------------


def _posterior(n_draws: int) -> Posterior:
    return Posterior("p", "0", ("arrivals.a",), np.linspace(1, 2, n_draws)[:, None], True, "")


def test_draws_are_used_in_turn_in_an_order_shuffled_by_the_seed() -> None:
    posterior = _posterior(50)

    orders = [[posterior.draw_of(Streams(seed, k)) for k in range(120)] for seed in (1, 2)]

    for order in orders:
        assert sorted(order[:50]) == list(range(50))
        assert order[50:100] == order[:50]
        assert order[100:] == order[:20]
        assert order[:50] != sorted(order[:50])
    assert orders[0] != orders[1]


def test_every_draw_comes_first_equally_often() -> None:
    posterior = _posterior(5)

    counts = np.bincount([posterior.draw_of(Streams(seed)) for seed in range(2000)], minlength=5)

    # Binomial, 400 expected, standard deviation 18.
    assert (np.abs(counts - 400) < 4 * 18).all()


@pytest.fixture
def stays_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A posterior is never sent to a worker as a whole."""

    def refuse(self: Posterior, protocol: object) -> None:
        raise AssertionError("the whole posterior was to travel")

    monkeypatch.setattr(Posterior, "__reduce_ex__", refuse)


def test_only_the_draw_of_a_replication_is_sent_with_it() -> None:
    scenario = sim.load_scenario("tiny")
    sizes = []
    for n_draws in (1, 10_000):
        job = make_job(scenario, 1, "auto", _posterior(n_draws))
        assert job.of(3).of(3) == job.of(3)
        sizes.append(len(pickle.dumps(job.of(3))))
    assert max(sizes) - min(sizes) < 20
    assert make_job(scenario, 1, "auto").of(3) == make_job(scenario, 1, "auto")


# --- effects -------------------------------------------------------------------------------------


def test_draws_reach_the_model_and_widen_the_intervals(
    man: Scenario, drawn: sim.RunResults, far_apart: Path
) -> None:
    plain = sim.run(man, replications=20)
    table = drawn.tables["replications"]
    early = table["draw"] < 30
    at_noon = table["turnout_at_12_00"]

    assert 5 <= early.sum() <= 15
    assert at_noon[early].min() > 40
    assert at_noon[~early].max() < 20
    # Random variation is the same with and without; parameter uncertainty is added.
    before, after = (
        interval(results.summary, "turnout_at", "12:00").high
        - interval(results.summary, "turnout_at", "12:00").low
        for results in (plain, drawn)
    )
    assert before < 8
    assert after > 40
    # Random words do not depend on the draw.
    assert interval(drawn.summary, "cast") == interval(plain.summary, "cast")
    # The draw of a replication is that row of the posterior.
    values = sim.load_results(far_apart).tables["posterior"][A]
    from_draw = with_values(man, {A: float(values[table["draw"][3]])})
    record = Record(run_replication(make_job(from_draw, 2021, "auto"), 3))
    assert record.about()["summary"]["turnout_at"]["12:00"] == at_noon[3]


def test_a_constant_posterior_changes_nothing_but_is_named(man: Scenario, tmp_path: Path) -> None:
    same = {"arrivals.b": [man.arrivals.b] * 3}
    same |= {prior.key: [prior.middle] * 3 for prior in night_priors(man, ())}
    posterior = write_posterior(tmp_path / "same", man, same)
    one, other = (sim.run(man, replications=3, posterior=given) for given in (None, posterior))

    about = other.summary.posterior
    assert about == other.manifest.posterior
    assert about is not None
    assert other.summary == replace(one.summary, posterior=about)
    assert other.manifest == replace(one.manifest, posterior=about, times=other.manifest.times)
    assert other.tables.keys() == one.tables.keys()
    for name, table in one.tables.items():
        columns = {k: v for k, v in other.tables[name].items() if k != "draw"}
        assert list(columns) == list(table)
        for key, column in table.items():
            np.testing.assert_array_equal(columns[key], column)
    assert list(other.tables["replications"])[:3] == ["origin", "replication", "draw"]


def test_result_and_text_name_the_posterior(
    drawn: sim.RunResults, man: Scenario, far_apart: Path
) -> None:
    manifest = json.loads((far_apart / "manifest.json").read_text())
    about = PosteriorUsed(
        directory="far-apart", sha256=manifest["sha256"]["posterior.csv"], draws=60, converged=True,
        night=tuple(prior.key for prior in night_priors(man, ())),
    )  # fmt: skip
    assert drawn.summary.posterior == drawn.manifest.posterior == about

    single = sim.run(man, posterior=far_apart)

    draw = int(drawn.tables["replications"]["draw"][0])
    assert single.summary.posterior == single.manifest.posterior == replace(about, draw=draw)
    at_noon = drawn.tables["replications"]["turnout_at_12_00"][0]
    assert single.summary.turnout_at["12:00"] == at_noon
    for results, line in (
        (drawn, "parameters sampled from the posterior far-apart"),
        (single, f"parameters sampled from the posterior far-apart, draw {draw}"),
    ):
        text = summary_text(results).splitlines()
        assert line in text
        assert max(map(len, text)) <= 80
    long = with_summary(drawn, posterior=replace(about, directory="a-very-long-name-" * 8))
    text = summary_text(long).splitlines()
    assert max(map(len, text)) <= 80


def test_quantile_tables_of_calibrated_means_do_not_accumulate(tmp_path: Path) -> None:
    from sim.core.streams import duration_table, lognormal_table

    tiny = sim.load_scenario("tiny")
    means = {"polling.check_in_mean_s": np.linspace(30, 60, 40).tolist()}
    posterior = write_posterior(tmp_path / "means", tiny, means)
    before = duration_table.cache_info().misses

    sim.run(tiny, replications=40, posterior=posterior)

    assert duration_table.cache_info().misses >= before + 40
    assert lognormal_table.cache_info().currsize <= 32
    assert duration_table.cache_info().currsize <= 32


# --- the same bytes ------------------------------------------------------------------------------


@pytest.mark.usefixtures("stays_here")
def test_one_and_two_workers_write_the_same_bytes(
    man: Scenario, drawn: sim.RunResults, far_apart: Path, tmp_path: Path
) -> None:
    two = sim.run(man, replications=20, posterior=far_apart, workers=2)
    sim.save(drawn, tmp_path / "one")
    sim.save(two, tmp_path / "two")

    assert contents(tmp_path / "one") == contents(tmp_path / "two")


def test_the_first_ten_of_twenty_are_the_ten(of_tiny: Path) -> None:
    few, many = (
        sim.run(sim.load_scenario("tiny"), seed=3, replications=n, posterior=of_tiny)
        for n in (10, 20)
    )

    for name in ("replications", "replication_regions"):
        same = many.tables[name]["replication"] < 10
        for key, column in few.tables[name].items():
            assert column.tolist() == many.tables[name][key][same].tolist(), key
    assert sorted(set(few.tables["replications"]["draw"].tolist())) == list(range(7))


@pytest.mark.usefixtures("stays_here")
def test_a_cluster_uses_the_same_draws(man: Scenario, far_apart: Path, tmp_path: Path) -> None:
    from sim.election import build_country

    posterior = load_posterior(far_apart, man, build_country(man).one)
    job = make_job(man, 7, "auto", posterior)
    expected = {number: run_replication(job, number) for number in range(4)}

    with running(tmp_path / "cluster") as cluster:
        cluster.add_worker()
        until(lambda: cluster.n_workers() == 1)
        there = dict(run_on_cluster(cluster.address, job, range(4)))

    assert there == expected


def test_the_command_in_a_separate_process(of_tiny: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "sim", "run", "tiny", "--posterior", str(of_tiny), "--replications",
         "8", "--seed", "3", "--workers", "1", "--quiet", "--no-plots", "--out", "run"],
        cwd=tmp_path, check=True, capture_output=True, text=True, timeout=200,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip

    assert (done.stdout, done.stderr) == ("run\n", "")
    there = sim.load_results(tmp_path / "run")
    here = sim.run(sim.load_scenario("tiny"), seed=3, replications=8, posterior=of_tiny)
    assert there.summary == here.summary


# --- the page ------------------------------------------------------------------------------------


def test_what_is_new_with_a_posterior_is_documented(drawn: sim.RunResults) -> None:
    page = (ROOT / "docs" / "results.md").read_text(encoding="utf-8")
    section = page.split("\n### Parameters from a posterior\n")[1].split("\n#")[0]

    for key in ("posterior", "draw", *as_json(drawn.summary.posterior)):
        assert f"`{key}`" in section, key
