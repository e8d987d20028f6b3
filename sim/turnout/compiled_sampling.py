"""Compiled sampling of the voters of a site: turnout, arrival and service times.

Both engines use these functions, so that times agree to the millisecond: powers computed by
NumPy and by compiled code differ in the last bit for one voter in ten. Random words are those
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
"""Patience of voters who do not renege, and time to return of those who do not return."""
ANY_LINE = 1 << 30
"""Longest queue joined, of voters who do not balk."""

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
"""Rows of the array of sampled values; the constants below are their indexes."""
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


class Sampling(NamedTuple):
    """Settings of the sampling, the same for every site of a run."""

    seed: np.uint64
    replication: np.uint64
    length_ms: int
    """Of the opening hours."""
    early_limit: int
    """Voters with a word below it arrive before the doors open."""
    early_ms: int
    home_below: int
    """Voters with a half word below it wait for the portable box."""
    carry_from: int
    """Voters with a half word of at least this carry the ballot away."""
    check_in: Ints
    """Quantile table of service times, ms, shape ``(65536,)``, as are all that follow."""
    visit: Ints
    booth: Ints
    box: Ints
    renege_limit: int
    """Voters with a word below it may renege; 0 for nobody."""
    patience: Ints
    balk_limit: int
    """Voters with a word below it may balk; 0 for nobody."""
    line: Ints
    return_limit: int
    returns: Ints


_ONE = np.ones(1, dtype=np.int64)
NO_SAMPLING = Sampling(
    np.uint64(0), np.uint64(0), 1000, 0, 1, 0, 1 << 16, _ONE, _ONE, _ONE, _ONE, 0, _ONE, 0, _ONE,
    0, _ONE,
)  # fmt: skip
"""Settings with which no patience is sampled: for voters whose values are given."""


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
def fill_words(seed, replication, site_key, n, words):
    """Fill ``words`` with the random words of the day of a site's first n voters.

    The loop does nothing else, so that the compiler can vectorise it.

    Parameters
    ----------
    seed, replication
        As in :class:`Sampling`.
    site_key, n
        Key of the site, and number of its registered voters.
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
def sample_casting(seed, replication, site_key, registered, carry_from):
    """Return the voters who would cast a ballot if they came, with their turnout words.

    Parameters
    ----------
    seed, replication, carry_from
        As in :class:`Sampling`.
    site_key, registered
        Of each site, shape ``(n_sites,)``.

    Returns
    -------
    tuple
        Words and voters, site by site, both of shape ``(n,)``; index of the first voter of each
        site, and the end of the last site, shape ``(n_sites + 1,)``.
    """
    word, voter = np.empty(registered.sum(), np.uint32), np.empty(registered.sum(), np.uint32)
    start = np.zeros(len(site_key) + 1, np.int64)
    words = np.empty((4, registered.max()), np.uint32)
    n = 0
    for s in range(len(site_key)):
        fill_words(seed, replication, site_key[s], registered[s], words)
        for number in range(registered[s]):
            word[n], voter[n] = words[0, number], number
            n += np.int64(words[3, number] & _HALF) < carry_from
        start[s + 1] = n
    return word[:n], voter[:n], start


@cached()
def count_below(word, start, limit):
    """Return the number of words below the limit of their site, in [0, 2**32]."""
    n = 0
    for s in range(len(limit)):
        below = limit[s]
        for one in word[start[s] : start[s + 1]]:
            n += np.int64(one) < below
    return n


@cached()
def find_between(word, start, lower, upper):
    """Return indexes and sites of the words in [lower, upper) of their site."""
    n = count_below(word, start, upper) - count_below(word, start, lower)
    index, site = np.empty(n, np.int64), np.empty(n, np.int64)
    n = 0
    for s in range(len(lower)):
        for i in range(start[s], start[s + 1]):
            if lower[s] <= np.int64(word[i]) < upper[s]:
                index[n], site[n] = i, s
                n += 1
    return index, site


@cached()
def thresholds_above(word, voter, start, limit):
    """Return the least threshold of each site that is above all words below a limit."""
    threshold = np.zeros(len(limit), np.uint64)
    for s in range(len(limit)):
        for i in range(start[s], start[s + 1]):
            if np.int64(word[i]) < limit[s]:
                key = (np.uint64(word[i]) << _SHIFT) | np.uint64(voter[i])
                threshold[s] = max(threshold[s], key + np.uint64(1))
    return threshold


@cached()
def sample_site(sampling, site_key, registered, threshold, a, b, opens_at, words, sampled):
    """Fill ``sampled`` with the voters who come to a site; return how many.

    Patience is not sampled here: see :func:`sample_patience`.

    Parameters
    ----------
    sampling
        See :class:`Sampling`.
    site_key, registered, threshold, a, b, opens_at
        Of the site: see :class:`sim.turnout.Attendance`.
    words
        Work array, uint32, shape ``(4, at least registered)``.
    sampled
        Shape ``(len(SAMPLED), at least registered)``.
    """
    fill_words(sampling.seed, sampling.replication, site_key, registered, words)
    n = 0
    for number in range(registered):
        # Written for every voter, overwritten if the voter does not come: no branch is needed.
        sampled[NUMBER, n] = number
        n += ((np.uint64(words[0, number]) << _SHIFT) | np.uint64(number)) < threshold
    for i in range(n):
        number = sampled[NUMBER, i]
        sampled[ARRIVES_AT, i] = opens_at + _arrival(sampling, np.int64(words[1, number]), a, b)
    for i in range(n):
        third = np.int64(words[2, sampled[NUMBER, i]])
        fourth = np.int64(words[3, sampled[NUMBER, i]])
        at_home = (fourth & _HALF) < sampling.home_below
        sampled[AT_HOME, i] = at_home
        sampled[CARRIES_AWAY, i] = (fourth & _HALF) >= sampling.carry_from
        desk = sampling.visit if at_home else sampling.check_in
        sampled[CHECK_IN_MS, i] = desk[third >> 16]
        sampled[BOOTH_MS, i] = sampling.booth[third & _HALF]
        sampled[BOX_MS, i] = sampling.box[fourth >> 16]
        sampled[PATIENCE_MS, i] = NEVER
        sampled[BALKS_ABOVE, i] = ANY_LINE
        sampled[RETURNS_AFTER_MS, i] = NEVER
    return n


