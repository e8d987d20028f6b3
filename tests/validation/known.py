"""Calibrate countries with known parameters, and return the ranks of the true values.

A calibration as that of ``saylau calibrate``, with three simplifications: chains are
short (128 walkers, 400 steps after 300); the delay by queues and service is simulated
with 16 elections at the median of the prior and updated once, with 3, at the median of a
first chain; and nothing else is repeated until it is stable.
"""

from __future__ import annotations

import hashlib
import multiprocessing
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from functools import cache, partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

import sim
from sim.calibration.arrivals.simulate import Correction, simulate
from sim.calibration.mcmc.sampler import ChainSettings, sample
from sim.calibration.stages import Stages
from sim.core import clock
from sim.core.progress_protocol import NoProgress
from sim.results.destination import open_checkpoint
from sim.results.saving import versions
from tests.validation import made_up
from tests.validation.made_up import World, make_up
from tests.validation.shared import one_thread

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from sim.calibration.arrivals.arrivals_posterior import ArrivalsPosterior
    from sim.calibration.arrivals.simulate import Simulated
    from sim.calibration.stages import Arrays
    from sim.core.types import Floats, Json
    from tests.validation.made_up import JointPosterior, MadeUp


SEED = 7
CHAINS = ChainSettings(walkers=128, burn=300, chunk=400, most=400, thin=5)
CHOICE_CHAINS = ChainSettings(walkers=64, burn=300, chunk=1000, most=1000, thin=10)
"""Chains of :func:`recover_choice`: about 60 autocorrelation times of the slowest parameter."""
FIRST = ChainSettings(walkers=64, burn=200, chunk=200, most=200, thin=10)
"""Chains that only find the median at which queues are simulated."""
BASE_RUNS, OWN_RUNS = 16, 3
QUANTILES = (0.05, 0.25, 0.75, 0.95)


_READ = (
    "calibration", "core", "day", "elections", "incidents", "pack", "register", "scenario",
    "turnout", "voting",
)  # fmt: skip
"""Packages that the result of a country depends on."""


class Base(NamedTuple):
    """Elections at the median of the prior, where all countries start."""

    middle: Mapping[str, float]
    simulated: Simulated
    prior_variance: Mapping[str, float]


@cache
def world_of(*changes: str) -> World:
    """Return what is known, built once per process."""
    return World.of(*changes)


@cache
def base_of(*changes: str) -> Base:
    """Simulate at the median of the prior, once per process."""
    world = world_of(*changes)
    problems = world.problems(world.targets)
    generator = np.random.Generator(np.random.Philox(SEED))
    prior = [problem.sample_prior(4000, generator) for problem in problems.all()]
    middle = {
        key: float(np.median(values)) for key, values in problems.day.parameters(prior[0]).items()
    }
    found = simulate(world.country, middle, world.targets, SEED, BASE_RUNS, 1, NoProgress())
    problems.day.correction = correction_at(problems.day, middle, found)
    variance = {key: float(v.var()) for key, v in quantities(world, problems, prior).items()}
    return Base(middle, found, variance)


def correction_at(
    day: ArrivalsPosterior, middle: Mapping[str, float], found: Simulated,
    simulated: Simulated | None = None, at: Mapping[str, float] | None = None,
) -> Correction:  # fmt: skip
    """Return the delay by queues and service: at the median of the prior, and updated at another.

    Both have common random numbers, so that few elections show the difference.
    """
    pct = found.pct
    delay = pct.mean(axis=0) - day.expected_at(middle)
    if simulated is not None and at is not None:
        moved = simulated.pct - pct[: len(simulated.pct)]
        delay = delay + moved.mean(axis=0) - day.expected_at(at) + day.expected_at(middle)
    none = Correction.none(len(day.codes), len(day.targets))
    return replace(none, delay_pct=delay, spread_pct=np.maximum(pct.std(axis=0, ddof=1), 0.01))


def quantities(
    world: World, problems: JointPosterior, coords: Sequence[Floats]
) -> dict[str, Floats]:
    """Return parameters, and some functions of them: turnout and summed strengths."""
    found: dict[str, Floats] = {}
    for problem, coordinates in zip(problems.all(), coords, strict=True):
        found |= problem.parameters(coordinates)
    day, choice = problems.day, problems.choice
    found |= turnout_where_told(world, day, coords[0])
    _, extra, shapes = day.split(coords[0])
    at = 14 * clock.HOUR_MS
    for code, pct in zip(world.codes, day.turnout(shapes, extra, at).T, strict=True):
        found[f"at_14.{code}"] = pct
    strength = choice.split(coords[1])[2]
    for r, p in np.argwhere(choice.stands).tolist():
        found[f"sum.{world.codes[r]}.{choice.parties[p]}"] = strength[:, r, p]
    return found


def turnout_where_told(world: World, day: ArrivalsPosterior, coords: Floats) -> dict[str, Floats]:
    """Return turnout of regions at the reported hours, per cent, by name."""
    _, extra, shapes = day.split(coords)
    return {
        f"turnout.{t.name}": day.turnout(shapes, extra, t.at or 0)[:, world.codes.index(t.code)]
        for t in world.targets
        if t.what == "turnout" and t.relation == "equals" and t.code in world.codes
    }


