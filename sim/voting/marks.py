"""The marks of voters on their ballots, and the counts of them: with NumPy, the reference.

Of a race in which several candidates may be marked, a ballot is a systematic sample [1]_: the
candidates lie one after the other on a line, each as long as its probability to be marked, and
a ballot marks those that hold the points u, u + 1, u + 2 and so on. So each candidate is marked at
most once, and as often as expected.

References
----------
.. [1] Madow W. G. (1949). On the theory of systematic sampling, II. Annals of Mathematical
   Statistics 20(3): 333–354. doi:10.1214/aoms/1177729988
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import WORD, Stream, VoterBlock
from sim.voting.tickets import NO_LINK

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.streams import Streams
    from sim.core.types import Ints, Words
    from sim.register import Register
    from sim.voting.ballots import Support
    from sim.voting.tickets import Ticket


def count_ballots(
    register: Register, streams: Streams, support: Support, site: int, casting: Ints
) -> Ints:
    """Return the true count of the ballots of one site.

    Parameters
    ----------
    site
        Index into the register.
    casting
        Indexes of the voters whose ballots are in the boxes.

    Returns
    -------
    NDArray
        Section by section: candidates, against all, invalid, undervotes; see
        :class:`sim.register.tally.Tally`.
    """
    layout, key = register.tally, register.site_key[site]
    words = streams.words(Stream.VOTER, casting, key, VoterBlock.BALLOT)
    on_ticket = words[3] < support.ticket.limit
    sections = range(layout.section_start[site], layout.section_start[site + 1])
    counts, first_choice = [], np.full(len(casting), NO_LINK)
    for section in sections:
        limits, race = (
            layout.of_section(support.thresholds, section),
            register.section_race[section],
        )
        is_first, several = section == sections[0], layout.section_several[section]
        of_race = words
        if several or not is_first:
            of_race = streams.words(Stream.VOTER, casting, key, register.race_key[race])
        mark = words[0] if is_first else of_race[0]
        if several:
            vote_for = int(register.race_vote_for[race])
            counts.append(_count_several(limits, mark, of_race[1], vote_for))
            continue
        chosen = np.searchsorted(limits, mark.astype(np.uint64), side="right")
        if is_first:
            first_choice = np.where(on_ticket, chosen, NO_LINK)
        else:
            residual = layout.of_section(support.ticket.residual, section)
            chosen = _on_ticket(support.ticket, section, residual, first_choice, of_race, chosen)
        counts.append(np.bincount(chosen, minlength=len(limits)))
    return np.concatenate(counts)


def _on_ticket(  # noqa: PLR0913, PLR0917  one part of count_ballots
    ticket: Ticket,
    section: int,
    residual: NDArray[np.uint64],
    first_choice: Ints,
    words: Words,
    chosen: Ints,
) -> Ints:
    """Return the marks in a further race, with those of ticket voters replaced."""
    begin, end = ticket.start[section : section + 2]
    if begin == end:
        return chosen
    link, stay = ticket.link[begin:end][first_choice], ticket.stay[begin:end][first_choice]
    other = np.searchsorted(residual, words[2].astype(np.uint64), side="right")
    of_ticket = np.where((link != NO_LINK) & (words[0] < stay), link, other)
    return np.where(first_choice != NO_LINK, of_ticket, chosen)


def _count_several(
    limits: NDArray[np.uint64], kind: Words, point: Words, vote_for: int
) -> NDArray[np.int64]:
    """Return the counts of a race in which several candidates may be marked."""
    n = len(limits) - 3
    counts = np.zeros(len(limits), dtype=np.int64)
    against, invalid = limits[n], limits[n + 1]
    counts[n] = (kind < against).sum()
    counts[n + 1] = ((kind >= against) & (kind < invalid)).sum()
    marked = point[kind >= invalid].astype(np.uint64)
    for k in range(vote_for):
        # Points beyond the last candidate are marks that are not used.
        chosen = np.searchsorted(limits[:n], marked + np.uint64(k * WORD), side="right")
        counts[:n] += np.bincount(chosen, minlength=n + 1)[:n]
    counts[n + 2] = vote_for * len(marked) - counts[:n].sum()
    return counts
