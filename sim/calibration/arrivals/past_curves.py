"""A model of turnout curves of other elections, and its sampler.

The logarithms of the shapes a and b of the curve of region r in election e
(:func:`sim.turnout.arrival_curves.arrival_cdf`) are ``mu + E_e + R_r + D_er``: E is normal, R is
normal, D is a multivariate t, since single curves can be outliers. A reported value is
``final * F(x)`` plus a Student-t error [1]_, whose scale is fitted: it is mostly the misfit of a
curve with two shapes.

The model is sampled by Metropolis steps within a Gibbs sampler [2]_ [4]_: shapes by proposals
from their conditional prior and around their values, all other parameters from their conditional
distributions; covariances by Bartlett's decomposition [3]_.

References
----------
.. [1] Lange K. L., Little R. J. A., Taylor J. M. G. (1989). Robust statistical modeling
   using the t distribution. Journal of the American Statistical Association 84(408):
   881–896. doi:10.1080/01621459.1989.10478852
.. [2] Gelfand A. E., Smith A. F. M. (1990). Sampling-based approaches to calculating
   marginal densities. Journal of the American Statistical Association 85(410): 398–409.
   doi:10.1080/01621459.1990.10476213
.. [3] Odell P. L., Feiveson A. H. (1966). A numerical procedure to generate a sample
   covariance matrix. Journal of the American Statistical Association 61(313): 199–203.
   doi:10.1080/01621459.1966.10502018
.. [4] Tierney L. (1994). Markov chains for exploring posterior distributions. The
   Annals of Statistics 22(4): 1701–1728. doi:10.1214/aos/1176325750
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.calibration.arrivals.curve_data import ERROR_DOF, SHIFTS, CurveData
from sim.calibration.arrivals.prior import around_middle, within
from sim.core.student_t import log_kernel

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints


BURN_IN = 500

ERROR_SCALES = 0.25 * 2.0 ** (np.arange(15) / 4)
"""Support of the scale of the reporting error, points: 0.25 to 2.8, a priori equally likely."""
CURVE_DOF = 4.0
"""Degrees of freedom of D (assumption): single curves may be outliers."""
PRIOR_DOF = 4.0
"""Degrees of freedom of the inverse Wishart priors: the weight of four elections, regions or
curves."""
PRIOR_ELECTION = around_middle(0.08, 0.15)
"""Prior covariance of the logarithms between elections (assumption)."""
PRIOR_REGION = around_middle(0.05, 0.1)
PRIOR_CURVE = around_middle(0.08, 0.15)

START = np.log([1.9, 4.0])
"""Where the sampler starts: coordinates of a usual curve."""
_STEPS = (0.15, 0.3, 0.6, 1.0, 0.3)
"""Sizes of the steps around the values of a curve, in units of the scale of D."""


@dataclass(frozen=True, slots=True)
class PriorDraws:
    """Posterior draws, one row per iteration."""

    elections: tuple[str, ...]
    regions: tuple[str, ...]
    mu: Floats
    """Shape ``(n, 2)``."""
    election: Floats
    """``mu + E_e``, shape ``(n, n_elections, 2)``."""
    region: Floats
    """R, shape ``(n, n_regions, 2)``."""
    between_elections: Floats
    """Covariance of E, shape ``(n, 2, 2)``."""
    between_regions: Floats
    between_curves: Floats
    """Scale matrix of D."""
    error: Floats
    """Scale of the reporting error, points, shape ``(n,)``."""
    shift: Floats
    """Part of the difference of clocks that reports show, shape ``(n, n_elections)``."""

    def new_election(self, generator: np.random.Generator) -> Floats:
        """Sample mu plus the effect of a new election, shape ``(n, 2)``."""
        return self.mu + _normals(self.between_elections, generator)

    def new_shift(self, generator: np.random.Generator) -> Floats:
        """Sample the part of the difference of clocks that reports of a new election show."""
        return generator.choice(SHIFTS, len(self.mu))

    def new_curve(self, code: str, generator: np.random.Generator) -> Floats:
        """Sample the sum R + D of a region in a new election, shape ``(n, 2)``.

        For a region without data R is sampled from the distribution between regions.
        """
        if code in self.regions:
            effect = self.region[:, self.regions.index(code)]
        else:
            effect = _normals(self.between_regions, generator)
        weight = generator.gamma(CURVE_DOF / 2, 2 / CURVE_DOF, len(effect))
        return effect + _normals(self.between_curves / weight[:, None, None], generator)


def _normals(covariance: Floats, generator: np.random.Generator) -> Floats:
    root = np.linalg.cholesky(covariance)
    z = generator.standard_normal(root.shape[:-1])
    return np.asarray(np.einsum("...ij,...j->...i", root, z))


class _Parts(NamedTuple):
    """What the shapes of the curves depend on."""

    mean: Floats
    """Mean of each curve, shape ``(n_curves, 2)``."""
    root: Floats
    """Root of the scale matrix of each curve: that of D over the root of its weight."""
    precision: Floats
    """Precision of each curve, shape ``(n_curves, 2, 2)``."""

    def log_prior(self, shapes: Floats) -> Floats:
        """Return the log density of shapes, up to a constant."""
        rest = shapes - self.mean
        return np.asarray(-np.einsum("ki,kij,kj->k", rest, self.precision, rest) / 2)


def _sample_shapes(
    data: CurveData, shapes: Floats, passed: Floats, scale: float, parts: _Parts,
    generator: np.random.Generator,
) -> Floats:  # fmt: skip
    """Return the shapes of all curves after some Metropolis steps, each curve by itself."""
    log = data.by_curve(data.errors(shapes, passed), scale)
    log_prior = parts.log_prior(shapes)
    for size in (None, *_STEPS):
        z = np.einsum("kij,kj->ki", parts.root, generator.standard_normal(shapes.shape))
        proposed = parts.mean + z if size is None else shapes + size * z
        allowed = within(proposed)
        proposed = np.where(allowed[:, None], proposed, shapes)
        log_new = data.by_curve(data.errors(proposed, passed), scale)
        prior_new = parts.log_prior(proposed)
        gain = log_new - log
        if size is not None:  # Else the prior is the proposal, and cancels.
            gain = gain + prior_new - log_prior
        accepted = allowed & (np.log(generator.random(len(gain))) < gain)
        shapes = np.where(accepted[:, None], proposed, shapes)
        log, log_prior = (
            np.where(accepted, log_new, log), np.where(accepted, prior_new, log_prior),
        )  # fmt: skip
    return shapes


def _choice(log: Floats, generator: np.random.Generator) -> Ints:
    """Sample an index along the last axis, given log probabilities up to a constant."""
    reached = np.cumsum(np.exp(log - log.max(axis=-1, keepdims=True)), axis=-1)
    u = generator.random(log.shape[:-1])[..., None] * reached[..., -1:]
    return np.asarray((reached <= u).sum(axis=-1))


def _sample_error(errors: Floats, generator: np.random.Generator) -> float:
    """Sample the scale of the reporting error."""
    log = log_kernel((errors / ERROR_SCALES[:, None]) ** 2, ERROR_DOF).sum(axis=1)
    return float(ERROR_SCALES[_choice(log - len(errors) * np.log(ERROR_SCALES), generator)])


def _sample_shifts(
    data: CurveData, shapes: Floats, scale: float, generator: np.random.Generator
) -> Ints:
    """Sample the shift of each election, as an index."""
    log = [
        np.bincount(
            data.election, data.by_curve(data.errors(shapes, passed), scale), len(data.elections)
        )
        for passed in data.passed
    ]
    return _choice(np.stack(log, axis=1), generator)


def _inverse_wishart(dof: float, matrix: Floats, generator: np.random.Generator) -> Floats:
    """Sample a covariance by Bartlett's decomposition of its inverse."""
    root = np.linalg.cholesky(np.linalg.inv(matrix))
    n = len(matrix)
    lower = np.tril(generator.standard_normal((n, n)), -1)
    lower[np.diag_indices(n)] = np.sqrt(generator.chisquare(dof - np.arange(n)))
    factor = root @ lower
    return np.asarray(np.linalg.inv(factor @ factor.T))


