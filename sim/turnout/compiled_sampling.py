"""Draw the voters of a site, compiled: who comes, when, and how long each step takes.

Both engines draw here, so they meet the same voters to the millisecond: NumPy's and
the compiler's powers differ in the last bit on one voter in ten. The words are those
of :func:`sim.core.streams.philox`.

Words are Philox4x32-10 [1]_; arrivals are inverse transforms of Kumaraswamy's distribution
[2]_, whose quantile is ``(1 - (1 - u)^(1/b))^(1/a)``.

References
----------
.. [1] Salmon J. K., Moraes M. A., Dror R. O., Shaw D. E. (2011). Parallel random
   numbers: As easy as 1, 2, 3. SC '11: Proceedings of the International Conference for
   High Performance Computing, Networking, Storage and Analysis: 1–12.
   doi:10.1145/2063384.2063405
.. [2] Jones M. C. (2009). Kumaraswamy's distribution: A beta-type distribution with
   some tractability advantages. Statistical Methodology 6(1): 70–81.
   doi:10.1016/j.stamet.2008.04.001
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.compile_cache import cached

if TYPE_CHECKING:
    from sim.core.types import Ints


NEVER = -1
"""Patience, or time to return, of voters who never give up, or never return."""
ANY_LINE = 1 << 30
"""Line that turns a voter back, for voters whom no line does."""

SAMPLED = (
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
) = range(len(SAMPLED))

# Last words of the counter, as in sim.core.streams.Stream and VoterBlock.
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
_HALF = 0xFFFF


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


_ONE = np.ones(1, dtype=np.int64)
NO_DRAW = Draw(
    np.uint64(0), np.uint64(0), 1000, 0, 1, 0, 1 << 16, _ONE, _ONE, _ONE, _ONE, 0, _ONE, 0, _ONE,
    0, _ONE,
)  # fmt: skip
"""Settings by which nothing further is drawn: for voters whose luck is known."""


@cached(inline="always")
def philox(c0, c1, c2, c3, k0, k1):
    """Return the four words of one counter: Philox4x32-10, see sim.core.streams."""
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1 = (p1 >> _SHIFT) ^ c1 ^ k0, p1 & _LOW
        c2, c3 = (p0 >> _SHIFT) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@cached()
def draw_words(seed, replication, site_key, n, words):
    """Fill ``words`` with what the day of a site's first n voters depends on.

    Nothing else happens in this loop, so the compiler draws several voters at once.

    Parameters
    ----------
    seed, replication
        As in :class:`Draw`.
    site_key, n
        The site, and how many are registered.
    words
        Filled by columns, shape ``(4, at least n)``.
    """
    site = np.uint64(site_key)
    for number in range(n):
        w0, w1, w2, w3 = philox(np.uint64(number), site, _DAY, _VOTER, seed, replication)
        words[0, number] = w0
        words[1, number] = w1
        words[2, number] = w2
        words[3, number] = w3


@cached()
def draw_casting(seed, replication, site_key, registered, carry_from):
    """Return those who would cast a ballot if they came: the word that decides, and the voter.

    Parameters
    ----------
    seed, replication, carry_from
        As in :class:`Draw`.
    site_key, registered
        Of each site, shape ``(n_sites,)``.

    Returns
    -------
    tuple
        Words and voters, site by site, both of shape ``(n,)``; where each site starts,
        shape ``(n_sites + 1,)``.
    """
    word, voter = np.empty(registered.sum(), np.uint32), np.empty(registered.sum(), np.uint32)
    start = np.zeros(len(site_key) + 1, np.int64)
    words = np.empty((4, registered.max()), np.uint32)
    n = 0
    for s in range(len(site_key)):
        draw_words(seed, replication, site_key[s], registered[s], words)
        for number in range(registered[s]):
            word[n], voter[n] = words[0, number], number
            n += np.int64(words[3, number] & _HALF) < carry_from
        start[s + 1] = n
    return word[:n], voter[:n], start


@cached()
def count_below(word, start, limit):
    """Return how many words are below the limit of their site, 0 to 2**32."""
    n = 0
    for s in range(len(limit)):
        below = limit[s]
        for own in word[start[s] : start[s + 1]]:
            n += np.int64(own) < below
    return n


@cached()
def find_between(word, start, lower, upper):
    """Return places and sites of the words from one limit of their site to below another."""
    n = count_below(word, start, upper) - count_below(word, start, lower)
    place, site = np.empty(n, np.int64), np.empty(n, np.int64)
    n = 0
    for s in range(len(lower)):
        for i in range(start[s], start[s + 1]):
            if lower[s] <= np.int64(word[i]) < upper[s]:
                place[n], site[n] = i, s
                n += 1
    return place, site


@cached()
def cut_above(word, voter, start, limit):
    """Return the least cut of each site that lets in all whose word is below a limit."""
    cut = np.zeros(len(limit), np.uint64)
    for s in range(len(limit)):
        for i in range(start[s], start[s + 1]):
            if np.int64(word[i]) < limit[s]:
                own = (np.uint64(word[i]) << _SHIFT) | np.uint64(voter[i])
                cut[s] = max(cut[s], own + np.uint64(1))
    return cut


@cached()
def draw_site(draw, site_key, registered, cut, a, b, opens_at, words, sampled):
    """Fill the columns of ``luck`` with those who come to a site; return how many.

    Patience is left out: see :func:`draw_patience`.

    Parameters
    ----------
    draw
        See :class:`Draw`.
    site_key, registered, cut, a, b, opens_at
        The site: see :class:`sim.turnout.Attendance`.
    words
        Room for words, shape ``(4, at least registered)``, 32 bits each.
    luck
        Shape ``(len(LUCK), at least registered)``.
    """
    draw_words(draw.seed, draw.replication, site_key, registered, words)
    n = 0
    for number in range(registered):
        # Written whether they come or not: the processor need not guess.
        sampled[NUMBER, n] = number
        n += ((np.uint64(words[0, number]) << _SHIFT) | np.uint64(number)) < cut
    for i in range(n):
        number = sampled[NUMBER, i]
        sampled[ARRIVES_AT, i] = opens_at + _arrival(draw, np.int64(words[1, number]), a, b)
    for i in range(n):
        third = np.int64(words[2, sampled[NUMBER, i]])
        fourth = np.int64(words[3, sampled[NUMBER, i]])
        at_home = (fourth & _HALF) < draw.home_below
        sampled[AT_HOME, i] = at_home
        sampled[CARRIES_AWAY, i] = (fourth & _HALF) >= draw.carry_from
        desk = draw.visit if at_home else draw.check_in
        sampled[CHECK_IN_MS, i] = desk[third >> 16]
        sampled[BOOTH_MS, i] = draw.booth[third & _HALF]
        sampled[BOX_MS, i] = draw.box[fourth >> 16]
        sampled[PATIENCE_MS, i] = NEVER
        sampled[BALKS_ABOVE, i] = ANY_LINE
        sampled[RETURNS_AFTER_MS, i] = NEVER
    return n


@cached(inline="always")
def _arrival(draw, word, a, b):
    """Return when a voter arrives, ms after the doors open; the least luck comes before."""
    if word < draw.early_limit:
        return -1 - ((draw.early_limit - 1 - word) * draw.early_ms) // draw.early_limit
    u = (word - draw.early_limit + 0.5) / max(4294967296 - draw.early_limit, 1)
    x = (-math.expm1(math.log1p(-u) / b)) ** (1.0 / a)
    return min(np.int64(math.floor(x * draw.length_ms)), draw.length_ms - 1)


@cached()
def move_arrivals(draw, site_key, moves, sampled, n):
    """Let those come at another time whom an incident moves; the order among them stays.

    Parameters
    ----------
    draw, site_key, luck
        As in :func:`draw_site`; ``luck`` is filled by it.
    moves
        See :class:`sim.turnout.Attendance`: those of this site.
    n
        How many come.
    """
    if len(moves) == 0:
        return
    site = np.uint64(site_key)
    for i in range(n):
        voter = np.uint64(sampled[NUMBER, i])
        _, _, word, _ = philox(voter, site, _BALLOT, _VOTER, draw.seed, draw.replication)
        for k in range(len(moves)):
            begins, ends, into, until, limit = moves[k]
            at = sampled[ARRIVES_AT, i]
            if np.int64(word) < limit and begins <= at < ends:
                sampled[ARRIVES_AT, i] = into + (at - begins) * (until - into) // (ends - begins)


@cached()
def is_handed_two(draw, site_key, number, extra, issued_at):
    """Tell whether a voter is handed a second ballot with the first.

    Parameters
    ----------
    draw, site_key
        As in :func:`draw_site`.
    number
        Of the voter, on the list.
    extra
        See :class:`sim.day.reference.Plan`, shape ``(n, 3)``.
    issued_at
        When the first is issued.
    """
    voter, site = np.uint64(number), np.uint64(site_key)
    _, word, _, _ = philox(voter, site, _BALLOT, _VOTER, draw.seed, draw.replication)
    for k in range(len(extra)):
        limit, begins, ends = extra[k]
        if np.int64(word) < limit and begins <= issued_at < ends:
            return True
    return False


@cached()
def draw_patience(draw, site_key, sampled, i):
    """Draw patience, the line that turns back, and time to return, of one who comes to a site.

    The kernel draws them for those who have to wait; by site, all are drawn beforehand.

    Parameters
    ----------
    draw, site_key, luck
        As in :func:`draw_site`; ``luck`` is filled by it.
    i
        Column of the voter.
    """
    voter, site = np.uint64(sampled[NUMBER, i]), np.uint64(site_key)
    w0, w1, w2, w3 = philox(voter, site, _LINE, _VOTER, draw.seed, draw.replication)
    if np.int64(w0) < draw.renege_limit:
        sampled[PATIENCE_MS, i] = draw.patience[(np.int64(w0) << 16) // draw.renege_limit]
    if np.int64(w1) < draw.balk_limit:
        sampled[BALKS_ABOVE, i] = draw.line[(np.int64(w1) << 16) // draw.balk_limit]
    if np.int64(w2) < draw.return_limit:
        sampled[RETURNS_AFTER_MS, i] = draw.returns[np.int64(w3) >> 16]


@cached()
def draw_all_patience(draw, site_key, sampled, n):
    """Draw the same for the first n of those who come."""
    for i in range(n):
        draw_patience(draw, site_key, sampled, i)


@cached()
def draw_marks(draw, site_key, numbers, thresholds, word, tally):
    """Add the choices that voters mark: the first whose threshold is above their luck.

    Parameters
    ----------
    draw, site_key
        As in :func:`draw_site`.
    numbers
        Of those who mark a ballot, shape ``(n,)``.
    thresholds
        Rising, the last one above any word, shape ``(n_choices,)``.
    word
        Room for words, shape ``(at least n,)``.
    tally
        Added to, shape ``(n_choices,)``.
    """
    site, n, last = np.uint64(site_key), len(numbers), len(thresholds) - 1
    for i in range(n):
        w0, _, _, _ = philox(
            np.uint64(numbers[i]), site, _BALLOT, _VOTER, draw.seed, draw.replication
        )
        word[i] = w0
    # Those whose luck is below each threshold, then the steps between.
    before = 0
    for choice in range(last):
        below = 0
        for i in range(n):
            below += word[i] < thresholds[choice]
        tally[choice] += below - before
        before = below
    tally[last] += n - before
