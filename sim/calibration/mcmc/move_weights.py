"""The moves of the chains of a posterior, and how often each is made."""

# No reference: the moves and proposals are those of other modules, the weights were tried out.

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from sim.calibration.mcmc.moves import BlockMove, CoordinateBlock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.calibration.mcmc.posterior import IndependenceProposal, Layout, SampledDensity


N_ENSEMBLES = 4
"""Independent ensembles of walkers, which R-hat compares."""


def moves_of(density: SampledDensity) -> list[tuple[BlockMove, float]]:
    """Return the moves of a posterior with their weights."""
    layout, proposals = density.layout, density.independence_proposals()
    parts = [
        CoordinateBlock(indices, 1 + r) for r, indices in enumerate(layout.regions) if len(indices)
    ]
    singly = [CoordinateBlock(indices, None) for indices in layout.reference if len(indices)]
    independent = [
        CoordinateBlock(p.indices, p.column, proposal=p.proposal)
        for p in proposals if p.update is None
    ]  # fmt: skip
    if not layout.separable:
        # A target depends on several regions: move them one by one, accepted by the full density.
        singly += [replace(block, column=None) for block in parts]
        independent = [replace(block, column=None) for block in independent]
        parts = []
    together = [[b for b in some if b.column is not None] for some in (parts, independent)]
    singly += [b for b in independent if b.column is None]
    return [
        *((BlockMove(blocks, N_ENSEMBLES), 0.15) for blocks in together if blocks),
        *((BlockMove([block], N_ENSEMBLES), 0.3 / len(singly)) for block in singly),
        *((BlockMove([block], N_ENSEMBLES), w) for block, w in _of_common(layout, proposals)),
    ]


def _of_common(
    layout: Layout, proposals: Sequence[IndependenceProposal]
) -> list[tuple[CoordinateBlock, float]]:
    """Return the blocks of the common coordinates with their weights.

    They move most often, as all regions depend on them.
    """
    if not len(layout.common):
        return []
    followed = [(p.update, p.proposal) for p in proposals if p.update is not None]
    if followed:
        return [
            (CoordinateBlock(layout.common, None, update, proposal), weight / len(followed))
            for update, of_mode in followed for proposal, weight in ((None, 0.3), (of_mode, 0.4))
        ]  # fmt: skip
    updates = layout.block_updates
    alone = CoordinateBlock(layout.common, None), 0.05 if updates else 0.5
    return [
        alone,
        *((CoordinateBlock(layout.common, None, u), 0.5 / len(updates)) for u in updates),
    ]
