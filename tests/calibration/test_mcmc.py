"""The moves of the chains, on densities with known moments, and the test of convergence."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from sim.calibration.arrivals.grid_proposal import Grid
from sim.calibration.mcmc.move_weights import N_ENSEMBLES, moves_of
from sim.calibration.mcmc.moves import BlockMove, CoordinateBlock
from sim.calibration.mcmc.posterior import (
    BlockUpdate,
    Coordinates,
    IndependenceProposal,
    Layout,
    block_update,
)
from sim.calibration.mcmc.sampler import (
    ChainSettings,
    Diagnosis,
    diagnose,
    sample,
)
from sim.calibration.stages import Stages
from sim.core.progress_protocol import NoProgress

if TYPE_CHECKING:
    from sim.core.types import Floats


EFFORT = ChainSettings(walkers=64, burn=200, chunk=1000, most=1000, thin=2)
LONG = ChainSettings(walkers=64, burn=600, chunk=4000, most=4000, thin=8)
"""Where regions move one by one: autocorrelation times are 180 steps."""
FAR = 4.5
"""Standard errors that a correct mean exceeds once in 150,000 comparisons."""


_CELLS = 100


def even_grid(low: float, high: float) -> Grid:
    """Return a grid of two coordinates, denser at its lower corner: this must not matter."""
    weight = np.linspace(3, 1, _CELLS)
    chance = np.outer(weight, weight)
    cell = np.full(2, (high - low) / _CELLS)
    return Grid(np.full(2, low), cell, chance / chance.sum(), np.eye(2))


@dataclass
class Tree:
    """Regions around something common, as the posteriors have it; all normal but the modes.

    Coordinates are two common ones, then two of each of three regions. The first region is
    well known by itself, the second not at all, the third has two modes. One mode has two
    thirds of the probability.
    """

    sign: int | None = None
    """Of the coordinates that move with the common ones."""
    separable: bool = True
    modes: bool = False
    reference: bool = False
    """Whether the first region is a reference region."""
    name: str = "tree"

    spread = 0.5
    known_at, known_to = 0.8, 0.1
    apart = 4.0
    share = 0.3

    @property
    def layout(self) -> Layout:
        regions = [np.array([2, 3]), np.array([4, 5]), np.array([6, 7])]
        carried = () if self.sign is None else (block_update([(4, 0), (5, 1)], 2, self.sign),)
        return Layout(
            names=tuple("abcdefgh"), common=np.array([0, 1]),
            reference=(regions[0],) if self.reference else (),
            regions=(np.zeros(0, dtype=int) if self.reference else regions[0], *regions[1:]),
            block_updates=carried, separable=self.separable,
        )  # fmt: skip

    def log_density(self, coords: Floats) -> Floats:
        common, regions = coords[:, :2], coords[:, 2:].reshape(-1, 3, 2)
        # The two common ones are correlated.
        density = -(common**2).sum(axis=1) / 2 + 0.6 * common[:, 0] * common[:, 1]
        step = -1 if self.sign == -1 else 1
        rest = regions - np.array([1, step, 1])[:, None] * common[:, None, :]
        parts = -(rest**2).sum(axis=2) / (2 * self.spread**2)
        parts[:, 0] -= ((regions[:, 0] - self.known_at) ** 2).sum(axis=1) / (2 * self.known_to**2)
        if self.modes:
            parts[:, 2] = np.logaddexp(
                np.log(self.share) - ((regions[:, 2] + self.apart) ** 2).sum(axis=1) * 2,
                np.log(1 - self.share) - ((regions[:, 2] - self.apart) ** 2).sum(axis=1) * 2,
            )
        if self.reference:
            density = density + parts[:, 0]
            parts[:, 0] = 0.0
        return np.column_stack([density + parts.sum(axis=1), density, parts])

    def exact(self) -> tuple[Floats, Floats]:
        """Return means and covariance of all coordinates where there are no modes."""
        precision, pull = np.zeros((8, 8)), np.zeros(8)
        precision[:2, :2] = [[1, -0.6], [-0.6, 1]]
        step = -1 if self.sign == -1 else 1
        for r, sign in enumerate((1, step, 1)):
            for k in range(2):
                column = 2 + 2 * r + k
                precision[column, column] += 1 / self.spread**2
                precision[k, k] += 1 / self.spread**2
                precision[column, k] -= sign / self.spread**2
                precision[k, column] -= sign / self.spread**2
        precision[[2, 3], [2, 3]] += 1 / self.known_to**2
        pull[[2, 3]] += self.known_at / self.known_to**2
        covariance = np.linalg.inv(precision).astype(np.float64)
        return covariance @ pull, covariance

    def start(self, n: int, generator: np.random.Generator) -> Floats:
        coords = generator.normal(0, 1, (n, 8))
        if self.modes:
            coords[:, 6:] += self.apart * np.where(generator.random((n, 1)) < 0.5, 1, -1)
        return coords

    def independence_proposals(self) -> list[IndependenceProposal]:
        return (
            [IndependenceProposal(np.array([6, 7]), 3, even_grid(-6.0, 6.0))] if self.modes else []
        )


class Loose(Tree):
    """A tree whose chains converge in fewer steps."""

    spread = 2.0
    known_to = 1.0


def chain_of(tree: Tree, seed: int = 5, effort: ChainSettings = EFFORT) -> tuple[Floats, Diagnosis]:
    return sample(tree, effort, seed, Stages(), NoProgress())


def assert_mean(values: Floats, expected: float, times: float, what: str) -> None:
    """Compare the mean over a chain ``(n_saved, n_walkers)`` with the exact one.

    The error comes from the means of the ensembles, which are independent, and is at least
    that of the autocorrelation time.
    """
    error = values.std() * np.sqrt(times / values.size)
    assert abs(values.mean() - expected) < FAR * error, (what, values.mean(), expected, error)


TREES = [
    Tree(), Tree(sign=1), Tree(sign=-1), Tree(separable=False), Tree(reference=True),
    Tree(sign=1, separable=False),
]  # fmt: skip


@pytest.mark.parametrize("tree", TREES, ids=str)
def test_moves_sample_means_and_covariances_of_a_normal(tree: Tree) -> None:
    effort = EFFORT if tree.separable else LONG
    chain, diagnosis = chain_of(tree, effort=effort)
    means, covariance = tree.exact()
    assert diagnosis.r_hat.max() < 1.05
    times = diagnosis.autocorrelation / effort.thin

    for k in range(8):
        assert_mean(chain[..., k], means[k], times[k], f"mean {k}")
        rest = chain[..., k] - means[k]
        assert_mean(rest**2, covariance[k, k], times[k], f"variance {k}")
        # From 32,000 draws: variances are within 15 %, however slow the chain.
        assert (rest**2).mean() == pytest.approx(covariance[k, k], rel=0.15)
    for one, other in ((0, 1), (0, 2), (0, 4), (1, 5), (2, 4)):
        product = (chain[..., one] - means[one]) * (chain[..., other] - means[other])
        both = max(times[one], times[other])
        assert_mean(product, covariance[one, other], both, f"covariance {one} {other}")


@pytest.mark.parametrize("separable", [True, False])
def test_jumps_find_the_share_of_two_places_far_apart(separable: bool) -> None:
    tree = Tree(modes=True, separable=separable)
    short = ChainSettings(walkers=64, burn=150, chunk=1500, most=1500, thin=2)
    chain, _ = chain_of(tree, 2, short if separable else LONG)
    right = chain[..., 6] > 0

    # By its crossings, a walker is independent of its start after some 30 saved steps.
    by_walker = right.mean(axis=0)
    error = by_walker.std(ddof=1) / np.sqrt(len(by_walker))
    assert error < 0.05
    assert abs(right.mean() - (1 - tree.share)) < FAR * error
    assert (right[1:] != right[:-1]).any(axis=0).mean() > 0.8
    inside = chain[right][:, 6] - tree.apart
    assert inside.mean() == pytest.approx(0, abs=0.05)
    assert inside.std() == pytest.approx(0.5, abs=0.04)


def test_saved_densities_are_those_of_the_walkers() -> None:
    # Blocks are accepted by parts: the stored density must not drift from the true one.
    for tree in (*TREES, Tree(modes=True)):
        stored: dict[str, Any] = {}

        class Remembered(Stages):
            def __call__(self, name: str, make: Any, stored: dict[str, Any] = stored) -> Any:
                stored["last"] = make()
                return stored["last"]

        sample(tree, ChainSettings(32, 50, 50, 50, 5), 1, Remembered(), NoProgress())
        last = stored["last"]
        truth = tree.log_density(last["coords"])
        assert last["log_prob"] == pytest.approx(truth[:, 0])
        assert last["parts"] == pytest.approx(truth[:, 1:])


def test_a_grid_samples_from_its_density() -> None:
    grid = even_grid(-1.0, 3.0)
    points = grid.sample(np.random.RandomState(3), 50_000)
    cell = ((points + 1) / 4 * 4).astype(int).clip(0, 3)
    found = np.zeros((4, 4))
    np.add.at(found, tuple(cell.T), 1 / len(points))
    expected = grid.probability.reshape(4, _CELLS // 4, 4, _CELLS // 4).sum(axis=(1, 3))

    assert (np.abs(found - expected) < FAR * np.sqrt(expected / len(points))).all()
    densities = np.exp(grid.log_density(np.array([[-0.99, -0.99], [2.99, 2.99], [-0.99, 2.99]])))
    assert densities / densities[1] == pytest.approx([9, 1, 3])
    assert grid.log_density(np.array([[-1.01, 0.0], [0.0, 3.01]])).tolist() == [-np.inf] * 2


@dataclass
class _Model:
    """What a move sees of a sampler; the density is constant."""

    random: np.random.RandomState

    def compute_log_prob_fn(self, coords: Floats) -> tuple[Floats, Floats]:
        return np.zeros(len(coords)), np.zeros((len(coords), 3))


@dataclass
class _State:
    coords: Floats
    log_prob: Floats
    blobs: Floats


@pytest.mark.parametrize("carried", [None, block_update([(2, 0), (3, 1)], 2, 1)])
def test_ensembles_never_meet(carried: BlockUpdate | None) -> None:
    # Walkers of an ensemble differ in one direction only, a different one for each ensemble.
    size, rng = 8, np.random.default_rng(0)
    ensemble = np.repeat(np.arange(N_ENSEMBLES), size)
    angle = ensemble * 0.7
    way = np.column_stack([np.cos(angle), np.sin(angle), np.cos(angle), np.sin(angle)])
    coords = way * rng.normal(0, 1, (len(ensemble), 1))
    n = len(ensemble)
    state = _State(coords.copy(), np.zeros(n), np.zeros((n, 3)))
    blocks = [CoordinateBlock(np.array([0, 1]), None, carried)]
    if carried is None:
        blocks = [CoordinateBlock(np.array([0, 1]), 0), CoordinateBlock(np.array([2, 3]), 1)]

    for _ in range(40):
        BlockMove(blocks, N_ENSEMBLES).propose(_Model(np.random.RandomState(1)), state)

    assert (state.coords != coords).any(axis=1).mean() > 0.9
    across = state.coords[:, 0] * way[:, 1] - state.coords[:, 1] * way[:, 0]
    along = np.abs(state.coords).max()
    assert np.abs(across).max() < 1e-9 * along
    if carried is not None:
        assert state.coords[:, 2:] == pytest.approx(state.coords[:, :2], abs=1e-9 * along)


def test_each_part_of_a_posterior_has_a_move() -> None:
    weights = {}
    for tree in (*TREES, Tree(modes=True), Tree(modes=True, separable=False)):
        moves = moves_of(tree)
        assert {k for move, _ in moves for b in move.blocks for k in b.indices} == set(range(8))
        weights[str(tree)] = [weight for _, weight in moves]
        for move, _ in moves:
            assert len(move.blocks) == 1 or all(b.column is not None for b in move.blocks)
            assert all(b.column is None for b in move.blocks) or tree.separable
    assert all(min(of_group) > 0 for of_group in weights.values())


def test_sampling_continues_until_convergence_and_no_longer() -> None:
    effort = ChainSettings(walkers=32, burn=200, chunk=500, most=20_000, thin=2)
    chain, diagnosis = chain_of(Loose(sign=1), effort=effort)
    assert diagnosis.converged
    assert diagnosis.steps == 2 * len(chain)
    assert 1000 < diagnosis.steps < 20_000
    # It had not converged one round earlier.
    assert not diagnose(chain[:-250], 2).converged

    short, given_up = chain_of(Tree(sign=1), effort=ChainSettings(32, 200, 100, 200, 2))
    assert not given_up.converged
    assert len(short) == 100


def test_same_seed_same_chain_other_seed_other_chain() -> None:
    effort = ChainSettings(16, 20, 50, 100, 5)
    one, again, other = (chain_of(Tree(), seed, effort)[0] for seed in (1, 1, 2))

    assert np.array_equal(one, again)
    assert not np.isclose(one, other).any()


def test_a_fixed_parameter_keeps_its_value() -> None:
    held = Coordinates(["a", "b", "c", "d"], {"b": 7.0})

    assert held.full(np.array([[1.0, 2.0, 3.0]])).tolist() == [[1.0, 7.0, 2.0, 3.0]]
    assert held.moving([0, 1, 3]).tolist() == [0, 2]
