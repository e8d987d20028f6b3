"""Explore a scenario: the call behind ``saylau explore``."""

from __future__ import annotations

import time
from importlib.metadata import version
from typing import TYPE_CHECKING

from sim.api import check_numbers
from sim.comparison.metrics import selected_metrics
from sim.core.errors import InputError, Problem
from sim.core.listed import listed
from sim.core.progress_protocol import NoProgress
from sim.day import check_engine, engine_name
from sim.election import build_country
from sim.ensemble import job_entries, make_job
from sim.exploring import salib
from sim.exploring.designs import METHODS, MORRIS, ONE, SAMPLES, SOBOL, make_design
from sim.exploring.effects import effects_of
from sim.exploring.exploration_results import Exploration, results_of
from sim.exploring.job import ExplorationJob
from sim.exploring.possible import check_any_possible
from sim.exploring.ranges import choose_parameters
from sim.exploring.runs import run_points
from sim.results.destination import checkpoint_of_job
from sim.results.schema import METRICS, main_metrics
from sim.scenario import scenario_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from sim.core.progress_protocol import Progress
    from sim.core.types import Json
    from sim.day import Engine
    from sim.ensemble import Job
    from sim.exploring.designs import Design, Method
    from sim.exploring.ranges import Explored
    from sim.exploring.runs import Runs
    from sim.results.destination import Destination
    from sim.results.results import ExplorationResults
    from sim.scenario import Scenario

METRIC = "metrics"
_SALIB = ("SALib", "scipy")
"""Packages that the points and intervals of SALib depend on."""


