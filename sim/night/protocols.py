"""The protocols of a night: without counting errors, and with one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.core.streams import WORD
from sim.night.protocol import Protocol
from sim.register.ballots import ballots_received

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.night.night_records import Truth
    from sim.register import Register

_ERROR_MOST = 9
"""A counting error is 1 to 9 ballots: one digit."""


def true_protocols(register: Register, truth: Truth) -> list[Protocol]:
    """Return the protocol of each site without counting errors.

    Where second ballots were handed out it breaks an equation: the unused ballots and those in
    the boxes do not agree with the signatures.
    """
    tallies = register.tally.each(truth.tally)
    columns = (
        register.site_voters, truth.issued, truth.in_portable_box, truth.in_ballot_boxes,
        truth.second,
    )  # fmt: skip
    protocols = []
    for tally, *numbers in zip(tallies, *(c.tolist() for c in columns), strict=True):
        registered, issued, in_portable_box, in_ballot_boxes, second = numbers
        received = ballots_received(registered)
        *of_choices, invalid = tally
        votes = tuple(of_choices)
        protocols.append(
            Protocol(
                registered=registered,
                received=received,
                unused=received - issued - second,
                issued=issued,
                in_portable_box=in_portable_box,
                in_ballot_boxes=in_ballot_boxes,
                valid=sum(votes),
                invalid=invalid,
                votes=votes,
            )
        )
    return protocols


def with_error(
    protocol: Protocol, numbers: tuple[str | int, ...], words: NDArray[np.uint32]
) -> Protocol:
    """Return a protocol with a counting error in one of some numbers, never below 0.

    Parameters
    ----------
    numbers
        Fields of the protocol, or indexes of its votes.
    words
        Four random words; the second and the third are used.
    """
    which = numbers[int(words[1]) * len(numbers) // WORD]
    size = 1 + (int(words[2]) >> 1) * _ERROR_MOST // (WORD >> 1)
    sign = -1 if int(words[2]) & 1 else 1
    value = protocol.votes[which] if isinstance(which, int) else getattr(protocol, which)
    wrong = value + (sign * size if value >= size else size)
    if isinstance(which, int):
        votes = (*protocol.votes[:which], wrong, *protocol.votes[which + 1 :])
        return replace(protocol, votes=votes)
    changed: dict[str, Any] = {which: wrong}
    return replace(protocol, **changed)
