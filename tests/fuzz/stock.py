"""Inputs of cases: results, a posterior, an unfinished run, created once per process."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import sim
from sim.ensemble import make_job
from sim.ensemble.replication import run_replication
from sim.results import save
from sim.results.manifests import Times
from sim.results.typed_json import as_json
from tests.fuzz.case import call
from tests.support.ensembles import begin_replications
from tests.support.posteriors import DRAWS_OF_TINY, write_posterior
from tests.system.test_reproducibility import contents

if TYPE_CHECKING:
    from pathlib import Path

SEED = 5
N = 4
"""Replications of the unfinished run."""
_TIMES = Times(started="2026-01-01T00:00:00Z", seconds=1.0)
"""Replacements of the real ones, so that a case can be repeated."""

Row = dict[str, str]


@dataclass(frozen=True)
class Stock:
    """Directories to copy from, and what is known about them."""

    folder: Path
    one_go: dict[str, bytes]
    """Files of the same run without interruption."""
    compared: list[Row]
    """Rows of the comparison: metric, code, base, other and so on."""

    def copy(self, name: str, folder: Path, to: str = "") -> Path:
        """Copy one of the directories into the folder of a case."""
        return shutil.copytree(self.folder / name, folder / (to or name))


def make_stock(folder: Path) -> Stock:
    """Create all of it in a new folder."""
    tiny = sim.load_scenario("tiny")
    slow = sim.load_scenario("tiny", ["polling.check_in_mean_s=150", "turnout.final=sampled"])
    for name, scenario, replications in (
        ("run", tiny, 1), ("ensemble", tiny, 3), ("slower", slow, 3), ("one-go", tiny, N),
    ):  # fmt: skip
        results = sim.run(scenario, seed=SEED, replications=replications)
        save(replace(results, manifest=replace(results.manifest, times=_TIMES)), folder / name)
    write_posterior(folder / "posterior", tiny, DRAWS_OF_TINY, times=as_json(_TIMES))
    for name, seed in (("half.unfinished", SEED), ("other.unfinished", SEED + 1)):
        job = make_job(tiny, seed, "auto")
        finished = begin_replications(folder / name, job, N)
        for number in (0, 1, 3):
            finished.add(number, run_replication(job, number))
    done = call(
        ("compare", "ensemble", "slower", "--no-plots", "--quiet", "--out", "comparison"), folder
    )
    assert done.code == 0, done
    with (folder / "comparison" / "compare.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Stock(folder, contents(folder / "one-go"), rows)


def read_json(path: Path) -> object:
    """Return the content of a JSON file."""
    found: object = json.loads(path.read_text(encoding="utf-8"))
    return found
