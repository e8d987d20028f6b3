"""A model of turnout curves of other elections, and its sampler.

Logarithms of the shapes a and b [1]_ of region r in
election e are ``mu + E_e + R_r + D_er``: E is normal, R is normal, D is a
multivariate t, since single curves can be outliers. A reported value is ``final * F(x)`` plus
a Student-t error [2]_, whose scale is fitted: it is mostly the misfit of a curve with two
parameters.

The model is sampled by a Gibbs sampler [3]_: shapes from a grid, all other parameters from their
conjugate distributions; covariances by Bartlett's decomposition [4]_.

References
----------
.. [1] Kumaraswamy P. (1980). A generalized probability density function for
   double-bounded random processes. Journal of Hydrology 46(1–2): 79–88.
   doi:10.1016/0022-1694(80)90036-0
.. [2] Lange K. L., Little R. J. A., Taylor J. M. G. (1989). Robust statistical modeling
   using the t distribution. Journal of the American Statistical Association 84(408):
   881–896. doi:10.1080/01621459.1989.10478852
.. [3] Gelfand A. E., Smith A. F. M. (1990). Sampling-based approaches to calculating
   marginal densities. Journal of the American Statistical Association 85(410): 398–409.
   doi:10.1080/01621459.1990.10476213
.. [4] Odell P. L., Feiveson A. H. (1966). A numerical procedure to generate a sample
   covariance matrix. Journal of the American Statistical Association 61(313): 199–203.
   doi:10.1080/01621459.1966.10502018
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.student_t import log_kernel
from sim.turnout.arrival_curves import arrival_cdf, opening_part

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sim.core.types import Floats, Ints
    from sim.pack.past_elections import TurnoutCurve
    from sim.pack.records import Published


BURN_IN = 500

# The grid is wider than the range of a scenario, so that its ends have no effect.
_LOG_A = np.linspace(np.log(0.2), np.log(8.0), 96)
_LOG_B = np.linspace(np.log(0.2), np.log(40.0), 112)
_GRID = np.stack(np.meshgrid(_LOG_A, _LOG_B, indexing="ij"), axis=-1).reshape(-1, 2)
_FEATURES = np.stack(
    [_GRID[:, 0] ** 2, _GRID[:, 1] ** 2, _GRID[:, 0] * _GRID[:, 1], _GRID[:, 0], _GRID[:, 1]]
).astype(np.float32)

ERROR_DOF = 4.0
ERROR_SCALES = 0.25 * 2.0 ** (np.arange(15) / 4)
"""Support of the scale of the reporting error, points: 0.25 to 2.8, a priori equally likely."""
CURVE_DOF = 4.0
"""Degrees of freedom of D (assumption): single curves may be outliers."""
PRIOR_DOF = 4.0
"""Degrees of freedom of the inverse Wishart priors: the weight of four elections, regions or
curves."""
PRIOR_SD_ELECTION = np.array([0.1, 0.2])
"""Prior standard deviation of log a and log b between elections (assumption). Four elections
inform it little. Chosen by leave-one-election-out validation: with 0.15 and 0.3 the central 50 %
intervals of the predictions contained 75 % of the values, with 0.25 and 0.5 83 %."""
PRIOR_SD_REGION = np.array([0.1, 0.2])
PRIOR_SD_CURVE = np.array([0.1, 0.2])


class CurveData(NamedTuple):
    """The curves as arrays, with their log likelihood on the grid."""

    election: Ints
    """Election of each curve, shape ``(n_curves,)``."""
    region: Ints
    elections: tuple[str, ...]
    regions: tuple[str, ...]
    log_likelihood: NDArray[np.float32]
    """Shape ``(n_error_scales, n_curves, n_grid)``."""


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

    def new_election(self, generator: np.random.Generator) -> Floats:
        """Sample mu plus the effect of a new election, shape ``(n, 2)``."""
        return self.mu + _normals(self.between_elections, generator)

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


def curve_data(curves: Sequence[TurnoutCurve], of: Published) -> CurveData:
    """Return the curves with their likelihood on the grid."""
    elections = tuple(sorted({curve.date.isoformat() for curve in curves}))
    regions = tuple(sorted({curve.code for curve in curves}))
    a, b = np.exp(_GRID.T)
    likelihood = np.zeros((len(ERROR_SCALES), len(curves), len(_GRID)), dtype=np.float32)
    for k, curve in enumerate(curves):
        for at, pct in zip(curve.at, curve.pct, strict=True):
            x = opening_part(at, *of.opening_hours(curve.code))
            error = curve.final_pct * arrival_cdf(x, a, b) - pct
            for s, scale in enumerate(ERROR_SCALES):
                likelihood[s, k] -= np.log(scale) - log_kernel((error / scale) ** 2, ERROR_DOF)
    return CurveData(
        np.array([elections.index(curve.date.isoformat()) for curve in curves]),
        np.array([regions.index(curve.code) for curve in curves]),
        elections, regions, likelihood,
    )  # fmt: skip


def _sample_shapes(
    data: CurveData, scale: int, mean: Floats, precision: Floats, generator: np.random.Generator
) -> tuple[Floats, Ints]:
    """Sample the shapes of each curve from the grid; also return the indexes of the cells."""
    # The exponent of the normal is a quadratic form: one matrix product for all curves.
    linear = np.einsum("kij,kj->ki", precision, mean)
    weights = np.stack(
        [-precision[:, 0, 0] / 2, -precision[:, 1, 1] / 2, -precision[:, 0, 1], *linear.T], axis=1
    )
    log = weights.astype(np.float32) @ _FEATURES + data.log_likelihood[scale]
    log -= log.max(axis=1, keepdims=True)
    sums = np.cumsum(np.exp(log, out=log), axis=1, dtype=np.float64)
    u = generator.random(len(log)) * sums[:, -1]
    cells = (sums <= u[:, None]).sum(axis=1)
    return _GRID[cells], cells


def _inverse_wishart(dof: float, matrix: Floats, generator: np.random.Generator) -> Floats:
    """Sample a 2 x 2 covariance by Bartlett's decomposition of its inverse."""
    root = np.linalg.cholesky(np.linalg.inv(matrix))
    lower = np.array(
        [
            [np.sqrt(generator.chisquare(dof)), 0.0],
            [generator.standard_normal(), np.sqrt(generator.chisquare(dof - 1))],
        ]
    )
    factor = root @ lower
    return np.asarray(np.linalg.inv(factor @ factor.T))