def recover(
    number: int,
    changes: tuple[str, ...] = (),
    *,
    error_factor: float = 1.0,
    effort: ChainSettings = CHAINS,
) -> Arrays:
    """Make up one country and calibrate it.

    Parameters
    ----------
    number
        Of the country.
    changes
        Values of the baseline that are changed: ``key=value`` each.
    error_factor
        See :func:`tests.validation.made_up.make_up`.
    effort
        Of the chains.
    """
    world, base = world_of(*changes), base_of(*changes)
    truth = make_up(world, SEED, number, error_factor=error_factor)
    problems = world.problems(truth.targets, truth.elections)
    chains = _calibrate(world, problems, base, effort, 1000 * number)
    found = quantities(world, problems, chains)
    true = quantities(world, problems, truth.coords)
    return _held_against(found, true, base.prior_variance, truth)


def recover_choice(number: int, *, effort: ChainSettings = CHOICE_CHAINS) -> Arrays:
    """Make up one country and calibrate its choice alone: strengths, incumbency, sharpness."""
    world = world_of()
    truth = make_up(world, SEED, number)
    choice = world.problems(truth.targets, truth.elections).choice
    chain, _ = sample(choice, effort, 1000 * number + 2, Stages(), NoProgress())
    found, true = (
        choice.parameters(coords)
        for coords in (chain.reshape(-1, chain.shape[-1]), truth.coords[1])
    )
    return _held_against(found, true, choice_variance(), truth)


@cache
def choice_variance() -> Mapping[str, float]:
    """Return the prior variance of each parameter of the choice, once per process."""
    choice = world_of().of_reported.choice
    prior = choice.sample_prior(4000, np.random.Generator(np.random.Philox(SEED)))
    return {key: float(values.var()) for key, values in choice.parameters(prior).items()}


def _calibrate(
    world: World, problems: JointPosterior, base: Base, effort: ChainSettings, seed: int
) -> list[Floats]:
    """Return draws of each problem."""
    day, silent = problems.day, (Stages(), NoProgress())
    day.correction = correction_at(day, base.middle, base.simulated)
    chain, _ = sample(day, FIRST, seed, *silent)
    flat = chain.reshape(-1, chain.shape[-1])
    middle = {key: float(np.median(values)) for key, values in day.parameters(flat).items()}
    simulated = simulate(world.country, middle, world.targets, SEED, OWN_RUNS, 1, NoProgress())
    day.correction = correction_at(day, base.middle, base.simulated, simulated, middle)
    chains = [sample(p, effort, seed + 1 + k, *silent)[0] for k, p in enumerate(problems.all())]
    return [chain.reshape(-1, chain.shape[-1]) for chain in chains]


def _held_against(
    found: Mapping[str, Floats], true: Mapping[str, Floats],
    prior_variance: Mapping[str, float], truth: MadeUp,
) -> Arrays:  # fmt: skip
    """Return the ranks of the true values."""
    draws, value = np.array(list(found.values())), np.array([v[0] for v in true.values()])
    q = np.quantile(draws, QUANTILES, axis=1)
    variance = np.array([prior_variance[key] for key in found])
    return {
        "names": np.array(list(found)),
        "below": (draws < value[:, None]).mean(axis=1),
        "inside_50": (value >= q[1]) & (value <= q[2]),
        "inside_90": (value >= q[0]) & (value <= q[3]),
        "left": draws.var(axis=1) / np.maximum(variance, 1e-300),
        "z": (value - draws.mean(axis=1)) / np.maximum(draws.std(axis=1), 1e-300),
        "tries": np.array(truth.tries),
    }


def _about(part: str) -> dict[str, Json]:
    """Return the inputs of the result of a country: settings, versions, sources."""
    package = Path(sim.__file__).parent
    files = [path for name in _READ for path in (package / name).rglob("*.*")]
    sources = sorted(path for path in files if path.suffix in {".py", ".csv", ".toml"})
    sources += [Path(__file__), Path(made_up.__file__), package.parent / "scenarios/baseline.toml"]
    digest = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()
    chains: Json = [list(each.__dict__.values()) for each in (CHAINS, CHOICE_CHAINS)]
    return {"origin": "simulated", "part": part, "seed": SEED, "chains": chains,
            "first": list(FIRST.__dict__.values()), "runs": [BASE_RUNS, OWN_RUNS],
            "sources": digest, "versions": {**versions()}}  # fmt: skip


def recover_all(
    n: int, folder: Path | None, workers: int, one: Callable[[int], Arrays]
) -> list[Arrays]:
    """Return ``one`` of countries 0 to n - 1; the results do not depend on the workers."""
    # Only this process uses the folder: workers return their results.
    done: set[str] = set()
    stages = Stages()
    if folder is not None:
        checkpoint = open_checkpoint(folder, _about(one.__name__), resume=folder.exists())
        stages, done = Stages(checkpoint), set(checkpoint.names())
    names = [f"country-{number:04d}" for number in range(n)]
    pool = ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"))
    with one_thread(), pool:
        make = [
            partial(one, number) if name in done else pool.submit(one, number).result
            for number, name in enumerate(names)
        ]
        try:
            return [stages(name, made) for name, made in zip(names, make, strict=True)]
        except BaseException:
            # Those after a failure would not be saved.
            pool.shutdown(wait=False, cancel_futures=True)
            raise
