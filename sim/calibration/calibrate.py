"""Calibrate a scenario: the one call behind ``saylau calibrate``."""

from __future__ import annotations

import io
import time
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.calibration import fit
from sim.calibration.choice import ChoiceProblem
from sim.calibration.correcting import Work, correct
from sim.calibration.day import DayProblem
from sim.calibration.day_predicted import expected_curves, predict_day, predict_left_out
from sim.calibration.others import OtherMarksProblem
from sim.calibration.outcomes import draw_outcomes
from sim.calibration.plan import ALWAYS, held_values, make_plan
from sim.calibration.prior import arrival_prior
from sim.calibration.sampling import Diagnosis, Effort, all_draws, sample_all
from sim.calibration.stages import Stages
from sim.calibration.summary import Told, build_summary
from sim.calibration.targets import collect
from sim.calibration.written import calibrated_scenario, comments_of
from sim.election import NoProgress, build_country
from sim.results.columns import with_origin
from sim.results.store import FORMAT, Results, versions
from sim.scenario.writing import scenario_toml

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sim.calibration.plan import Plan
    from sim.calibration.problem import Problem
    from sim.calibration.target import Target
    from sim.election import Country, Progress
    from sim.results.columns import Table
    from sim.scenario import Scenario

    Floats = NDArray[np.float64]

SCENARIO_FILE = "scenario.toml"
POSTERIOR_FILE = "posterior.npz"


class Depth(NamedTuple):
    """How much a calibration does."""

    name: str
    work: Work
    chains: Effort
    n_draws: int


_ROUND = Effort(walkers=64, burn=150, chunk=200, most=200, thin=5)
FULL = Depth("full", Work(16, 4, _ROUND), Effort(128, 600, 2000, 30_000, 10), 1000)
QUICK = Depth("quick", Work(3, 2, _ROUND), Effort(64, 200, 400, 400, 5), 400)


@dataclass(frozen=True)
class Calibration:
    """What a calibration leaves."""

    results: Results
    """Tables, summary and manifest, as :func:`sim.results.save` takes them."""
    scenario: Scenario
    """The calibrated scenario."""
    files: Mapping[str, bytes]
    """Further files by name: the scenario as TOML, and the posterior as arrays."""


