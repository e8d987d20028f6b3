"""R-hat and effective sample size against those of arviz-stats, and what they detect."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.mcmc.convergence import bulk_ess, rank_normalise, split_r_hat
from sim.calibration.mcmc.sampler import ESS_LEAST, R_HAT_MOST, diagnose

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float64]


def walk(n_chains: int, n_draws: int, keep: float) -> Floats:
    """Return chains of a first-order autoregression, from the frozen stream of RandomState."""
    chains = np.random.RandomState(2021).standard_normal((n_chains, n_draws))
    for k in range(1, n_draws):
        chains[:, k] = keep * chains[:, k - 1] + (1 - keep**2) ** 0.5 * chains[:, k]
    return chains


def cases() -> dict[str, Floats]:
    apart = walk(4, 250, 0.5)
    apart[0] += 1
    wide = walk(4, 250, 0.5)
    wide[:2] *= 3
    return {
        "independent": walk(4, 250, 0.0),
        "slow": walk(4, 250, 0.95),
        "repelling": walk(4, 250, -0.7),
        "an odd number": walk(3, 101, 0.6),
        "few": walk(4, 10, 0.3),
        "apart": apart,
        "of different widths": wide,
        "drifting": walk(4, 250, 0.5) + np.linspace(0, 2, 250),
        "with heavy tails": walk(4, 250, 0.9) ** 9,
        "of whole numbers": np.round(walk(4, 250, 0.5)),
    }


# Computed once by arviz-stats 0.8.0 (arviz_stats.base.array_stats, methods "rank" of rhat and
# "bulk" of ess), which follows Vehtari et al. (2021), doi:10.1214/20-BA1221.
BY_ARVIZ = {
    "independent": (1.001491605, 979.6765848),
    "slow": (1.11304766, 30.7808554),
    "repelling": (1.006850109, 3000),
    "an odd number": (1.036616872, 88.4234759),
    "few": (1.162457083, 26.63940673),
    "apart": (1.129833179, 22.63838768),
    "of different widths": (1.174026539, 355.6945372),
    "drifting": (1.131930893, 21.69823536),
    "with heavy tails": (1.035284015, 53.44665943),
    "of whole numbers": (1.002932169, 330.2563892),
}


@pytest.mark.parametrize("name", BY_ARVIZ)
def test_diagnostics_are_those_of_arviz(name: str) -> None:
    chains = cases()[name]
    r_hat, ess = BY_ARVIZ[name]

    assert split_r_hat(chains[..., None]) == pytest.approx([r_hat], rel=1e-8)
    assert bulk_ess(chains[..., None]) == pytest.approx([ess], rel=1e-8)


def test_every_coordinate_is_judged_by_itself() -> None:
    both = np.stack([walk(4, 250, 0.0), walk(4, 250, 0.95)], axis=2)

    assert split_r_hat(both) == pytest.approx([1.001491605, 1.11304766], rel=1e-8)
    assert bulk_ess(both) == pytest.approx([979.6765848, 30.7808554], rel=1e-8)


def test_scores_are_normal_quantiles_of_ranks_and_equal_values_share_theirs() -> None:
    # Blom: quantiles of (r - 3/8) / (n + 1/4); for n = 5 those of 5/42, 13/42, 1/2, ...
    scores = rank_normalise(np.array([[30.0, 10.0], [1e9, 20.0], [0.0, 0.0]]))

    assert scores.shape == (3, 2)
    assert scores[0, 0] == pytest.approx(0.6433, abs=1e-4)  # rank 5 of 6: 4.625 / 6.25 = 0.74
    assert scores[1, 0] == pytest.approx(1.2816, abs=1e-4)  # rank 6: 5.625 / 6.25 = 0.9
    assert scores[2, 0] == scores[2, 1] == pytest.approx(-0.9154, abs=1e-4)  # 1.5: 0.18


def test_ranks_do_not_depend_on_scale_or_tails() -> None:
    chains = walk(4, 250, 0.9)[..., None]

    assert bulk_ess(np.exp(7 * chains)) == pytest.approx(bulk_ess(chains))


def test_a_coordinate_that_never_moves_is_no_obstacle() -> None:
    still = np.full((4, 20, 1), 3.0)

    assert split_r_hat(still).tolist() == [1.0]
    assert bulk_ess(still).tolist() == [80.0]


def test_constant_chains_with_different_values_have_not_converged() -> None:
    still = np.repeat(np.arange(4.0)[:, None, None], 20, axis=1)

    assert split_r_hat(still)[0] > 100
    assert bulk_ess(still)[0] < 10


def test_walkers_that_stay_at_two_places_are_noticed_by_the_effective_sample_size() -> None:
    """As many in every ensemble at either mode: R-hat and single walkers do not detect it."""
    chain = walk(32, 3000, 0.5).T[..., None].copy()
    assert diagnose(chain, 1).converged
    chain[:, ::2] += 20.0

    found = diagnose(chain, 1)

    assert found.r_hat[0] < R_HAT_MOST
    assert found.steps > 50 * found.autocorrelation[0]
    assert found.ess[0] < ESS_LEAST
    assert not found.converged


def test_ensembles_of_different_widths_have_not_converged() -> None:
    chain = walk(32, 3000, 0.5).T[..., None].copy()
    chain[:, 16:] *= 1.5

    assert diagnose(chain, 1).r_hat[0] > R_HAT_MOST


def test_the_effective_size_of_a_few_draws_is_unknown() -> None:
    assert np.isnan(bulk_ess(walk(4, 9, 0.0)[..., None])).all()
    assert np.isfinite(bulk_ess(walk(4, 10, 0.0)[..., None])).all()

    found = diagnose(walk(32, 9, 0.0).T[..., None], 1)

    assert not found.converged
    assert "effective sample size not known" in found.sentence()
