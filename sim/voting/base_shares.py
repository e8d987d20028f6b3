"""The shares that candidates have at a site before its preferences: expected, or from utilities."""

# No reference: logarithms of given shares; the models are those of the modules it calls.

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.register.expected_areas import ROUNDING
from sim.voting.expected import expected_log_shares

if TYPE_CHECKING:
    from sim.core.types import Floats, Ints
    from sim.register import Register
    from sim.scenario.parameters.voters import ChoiceParameters

_ROWS = 4096
"""Rows of shares that are computed at a time, which bounds the memory."""


def base_log_shares(
    choice: ChoiceParameters, register: Register, utility: Floats, site: Ints, candidate: Ints
) -> Floats:
    """Return log shares without the preferences of sites, up to a constant in each race.

    Parameters
    ----------
    utility
        Of each candidate, for races without expected shares, shape ``(n_candidates,)``.
    site, candidate
        Indexes, each of shape ``(n,)``.
    """
    whole = _of_races(choice, register, utility)[candidate]
    if not len(register.expected_share):
        return whole
    by_area = _expected(register, register.expected_share, choice.site_spread)
    row = register.site_expected[site]
    of_area = np.where(row >= 0, by_area[row, candidate], np.nan)
    return np.where(np.isnan(of_area), whole, of_area)


def area_invalid_share(register: Register, site: Ints, race: Ints) -> Floats:
    """Return what the expected shares of areas leave to 100 % at some sites, NaN if nothing.

    Parameters
    ----------
    site, race
        Indexes, each of shape ``(n,)``.
    """
    if not len(register.expected_share):
        return np.full(len(site), np.nan)
    total = np.add.reduceat(register.expected_share, register.candidate_start[:-1], axis=1)
    row = register.site_expected[site]
    left = np.where(row >= 0, 1 - total[row, race], np.nan)
    return np.where(left > ROUNDING, left, np.nan)


def _of_races(choice: ChoiceParameters, register: Register, utility: Floats) -> Floats:
    """Return the log share of each candidate in the whole race, shape ``(n_candidates,)``."""
    share = register.candidate_votes_share
    known = ~np.isnan(share)
    log_share: Floats = choice.sharpness * utility
    log_share[known] = np.log(np.maximum(share[known], 1e-12))
    if register.published or not known.any():
        return log_share
    expected = _expected(register, share[None], choice.site_spread)[0]
    return np.where(np.isnan(expected), log_share, expected)


def _expected(register: Register, share: Floats, spread: float) -> Floats:
    """Return the log shares that leave expected shares in the mean over sites.

    Parameters
    ----------
    share
        Shape ``(n_rows, n_candidates)``; NaN, as in the result, where not known for a race.
    """
    found = np.full(share.shape, np.nan)
    sizes = np.diff(register.candidate_start)
    for size in np.unique(sizes).tolist():
        of_race = register.candidate_start[:-1][sizes == size][:, None] + np.arange(size)
        # Of each row and race of this size; shares are those of its candidates together.
        values = share[:, of_race].reshape(-1, size)
        values = values / values.sum(axis=1, keepdims=True)
        known = np.flatnonzero(~np.isnan(values).any(axis=1))
        for start in range(0, len(known), _ROWS):
            rows = known[start : start + _ROWS]
            values[rows] = expected_log_shares(values[rows], spread)
        found[:, of_race] = values.reshape(len(share), -1, size)
    return found
