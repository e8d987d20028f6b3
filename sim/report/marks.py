"""Marks of parties and choices: a shape and a colour each, told apart without seeing colours."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from sim.results.summaries import RunSummary

N_SHAPES = 8
"""Shapes, and colours of the page; party number ``k`` has number ``k % N_SHAPES`` of both."""
SHAPES = (
    "M-10 0A10 10 0 1 0 10 0A10 10 0 1 0 -10 0Z",
    "M-9 -9H9V9H-9Z",
    "M0 -12L11 8H-11Z",
    "M0 -12L12 0L0 12L-12 0Z",
    "M0 12L11 -8H-11Z",
    "M-4 -11H4V-4H11V4H4V11H-4V4H-11V-4H-4Z",
    "M-6 -10H6L12 0L6 10H-6L-12 0Z",
    "M-11 -6H11V6H-11Z",
)
"""Circle, square, triangle, diamond, triangle on its tip, cross, hexagon, bar; about 20 wide."""


class Mark(NamedTuple):
    """How a party is marked."""

    label: str
    number: int
    """Of its shape and, without a colour of its pack, of its colour."""
    colour: str
    """``#rrggbb`` of the pack; empty if it gives none."""


def marks_of(summary: RunSummary) -> dict[str, Mark]:
    """Return the marks of all parties, by their names."""
    return {
        party: Mark(summary.party_text(party), k % N_SHAPES, summary.party_colour(party, ""))
        for k, party in enumerate(summary.seats_nomination)
    }
