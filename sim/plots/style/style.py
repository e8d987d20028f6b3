"""The style of all figures: colour-blind safe, legible on a slide, reproducible byte by byte."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

import matplotlib as mpl
from matplotlib.patheffects import withStroke

from sim.plots.style.sources import is_given
from sim.plots.style.texts import FONT

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.summaries import RunSummary

# Colours of Okabe and Ito, distinct with any colour vision, and in grey by their lightness.
SIMULATED = "#0072B2"
REPORTED = "#D55E00"
SECOND = "#009E73"
THIRD = "#882255"
"""SIMULATED, SECOND and THIRD are for simulated values; orange is only for reported ones."""
REPORTED_INK = "#A84800"
SECOND_INK = "#00704F"
"""The same colours for text, with a contrast to white of at least 4.5 to 1."""
QUIET = "#8C8C8C"
GRID = "#E3E3E3"
INK = "#222222"
QUIET_INK = "#555555"

OVER_LINES = {
    "boxstyle": "square,pad=0.1",
    "facecolor": "white",
    "edgecolor": "none",
    "alpha": 0.85,
}
"""Box behind a label that may cross a line."""

OUTLINED = [withStroke(linewidth=3, foreground="white")]
"""Effect with which a dark line is seen on a dark bar."""

OUTLINED_STROKE = [withStroke(linewidth=4.0, foreground="white")]
"""The same for the short thick stroke at a reported value, which has the grey of a bar."""

Dash: TypeAlias = "str | tuple[float, tuple[float, ...]]"
DASHES: tuple[Dash, ...] = ("-", (0, (5, 1.6)), (0, (1.2, 1.4)))
"""Dashes of the first, second and third curve, distinct without colour."""

_STYLE: dict[str, object] = {
    "figure.dpi": 125,
    "savefig.dpi": "figure",
    "font.family": "sans-serif",
    # The first is measured and plotted; the others, for who reads an SVG, have extended Cyrillic.
    "font.sans-serif": [FONT, "Verdana", "Noto Sans", "Segoe UI", "Roboto", "Arial"],
    "font.size": 12,
    "text.color": INK,
    "axes.edgecolor": QUIET,
    "axes.labelcolor": INK,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.color": GRID,
    "grid.linewidth": 0.8,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 11,
    "ytick.labelsize": 11,
    "lines.linewidth": 2.2,
    "legend.frameon": False,
    # A dollar sign in a name does not start a formula.
    "text.parse_math": False,
    # Text stays text: it can be searched, copied, translated and read aloud.
    "svg.fonttype": "none",
    "svg.hashsalt": "saylau",
    "pdf.fonttype": 42,
}


_IS_USED: ContextVar[bool] = ContextVar("house style", default=False)


@contextmanager
def house_style() -> Iterator[None]:
    """Use the style of this module within a block, whatever the settings of the user are."""
    if _IS_USED.get():  # Setting it again would take a tenth of the time of a figure.
        yield
        return
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)  # type: ignore[arg-type]
        token = _IS_USED.set(True)
        try:
            yield
        finally:
            _IS_USED.reset(token)


class ReferenceColours(NamedTuple):
    """Colours of the values beside the simulated ones: of marks, and of text."""

    mark: str
    ink: str


def reference_colours(summary: RunSummary) -> ReferenceColours:
    """Return orange for reported values, and grey for values that a scenario gives."""
    if is_given(summary):
        return ReferenceColours(QUIET_INK, QUIET_INK)
    return ReferenceColours(REPORTED, REPORTED_INK)
