"""Compiled sampling of the voters of a site: turnout, arrival and service times.

Both engines use these functions, so that times agree to the millisecond: powers computed by
NumPy and by compiled code differ in the last bit for one voter in ten. Random words are those
of :mod:`sim.turnout.compiled_words`.
"""

# No reference: arrivals are those of sim.turnout.compiled_arrivals.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.compile_cache import cached
from sim.turnout.compiled_arrivals import arrival_ms
from sim.turnout.compiled_words import BALLOT, HALF, LINE, SHIFT, VOTER, fill_words, philox

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


class Sampling(NamedTuple):
    """Settings of the sampling, the same for every site of a run."""

    seed: np.uint64
    replication: np.uint64
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


MAP_CELLS = 64
"""Cells of the map of a site's uniform numbers: see :func:`sim.turnout.places.arrival_maps`."""
_BELOW_ONE = 1 - 2.0**-53

ONE_RACE = 1000
"""The time in a booth with one race, in the unit of :func:`sim.turnout.voters.booth_times`."""
_ONE = np.ones(1, dtype=np.int64)
_ONE.setflags(write=False)  # As the tables of a scenario are: the kernel is compiled once for both.
NO_SAMPLING = Sampling(
    np.uint64(0), np.uint64(0), 0, 1, 0, 1 << 16, _ONE, _ONE, _ONE, _ONE, 0, _ONE, 0, _ONE,
    0, _ONE,
)  # fmt: skip
"""Settings with which no patience is sampled: for voters whose values are given."""


@cached(_nrt=False)
def sample_site(sampling, site_key, registered, threshold, curve, day, words, sampled):
    """Fill ``sampled`` with the voters who come to a site; return how many.

    Patience is not sampled here: see :func:`sample_patience`.

    Parameters
    ----------
    sampling
        See :class:`Sampling`.
    site_key, registered, threshold
        Of the site: see :class:`sim.turnout.Attendance`.
    curve
        Shapes ``a``, ``b`` and ``c`` of its region's arrival curve, its ``arrival_map``, and the
        table of that curve, see :func:`sim.turnout.compiled_arrivals.table_of`, or NO_TABLE.
    day
        When its doors open, and for how long, ms; the time in a booth, see
        :func:`sim.turnout.voters.booth_times`.
    words
        Work array, uint32, shape ``(4, at least registered)``.
    sampled
        Shape ``(len(SAMPLED), at least registered)``.
    """
    opens_at, length_ms, booth_time = day
    fill_words(sampling.seed, sampling.replication, site_key, registered, words)
    n = 0
    for number in range(registered):
        # Written for every voter, overwritten if the voter does not come: no branch is needed.
        sampled[NUMBER, n] = number
        n += ((np.uint64(words[0, number]) << SHIFT) | np.uint64(number)) < threshold
    for i in range(n):
        number = sampled[NUMBER, i]
        word = np.int64(words[1, number])
        sampled[ARRIVES_AT, i] = opens_at + _arrival(sampling, length_ms, word, curve)
    for i in range(n):
        third = np.int64(words[2, sampled[NUMBER, i]])
        fourth = np.int64(words[3, sampled[NUMBER, i]])
        at_home = (fourth & HALF) < sampling.home_below
        sampled[AT_HOME, i] = at_home
        sampled[CARRIES_AWAY, i] = (fourth & HALF) >= sampling.carry_from
        desk = sampling.visit if at_home else sampling.check_in
        sampled[CHECK_IN_MS, i] = desk[third >> 16]
        sampled[BOOTH_MS, i] = (sampling.booth[third & HALF] * booth_time + 500) // ONE_RACE
        sampled[BOX_MS, i] = sampling.box[fourth >> 16]
        sampled[PATIENCE_MS, i] = NEVER
        sampled[BALKS_ABOVE, i] = ANY_LINE
        sampled[RETURNS_AFTER_MS, i] = NEVER
    return n


@cached(_nrt=False, inline="always")
def _arrival(sampling, length_ms, word, curve):
    """Return when a voter arrives, ms after opening; negative for the smallest words."""
    a, b, c, arrival_map, table = curve
    if word < sampling.early_limit:
        return -1 - ((sampling.early_limit - 1 - word) * sampling.early_ms) // sampling.early_limit
    u = (word - sampling.early_limit + 0.5) / max(4294967296 - sampling.early_limit, 1)
    cell = int(u * MAP_CELLS)
    u = arrival_map[cell] + (u * MAP_CELLS - cell) * (arrival_map[cell + 1] - arrival_map[cell])
    return arrival_ms(min(u, _BELOW_ONE), (a, b, c, length_ms), table)


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
        _, _, word, _ = philox(voter, site, BALLOT, VOTER, sampling.seed, sampling.replication)
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
    _, word, _, _ = philox(voter, site, BALLOT, VOTER, sampling.seed, sampling.replication)
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
    w0, w1, w2, w3 = philox(voter, site, LINE, VOTER, sampling.seed, sampling.replication)
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
            np.uint64(numbers[i]), site, BALLOT, VOTER, sampling.seed, sampling.replication
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