def explore(  # noqa: PLR0913  all but the first by keyword
    scenario: Scenario | str | Path,
    *,
    over: str | Sequence[str],
    ranges: str | Sequence[str] = (),
    method: Method = "one-at-a-time",
    metrics: str | Sequence[str] = (),
    samples: int | None = None,
    replications: int = 1,
    seed: int = 2021,
    workers: int = 1,
    engine: Engine = "auto",
    cluster: str | None = None,
    checkpoint: str | Path | Destination | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> ExplorationResults:
    """Run a scenario at many points of the ranges of its parameters, and measure their effects.

    Parameters
    ----------
    scenario
        The assumptions: a scenario, the name of one that ships, or the path of a file or a pack.
    over
        What is explored, one or several: sections, such as ``counting``, and keys of parameters.
    ranges
        Ranges in place of those declared, ``KEY=LOW:HIGH`` each, one or several.
    method
        ``one-at-a-time``, ``grid``, or with the extra ``explore`` ``morris`` and ``sobol``.
    metrics
        Names of metrics or groups, one or several, as ``saylau compare`` takes them; empty for the
        main ones.
    samples
        Trajectories of Morris, base samples of Sobol', values of each parameter of a grid; None
        for :data:`~sim.exploring.designs.SAMPLES`, and one at a time.
    replications
        Runs at each point, with the same random words at every point.
    seed
        In [0, 2**32).
    workers, cluster, checkpoint, resume, engine, progress
        See :func:`sim.api.run`; the result does not depend on the number of workers, and a
        function as the engine is run in this process.

    Returns
    -------
    ExplorationResults
        Tables ``ranges``, ``design``, ``runs`` and ``effects``, and a summary.

    Raises
    ------
    ValueError
        If the seed, the number of replications or of workers is out of range, or the method or
        the engine is not known, or a cluster is given for a function.
    InputError
        If a section, parameter, range or metric is wrong, SALib is needed and missing, there are
        too many runs, or the scenario cannot be run; lists every problem found.
    SaylauError, OutputError
        As :func:`sim.api.run`.
    """
    started, scenario = time.time(), scenario_of(scenario)
    progress = progress or NoProgress()
    over, ranges, metrics = listed(over), listed(ranges), listed(metrics)
    check_numbers(seed=seed, replications=replications, workers=workers)
    check_engine(engine, cluster)
    _check(method, metrics, samples)
    samples = SAMPLES.get(method) if samples is None else samples

    def designed(parameters: Sequence[Explored]) -> Design:
        return make_design(method, parameters, samples or 1, seed, replications)

    parameters, left_out = choose_parameters(
        scenario, over, ranges,
        None if method == ONE else lambda parameters: points_of(parameters, designed(parameters)),
    )  # fmt: skip
    design = designed(parameters)
    points = points_of(parameters, design)
    check_any_possible(scenario, points)
    country = build_country(scenario)
    base = make_job(scenario, seed, engine)
    job = ExplorationJob(base, points, replications)
    entries = _entries(base, parameters, method, samples, replications)
    with checkpoint_of_job(checkpoint, entries, resume=resume) as opened:
        runs = run_points(
            job, len(design), replications, opened,
            workers=workers if isinstance(engine, str) else 1, cluster=cluster, progress=progress,
        )  # fmt: skip
        selected = _selected(metrics, runs)
    effects = {
        name: tuple(effects_of(method, design, runs.values[name], seed)) for name in selected
    }
    exploration = Exploration(
        scenario, seed, engine_name(engine), method, samples, replications, parameters, left_out,
        design, runs, effects,
    )  # fmt: skip
    return results_of(exploration, country, base.pack, _versions(method), started)


def points_of(parameters: Sequence[Explored], design: Design) -> tuple[Mapping[str, float], ...]:
    """Return by point the values that differ from the scenario, by dotted key."""
    return tuple(
        {
            key: changed
            for parameter, value in zip(parameters, row, strict=True)
            for key, changed in parameter.values(value)
        }
        for row in design.values.tolist()
    )


def _check(method: str, metrics: Sequence[str], samples: int | None) -> None:
    """Raise an error for what is wrong before anything is run."""
    problems = []
    if method not in METHODS:
        raise ValueError(f"method must be one of {', '.join(METHODS)}; got {method!r}")
    if method in {MORRIS, SOBOL}:
        salib.check_installed()
    if samples is not None and (wrong := _wrong_samples(method, samples)):
        problems.append(Problem("samples", "", f"{wrong}; got {samples}"))
    families = {metric.name for metric in METRICS if metric.family}
    known = [metric.name for metric in METRICS if metric.compared and metric.nation]
    # Which hours and parties there are is known when the scenario was run.
    asked = [name for name in metrics if name.strip().rpartition(".")[0] not in families]
    problems += [Problem(METRIC, "", wrong) for wrong in selected_metrics(asked, known)[1]]
    if problems:
        raise InputError(problems)


def _wrong_samples(method: str, samples: int) -> str:
    """Return what a number of samples must be and is not; empty if a method can have it."""
    if method == ONE:
        return f"belongs to morris, sobol and grid, not to {ONE}"
    if samples < 2:
        return "must be at least 2"
    if method == SOBOL and samples & (samples - 1):
        return "must be a power of two for sobol, such as 64"
    return ""


def _selected(metrics: Sequence[str], runs: Runs) -> list[str]:
    """Return the names of the metrics that were asked for, the main ones if none were.

    Raises
    ------
    InputError
        If no run has a metric that was asked for.
    """
    if not metrics:
        return [name for name in runs.values if name in main_metrics()]
    selected, wrong = selected_metrics(metrics, runs.values)
    if wrong:
        raise InputError([Problem(METRIC, "", message) for message in wrong])
    return selected


def _versions(method: Method) -> dict[str, str]:
    return {name: version(name) for name in _SALIB} if method in {MORRIS, SOBOL} else {}


def _entries(
    base: Job, parameters: Sequence[Explored], method: Method, samples: int | None,
    replications: int,
) -> dict[str, Json]:  # fmt: skip
    """Return everything that the runs depend on, for the checkpoint."""
    return {
        **job_entries(base),
        "exploration": {
            "method": method,
            "samples": samples,
            "replications": replications,
            "versions": {**_versions(method)},
            "parameters": {each.key: [each.low, each.high] for each in parameters},
        },
    }
