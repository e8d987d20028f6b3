"""Fixtures that several files share."""

from __future__ import annotations

import gc
import os
import shutil
import signal
import sys
import tempfile
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

import sim
from sim.day.reference import Plan
from sim.ensemble import make_job
from sim.ensemble.replication import run_replication
from sim.turnout import Voters
from sim.turnout.compiled_sampling import ANY_LINE, NEVER
from tests.support.distribution import ByFile, runs_model
from tests.support.ensembles import SEED, N, begin_replications, whole
from tests.support.forked_workers import fork_workers

try:
    import fcntl
except ImportError:  # Windows: each process compiles
    fcntl = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Iterator

# Else every process that a test starts would compile all modules again.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

HOUR = 3_600_000
collect_ignore = [
    # Their libraries are only installed for these runs, in separate environments.
    "benchmarks/ciw_site.py", "benchmarks/salabim_site.py", "rehearsal/forecaster.py",
    # A search for doctests imports it, which compiles the model: in every process at once.
    "support/loaded_model.py",
]  # fmt: skip


def make_voters(
    arrives_at: list[int] | np.ndarray,
    *,
    check_in_ms: int | list[int] | np.ndarray = 60_000,
    booth_ms: int | list[int] | np.ndarray = 90_000,
    box_ms: int | list[int] | np.ndarray = 10_000,
    **changed: object,
) -> Voters:
    """Build voters by hand: numbers 0, 1, ..., patient, at the site; ``changed`` by column."""
    n = len(arrives_at)

    def column(value: object, kind: type = np.int64) -> np.ndarray:
        return np.broadcast_to(np.asarray(value, dtype=kind), (n,)).copy()

    columns = {
        "number": np.arange(n),
        "arrives_at": column(arrives_at),
        "at_home": column(False, bool),
        "carries_away": column(False, bool),
        "check_in_ms": column(check_in_ms),
        "booth_ms": column(booth_ms),
        "box_ms": column(box_ms),
        "patience_ms": column(NEVER),
        "balks_above": column(ANY_LINE),
        "returns_after_ms": column(NEVER),
    }
    for name, value in changed.items():
        columns[name] = column(value, columns[name].dtype.type)
    return Voters(**columns)


def make_plan(*, desks: int = 1, **changed: object) -> Plan:
    """Build the plan of a site open from 07:00 to 20:00 with plenty of booths and boxes."""
    values: dict[str, object] = {
        "opens_at": 7 * HOUR,
        "closes_at": 20 * HOUR,
        "serve_queue": True,
        "desk_calendar": ((7 * HOUR, desks),),
        "issuers": max(desks, 1),
        "booths": 1000,
        "boxes": 1000,
        "lists": 0,
        "inside_max": 0,
        "crew": 1,
        "crew_leaves_at": 9 * HOUR,
    }
    values.update(changed)
    return Plan(**values)  # type: ignore[arg-type]


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """Give tests to processes by file."""
    return ByFile(config, log)


def pytest_sessionstart() -> None:
    """Fork the workers of tests from one process, and do not wait for the disk."""
    fork_workers()
    # Thousands of small files, none of which has to survive a power cut.
    os.fsync = _leave_to_the_system


def _leave_to_the_system(fd: object) -> None:
    """Write a file whenever the system does."""


def pytest_collection() -> None:
    """Collect no garbage while thousands of tests and modules are made, which stay."""
    gc.disable()


def pytest_collection_finish() -> None:
    """Leave them out of every garbage collection."""
    gc.enable()
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Compile the model before the first test that runs it."""
    if runs_model(item.nodeid):
        _compile_model()


@cache
def _compile_model() -> None:
    """Compile the model in one process: the others wait, and load its code."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        return
    with _lock_file().open("w") as lock:
        if fcntl is not None:
            fcntl.flock(lock, fcntl.LOCK_EX)
        sim.run(sim.load_scenario("tiny"))


def _lock_file() -> Path:
    name = os.environ.get("PYTEST_XDIST_TESTRUNUID", "")
    return Path(tempfile.gettempdir()) / f"saylau-tests-{name}.lock"


def pytest_sessionfinish() -> None:
    """Remove the lock."""
    _lock_file().unlink(missing_ok=True)


@pytest.fixture(autouse=True)
def usual_signals() -> Iterator[None]:
    """Restore all signals: a command that was interrupted in this process leaves them ignored.

    Before each test: it may have been one that a fixture of several tests ran.
    """
    _give_signals_back()
    yield
    _give_signals_back()


def _give_signals_back() -> None:
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), signal.SIG_DFL)


@pytest.fixture
def svg_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save figures as SVG only: the PNG of a figure takes two thirds of the time.

    For tests of something else; tests/plots/ has both of every figure.
    """
    monkeypatch.setattr("sim.plots.style.saving.KINDS", ("svg",))


@pytest.fixture(scope="session")
def tiny() -> sim.RunResults:
    """Three sites that a person can check by hand."""
    return sim.run(sim.load_scenario("tiny"), workers=1)


@pytest.fixture(scope="session")
def tiny_ensemble() -> sim.RunResults:
    """The same sites, three times."""
    return sim.run(sim.load_scenario("tiny"), replications=3)


@pytest.fixture(scope="session")
def varied() -> sim.RunResults:
    """One region, in which turnout and seats differ between replications."""
    changes = ["register.regions=['MAN']", "turnout.final='sampled'", "outcome.winners='sampled'"]
    return sim.run(sim.load_scenario("baseline", changes), replications=5)


@pytest.fixture(scope="session")
def baseline() -> sim.RunResults:
    """The baseline, run once for the suite."""
    return sim.run(sim.load_scenario("baseline"))


@pytest.fixture(scope="session")
def in_one_go(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """Files of an uninterrupted ensemble of `tiny`."""
    return whole(tmp_path_factory.mktemp("whole") / "run")


@pytest.fixture(scope="session")
def half_done(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A checkpoint with four of its six replications."""
    folder = tmp_path_factory.mktemp("half") / "run.unfinished"
    job = make_job(sim.load_scenario("tiny"), SEED, "auto")
    finished = begin_replications(folder, job, N)
    for number in (0, 1, 3, 4):
        finished.add(number, run_replication(job, number))
    (folder / "replication-000002.record.1234.writing").write_bytes(b"half of it")
    return folder


@pytest.fixture
def unfinished(half_done: Path, tmp_path: Path) -> Path:
    """A copy of it that a test may change."""
    return Path(shutil.copytree(half_done, tmp_path / "run.unfinished"))
