"""The polling day in other libraries, each in a temporary environment.

Ciw and salabim get the days that our models run through a file, and run them in a separate
process; only the days are timed, not the start of the process. All models take turns.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, NamedTuple

import click
import numpy as np

from sim.day import compiled as kernel
from sim.day.reference import run_site
from tests.benchmarks.exchange import Day, Run, read_answer, send
from tests.benchmarks.naive import TIMES, run_naive
from tests.benchmarks.timing import cpu_seconds

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from numpy.typing import NDArray

    from sim.day.reference import Plan
    from sim.turnout import Voters

    Sites = Sequence[tuple[Plan, Voters]]
    Model = Callable[[Plan, Voters], Mapping[str, NDArray[np.int64]]]

ROOT = Path(__file__).parents[2]
# salabim needs greenlet, but does not ask for it.
PINNED = ("ciw==3.2.7", "salabim==26.0.9", "greenlet==3.5.6", f"numpy=={np.__version__}")
TEXTBOOK = "textbook SimPy: a process a voter, resources"
OURS = "sim.day.reference: a voter is an event"
HERE: dict[str, Model] = {
    TEXTBOOK: run_naive,
    OURS: lambda plan, voters: vars(run_site(plan, voters)),
    "sim.day.compiled, site by site": lambda plan, voters: vars(kernel.run_site(plan, voters)),
}
ELSEWHERE = {
    "Ciw: three nodes": "tests.benchmarks.ciw_site",
    "salabim: a component a voter, resources": "tests.benchmarks.salabim_site",
}


class Row(NamedTuple):
    """One model over the sample."""

    what: str
    seconds: float
    """Median of the repeats, processor time."""
    to_ours: float
    to_textbook: float
    sites_apart: int
    """Sites where any time of any voter differs from ours."""
    voters_apart: int


def sample(sites: Sites, every: int, largest: int) -> Sites:
    """Return each ``every``-th site, and the ``largest`` by voters of the others."""
    chosen = range(0, len(sites), every)
    others = sorted(
        set(range(len(sites))).difference(chosen),
        key=lambda site: len(sites[site][1].number),
        reverse=True,
    )
    return [sites[site] for site in sorted([*chosen, *others[:largest]])]


def in_order_of_coming(voters: Voters) -> NDArray[np.int64]:
    """Return the indices of voters in order of arrival."""
    return np.lexsort((voters.number, voters.arrives_at))


def as_day(plan: Plan, voters: Voters) -> Day:
    """Return what another library needs of a plain day."""
    order = in_order_of_coming(voters)
    comes_at = np.maximum(voters.arrives_at, plan.opens_at)
    columns = (comes_at, voters.check_in_ms, voters.booth_ms, voters.box_ms)
    return Day(
        plan.desk_calendar[0][1],
        plan.booths,
        plan.boxes,
        *(column[order].tolist() for column in columns),
    )


def call(python: str | Path, module: str, *arguments: str | Path) -> None:
    """Run a Python module (``python -m module ...``); if it fails, show the end of its output."""
    command = (python, "-m", module, *arguments)
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        lines = (done.stderr.strip() or done.stdout.strip()).splitlines()
        raise click.ClickException("\n".join([f"{module} failed:", *lines[-3:]]))


def make_environment(directory: Path) -> Path:
    """Install the libraries in a separate environment; return its Python."""
    python = directory / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")
    try:
        call(sys.executable, "venv", directory)
        call(python, "pip", "--disable-pip-version-check", "install", "--quiet", *PINNED)
    except click.ClickException as problem:
        raise click.ClickException(
            f"cannot install {', '.join(PINNED)}; is there a network?\n{problem.message}"
        ) from None
    return python


def run_here(model: Model, sites: Sites) -> Run:
    """Run the sample in this process."""
    days: list[Mapping[str, NDArray[np.int64]]] = []
    seconds = cpu_seconds(lambda: days.extend(model(*site) for site in sites))
    times = [
        np.column_stack([day[name] for name in TIMES])[in_order_of_coming(voters)]
        for day, (_, voters) in zip(days, sites, strict=True)
    ]
    return Run(seconds, np.concatenate(times))


def run_elsewhere(python: Path, module: str, days: Path) -> Run:
    """Run the sample in a process of the other environment."""
    target = days.with_name("answer.npz")
    call(python, module, days, target)
    return read_answer(target)


def run_all(sites: Sites, repeats: int) -> dict[str, list[Run]]:
    """Run the sample in every model, in turns, so that all run under the same conditions."""
    runs: dict[str, list[Run]] = {what: [] for what in (*HERE, *ELSEWHERE)}
    with TemporaryDirectory(prefix="saylau-bench-") as scratch:
        python = make_environment(Path(scratch, "environment"))
        days = Path(scratch, "days.npz")
        send(days, [as_day(*site) for site in sites])
        for _ in range(repeats):
            for what, model in HERE.items():
                runs[what].append(run_here(model, sites))
            for what, module in ELSEWHERE.items():
                runs[what].append(run_elsewhere(python, module, days))
    return runs


def compare_others(sites: Sites, repeats: int) -> list[Row]:
    """Run the sample in every model; return a row for each."""
    runs = run_all(sites, repeats)
    seconds = {what: median(run.seconds for run in those) for what, those in runs.items()}
    site_of = np.repeat(np.arange(len(sites)), [len(voters.number) for _, voters in sites])
    rows = []
    for what, those in runs.items():
        apart = (those[0].times != runs[OURS][0].times).any(axis=1)
        rows.append(
            Row(
                what,
                seconds[what],
                seconds[what] / seconds[OURS],
                seconds[what] / seconds[TEXTBOOK],
                len(np.unique(site_of[apart])),
                int(apart.sum()),
            )
        )
    return rows
