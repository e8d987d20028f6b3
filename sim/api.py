"""Run a scenario and put its results together: the one call behind ``saylau run``."""

from __future__ import annotations

import os
import platform
import time
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from sim.election import NoProgress, build_country, run_election
from sim.results.store import FORMAT, Results
from sim.results.summary import build_summary
from sim.results.tables import build_tables
from sim.streams import Luck

if TYPE_CHECKING:
    from sim.day import Engine
    from sim.election import Election, Progress
    from sim.scenario import Scenario

DEFAULT_SEED = 2021
SEED_BOUND = 2**32


def default_workers() -> int:
    """Return the number of processors that this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on Windows and macOS
        return os.cpu_count() or 1


def run(
    scenario: Scenario,
    *,
    seed: int = DEFAULT_SEED,
    workers: int = 1,
    engine: Engine = "auto",
    progress: Progress | None = None,
) -> Results:
    """Run a scenario once.

    Parameters
    ----------
    scenario
        What is assumed.
    seed
        In [0, 2**32).
    workers
        Threads or processes for the polling day; the result does not depend on it.
        With more than one and ``engine="simpy"`` a script must keep its own work under
        ``if __name__ == "__main__"``, as processes import it again.
    engine
        ``auto`` (compiled) or ``simpy`` (the reference): the same results.
    progress
        Told how far the run is.

    Returns
    -------
    Results
        Tables, summary and manifest. Breached invariants are listed in the
        summary; whoever saves the results decides what to do about them.

    Raises
    ------
    ValueError
        If the seed or the number of workers is out of range.
    InputError
        If the country of the scenario cannot exist.
    """
    if not 0 <= seed < SEED_BOUND:
        raise ValueError(f"seed must be in [0, {SEED_BOUND}); got {seed}")
    if workers < 1:
        raise ValueError(f"workers must be at least 1; got {workers}")
    started = time.time()
    progress = progress or NoProgress()
    progress.begin("Register", 1)
    country = build_country(scenario)
    progress.advance(1)
    luck = Luck(seed)
    election = run_election(country, luck, workers=workers, engine=engine, progress=progress)
    tables = build_tables(election)
    summary = build_summary(election, tables, engine)
    return Results(summary, tables, _manifest(election, engine, started))


def _manifest(election: Election, engine: Engine, started: float) -> dict[str, Any]:
    packages = {name: version(name) for name in ("saylau", "numpy", "simpy", "numba")}
    return {
        "origin": "simulated",
        "format": FORMAT,
        "scenario": election.scenario.model_dump(mode="json", by_alias=True),
        "seed": election.luck.seed,
        "replications": 1,
        "engine": engine,
        "register_sha256": election.register.digest(),
        "versions": {"python": platform.python_version(), **packages},
        "times": {
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
            "seconds": round(time.time() - started, 2),
        },
    }
