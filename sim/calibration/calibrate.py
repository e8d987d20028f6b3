"""Calibrate a scenario: the call behind ``saylau calibrate``."""

from __future__ import annotations

import time
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version
from typing import TYPE_CHECKING

from sim.calibration.arrivals.correction import Corrected, correct, without_formula
from sim.calibration.effort import FULL, Effort, effort_of
from sim.calibration.fit.calibration_summary import Request, build_summary
from sim.calibration.fit.draws import SampledChains, arrays, build_tables, sample_draws
from sim.calibration.fit.scenario_file import calibrated_scenario, comments_of
from sim.calibration.free_parameters import ALWAYS, choose_free_parameters
from sim.calibration.joint_posterior import JointPosterior
from sim.calibration.mcmc.sampler import sample_all
from sim.calibration.night.night_data import has_times
from sim.calibration.stages import Stages
from sim.calibration.targets.collect import collect
from sim.calibration.targets.usable import check_prior_of, check_regions, check_swing, of_pack
from sim.core.listed import listed
from sim.core.progress import progress_display
from sim.election import build_country
from sim.ensemble.replication import pack_used
from sim.pack.values import PRIOR
from sim.results.columns import SIMULATED, with_origin
from sim.results.destination import Destination, open_checkpoint
from sim.results.manifests import CalibrationManifest, times_since
from sim.results.result_kinds import CALIBRATION
from sim.results.results import CalibrationResults
from sim.results.saving import FORMAT, versions
from sim.results.typed_json import as_json
from sim.scenario import scenario_of
from sim.scenario.election import placeless_tree, published_of
from sim.scenario.placed import placed_toml

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from typing import Literal

    from sim.calibration.free_parameters import FreeParameters
    from sim.calibration.mcmc.sampler import Diagnosis
    from sim.core.progress_protocol import Progress
    from sim.core.types import Floats, Json
    from sim.election import Country
    from sim.pack.targets import Target
    from sim.scenario import Scenario

SCENARIO_FILE = "scenario.toml"
POSTERIOR_FILE = "posterior.npz"


@dataclass(frozen=True, repr=False)
class Calibration:
    """The result of a calibration."""

    results: CalibrationResults
    """Tables, summary and manifest, as :func:`sim.results.save` takes them."""
    scenario: Scenario
    """The calibrated scenario."""
    head: str
    """What precedes the scenario in its file."""
    comments: Mapping[str, str]
    """On values of that file, by dotted key."""
    posterior: bytes
    """The posterior as arrays, for a file."""

    def files_in(self, directory: Path) -> dict[str, bytes]:
        """Return the files beside the tables: the scenario as TOML, and the posterior as arrays.

        Parameters
        ----------
        directory
            Of the result: paths in the scenario are relative to it.
        """
        toml = placed_toml(self.scenario, directory, self.head, self.comments)
        return {SCENARIO_FILE: toml.encode(), POSTERIOR_FILE: self.posterior}

    def __repr__(self) -> str:
        return repr(self.results)

    def _repr_html_(self) -> str:
        return self.results._repr_html_()


