"""Commands that make a result again: they make the same numbers."""

from __future__ import annotations

import shlex
from typing import TYPE_CHECKING

import pytest

import sim
from sim.comparison.pairing import pairing
from sim.core.errors import ResultsError
from sim.exporting import export
from sim.results import load_results, save
from sim.results.commands import replication_command
from sim.results.results import RunResults
from tests.support.commands import saylau_here
from tests.support.posteriors import DRAWS_OF_TINY, write_posterior

if TYPE_CHECKING:
    from pathlib import Path

CHANGES = {
    "polling.check_in_mean_s": 75.5, "polling.opens": "07:30:00", "law.against_all": False,
    "choice.against_all_share": 0.0,
}  # fmt: skip


@pytest.fixture(scope="module")
def ensemble() -> RunResults:
    return sim.run(sim.load_scenario("tiny", CHANGES), seed=7, replications=3)


@pytest.mark.parametrize("number", [0, 2])
def test_the_command_makes_the_replication_of_the_ensemble(
    number: int, ensemble: RunResults, tmp_path: Path
) -> None:
    command = shlex.split(replication_command(ensemble, number))
    done = saylau_here(*command[1:], "--no-plots", "--quiet", "--out", "one", cwd=tmp_path)
    assert (command[0], done.returncode) == ("saylau", 0), done.stderr
    one = load_results(tmp_path / "one")
    assert isinstance(one, RunResults)

    row = {name: column[number].item() for name, column in ensemble.tables["replications"].items()}
    summary = one.summary
    assert summary.changed == ensemble.summary.changed
    assert {"replication": summary.replication or 0, "issued": summary.issued,
            "cast": summary.cast, "night_recounts": summary.night.recounts} == {
        name: row[name] for name in ("replication", "issued", "cast", "night_recounts")
    }  # fmt: skip
    assert summary.waits.mean_s == row["waits_mean_s"]
    assert pairing(ensemble, one).pairs == (number,)


def test_an_ensemble_is_refused_with_the_command(ensemble: RunResults, tmp_path: Path) -> None:
    save(ensemble, tmp_path / "ensemble")
    with pytest.raises(ResultsError) as refused:
        export(tmp_path / "ensemble", "nist", tmp_path / "x.json")

    assert str(refused.value).endswith(
        "run one of them, such as the last, in its place: "
        "saylau run tiny --set choice.against_all_share=0.0 --set law.against_all=false "
        "--set polling.opens=07:30:00 --set polling.check_in_mean_s=75.5 --seed 7 --replication 2"
    )


def test_a_replication_takes_its_posterior_draw(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    write_posterior(tmp_path / "draws", sim.load_scenario("tiny"), DRAWS_OF_TINY)
    several = sim.run("tiny", seed=3, replications=2, posterior="draws")
    one = sim.run("tiny", seed=3, replication=1, posterior="draws")

    draws = several.tables["replications"]["draw"].tolist()
    assert draws[0] != draws[1]
    assert one.summary.posterior is not None
    assert one.summary.posterior.draw == draws[1]
    assert one.summary.waits.mean_s == several.tables["replications"]["waits_mean_s"][1]
    assert replication_command(several, 1).endswith("--seed 3 --posterior draws --replication 1")


def test_one_of_several_cannot_be_one_alone(tmp_path: Path) -> None:
    for number in (0, 1):
        with pytest.raises(ValueError, match="replication needs replications=1; got 2"):
            sim.run("tiny", replications=2, replication=number)
        several = ("--replications", "2", "--replication", str(number))
        done = saylau_here("run", "tiny", *several, cwd=tmp_path)
        assert done.returncode == 2
        assert "--replication needs --replications 1" in done.stderr
    for number in (-1, 100_000):
        with pytest.raises(ValueError, match="replication must be a whole number, 0 to 99,999"):
            sim.run("tiny", replication=number)
        done = saylau_here("run", "tiny", "--replication", str(number), cwd=tmp_path)
        assert done.returncode == 2
        assert "is not in the range 0<=x<=99999" in done.stderr
