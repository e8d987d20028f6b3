"""The protocols of a night: without counting errors, and with one."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from sim.core.streams import WORD
from sim.night.protocol import Protocol, RaceSection
from sim.register.ballots import ballots_received

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sim.core.types import Ints
    from sim.night.night_records import Truth
    from sim.register import Register

    Number = tuple[int, str | int]
    Numbers = tuple[Number, ...]
    """RaceSection, or NO_SECTION; name of the number, or index of a choice among the votes."""

NO_SECTION = -1
_ERROR_MOST = 9
"""A counting error is 1 to 9 ballots: one digit."""


def true_protocols(register: Register, truth: Truth, reserve_pct: float) -> list[Protocol]:
    """Return the protocol of each site without counting errors.

    Where second ballots were handed out it breaks an equation: the unused ballots and those in
    the boxes do not agree with the signatures. The ballots delivered are those of
    :func:`sim.register.ballots.ballots_received`.
    """
    sections = _sections(register, truth.tally)
    ends = register.tally.section_start.tolist()
    columns = (
        register.site_listed, truth.issued, truth.in_portable_box, truth.in_ballot_boxes,
        truth.second,
    )  # fmt: skip
    protocols = []
    for site, numbers in enumerate(zip(*(c.tolist() for c in columns), strict=True)):
        registered, issued, in_portable_box, in_ballot_boxes, second = numbers
        received = ballots_received(registered, reserve_pct)
        protocols.append(
            Protocol(
                registered=registered,
                received=received,
                unused=received - issued - second,
                issued=issued,
                in_portable_box=in_portable_box,
                in_ballot_boxes=in_ballot_boxes,
                sections=tuple(sections[ends[site] : ends[site + 1]]),
            )
        )
    return protocols


def _sections(register: Register, tally: Ints) -> list[RaceSection]:
    """Return the sections of all protocols without counting errors."""
    layout, found = register.tally, []
    columns = (layout.undervoted, register.race_vote_for[register.section_race])
    of_sections = zip(layout.each(tally), *(c.tolist() for c in columns), strict=True)
    for counts, undervoted, vote_for in of_sections:
        undervotes = counts.pop() if undervoted else 0
        *votes, invalid = counts
        # Of a race in which several candidates may be marked, votes are more than ballots.
        used, against_all = sum(votes[:-1]) + undervotes, votes[-1]
        valid = used // vote_for + against_all
        found.append(RaceSection(valid, invalid, tuple(votes), undervotes, vote_for))
    return found


def choices_of(protocol: Protocol, fields: tuple[str, ...], choices: tuple[str, ...]) -> Numbers:
    """Return where a counting error can be: fields of a protocol, then numbers of each section.

    Parameters
    ----------
    fields
        Names of numbers of the protocol.
    choices
        Names of numbers of each section, before its votes.
    """
    numbers: list[Number] = [(NO_SECTION, name) for name in fields]
    for number, section in enumerate(protocol.sections):
        numbers += [(number, name) for name in choices]
        numbers += [(number, index) for index in range(len(section.votes))]
    return tuple(numbers)


def with_error(protocol: Protocol, numbers: Numbers, words: NDArray[np.uint32]) -> Protocol:
    """Return a protocol with a counting error in one of some numbers, never below 0.

    Parameters
    ----------
    numbers
        As :func:`choices_of` gives them.
    words
        Four random words; the second and the third are used.
    """
    place, which = numbers[int(words[1]) * len(numbers) // WORD]
    size = 1 + (int(words[2]) >> 1) * _ERROR_MOST // (WORD >> 1)
    signed = -size if int(words[2]) & 1 else size
    if place == NO_SECTION:
        changed: dict[str, Any] = {str(which): _moved(getattr(protocol, str(which)), signed)}
        return replace(protocol, **changed)
    section = protocol.sections[place]
    if isinstance(which, int):
        votes = list(section.votes)
        votes[which] = _moved(votes[which], signed)
        section = replace(section, votes=tuple(votes))
    else:
        of_section: dict[str, Any] = {which: _moved(getattr(section, which), signed)}
        section = replace(section, **of_section)
    before, after = protocol.sections[:place], protocol.sections[place + 1 :]
    return replace(protocol, sections=(*before, section, *after))


def _moved(value: int, by: int) -> int:
    """Return a number with an error; up if it would be negative.

    >>> _moved(5, -3), _moved(2, -3)
    (2, 5)
    """
    return value + (by if value >= abs(by) else abs(by))
