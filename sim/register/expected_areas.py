"""Expected vote shares by area: which of them each site has, made to agree with the whole race.

The deepest area that names a site decides, contest by contest. Where the shares of a whole
contest are given as well, each candidate's share gains or loses in all areas by the same factor
before areas add up to 100 % again, such that the contest has the given shares: areas keep their
differences (iterative proportional fitting [1]_).

References
----------
.. [1] Deming W. E., Stephan F. F. (1940). On a Least Squares Adjustment of a Sampled Frequency
   Table When the Expected Marginal Totals are Known. The Annals of Mathematical Statistics
   11(4): 427–444. doi:10.1214/aoms/1177731829
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.core.types import Flags, Floats, Ints
    from sim.pack.files.pack import Pack
    from sim.register.register import Register

LEAST_SHARE = 1e-4
"""Expected shares below it, such as 0, are taken as this: a logit needs a share above 0."""
ROUNDING = 5e-4
"""Shares that leave less than this to 100 % say nothing about invalid ballots."""
_CLOSE = 1e-9
_MOST_STEPS = 1000


def expected_by_area(pack: Pack, ballots: Floats) -> tuple[Floats, Ints]:
    """Return the expected shares of areas, and the row of each site.

    Parameters
    ----------
    pack
        Its areas give the shares of all candidates of a contest, or ``candidates.csv`` gives
        those of the others: see :mod:`sim.register.pack_limits`.
    ballots
        Expected at each site, in the order of the pack; shape ``(n_sites,)``.

    Returns
    -------
    tuple
        Shares of the votes cast, shape ``(n_rows, n_candidates)``, NaN where neither the area
        nor the contest has any; no rows if no area has shares. Then the row of each site.
    """
    n_candidates = len(pack.candidates)
    if not len(pack.expected.pct):
        return np.zeros((0, n_candidates)), np.full(len(pack.sites), -1)
    of_area = np.full((len(pack.areas), n_candidates), np.nan)
    of_area[pack.expected.area, pack.expected.candidate] = pack.expected.pct / 100
    has_shares = ~np.isnan(of_area).all(axis=1)
    deciding = np.full(len(pack.sites), -1)
    for column in range(pack.sites.area.shape[1]):
        area = pack.sites.area[:, column]
        deciding = np.where(has_shares[area], area, deciding)
    areas, row = np.unique(deciding, return_inverse=True)
    whole = np.maximum(pack.candidates.expected_pct / 100, LEAST_SHARE)
    share = np.stack([_shares_of_area(pack, int(area), of_area, whole) for area in areas])
    for candidates, holds in _contests(pack):
        if not np.isnan(whole[candidates]).any():
            weight = np.bincount(row, ballots * holds, len(areas)).astype(np.float64)
            share[:, candidates] = _fitted(share[:, candidates], whole[candidates], weight)
    return share, row


def least_left(register: Register) -> Floats:
    """Return the least share that expected shares leave in each race, NaN if they leave none.

    Of the whole race, or of an area; shape ``(n_races,)``.
    """
    by_area = np.add.reduceat(register.expected_share, register.candidate_start[:-1], axis=1)
    left = np.where(1 - by_area > ROUNDING, 1 - by_area, np.nan)
    least: Floats = np.fmin.reduce(np.vstack([register.race_invalid_share, left]), axis=0)
    return least


def _contests(pack: Pack) -> Iterator[tuple[Ints, Flags]]:
    """Yield the candidates of each contest, and which sites have it on their ballots."""
    for contest in range(len(pack.contests)):
        styles = [style for style, those in enumerate(pack.styles) if contest in those]
        candidates = np.flatnonzero(pack.candidates.contest == contest)
        yield candidates, np.isin(pack.sites.style, styles)


def _shares_of_area(pack: Pack, area: int, of_area: Floats, whole: Floats) -> Floats:
    """Return the shares in an area, contest by contest from the deepest area that has some.

    Candidates whom that area leaves out share what it leaves, as in the whole contest.

    Parameters
    ----------
    area
        Index of the area; -1 for no area.
    of_area
        Shares that each area gives, NaN where it gives none.
    whole
        Shares in whole contests, likewise.
    """
    share, contest = whole.copy(), pack.candidates.contest
    n_contests = len(pack.contests)
    decided = np.zeros(n_contests, dtype=bool)
    total = np.bincount(contest, whole, n_contests)
    while area >= 0:
        given = ~np.isnan(of_area[area])
        here = (np.bincount(contest, given, n_contests) > 0) & ~decided
        named = given & here[contest]
        share[named] = np.maximum(of_area[area][named], LEAST_SHARE)
        others = ~given & here[contest]
        left = total - np.bincount(contest[named], share[named], n_contests)
        if others.any():
            part = whole[others] / np.bincount(contest[others], whole[others])[contest[others]]
            share[others] = np.maximum(part * left[contest[others]], LEAST_SHARE)
        decided |= here
        area = int(pack.areas.parent[area])
    return share


def _fitted(share: Floats, whole: Floats, weight: Floats) -> Floats:
    """Return shares of areas that agree with those of the whole contest.

    Each row keeps its sum: what it leaves to 100 % are invalid ballots.

    Parameters
    ----------
    share
        Shape ``(n_rows, n_candidates)``.
    whole
        Of the contest, shape ``(n_candidates,)``.
    weight
        Ballots of each row, shape ``(n_rows,)``.

    Examples
    --------
    >>> areas = np.array([[0.6, 0.4], [0.3, 0.7]])
    >>> fitted = _fitted(areas, np.array([0.5, 0.5]), np.array([10.0, 10.0]))
    >>> fitted.round(3).tolist(), fitted.mean(axis=0).round(3).tolist()
    ([[0.652, 0.348], [0.348, 0.652]], [0.5, 0.5])
    """
    valid = share.sum(axis=1, keepdims=True)
    weight = weight[:, None] * np.minimum(valid, 1)
    if not weight.sum() > 0:
        return share
    wanted = np.log(whole / whole.sum())
    part = share / valid
    for _ in range(_MOST_STEPS):
        change = wanted - np.log((part * weight).sum(axis=0) / weight.sum())
        part *= np.exp(change)
        part /= part.sum(axis=1, keepdims=True)
        if np.abs(change).max() < _CLOSE:
            break
    fitted: Floats = part * valid
    return fitted