def calibrate(
    scenario: Scenario,
    *,
    seed: int = 2021,
    depth: Depth = FULL,
    free: Sequence[str] = (),
    fix: Sequence[str] = (),
    files: Sequence[str | Path] = (),
    drop: Sequence[str] = (),
    weights: Sequence[str] = (),
    command: str = "",
    workers: int = 1,
    keep: Path | None = None,
    resume: bool = False,
    progress: Progress | None = None,
) -> Calibration:
    """Fit a scenario to what was reported, and say what the reports cannot tell.

    Parameters
    ----------
    scenario
        What is assumed of all that is not tuned.
    seed
        Of everything random here, in [0, 2**32).
    depth
        ``FULL``, or ``QUICK`` for a first look that does not converge.
    free, fix
        Parameters to be tuned besides the usual ones, and to be held: see
        :func:`sim.calibration.plan.make_plan`.
    files, drop, weights
        Figures of the user, names to leave out, and ``NAME=WEIGHT``: see
        :func:`sim.calibration.targets.collect`.
    command
        The command line, to be written down.
    workers
        Threads of a simulation; the result does not depend on it.
    keep
        New directory for finished stages, to go on with after an interruption.
    resume
        Whether ``keep`` is there already and is gone on with.
    progress
        Told how far it is.

    Raises
    ------
    InputError
        If a target, a freed or a held parameter cannot be used, or ``keep`` is in
        the way or of another calibration; lists every problem found.
    OutputError
        If ``keep`` cannot be written.
    """
    started, progress = time.time(), progress or NoProgress()
    plan = make_plan(scenario, free, fix)
    progress.begin("Register", 1)
    country = build_country(scenario)
    progress.advance(1)
    targets = collect(scenario, country.register, files, drop, weights)
    told = Told(scenario, depth.name, seed, command, targets, tuple(drop), tuple(weights))
    problems = _Problems.of(country, targets, plan)
    stages = Stages(keep, _about(told, free, fix), resume=resume)
    of_choice = {key: ends for key, ends in plan.choice.items() if key not in ALWAYS}
    corrected = correct(
        problems.day, country, targets, of_choice, depth.work, seed, workers, stages, progress
    )
    problems.choice.votes.responses = problems.day.correction.responses
    chains = sample_all(problems.all(), depth.chains, seed, stages, workers, progress)
    draws = _draw(problems, country, targets, chains, depth.n_draws, seed)
    tables = _tables(problems, country, targets, chains, draws, depth)
    calibrated = calibrated_scenario(scenario, draws.parameters)
    diagnoses = {name: diagnosis for name, (_, diagnosis) in chains.items()}
    summary = build_summary(told, tables, draws, diagnoses, corrected, country.register)
    manifest = {
        "origin": "simulated", "format": FORMAT, "kind": "calibration",
        "scenario": scenario.model_dump(mode="json", by_alias=True),
        "calibrated": calibrated.model_dump(mode="json", by_alias=True),
        "seed": seed, "effort": depth.name, "command": command,
        "register_sha256": country.one.digest(), "parameters": list(draws.parameters),
        "versions": _versions(),
        "times": {
            "started": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(started)),
            "seconds": round(time.time() - started, 2),
        },
    }  # fmt: skip
    head, comments = comments_of(scenario, tables["parameters"], command, diagnoses)
    files_made = {
        SCENARIO_FILE: scenario_toml(calibrated, head, comments).encode(),
        POSTERIOR_FILE: _arrays(draws),
    }
    tables = {name: with_origin(table) for name, table in tables.items()}
    return Calibration(Results(summary, tables, manifest), calibrated, files_made)


def _about(told: Told, free: Sequence[str], fix: Sequence[str]) -> dict[str, Any]:
    """Return all that the result depends on."""
    return {
        "origin": "simulated", "kind": "calibration", "seed": told.seed, "effort": told.effort,
        "free": list(free), "fix": list(fix), "versions": _versions(),
        "targets": {f"{t.name} {t.item} {t.relation}": [t.value, t.error, t.step, t.weight]
                    for t in told.targets},
        "scenario": told.scenario.model_dump(mode="json", by_alias=True),
    }  # fmt: skip


def _versions() -> dict[str, str]:
    """Return the versions on which a posterior can depend."""
    return versions() | {"emcee": version("emcee")}


class _Problems(NamedTuple):
    """The posteriors that make up one: given the targets they do not depend on each other."""

    day: DayProblem
    choice: ChoiceProblem
    others: OtherMarksProblem

    @classmethod
    def of(cls, country: Country, targets: Sequence[Target], plan: Plan) -> _Problems:
        """Lay them out; what is held has the scenario's value."""
        scenario, register = country.scenario, country.register
        prior = arrival_prior().for_codes(register.region_code.tolist())

        def held(problem: Problem) -> dict[str, float]:
            return held_values(scenario, plan.held_among(problem.coordinates.names))

        def day(held: Mapping[str, float]) -> DayProblem:
            return DayProblem(scenario, register, targets, prior, plan.day, held)

        def choice(held: Mapping[str, float]) -> ChoiceProblem:
            return ChoiceProblem(scenario, register, targets, plan.choice, held)

        def others(held: Mapping[str, float]) -> OtherMarksProblem:
            return OtherMarksProblem(scenario, register, targets, plan.others, held)

        # Which names there are is known when nothing is held.
        whole = day({}), choice({}), others({})
        plan.check_held(scenario, [name for own in whole for name in own.coordinates.names])
        return cls(day(held(whole[0])), choice(held(whole[1])), others(held(whole[2])))

    def all(self) -> tuple[Problem, ...]:
        """Return them in the order of their seeds, the one that takes longest last."""
        return self.day, self.others, self.choice


