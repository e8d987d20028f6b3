"""Tickets: voters who vote for the same party in every race, as far as its votes allow.

Marks of one voter in two races are coupled so that they agree as often as possible, while each
race keeps its vote probabilities: a maximal coupling [1]_. A ticket voter of party P marks P in a
further race with probability min(1, q / p), where p and q are P's probabilities in the first and in
the further race; others of them, and ticket voters of no party there, mark the choices with a
probability in proportion to what those lack: max(q - p, 0). Ballots against all, and invalid
ones, are coupled in the same way, so that a ticket does not make voters of no party spoil theirs.

References
----------
.. [1] Levin D. A., Peres Y. (2017). Markov Chains and Mixing Times, 2nd edition. American
   Mathematical Society, Providence. doi:10.1090/mbk/107
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.core.streams import WORD, share_limit
from sim.register.tally import AGAINST_ALL, INVALID

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sim.core.types import Floats, Ints
    from sim.register import Register

NO_LINK = -1
"""In :attr:`Ticket.link`: nothing of the kind in the further race."""


@dataclass(frozen=True)
class Ticket:
    """How ticket voters mark further races, given their mark in the first one."""

    limit: int
    """Voters with a word below it vote a ticket; 0 for nobody."""
    link: Ints
    """Choice in the further race, as a number in its section, for each count of the first race of
    that site, further section by further section; NO_LINK for none."""
    stay: NDArray[np.uint64]
    """Voters with a word below it mark that choice; shape of ``link``."""
    start: Ints
    """First link of each section, and the end of the last, shape ``(n_sections + 1,)``."""
    residual: NDArray[np.uint64]
    """Cumulative probabilities of the choices of those who do not, times 2**32, in the layout of
    :class:`sim.register.tally.Tally`; empty if ``limit`` is 0."""


def no_ticket(register: Register) -> Ticket:
    """Return that no voter votes a ticket."""
    none = np.zeros(0, dtype=np.int64)
    start = np.zeros(len(register.section_site) + 1, dtype=np.int64)
    return Ticket(0, none, none.astype(np.uint64), start, none.astype(np.uint64))


def ticket_of(register: Register, thresholds: NDArray[np.uint64], share: float) -> Ticket:
    """Return how ticket voters mark further races.

    Races in which several candidates may be marked are left out: ticket voters mark them as
    others do.

    Parameters
    ----------
    thresholds
        As in :class:`sim.voting.ballots.Support`.
    share
        Share of voters who vote a ticket.
    """
    layout = register.tally
    first = layout.section_start[register.section_site]
    linked = ~layout.first & ~layout.section_several & ~layout.section_several[first]
    lengths = np.where(linked, np.diff(layout.start)[first], 0)
    start = np.concatenate([[0], np.cumsum(lengths)])
    further = np.repeat(np.arange(len(lengths)), lengths)
    number = np.arange(len(further)) - start[further]
    mark = layout.start[first[further]] + number
    link = _link(register, layout.candidate[mark], register.section_race[further])
    has = link != NO_LINK
    target = layout.start[further] + link

    probability = np.diff(thresholds.astype(np.float64), prepend=0.0)
    probability[layout.start[:-1]] = thresholds[layout.start[:-1]]
    from_first = np.zeros(len(probability))
    np.add.at(from_first, target[has], probability[mark[has]])
    with np.errstate(divide="ignore", invalid="ignore"):
        stays = np.where(from_first > 0, np.minimum(1.0, probability / from_first), 0.0)
    stay = np.zeros(len(link), dtype=np.uint64)
    stay[has] = np.rint(stays[target[has]] * WORD).astype(np.uint64)
    lacks = np.maximum(probability - from_first, 0.0)
    return Ticket(share_limit(share), link, stay, start, _cumulative(register, lacks))


def _link(register: Register, candidate: Ints, race: Ints) -> Ints:
    """Return the choice of the same party in another race, as its number on the ballot there.

    The k-th candidate of a party is linked with the k-th there, or with the last; against all and
    invalid with the same there.
    """
    key = register.candidate_race * (len(register.parties) + 1) + register.candidate_party
    by_key = np.argsort(key, kind="stable")
    rank = np.empty(len(key), dtype=np.int64)
    rank[by_key] = np.arange(len(key)) - np.searchsorted(key[by_key], key[by_key])
    party = register.candidate_party[candidate]
    wanted = race * (len(register.parties) + 1) + party
    begin, end = (np.searchsorted(key[by_key], wanted, side=side) for side in ("left", "right"))
    nominated = (candidate >= 0) & (party != register.independent)
    place = np.minimum(begin + rank[candidate], end - 1)
    found = register.candidate_number[by_key[place]]
    of_party = np.where(nominated & (end > begin), found, NO_LINK)
    standing = np.diff(register.candidate_start)[race]
    return np.select(
        [candidate == AGAINST_ALL, candidate == INVALID], [standing, standing + 1], of_party
    )


def _cumulative(register: Register, weight: Floats) -> NDArray[np.uint64]:
    """Return cumulative shares of each section times 2**32; the last is always 2**32."""
    layout = register.tally
    total = layout.total(weight)
    share = weight / np.where(total > 0, total, 1)[layout.section]
    reached = np.clip(layout.running_total(share), 0, 1)
    cumulative: NDArray[np.uint64] = np.rint(reached * WORD).astype(np.uint64)
    cumulative[layout.start[1:] - 1] = WORD
    return cumulative