def _covariance(rows: Floats, sd: Floats, generator: np.random.Generator) -> Floats:
    """Sample the covariance of rows with mean 0, given its prior."""
    matrix = PRIOR_DOF * np.diag(sd**2) + rows.T @ rows
    return _inverse_wishart(PRIOR_DOF + len(rows), matrix, generator)


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
    mu = np.array([0.7, 1.5])
    election, region = np.tile(mu, (n_e, 1)), np.zeros((n_r, 2))
    s_e, s_r, s_d = (np.diag(sd**2) for sd in (PRIOR_SD_ELECTION, PRIOR_SD_REGION, PRIOR_SD_CURVE))
    weight, scale = np.ones(n_k), len(ERROR_SCALES) // 2
    rows: list[tuple[object, ...]] = []
    for step in range(burn_in + iterations):
        precision = weight[:, None, None] * np.linalg.inv(s_d)
        mean = election[data.election] + region[data.region]
        shapes, cells = _sample_shapes(data, scale, mean, precision, generator)
        log = data.log_likelihood[:, np.arange(n_k), cells].sum(axis=1, dtype=np.float64)
        probabilities = np.cumsum(np.exp(log - log.max()))
        scale = int((probabilities <= generator.random() * probabilities[-1]).sum())

        election = _effects(
            data.election, shapes - region[data.region], precision, (mu, s_e), generator
        )
        region = _effects(
            data.region, shapes - election[data.election], precision,
            (np.zeros(2), s_r), generator,
        )  # fmt: skip
        # Only the sum of the levels of regions and elections is identified: sample the shift.
        shift = region.mean(axis=0) + _normals(s_r / n_r, generator)
        region, election = region - shift, election + shift
        mu = election.mean(axis=0) + _normals(s_e / n_e, generator)

        rest = shapes - election[data.election] - region[data.region]
        distance = np.einsum("ki,ij,kj->k", rest, np.linalg.inv(s_d), rest)
        weight = generator.gamma((CURVE_DOF + 2) / 2, 2 / (CURVE_DOF + distance))
        s_e = _covariance(election - mu, PRIOR_SD_ELECTION, generator)
        s_r = _covariance(region, PRIOR_SD_REGION, generator)
        s_d = _covariance(np.sqrt(weight)[:, None] * rest, PRIOR_SD_CURVE, generator)
        if step >= burn_in:
            rows.append((mu, election, region, s_e, s_r, s_d, ERROR_SCALES[scale]))
    return PriorDraws(
        data.elections, data.regions, *(np.array(column) for column in zip(*rows, strict=True))
    )
