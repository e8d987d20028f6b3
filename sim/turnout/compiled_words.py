"""Compiled random words of voters, and the words below the limits of sites.

Words are Philox4x32-10 [1]_, those of :func:`sim.core.streams.philox`.

References
----------
.. [1] Salmon J. K., Moraes M. A., Dror R. O., Shaw D. E. (2011). Parallel random
   numbers: As easy as 1, 2, 3. SC '11: Proceedings of the International Conference for
   High Performance Computing, Networking, Storage and Analysis: 1–12.
   doi:10.1145/2063384.2063405
"""

from __future__ import annotations

import numpy as np

from sim.core.compile_cache import cached

# Last words of the counter, as in sim.core.streams.Stream and VoterBlock.
VOTER = np.uint64(0)
DAY = np.uint64(0)
LINE = np.uint64(1)
BALLOT = np.uint64(2)

_M0 = np.uint64(0xD2511F53)
_M1 = np.uint64(0xCD9E8D57)
_W0 = np.uint64(0x9E3779B9)
_W1 = np.uint64(0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
SHIFT = np.uint64(32)
HALF = 0xFFFF


@cached(inline="always")
def philox(c0, c1, c2, c3, k0, k1):
    """Return the four words of one counter: Philox4x32-10, see sim.core.streams."""
    for _ in range(10):
        p0, p1 = _M0 * c0, _M1 * c2
        c0, c1 = (p1 >> SHIFT) ^ c1 ^ k0, p1 & _LOW
        c2, c3 = (p0 >> SHIFT) ^ c3 ^ k1, p0 & _LOW
        k0, k1 = (k0 + _W0) & _LOW, (k1 + _W1) & _LOW
    return c0, c1, c2, c3


@cached()
def fill_words(seed, replication, site_key, n, words):
    """Fill ``words`` with the random words of the day of a site's first n voters.

    The loop does nothing else, so that the compiler can vectorise it.

    Parameters
    ----------
    seed, replication
        Key of the generator, 32 bits each.
    site_key, n
        Key of the site, and number of its registered voters.
    words
        Filled by columns, shape ``(4, at least n)``.
    """
    site = np.uint64(site_key)
    for number in range(n):
        w0, w1, w2, w3 = philox(np.uint64(number), site, DAY, VOTER, seed, replication)
        words[0, number] = w0
        words[1, number] = w1
        words[2, number] = w2
        words[3, number] = w3


@cached()
def sample_casting(seed, replication, site_key, registered, carry_from):
    """Return the voters who would cast a ballot if they came, with their turnout words.

    Parameters
    ----------
    seed, replication
        Key of the generator, 32 bits each.
    carry_from
        Voters with a half word of at least this carry the ballot away.
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
            n += np.int64(words[3, number] & HALF) < carry_from
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
        low, high = lower[s], upper[s]
        for i in range(start[s], start[s + 1]):
            if low <= np.int64(word[i]) < high:
                index[n], site[n] = i, s
                n += 1
    return index, site


@cached()
def thresholds_above(word, voter, start, limit):
    """Return the least threshold of each site that is above all words below a limit."""
    threshold = np.empty(len(limit), np.uint64)
    for s in range(len(limit)):
        # Without a branch, so that the compiler can vectorise it.
        least, below = np.uint64(0), limit[s]
        for i in range(start[s], start[s + 1]):
            key = (np.uint64(word[i]) << SHIFT) | np.uint64(voter[i])
            least = max(least, key + np.uint64(1) if np.int64(word[i]) < below else np.uint64(0))
        threshold[s] = least
    return threshold
