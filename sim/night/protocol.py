"""The protocol of a site and its control equations, as data.

A draft can break an equation by a counting error, which leads to a recount or a returned
protocol. An *accepted* protocol breaks none, except for a discrepancy that a recount and the
commission have confirmed: ballots without a signature. Any other breach is a bug.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True, slots=True)
class RaceSection:
    """The section of a protocol for one race; every number is a count, 0 or more."""

    valid: int
    invalid: int
    votes: tuple[int, ...]
    """Votes of each candidate, then against all."""
    undervotes: int = 0
    """Marks that voters did not use."""
    vote_for: int = 1
    """Candidates that a voter may mark."""

    @property
    def marks(self) -> tuple[int, int]:
        """Marks that are counted, and those that valid ballots have.

        A ballot against all is one mark of all that it has.
        """
        *of_candidates, against_all = self.votes
        counted = sum(of_candidates) + self.undervotes + self.vote_for * against_all
        return counted, self.vote_for * self.valid


@dataclass(frozen=True, slots=True)
class Protocol:
    """The signed form of a site; every number is a count, 0 or more."""

    registered: int
    """Voters on the list."""
    received: int
    """Ballots delivered to the site."""
    unused: int
    """Ballots cancelled after closing."""
    issued: int
    """Signatures on the list."""
    in_portable_box: int
    in_ballot_boxes: int
    sections: tuple[RaceSection, ...]
    """One for each race on the ballot, in their order."""

    @property
    def cast(self) -> int:
        """Ballots found in all boxes."""
        return self.in_portable_box + self.in_ballot_boxes


@dataclass(frozen=True, slots=True)
class Equation:
    """One control equation: a relation between two numbers of a protocol and a section of it."""

    code: str
    text: str
    sides: Callable[[Protocol, RaceSection], tuple[int, int]]
    relation: Literal["=", "<="] = "="
    of_section: bool = False
    """Whether it is about each section."""


EQUATIONS = (
    Equation("C1", "received = issued + unused", lambda p, _: (p.received, p.issued + p.unused)),
    Equation("C2", "issued <= registered", lambda p, _: (p.issued, p.registered), "<="),
    Equation("C3", "cast <= issued", lambda p, _: (p.cast, p.issued), "<="),
    Equation(
        "C4",
        "valid + invalid = cast",
        lambda p, s: (s.valid + s.invalid, p.cast),
        of_section=True,
    ),
    Equation("C5", "votes sum to valid", lambda _, s: s.marks, of_section=True),
    Equation(
        "C6",
        "no number is negative",
        lambda p, s: (
            0,
            min(
                p.unused, p.in_portable_box, p.in_ballot_boxes,
                s.valid, s.invalid, s.undervotes, *s.votes,
            ),
        ),
        "<=",
        of_section=True,
    ),
)  # fmt: skip
"""The equations of every accepted protocol, except for a confirmed discrepancy."""


def discrepancy(protocol: Protocol) -> int:
    """Return the ballots that were handed out without a signature: the difference in C1.

    >>> discrepancy(Protocol(9, 10, 1, 8, 0, 9, (RaceSection(8, 1, (5, 3)),)))
    1
    """
    return protocol.received - protocol.issued - protocol.unused


def known_breaches(second_ballots: int, cast: int, issued: int) -> list[str]:
    """Return the codes of the equations that a protocol breaks because of second ballots.

    C3 holds if at least as many voters carried their ballot away.

    >>> known_breaches(2, 10, 9), known_breaches(2, 9, 9), known_breaches(0, 9, 9)
    (['C1', 'C3'], ['C1'], [])
    """
    return (["C1"] if second_ballots else []) + (["C3"] if second_ballots and cast > issued else [])


def broken_equations(protocol: Protocol) -> list[str]:
    """Return every equation that a protocol breaks, with both sides.

    >>> broken_equations(Protocol(9, 10, 1, 9, 0, 8, (RaceSection(7, 1, (5, 1)),)))
    ['C5: votes sum to valid: 6 is not 7']
    """
    broken = []
    for equation in EQUATIONS:
        for number, section in enumerate(protocol.sections):
            left, right = equation.sides(protocol, section)
            if left == right or (left < right and equation.relation == "<="):
                continue
            word = "is not" if equation.relation == "=" else "is more than"
            several = equation.of_section and len(protocol.sections) > 1
            where = f" in race {number + 1} on the ballot" if several else ""
            broken.append(f"{equation.code}: {equation.text}{where}: {left} {word} {right}")
            if not equation.of_section:
                break
    return broken
