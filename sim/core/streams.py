"""Random streams: random words addressed by voter, site, race and purpose.

A counter-based generator (Philox4x32-10 [1]_) turns a key and a counter into
four random 32-bit words. The key is (seed, replication); the counter names the entity
and the purpose. So the same voter gets the same words on any machine, with any version
of NumPy, in any order, for any number of workers. Two scenarios with one seed have common
random numbers: they are paired, voter by voter. The known answers
of the generator are those of Random123 (``kat_vectors``).

Words become values by integer arithmetic and by the inverse transform [2]_, from tables
of quantiles rounded to whole milliseconds; normal quantiles are those of Python's
``statistics.NormalDist`` [3]_. Where exp, log and powers are needed the result is rounded to
whole milliseconds or counts, so differences of floating-point libraries in the last bit
matter only for values next to a rounding boundary.

References
----------
.. [1] Salmon J. K., Moraes M. A., Dror R. O., Shaw D. E. (2011). Parallel random
   numbers: As easy as 1, 2, 3. SC '11: Proceedings of the International Conference for
   High Performance Computing, Networking, Storage and Analysis: 1–12.
   doi:10.1145/2063384.2063405
.. [2] Devroye L. (1986). Non-Uniform Random Variate Generation. Springer, New York.
   doi:10.1007/978-1-4613-8643-8
.. [3] Wichura M. J. (1988). Algorithm AS 241: The percentage points of the normal
   distribution. Applied Statistics 37(3): 477–484. doi:10.2307/2347330
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from functools import cache, lru_cache
from statistics import NormalDist
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    from sim.core.types import Floats, Ints, Words

WORD = 1 << 32
"""Number of values of a random word."""
HALF_WORD = 1 << 16

_MULTIPLIER = (np.uint64(0xD2511F53), np.uint64(0xCD9E8D57))
_WEYL = (0x9E3779B9, 0xBB67AE85)
_LOW = np.uint64(0xFFFFFFFF)
_SHIFT = np.uint64(32)
_ROUNDS = 10
_TABLES = 32
"""Tables of each kind in the cache, half a megabyte each: more than one scenario needs. The limit
matters if every replication has other means, as with posterior draws."""


class Stream(IntEnum):
    """Kinds of random words: the last word of the counter. The numbers never change."""

    VOTER = 0
    """Counter (voter, site): turnout, arrival, service times, patience, the mark on the ballot."""
    SITE = 1
    """Counter (0, site): turnout and arrivals of the site, its night."""
    SITE_CHOICE = 2
    """Counter (choice, site): site preferences; of races after the first on a ballot in the block
    with the key of the race."""
    RACE = 3
    """Counter (0, race): the winner, where winners are sampled given the published seats."""
    CANDIDATE = 4
    """Counter (candidate, race): Gumbel values."""
    REPORT = 5
    """Counter (report, region): stale announcements."""
    INCIDENT = 6
    """Counter (incident, site): which sites an incident affects."""
    POSTERIOR = 7
    """Counter (draw, 0), of replication 0: the order in which replications take posterior draws."""
    LOT = 8
    """Counter (candidate, race): the lot that decides a tie."""
    NIGHT_AREA = 9
    """Counter (0, commission): how fast the sites of an intake area work | how fast they drive."""
    NIGHT_PLACE = 10
    """Counter (0, place): how fast the sites of a building work."""
    NIGHT_PARAMETER = 11
    """Counter (0, parameter): its value in a replication with a posterior."""
    AREA = 12
    """Counter (0, commission): turnout and arrivals of the area of a commission."""
    FEED = 13
    """Counter (fault, site | race | second of the night), of replication 0: what a fault of a feed
    affects."""
    SWING = 14
    """Counter (party, commission), or with block 1 (party, site): how much more than elsewhere a
    party gains there since another election. The party by the checksum of its name."""
    REGISTER = 16
    """Counter (item, region): everything that is generated for the register."""


class VoterBlock(IntEnum):
    """Blocks of random words of a voter, and what each word decides."""

    DAY = 0
    """Turnout | arrival | check-in, booth (16 bits each) | box, home visit or carrying away."""
    LINE = 1
    """Patience | longest queue joined | whether to return | when to return."""
    BALLOT = 2
    """Mark in the first race | second ballot | whether an incident moves the arrival | whether the
    voter votes a ticket. Other marks have blocks with the keys of their races: mark in a further
    race | where several candidates may be marked, which | a ticket voter's mark where the party
    is left."""


@dataclass(frozen=True, slots=True)
class Streams:
    """The random words of one replication."""

    seed: int
    """In [0, 2**32)."""
    replication: int = 0
    """In [0, 2**32)."""

    def words(
        self, stream: Stream, item: ArrayLike, entity: ArrayLike, block: ArrayLike = 0
    ) -> Words:
        """Return the four words of each counter.

        Parameters
        ----------
        stream
            Kind of words.
        item, entity
            First two words of the counter, broadcast together: voter and site,
            or as :class:`Stream` says.
        block
            Block of words of that entity; broadcast, too.

        Returns
        -------
        NDArray
            Shape ``(4, *broadcast)``, values in [0, 2**32).
        """
        first, second = np.broadcast_arrays(
            np.asarray(item, dtype=np.uint64), np.asarray(entity, dtype=np.uint64)
        )
        counter = (first, second, np.asarray(block, dtype=np.uint64), np.uint64(stream))
        return philox(counter, (self.seed, self.replication))


def philox(
    counter: tuple[ArrayLike, ArrayLike, ArrayLike, ArrayLike], key: tuple[int, int]
) -> Words:
    """Return Philox4x32-10 of counters under one key.

    Parameters
    ----------
    counter
        Four words each, in [0, 2**32), broadcast together.
    key
        Two words in [0, 2**32).

    Returns
    -------
    NDArray
        Shape ``(4, *broadcast)``.

    >>> [f"{int(word):08x}" for word in philox((0, 0, 0, 0), (0, 0))]
    ['6627e8d5', 'e169c58d', 'bc57ac4c', '9b00dbd8']
    """
    c0, c1, c2, c3 = (np.asarray(word, dtype=np.uint64) for word in counter)
    k0, k1 = key
    for _ in range(_ROUNDS):
        p0, p1 = _MULTIPLIER[0] * c0, _MULTIPLIER[1] * c2
        c0, c1, c2, c3 = (
            (p1 >> _SHIFT) ^ c1 ^ np.uint64(k0),
            p1 & _LOW,
            (p0 >> _SHIFT) ^ c3 ^ np.uint64(k1),
            p0 & _LOW,
        )
        k0, k1 = (k0 + _WEYL[0]) % WORD, (k1 + _WEYL[1]) % WORD
    return np.stack(np.broadcast_arrays(c0, c1, c2, c3)).astype(np.uint32)


def uniform(words: Words) -> Floats:
    """Return words as numbers inside (0, 1): the middle of each of 2**32 cells."""
    return (words.astype(np.float64) + 0.5) / WORD


def high_half(words: Words) -> NDArray[np.intp]:
    """Return the upper 16 bits of words: an index into a quantile table."""
    return (words >> np.uint32(16)).astype(np.intp)


def low_half(words: Words) -> NDArray[np.intp]:
    """Return the lower 16 bits of words: an index into a quantile table."""
    return (words & np.uint32(0xFFFF)).astype(np.intp)


@cache
def normal_table() -> Floats:
    """Return standard normal quantiles of 2**16 equal cells, shape ``(65536,)``."""
    quantile = NormalDist().inv_cdf
    half = np.array([quantile((i + 0.5) / HALF_WORD) for i in range(HALF_WORD // 2, HALF_WORD)])
    table = np.concatenate([-half[::-1], half])
    table.setflags(write=False)
    return table


def normal(words: Words) -> Floats:
    """Return a standard normal value for each word."""
    values: Floats = normal_table()[high_half(words)]
    return values


@lru_cache(_TABLES)
def lognormal_table(mean: float, cv: float) -> Floats:
    """Return log-normal quantiles of 2**16 equal cells.

    Parameters
    ----------
    mean
        Mean, 0 or more.
    cv
        Standard deviation over mean, 0 or more; 0 gives a constant.
    """
    variance = np.log1p(cv * cv)
    table: Floats = mean * np.exp(np.sqrt(variance) * normal_table() - variance / 2)
    table.setflags(write=False)
    return table


@lru_cache(_TABLES)
def duration_table(mean_s: float, cv: float) -> Ints:
    """Return log-normal durations in whole milliseconds, at least 1 if the mean is above 0.

    Parameters
    ----------
    mean_s, cv
        As in :func:`lognormal_table`; the mean in seconds.
    """
    table = np.rint(1000 * lognormal_table(mean_s, cv)).astype(np.int64)
    table = np.maximum(table, 1 if mean_s > 0 else 0)
    table.setflags(write=False)
    return table


def share_limit(share: float) -> int:
    """Return the number of words, of 2**32, that are below a share.

    >>> share_limit(0.25) == 2**30
    True
    """
    return round(share * WORD)


def gumbel(words: Words) -> Floats:
    """Return a standard Gumbel value for each word."""
    values: Floats = -np.log(-np.log(uniform(words)))
    return values
