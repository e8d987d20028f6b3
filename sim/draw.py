"""Draw the voters of a site, compiled: who comes, when, and how long each step takes.

Both engines draw here, so they meet the same voters to the millisecond: NumPy's and
the compiler's powers differ in the last bit on one voter in ten. The words are those
of :func:`sim.streams.philox`.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Ints = NDArray[np.int64]

NEVER = -1
"""Patience, or time to return, of voters who never give up, or never return."""
ANY_LINE = 1 << 30
"""Line that turns a voter back, for voters whom no line does."""

LUCK = (
    "number",
    "arrives_at",
    "at_home",
    "carries_away",
    "check_in_ms",
    "booth_ms",
    "box_ms",
    "patience_ms",
    "balks_above",
    "returns_after_ms",
)
"""Columns of the luck of voters; the numbers below are their places."""
(
    NUMBER,
    ARRIVES_AT,
    AT_HOME,
    CARRIES_AWAY,
    CHECK_IN_MS,
    BOOTH_MS,
    BOX_MS,
    PATIENCE_MS,
    BALKS_ABOVE,
    RETURNS_AFTER_MS,
) = range(len(LUCK))

# Last words of the counter, as in sim.streams.Stream and VoterBlock.
_VOTER = np.uint64(0)
_DAY = np.uint64(0)
_LINE = np.uint64(1)
_BALLOT = np.uint64(2)

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)


class Draw(NamedTuple):
    """What is the same for every site of a run."""

    seed: np.uint64
    replication: np.uint64
    length_ms: int
    """Opening hours."""
    early_limit: int
    """Words below it wait for the doors to open."""
    early_ms: int
    home_below: int
    """Half words below it wait for the portable box."""
    carry_from: int
    """Half words from here on carry the ballot away."""
    check_in: Ints
    """Quantile tables, ms: shape ``(65536,)``, as all that follow."""
    visit: Ints
    booth: Ints
    box: Ints
    renege_limit: int
    """Words below it can lose patience; 0 for nobody."""
    patience: Ints
    balk_limit: int
    """Words below it can be turned back; 0 for nobody."""
    line: Ints
    return_limit: int
    returns: Ints


@njit(cache=True, nogil=True)
def philox(c0, c1, c2, c3, k0, k1):
    """Return the four words of one counter: Philox4x32-10, see sim.streams."""
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1 = (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _LOW
        c2, c3 = (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@njit(cache=True, nogil=True)
def draw_turnout(seed, replication, site_key, registered):
    """Return what decides who votes: the word of turnout, and the half word of carrying away.

    Parameters
    ----------
    seed, replication
        As in :class:`Draw`.
    site_key, registered
        Of each site, shape ``(n_sites,)``.

    Returns
    -------
    tuple
        Both of shape ``(registered.sum(),)``, site by site.
    """
    word = np.empty(registered.sum(), np.uint32)
    half = np.empty(len(word), np.uint16)
    n = 0
    for s in range(len(site_key)):
        site = np.uint64(site_key[s])
        for number in range(registered[s]):
            w0, _, _, w3 = philox(np.uint64(number), site, _DAY, _VOTER, seed, replication)
            word[n] = w0
            half[n] = w3 & np.uint64(0xFFFF)
            n += 1
    return word, half


@njit(cache=True, nogil=True)
def draw_site(draw, site_key, registered, cut, a, b, opens_at, luck):
    """Fill the rows of ``luck`` with those who come to a site; return how many.

    Parameters
    ----------
    draw
        See :class:`Draw`.
    site_key, registered, cut, a, b, opens_at
        The site: see :class:`sim.turnout.Attendance`.
    luck
        Shape ``(at least registered, len(LUCK))``.
    """
    n = 0
    site = np.uint64(site_key)
    for number in range(registered):
        voter = np.uint64(number)
        w0, w1, w2, w3 = philox(voter, site, _DAY, _VOTER, draw.seed, draw.replication)
        if ((w0 << _SHIFT) | voter) >= cut:
            continue
        third, fourth = np.int64(w2), np.int64(w3)
        at_home = (fourth & 0xFFFF) < draw.home_below
        luck[n, NUMBER] = number
        luck[n, ARRIVES_AT] = opens_at + _arrival(draw, np.int64(w1), a, b)
        luck[n, AT_HOME] = at_home
        luck[n, CARRIES_AWAY] = (fourth & 0xFFFF) >= draw.carry_from
        luck[n, CHECK_IN_MS] = draw.visit[third >> 16] if at_home else draw.check_in[third >> 16]
        luck[n, BOOTH_MS] = draw.booth[third & 0xFFFF]
        luck[n, BOX_MS] = draw.box[fourth >> 16]
        luck[n, PATIENCE_MS] = NEVER
        luck[n, BALKS_ABOVE] = ANY_LINE
        luck[n, RETURNS_AFTER_MS] = NEVER
        if draw.renege_limit > 0 or draw.balk_limit > 0:
            _draw_patience(draw, voter, site, luck, n)
        n += 1
    return n


@njit(cache=True, nogil=True)
def _arrival(draw, word, a, b):
    """Return when a voter arrives, ms after the doors open; the least luck comes before."""
    if word < draw.early_limit:
        return -1 - ((draw.early_limit - 1 - word) * draw.early_ms) // draw.early_limit
    u = (word - draw.early_limit + 0.5) / max(4294967296 - draw.early_limit, 1)
    x = (-math.expm1(math.log1p(-u) / b)) ** (1.0 / a)
    return min(np.int64(math.floor(x * draw.length_ms)), draw.length_ms - 1)


@njit(cache=True, nogil=True)
def _draw_patience(draw, voter, site, luck, n):
    """Draw patience, the line that turns back, and time to return."""
    w0, w1, w2, w3 = philox(voter, site, _LINE, _VOTER, draw.seed, draw.replication)
    if np.int64(w0) < draw.renege_limit:
        luck[n, PATIENCE_MS] = draw.patience[(np.int64(w0) << 16) // draw.renege_limit]
    if np.int64(w1) < draw.balk_limit:
        luck[n, BALKS_ABOVE] = draw.line[(np.int64(w1) << 16) // draw.balk_limit]
    if np.int64(w2) < draw.return_limit:
        luck[n, RETURNS_AFTER_MS] = draw.returns[np.int64(w3) >> 16]


@njit(cache=True, nogil=True)
def draw_mark(draw, site_key, number, thresholds):
    """Return the choice that a voter marks: the first whose threshold is above their luck."""
    word, _, _, _ = philox(
        np.uint64(number), np.uint64(site_key), _BALLOT, _VOTER, draw.seed, draw.replication
    )
    choice = 0
    while thresholds[choice] <= word:
        choice += 1
    return choice
