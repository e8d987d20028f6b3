"""Normal approximations of a posterior: exact for a normal one, and fair proposals for any."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np
import pytest

from sim.calibration.mcmc.conditional_normal import ConditionalNormal, normal_proposals
from sim.calibration.mcmc.move_weights import moves_of
from sim.calibration.mcmc.posterior import IndependenceProposal, Layout
from sim.calibration.mcmc.sampler import ChainSettings, sample
from sim.calibration.stages import Stages
from sim.core.progress_protocol import NoProgress

if TYPE_CHECKING:
    from sim.core.types import Floats


@dataclass
class Normal:
    """Two common coordinates in [-9, 9], two regions with two and one: normal, or skewed."""

    skewed: bool = False
    name: str = "normal"

    slope = np.array([[1.0, -0.5], [0.3, 2.0], [-1.0, 0.7]])
    covariance = np.array([[0.5, 0.2, 0.0], [0.2, 0.3, 0.0], [0.0, 0.0, 0.8]])

    @property
    def layout(self) -> Layout:
        return Layout(
            names=tuple("abcde"), common=np.array([0, 1]), reference=(),
            regions=(np.array([2, 3]), np.array([4])), block_updates=(), separable=True,
        )  # fmt: skip

    def log_density(self, coords: Floats) -> Floats:
        common = coords[:, :2]
        inside = (np.abs(common) < 9).all(axis=1)
        density = -((common - 1) ** 2).sum(axis=1) / 2 + 0.6 * common[:, 0] * common[:, 1]
        rest = coords[:, 2:] - common @ self.slope.T
        if self.skewed:
            rest = np.exp(rest) - 1
        precision = np.linalg.inv(self.covariance)
        parts = np.stack([
            -np.einsum("ni,ij,nj->n", rest[:, k], precision[k, k], rest[:, k]) / 2
            for k in (slice(0, 2), slice(2, 3))
        ], axis=1)  # fmt: skip
        if self.skewed:
            parts[:, 0] += (coords[:, 2:4] - common @ self.slope[:2].T).sum(axis=1)
            parts[:, 1] += coords[:, 4] - common @ self.slope[2]
        density = np.where(inside, density, -np.inf)
        return np.column_stack([density + parts.sum(axis=1), density, parts])

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        return generator.normal(0, 1, (n, 5))

    def independence_proposals(self) -> list[IndependenceProposal]:
        ends = np.full(2, 9.0)
        return normal_proposals(
            self.log_density, self.layout, np.zeros(5), np.full(5, 0.05), -ends, ends
        )


def of(proposal: IndependenceProposal) -> ConditionalNormal:
    assert isinstance(proposal.proposal, ConditionalNormal)
    return proposal.proposal


def test_the_approximation_of_a_normal_is_exact() -> None:
    posterior = Normal()
    common, *regions = posterior.independence_proposals()

    precision = np.array([[1.0, -0.6], [-0.6, 1.0]])
    root = of(common).root
    assert of(common).mode == pytest.approx(np.linalg.solve(precision, np.ones(2)))
    assert root @ root.T == pytest.approx(np.linalg.inv(precision))
    assert common.update is not None
    assert common.update.followers.tolist() == [2, 3, 4]
    assert common.update.slope == pytest.approx(posterior.slope)
    for region, places in zip(regions, ([0, 1], [2]), strict=True):
        root = of(region).root
        assert region.column == 1 + (places == [2])
        assert root @ root.T == pytest.approx(posterior.covariance[np.ix_(places, places)])
        assert of(region).location(np.array([[2.0, 1.0, 0, 0, 0]]))[0] == pytest.approx(
            posterior.slope[places] @ [2.0, 1.0]
        )


def test_a_mode_outside_the_range_is_looked_for_at_its_edge() -> None:
    posterior = Normal()
    low, high = np.full(2, -9.0), np.array([0.5, 9.0])
    found = normal_proposals(
        posterior.log_density, posterior.layout, np.zeros(5), np.full(5, 0.05), low, high
    )

    # Given the first, the second is highest at 1 + 0.6 times the first.
    edge = 0.5 - 2.001 * 0.05
    assert of(found[0]).mode == pytest.approx([edge, 1 + 0.6 * edge])
    assert of(found[1]).mode == pytest.approx(posterior.slope[:2] @ of(found[0]).mode)


def test_proposals_are_fair_where_the_density_is_not_normal() -> None:
    effort = ChainSettings(walkers=64, burn=200, chunk=3000, most=3000, thin=3)
    chain, diagnosis = sample(Normal(skewed=True), effort, 4, Stages(), NoProgress())
    draws = chain.reshape(-1, 5)
    n = len(draws) / np.maximum(diagnosis.autocorrelation / effort.thin, 1.0)

    # Regions tell nothing of the common coordinates, which stay normal.
    precision = np.array([[1.0, -0.6], [-0.6, 1.0]])
    mean, variance = np.linalg.solve(precision, np.ones(2)), np.linalg.inv(precision)[0, 0]
    for k in range(2):
        error = np.sqrt(variance / n[k])
        assert abs(draws[:, k].mean() - mean[k]) < 4.5 * error
        assert draws[:, k].var() == pytest.approx(variance, rel=4.5 * np.sqrt(2 / n[k]))
    # exp(rest) is a normal around 1, cut off at 0.
    value = np.exp(draws[:, 4] - draws[:, :2] @ Normal.slope[2])
    sd = Normal.covariance[2, 2] ** 0.5
    usual = NormalDist(1.0, sd)
    expected = 1.0 + sd**2 * usual.pdf(0.0) / (1 - usual.cdf(0.0))
    assert abs(value.mean() - expected) < 4.5 * value.std() / np.sqrt(n[4])


def test_every_coordinate_has_moves_beside_the_proposals() -> None:
    moves = [move for move, _ in moves_of(Normal())]
    local = [b for move in moves for b in move.blocks if b.proposal is None]
    independent = [b for move in moves for b in move.blocks if b.proposal is not None]

    assert {k for b in local for k in b.indices.tolist()} == set(range(5))
    assert {k for b in independent for k in b.indices.tolist()} == set(range(5))
    assert {b.column for b in independent} == {None, 1, 2}