def _draw(
    problems: _Problems,
    country: Country,
    targets: Sequence[Target],
    chains: Mapping[str, tuple[Floats, Diagnosis]],
    n: int,
    seed: int,
) -> fit.Draws:
    """Draw parameters from prior and posterior, and what would have been reported."""
    generator = np.random.Generator(np.random.Philox(seed))
    posterior, prior = {}, {}
    for problem in problems.all():
        chain = chains[problem.name][0]
        flat = all_draws(chain)
        posterior[problem.name] = flat[generator.choice(len(flat), n, replace=len(flat) < n)]
        prior[problem.name] = problem.draw_prior(n, generator)
    parameters, prior_parameters = (
        {
            key: _short(values)
            for problem in problems.all()
            for key, values in problem.parameters(coords[problem.name]).items()
        }
        for coords in (posterior, prior)
    )
    after, before = (
        _predict(problems, country, targets, coords["day"], values, generator)
        for coords, values in ((posterior, parameters), (prior, prior_parameters))
    )
    left_out = predict_left_out(problems.day, posterior["day"], generator)
    return fit.Draws(parameters, prior_parameters, after, before, left_out)


def _short(values: Floats) -> Floats:
    """Return values to six digits: what a file says is what is meant."""
    return np.array([float(f"{value:.6g}") for value in values.tolist()])


def _predict(
    problems: _Problems,
    country: Country,
    targets: Sequence[Target],
    of_day: Floats,
    parameters: Mapping[str, Floats],
    generator: np.random.Generator,
) -> dict[int, Floats]:
    """Draw what would have been reported of every target."""
    day = problems.day
    found = predict_day(day, of_day, generator)
    found |= draw_outcomes(country.scenario, country.register, parameters, targets, generator)
    for k, target in enumerate(targets):
        if target.what == "final_turnout":
            found[k] = np.full(len(of_day), day.final_of(target.code))
    return found


def _tables(
    problems: _Problems,
    country: Country,
    targets: Sequence[Target],
    chains: Mapping[str, tuple[Floats, Diagnosis]],
    draws: fit.Draws,
    depth: Depth,
) -> dict[str, Table]:
    """Return all tables."""
    day = problems.day
    thin = depth.chains.thin
    generator = np.random.Generator(np.random.Philox(0))
    flat = all_draws(chains["day"][0])
    some = flat[generator.choice(len(flat), depth.n_draws, replace=len(flat) < depth.n_draws)]
    traces = [
        fit.trace_table(p, *chains[p.name], thin) for p in problems.all()
    ]  # fmt: skip
    diagnoses = {
        p.name: {
            name: (float(own.r_hat[k]), float(own.autocorrelation[k]))
            for k, name in enumerate(p.layout.names)
        }
        for p in problems.all() if (own := chains[p.name][1]) is not None
    }  # fmt: skip
    codes = country.register.region_code.tolist()
    before = list(expected_curves(day, day.draw_prior(depth.n_draws, generator)))
    after = list(expected_curves(day, some))
    return {
        "fit": fit.fit_table(targets, draws),
        "parameters": fit.parameter_table(draws, diagnoses),
        "posterior": fit.posterior_table(draws.parameters),
        "curves": fit.curve_table(country.scenario, codes, before, after),
        "couplings": fit.coupling_table(draws.parameters),
        "trace": {name: np.concatenate([t[name] for t in traces]) for name in traces[0]},
    }  # fmt: skip


def _arrays(draws: fit.Draws) -> bytes:
    """Return draws of prior and posterior as a NumPy archive."""
    file = io.BytesIO()
    np.savez(
        file,
        allow_pickle=False,
        parameters=np.array(list(draws.parameters)),
        posterior=np.array(list(draws.parameters.values())).T,
        prior=np.array(list(draws.prior.values())).T,
    )
    return file.getvalue()
