"""The marks of voters on their ballots, compiled; the reference is :mod:`sim.voting.marks`."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core.compile_cache import cached
from sim.turnout.compiled_sampling import mark_ballots
from sim.turnout.compiled_words import BALLOT, SHIFT, VOTER, philox

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Ints
    from sim.register import Register
    from sim.voting.ballots import Support

_NO_LINK = -1
"""As ``NO_LINK`` of :mod:`sim.voting.tickets`, whose code is not compiled."""


class Marking(NamedTuple):
    """How voters of some sites mark their ballots; arrays by section, shape ``(n_sections,)``."""

    section_start: Ints
    """First section of each site, and the end of the last, shape ``(n_sites + 1,)``."""
    start: Ints
    """First count of each section, and the end of the last, shape ``(n_sections + 1,)``."""
    thresholds: NDArray[np.uint64]
    """See :class:`sim.voting.ballots.Support`, shape ``(n_counts,)``."""
    block: NDArray[np.uint64]
    """Block of random words of the race."""
    vote_for: Ints
    ticket_limit: int
    """See :class:`sim.voting.tickets.Ticket`, as are all that follow."""
    link: Ints
    stay: NDArray[np.uint64]
    link_start: Ints
    residual: NDArray[np.uint64]


def marking_of(register: Register, support: Support, first: int, last: int) -> Marking:
    """Return how voters mark their ballots at the sites from the first to the last."""
    layout, ticket = register.tally, support.ticket
    sections = slice(layout.section_start[first], layout.section_start[last + 1])
    ends = slice(sections.start, sections.stop + 1)
    start, links = layout.start[ends], ticket.start[ends]
    race = register.section_race[sections]
    return Marking(
        section_start=layout.section_start[first : last + 2] - sections.start,
        start=start - start[0],
        thresholds=support.thresholds[start[0] : start[-1]],
        block=register.race_key[race].astype(np.uint64),
        vote_for=register.race_vote_for[race],
        ticket_limit=ticket.limit,
        link=ticket.link[links[0] : links[-1]],
        stay=ticket.stay[links[0] : links[-1]],
        link_start=links - links[0],
        residual=ticket.residual[start[0] : start[-1]],
    )


def one_section(thresholds: NDArray[np.uint64]) -> Marking:
    """Return how voters of one site with one race mark their ballots."""
    none = np.zeros(0, dtype=np.int64)
    return Marking(
        np.array([0, 1]), np.array([0, len(thresholds)]), thresholds, np.zeros(1, dtype=np.uint64),
        np.ones(1, dtype=np.int64), 0, none, none.astype(np.uint64), np.zeros(2, dtype=np.int64),
        none.astype(np.uint64),
    )  # fmt: skip


@cached()
def mark_site(sampling, site_key, numbers, marking, s, word, chosen, tally):
    """Add the votes of voters of one site, in all races on its ballot, to a tally.

    Parameters
    ----------
    sampling, site_key, numbers, word
        See :func:`sim.turnout.compiled_sampling.mark_ballots`.
    marking, s
        See :class:`Marking`; number of the site in it.
    chosen
        Work array, shape ``(at least n,)``.
    tally
        Added to, shape of ``marking.thresholds``.
    """
    first, end = marking.section_start[s], marking.section_start[s + 1]
    if marking.vote_for[first] == 1:
        a, b = marking.start[first], marking.start[first + 1]
        mark_ballots(sampling, site_key, numbers, marking.thresholds[a:b], word, tally[a:b])
        if end - first == 1:
            return
    site = np.uint64(site_key)
    choose_first(sampling, site, numbers, marking, first, chosen)
    for section in range(first, end):
        a, b = marking.start[section], marking.start[section + 1]
        if marking.vote_for[section] > 1:
            mark_several(sampling, site, numbers, marking, section, section == first, tally[a:b])
        elif section > first:
            mark_further(sampling, site, numbers, marking, section, chosen, tally[a:b])


@cached()
def mark_before(sampling, site_key, voters, before, marking, tally):
    """Add the votes of those who voted before, at some sites: the last voters on each list.

    Parameters
    ----------
    sampling, marking, tally
        As in :func:`mark_site`.
    site_key, voters, before
        Of each site: voters who may come, and those who voted before.
    """
    most = before.max()
    word, chosen = np.empty(most, np.uint32), np.empty(most, np.int64)
    for s in range(len(site_key)):
        numbers = np.arange(voters[s], voters[s] + before[s])
        mark_site(sampling, site_key[s], numbers, marking, s, word, chosen, tally)


@cached()
def choose_first(sampling, site, numbers, marking, section, chosen):
    """Fill ``chosen`` with the first mark of ticket voters, _NO_LINK for others."""
    thresholds = marking.thresholds[marking.start[section] : marking.start[section + 1]]
    several = marking.vote_for[section] > 1
    for i in range(len(numbers)):
        chosen[i] = _NO_LINK
        if marking.ticket_limit == 0 or several:
            continue
        w0, _, _, w3 = philox(
            np.uint64(numbers[i]), site, BALLOT, VOTER, sampling.seed, sampling.replication
        )
        if np.int64(w3) < marking.ticket_limit:
            chosen[i] = first_above(thresholds, w0)


@cached()
def first_above(thresholds, word):
    """Return the index of the first threshold above a word; their number if there is none."""
    k = 0
    while k < len(thresholds) and thresholds[k] <= word:
        k += 1
    return k


@cached()
def mark_further(sampling, site, numbers, marking, section, chosen, tally):
    """Add the votes in a race after the first, in which one candidate may be marked."""
    a, b = marking.start[section], marking.start[section + 1]
    links, block = marking.link_start[section], marking.block[section]
    linked = marking.link_start[section + 1] > links
    for i in range(len(numbers)):
        w0, _, w2, _ = philox(
            np.uint64(numbers[i]), site, block, VOTER, sampling.seed, sampling.replication
        )
        if chosen[i] == _NO_LINK or not linked:
            tally[first_above(marking.thresholds[a:b], w0)] += 1
            continue
        k = links + chosen[i]
        if marking.link[k] != _NO_LINK and w0 < marking.stay[k]:
            tally[marking.link[k]] += 1
        else:
            tally[first_above(marking.residual[a:b], w2)] += 1


@cached()
def mark_several(sampling, site, numbers, marking, section, is_first, tally):
    """Add the votes in a race in which several candidates may be marked."""
    thresholds = marking.thresholds[marking.start[section] : marking.start[section + 1]]
    n = len(thresholds) - 3
    seed, replication, block = sampling.seed, sampling.replication, marking.block[section]
    for i in range(len(numbers)):
        voter = np.uint64(numbers[i])
        kind, point, _, _ = philox(voter, site, block, VOTER, seed, replication)
        if is_first:
            kind, _, _, _ = philox(voter, site, BALLOT, VOTER, seed, replication)
        if kind < thresholds[n]:
            tally[n] += 1
        elif kind < thresholds[n + 1]:
            tally[n + 1] += 1
        else:
            for k in range(marking.vote_for[section]):
                choice = first_above(thresholds[:n], point + (np.uint64(k) << SHIFT))
                tally[choice if choice < n else n + 2] += 1