@cached(inline="always")
def _arrival(sampling, word, a, b):
    """Return when a voter arrives, ms after opening; negative for the smallest words.

    The inverse of :func:`sim.turnout.arrival_curves.arrival_cdf`.
    """
    if word < sampling.early_limit:
        return -1 - ((sampling.early_limit - 1 - word) * sampling.early_ms) // sampling.early_limit
    u = (word - sampling.early_limit + 0.5) / max(4294967296 - sampling.early_limit, 1)
    x = (-math.expm1(math.log1p(-u) / b)) ** (1.0 / a)
    return min(np.int64(math.floor(x * sampling.length_ms)), sampling.length_ms - 1)


@cached()
def move_arrivals(sampling, site_key, moves, sampled, n):
    """Move arrivals as incidents require, without changing their order.

    Parameters
    ----------
    sampling, site_key, sampled
        As in :func:`sample_site`, which fills ``sampled``.
    moves
        Of this site: see :class:`sim.turnout.Attendance`.
    n
        Number of voters.
    """
    if len(moves) == 0:
        return
    site = np.uint64(site_key)
    for i in range(n):
        voter = np.uint64(sampled[NUMBER, i])
        _, _, word, _ = philox(voter, site, _BALLOT, _VOTER, sampling.seed, sampling.replication)
        for k in range(len(moves)):
            begins, ends, into, until, limit = moves[k]
            at = sampled[ARRIVES_AT, i]
            if np.int64(word) < limit and begins <= at < ends:
                sampled[ARRIVES_AT, i] = into + (at - begins) * (until - into) // (ends - begins)


@cached()
def is_handed_two(sampling, site_key, number, extra, issued_at):
    """Return whether a voter is handed a second ballot with the first.

    Parameters
    ----------
    sampling, site_key
        As in :func:`sample_site`.
    number
        Index of the voter in the register of the site.
    extra
        See :class:`sim.day.reference.Plan`, shape ``(n, 3)``.
    issued_at
        When the first ballot is issued.
    """
    voter, site = np.uint64(number), np.uint64(site_key)
    _, word, _, _ = philox(voter, site, _BALLOT, _VOTER, sampling.seed, sampling.replication)
    for k in range(len(extra)):
        limit, begins, ends = extra[k]
        if np.int64(word) < limit and begins <= issued_at < ends:
            return True
    return False


@cached()
def sample_patience(sampling, site_key, sampled, i):
    """Sample the patience, the longest queue joined and the time to return of one voter.

    The kernel samples them only for voters who have to wait; for SimPy all are sampled before.

    Parameters
    ----------
    sampling, site_key, sampled
        As in :func:`sample_site`, which fills ``sampled``.
    i
        Column of the voter.
    """
    voter, site = np.uint64(sampled[NUMBER, i]), np.uint64(site_key)
    w0, w1, w2, w3 = philox(voter, site, _LINE, _VOTER, sampling.seed, sampling.replication)
    if np.int64(w0) < sampling.renege_limit:
        sampled[PATIENCE_MS, i] = sampling.patience[(np.int64(w0) << 16) // sampling.renege_limit]
    if np.int64(w1) < sampling.balk_limit:
        sampled[BALKS_ABOVE, i] = sampling.line[(np.int64(w1) << 16) // sampling.balk_limit]
    if np.int64(w2) < sampling.return_limit:
        sampled[RETURNS_AFTER_MS, i] = sampling.returns[np.int64(w3) >> 16]


@cached()
def sample_all_patience(sampling, site_key, sampled, n):
    """Sample the patience of the first n voters."""
    for i in range(n):
        sample_patience(sampling, site_key, sampled, i)


@cached()
def mark_ballots(sampling, site_key, numbers, thresholds, word, tally):
    """Add the votes of voters to a tally: each for the first choice with a threshold above a word.

    Parameters
    ----------
    sampling, site_key
        As in :func:`sample_site`.
    numbers
        Of the voters who mark a ballot, shape ``(n,)``.
    thresholds
        Increasing, the last one above any word, shape ``(n_choices,)``.
    word
        Work array, uint32, shape ``(at least n,)``.
    tally
        Added to, shape ``(n_choices,)``.
    """
    site, n, last = np.uint64(site_key), len(numbers), len(thresholds) - 1
    for i in range(n):
        w0, _, _, _ = philox(
            np.uint64(numbers[i]), site, _BALLOT, _VOTER, sampling.seed, sampling.replication
        )
        word[i] = w0
    # Counts of words below each threshold; their differences are the votes.
    before = 0
    for choice in range(last):
        below = 0
        for i in range(n):
            below += word[i] < thresholds[choice]
        tally[choice] += below - before
        before = below
    tally[last] += n - before