def calibrate(
    scenario: Scenario | str | Path,
    *,
    seed: int = 2021,
    effort: Effort | Literal["full", "quick"] = FULL,
    free: str | Sequence[str] = (),
    fix: str | Sequence[str] = (),
    files: str | Path | Sequence[str | Path] = (),
    drop: str | Sequence[str] = (),
    weights: str | Sequence[str] = (),
    command: str = "",
    workers: int = 1,
    checkpoint: str | Path | Destination | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> Calibration:
    """Fit a scenario to reported values; return the posterior of its parameters.

    Parameters
    ----------
    scenario
        The assumptions, as :func:`sim.api.run` takes them; parameters that are not tuned keep
        its values.
    seed
        Seed of all random numbers, in [0, 2**32).
    effort
        ``FULL``, or ``QUICK`` for a first look that does not converge.
    free, fix
        Parameters to tune besides the default ones, and parameters to hold fixed, one or several:
        see
        :func:`sim.calibration.free_parameters.choose_free_parameters`.
    files, drop, weights
        CSV files of targets, names of targets to leave out, and ``NAME=WEIGHT``, one or several:
        see
        :func:`sim.calibration.targets.collect.collect`.
    command
        The command line, for the record in the result.
    workers
        Threads of a simulation; the result does not depend on it.
    checkpoint
        New directory for finished stages, from which an interrupted calibration can be
        resumed; a :class:`~sim.results.destination.Destination` chooses the directory.
    resume
        Whether to resume ``checkpoint``, which exists.
    progress
        Receives the progress. None shows it on a terminal and in a notebook.

    Raises
    ------
    ValueError
        If there is no such effort.
    InputError
        If a target, a freed or a held parameter cannot be used, or ``checkpoint``
        exists already or is of another calibration; lists every problem found.
    OutputError
        If ``checkpoint`` cannot be written.
    """
    if progress is None:
        with progress_display() as shown:
            return calibrate(
                scenario, seed=seed, effort=effort, free=free, fix=fix, files=files, drop=drop,
                weights=weights, command=command, workers=workers, checkpoint=checkpoint,
                resume=resume, progress=shown,
            )  # fmt: skip
    started, scenario = time.time(), scenario_of(scenario)
    free, fix, files = listed(free), listed(fix), listed(files)
    drop, weights = listed(drop), listed(weights)
    effort = effort_of(effort)
    check_swing(scenario)
    plan = choose_free_parameters(scenario, free, fix)
    progress.begin("Register", 1)
    country = build_country(scenario)
    progress.advance(1)
    check_regions(scenario, country.register)
    check_prior_of(scenario, country.register)
    collected = collect(
        scenario, country.register, files, drop, weights, needed=not has_times(scenario)
    )
    targets, skipped = of_pack(scenario, country.register, collected)
    request = Request(scenario, effort.name, seed, command, targets, drop, weights, skipped)
    joint = JointPosterior.of(country, targets, plan)
    job = _job(request, free, fix)
    opened = None if checkpoint is None else open_checkpoint(checkpoint, job, resume=resume)
    stages = Stages(opened)
    corrected, chains = _sample(
        joint, plan, country, targets, effort, seed, workers, stages, progress
    )
    sampled = SampledChains(joint, country, targets, chains)
    draws = sample_draws(sampled, effort.n_draws, seed)
    tables = build_tables(sampled, draws, effort)
    calibrated = calibrated_scenario(scenario, draws.parameters)
    diagnoses = {name: diagnosis for name, (_, diagnosis) in chains.items()}
    summary = build_summary(request, tables, draws, diagnoses, corrected, country.register)
    manifest = CalibrationManifest(
        origin=SIMULATED,
        format=FORMAT,
        kind=CALIBRATION.name,
        scenario=placeless_tree(scenario),
        changed=summary.changed,
        pack=pack_used(scenario),
        calibrated=placeless_tree(calibrated),
        seed=seed,
        effort=effort.name,
        command=command,
        register_sha256=country.one.digest(),
        parameters=tuple(draws.parameters),
        versions=_versions(),
        times=times_since(started),
    )
    head, comments = comments_of(scenario, tables["parameters"], command, diagnoses)
    tables = {name: with_origin(table) for name, table in tables.items()}
    results = CalibrationResults(summary, tables, manifest)
    return Calibration(results, calibrated, head, comments, arrays(draws))


def _sample(
    joint: JointPosterior,
    plan: FreeParameters,
    country: Country,
    targets: Sequence[Target],
    effort: Effort,
    seed: int,
    workers: int,
    stages: Stages,
    progress: Progress,
) -> tuple[Corrected, dict[str, tuple[Floats, Diagnosis]]]:
    """Correct the posterior of the day by simulation, and sample all posteriors."""
    of_choice = {key: ends for key, ends in plan.choice.items() if key not in ALWAYS}

    def correct_day() -> Corrected:
        # Times of results do not depend on what queues do to turnout.
        if joint.night is not None and not any(target.what == "turnout" for target in targets):
            return Corrected(0, 0.0)
        return correct(
            joint.day, country, targets, of_choice, effort.correction, seed, workers, stages,
            progress,
        )  # fmt: skip

    prepare: Callable[[], Corrected] = correct_day
    if joint.choice is not None and without_formula(joint.day, of_choice):
        # Its likelihood uses their simulated effect on votes.
        corrected = correct_day()
        joint.choice.votes.responses = joint.day.correction.responses
        prepare = partial(_known, corrected)
    return sample_all(joint.all(), prepare, effort.chains, seed, stages, workers, progress)


def _known(corrected: Corrected) -> Corrected:
    return corrected


def _job(request: Request, free: Sequence[str], fix: Sequence[str]) -> dict[str, Json]:
    """Return everything on which the result depends, to recognise a checkpoint of the same job."""
    used = pack_used(request.scenario)
    job: dict[str, Json] = {
        "origin": "simulated", "kind": "calibration", "seed": request.seed,
        "effort": request.effort,
        "free": list(free), "fix": list(fix), "versions": {**_versions()},
        "targets": {f"{t.name} {t.item} {t.relation}": [t.value, t.error, t.step, t.weight]
                    for t in request.targets},
        "scenario": request.scenario.model_dump(mode="json", by_alias=True)
                    | ({} if used is None else {"election": used.folder}),
    }  # fmt: skip
    if used is None:
        return job
    prior: Json = [dict(row) for row in published_of(request.scenario).rows(PRIOR)]
    return job | {"pack": as_json(used), "prior": prior}


def _versions() -> dict[str, str]:
    """Return the versions on which a posterior can depend."""
    return versions() | {"emcee": version("emcee")}