def _covariance(rows: Floats, prior: Floats, generator: np.random.Generator) -> Floats:
    """Sample the covariance of rows with mean 0, given its prior."""
    return _inverse_wishart(PRIOR_DOF + len(rows), PRIOR_DOF * prior + rows.T @ rows, generator)


def _effects(
    member: Ints, rest: Floats, precision: Floats, prior: tuple[Floats, Floats],
    generator: np.random.Generator,
) -> Floats:  # fmt: skip
    """Sample the effects of groups of curves, given residuals, their precisions and a prior."""
    mean, covariance = prior
    n = member.max() + 1
    inverse = np.linalg.inv(covariance)
    total = np.repeat(inverse[None], n, axis=0)
    np.add.at(total, member, precision)
    linear = np.repeat((inverse @ mean)[None], n, axis=0)
    np.add.at(linear, member, np.einsum("kij,kj->ki", precision, rest))
    spread = np.linalg.inv(total)
    return np.asarray(np.einsum("kij,kj->ki", spread, linear)) + _normals(spread, generator)


def sample(
    data: CurveData, iterations: int, generator: np.random.Generator, burn_in: int = BURN_IN
) -> PriorDraws:
    """Sample the posterior of the model by Gibbs sampling.

    Parameters
    ----------
    data
        Curves of two or more elections.
    iterations
        Number of draws, 1 or more.
    burn_in
        Number of iterations that are discarded before.
    """
    n_e, n_r, n_k = len(data.elections), len(data.regions), len(data.region)
    mu = START
    shapes, shift = np.tile(mu, (n_k, 1)), np.full(n_e, len(SHIFTS) // 2)
    election, region = np.tile(mu, (n_e, 1)), np.zeros((n_r, 2))
    s_e, s_r, s_d = PRIOR_ELECTION, PRIOR_REGION, PRIOR_CURVE
    weight, scale = np.ones(n_k), float(np.median(ERROR_SCALES))
    rows: list[tuple[object, ...]] = []
    for step in range(burn_in + iterations):
        precision = weight[:, None, None] * np.linalg.inv(s_d)
        root = np.linalg.cholesky(s_d) / np.sqrt(weight)[:, None, None]
        parts = _Parts(election[data.election] + region[data.region], root, precision)
        shapes = _sample_shapes(data, shapes, data.at(shift), scale, parts, generator)
        scale = _sample_error(data.errors(shapes, data.at(shift)), generator)
        shift = _sample_shifts(data, shapes, scale, generator)

        election = _effects(
            data.election, shapes - region[data.region], precision, (mu, s_e), generator
        )
        region = _effects(
            data.region, shapes - election[data.election], precision,
            (np.zeros(2), s_r), generator,
        )  # fmt: skip
        # Only the sum of the levels of regions and elections is identified: sample what divides it.
        level = region.mean(axis=0) + _normals(s_r / n_r, generator)
        region, election = region - level, election + level
        mu = election.mean(axis=0) + _normals(s_e / n_e, generator)

        rest = shapes - election[data.election] - region[data.region]
        distance = np.einsum("ki,ij,kj->k", rest, np.linalg.inv(s_d), rest)
        weight = generator.gamma((CURVE_DOF + 2) / 2, 2 / (CURVE_DOF + distance))
        s_e = _covariance(election - mu, PRIOR_ELECTION, generator)
        s_r = _covariance(region, PRIOR_REGION, generator)
        s_d = _covariance(np.sqrt(weight)[:, None] * rest, PRIOR_CURVE, generator)
        if step >= burn_in:
            rows.append((mu, election, region, s_e, s_r, s_d, scale, SHIFTS[shift]))
    return PriorDraws(
        data.elections, data.regions, *(np.array(column) for column in zip(*rows, strict=True))
    )
