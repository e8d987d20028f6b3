"""Posterior and prior draws of parameters, predictions of targets, and all tables of them."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.calibration.arrivals.predicted_arrivals import (
    expected_curves,
    predict_day,
    predict_left_out,
)
from sim.calibration.fit import fit_tables as fit
from sim.calibration.mcmc.sampler import all_draws
from sim.calibration.votes.predicted_votes import sample_outcomes

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sim.calibration.effort import Effort
    from sim.calibration.joint_posterior import JointPosterior
    from sim.calibration.mcmc.sampler import Diagnosis
    from sim.core.types import Floats
    from sim.election import Country
    from sim.pack.targets import Target
    from sim.results.columns import Table


@dataclass(frozen=True)
class SampledChains:
    """The chains of all posteriors, with their inputs."""

    joint: JointPosterior
    country: Country
    targets: Sequence[Target]
    chains: Mapping[str, tuple[Floats, Diagnosis]]
    """Chain and convergence diagnosis by name of the posterior."""


def sample_draws(sampled: SampledChains, n: int, seed: int) -> fit.Draws:
    """Return draws of parameters from prior and posterior, with predictions of the targets."""
    generator = np.random.Generator(np.random.Philox(seed))
    posterior, prior = {}, {}
    joint = sampled.joint
    for each in joint.all():
        chain = sampled.chains[each.name][0]
        flat = all_draws(chain)
        posterior[each.name] = flat[generator.choice(len(flat), n, replace=len(flat) < n)]
        prior[each.name] = each.sample_prior(n, generator)
    parameters, prior_parameters = (
        {
            key: _six_digits(values)
            for each in joint.all()
            for key, values in each.parameters(coords[each.name]).items()
        }
        for coords in (posterior, prior)
    )
    after, before = (
        _predict(sampled, coords["day"], values, generator)
        for coords, values in ((posterior, parameters), (prior, prior_parameters))
    )
    left_out = predict_left_out(joint.day, posterior["day"], generator)
    return fit.Draws(parameters, prior_parameters, after, before, left_out)


def _six_digits(values: Floats) -> Floats:
    """Return values rounded to six significant digits, as in files."""
    return np.array([float(f"{value:.6g}") for value in values.tolist()])


def _predict(
    sampled: SampledChains,
    of_day: Floats,
    parameters: Mapping[str, Floats],
    generator: np.random.Generator,
) -> dict[int, Floats]:
    """Sample predictions of every target."""
    day, country, targets = sampled.joint.day, sampled.country, sampled.targets
    found = predict_day(day, of_day, generator)
    if sampled.joint.choice is not None:
        found |= sample_outcomes(country.scenario, country.register, parameters, targets, generator)
    for k, target in enumerate(targets):
        if target.what == "final_turnout":
            found[k] = np.full(len(of_day), day.final_of(target.code))
    return found


def build_tables(sampled: SampledChains, draws: fit.Draws, effort: Effort) -> dict[str, Table]:
    """Return all tables of a calibration, by name."""
    joint, chains = sampled.joint, sampled.chains
    day = joint.day
    thin = effort.chains.thin
    generator = np.random.Generator(np.random.Philox(0))
    flat = all_draws(chains["day"][0])
    thinned = flat[generator.choice(len(flat), effort.n_draws, replace=len(flat) < effort.n_draws)]
    traces = [
        fit.trace_table(p, *chains[p.name], thin) for p in joint.all()
    ]  # fmt: skip
    diagnoses = {
        p.name: {
            name: (float(found.r_hat[k]), float(found.ess[k]), float(found.autocorrelation[k]))
            for k, name in enumerate(p.layout.names)
        }
        for p in joint.all() if (found := chains[p.name][1]) is not None
    }  # fmt: skip
    codes = sampled.country.register.region_code.tolist()
    before = list(expected_curves(day, day.sample_prior(effort.n_draws, generator)))
    after = list(expected_curves(day, thinned))
    return {
        "fit": fit.fit_table(sampled.targets, draws),
        "parameters": fit.parameter_table(draws, diagnoses),
        "posterior": fit.posterior_table(draws.parameters),
        "curves": fit.curve_table(sampled.country.scenario, codes, before, after),
        "correlations": fit.correlation_table(draws.parameters),
        "trace": {name: np.concatenate([t[name] for t in traces]) for name in traces[0]},
    }  # fmt: skip


def arrays(draws: fit.Draws) -> bytes:
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
