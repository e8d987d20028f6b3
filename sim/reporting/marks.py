"""Marks of parties and choices: a shape and a colour each, told apart without seeing colours."""

# No reference: luminance and contrast are those of the Web Content Accessibility Guidelines 2.2.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sim.core.language import named

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
    "M-10 -11H10L-10 11H10Z",
    "M-11 -6H11V6H-11Z",
)
"""Circle, square, triangle, diamond, triangle on its tip, cross, hourglass, bar; about 20 wide."""
NOBODY = "M-8 -8L8 8M-8 8L8 -8"
"""Two lines that cross: of nobody, so that no hollow shape of a party is like it."""


class Mark(NamedTuple):
    """How a party is marked."""

    label: str
    """Name of the party, with its abbreviation where that is not in the name."""
    number: int
    """Of its shape and, without a colour of its pack, of its colour."""
    colour: str
    """``#rrggbb`` of the pack, legible on the page; empty if it gives none."""


DARKEST, LIGHTEST = 0.15, 0.29
"""Luminance with a contrast of at least 3 to 1 to both grounds of the page, dark and light."""


def legible(colour: str) -> str:
    """Return a colour of the same hue that is seen on the light and on the dark page.

    Parameters
    ----------
    colour
        ``#rrggbb``; empty for none.

    Examples
    --------
    >>> legible("#0072b2"), legible("#000000"), legible("#ffff00"), legible("")
    ('#0072b2', '#6c6c6c', '#989800', '')
    """
    if not colour:
        return ""
    light = [_linear(int(colour[k : k + 2], 16) / 255) for k in (1, 3, 5)]
    luminance = sum(part * value for part, value in zip(_PARTS, light, strict=True))
    if luminance > LIGHTEST:
        light = [value * LIGHTEST / luminance for value in light]
    elif luminance < DARKEST:
        white = (DARKEST - luminance) / (1 - luminance)
        light = [value + white * (1 - value) for value in light]
    return "#" + "".join(f"{round(255 * _encoded(value)):02x}" for value in light)


_PARTS = (0.2126, 0.7152, 0.0722)


def _linear(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4


def _encoded(value: float) -> float:
    return 12.92 * value if value <= 0.0031308 else 1.055 * value ** (1 / 2.4) - 0.055


def party_label(summary: RunSummary, party: str) -> str:
    """Return the name of a party, with the abbreviation that stands beside its candidates."""
    name, short = named(party), summary.party_text(party)
    return name if short.casefold() in name.casefold() else f"{name} ({short})"


def marks_of(summary: RunSummary) -> dict[str, Mark]:
    """Return the marks of all parties, by their names."""
    return {
        party: Mark(
            party_label(summary, party), k % N_SHAPES, legible(summary.party_colour(party, ""))
        )
        for k, party in enumerate(summary.seats_nomination)
    }
