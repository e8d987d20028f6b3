"""What the figures of a comparison share: colours, names of lines, words for differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.comparison.wording import MINUS, step_in_words, step_said
from sim.plots.style.bands import Band, band_of
from sim.plots.style.style import INK, OVER_LINES, QUIET_INK, band_holds, clock_axis
from sim.results import NATION
from sim.results.schema import TIME

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from sim.comparison import Against, Comparison, Difference
    from sim.results import Results

BASE = INK
OTHERS = ("#0072B2", "#009E73", "#CC79A7", "#56B4E9")
"""Okabe and Ito again, but for the colour of reported figures."""
DASHES: tuple[Any, ...] = ((0, (4, 2)), "-", (0, (6, 1, 1, 1)), (0, (2, 1)), (0, (8, 2, 2, 2)))
"""The base is dashed, and lies on top: what coincides with it is still seen."""
_LONG = 34


class Line(NamedTuple):
    """One result in a panel."""

    letter: str
    name: str
    x: list[float]
    y: list[float]
    band: Band | None


def line_of(  # noqa: PLR0913, PLR0917  a result and what is drawn of it
    letter: str, name: str, results: Results, x: list[float], table: str, column: str,
    rows: NDArray[Any] | slice = slice(None), scale: float = 1,
) -> Line:  # fmt: skip
    """Return a column of a table as a line with its band."""
    own = results.tables[table]
    y = (own[column][rows].astype(np.float64) * scale).tolist()
    return Line(letter, name, x, y, band_of(own, column, rows, scale))


def named(comparison: Comparison) -> list[tuple[str, str, Results]]:
    """Return letters, names and results, the base first."""
    others = [(each.letter, each.name, each.results) for each in comparison.others]
    return [("A", comparison.name, comparison.base), *others]


def colour_of(place: int) -> str:
    """Return the colour of a result; the base is number 0."""
    return BASE if place == 0 else OTHERS[(place - 1) % len(OTHERS)]


def draw_lines(axes: Axes, lines: Sequence[Line], marker: str = "") -> None:
    """Draw results over each other: bands below, the base on top."""
    for place, line in enumerate(lines):
        colour = colour_of(place)
        if line.band is not None:
            axes.fill_between(
                line.x, line.band.low, line.band.high, color=colour, alpha=0.18, linewidth=0
            )
    for place, line in reversed(list(enumerate(lines))):
        axes.plot(
            line.x, line.y, color=colour_of(place), linestyle=DASHES[place % len(DASHES)],
            linewidth=1.8 if place == 0 else 2.6, marker=marker, markersize=4.5,
        )  # fmt: skip


def draw_names(axes: Axes, lines: Sequence[Line], x: float, y: float, bands: str = "") -> None:
    """Name the lines, one below the other, from a place of the axes that they leave free."""
    step = 16 / (axes.bbox.height * 72 / axes.figure.dpi)
    for place, line in enumerate(lines):
        at = y - step * place
        colour = colour_of(place)
        axes.plot(
            [x, x + 0.045], [at, at], color=colour, linestyle=DASHES[place % len(DASHES)],
            linewidth=1.8 if place == 0 else 2.6, transform=axes.transAxes,
        )  # fmt: skip
        axes.text(
            x + 0.055, at, f"{line.letter} {short(line.name)}", color=colour, va="center",
            fontweight="bold", fontsize=11, transform=axes.transAxes, bbox=OVER_LINES,
        )  # fmt: skip
    if bands:
        at = y - step * len(lines)
        axes.text(x, at, bands, color=QUIET_INK, va="center", fontsize=10, transform=axes.transAxes)


def half_clock_axis(axes: Axes, first: float, last: float) -> None:
    """Label the time axis of a panel that is half a slide wide."""
    clock_axis(
        axes, first, last, next((s for s in (1, 2, 3, 4, 6, 12) if (last - first) / s <= 8), 24)
    )


def short(name: str) -> str:
    """Cut a long name."""
    return name if len(name) <= _LONG else f"{name[: _LONG - 1]}…"


def bands_said(comparison: Comparison) -> str:
    """Say what bands hold; nothing where there are none."""
    counts = sorted({int(results.summary["replications"]) for _, _, results in named(comparison)})
    held = dict.fromkeys(band_holds(n) for n in counts if n > 1)
    return f"bands: {' or '.join(held)}" if held else ""


def largest(
    comparison: Comparison, metrics: Sequence[str], code: str = NATION
) -> tuple[Against, Difference] | None:
    """Return the difference that is largest, of those that are more than luck; None if none is."""
    found = [
        (each, row)
        for each in comparison.others
        for metric in metrics
        if (row := each.of(metric, code)) is not None and tells(row)
    ]
    return max(found, key=lambda pair: abs(pair[1].difference), default=None)


def tells(row: Difference) -> bool:
    """Tell whether a difference is worth a title: no luck, and not nothing once it is rounded."""
    said = step_said(row, row.difference)
    return row.moved is not False and any(digit in said for digit in "123456789")


def as_told(comparison: Comparison, metrics: Sequence[str], least: float) -> str:
    """Say behind a finding of no difference that luck may hide one; nothing if it cannot.

    Parameters
    ----------
    comparison
        What is drawn.
    metrics
        Of the finding, in the nation and in all regions.
    least
        A smaller difference is none.
    """
    rows = [row for each in comparison.others for row in each.differences if row.metric in metrics]
    sure = all(
        row.same
        or (
            row.moved is not None
            and max(abs(end) for end in (row.difference, row.low, row.high) if np.isfinite(end))
            < least
        )
        for row in rows
    )
    return "" if sure else ", as far as luck lets us tell"


def doubt(row: Difference) -> str:
    """Say behind a finding that it may be none: two runs with other luck."""
    return ", which may be luck" if row.moved is None else ""


def metrics_like(comparison: Comparison, *starts: str) -> list[str]:
    """Return the names of metrics that begin so, in order."""
    names = dict.fromkeys(row.metric for each in comparison.others for row in each.differences)
    return [name for name in names if name.startswith(starts)]


def amount(row: Difference) -> str:
    """Say a difference without its sign: ``12.0 min``."""
    return step_in_words(row).lstrip(f"+{MINUS}")


def way(row: Difference, more: str, less: str) -> str:
    """Say which way a figure moved."""
    return more if row.difference > 0 else less


def later(row: Difference) -> str:
    """Say when, against the base: ``12.0 min later``, ``at the same time``."""
    if row.difference == 0 or row.unit != TIME:
        return "at the same time"
    return f"{amount(row)} {way(row, 'later', 'earlier')}"


def on_grid(line: Line, grid: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return a rising line at other times: 0 before it begins, its last value after it ends."""
    return np.interp(grid, line.x, line.y, left=0.0)


def paired_said(comparison: Comparison) -> str:
    """Say whether all is paired: a sentence for the foot of a slide."""
    paired = [bool(each.pairing.pairs) for each in comparison.others]
    if all(paired):
        return "Paired: the same voters with the same luck."
    some = "Not all are paired" if any(paired) else "Not paired"
    return f"{some}: part of what differs is luck."


def interval_note(summary: Mapping[str, Any]) -> str:
    """Say what whiskers are; nothing where there are none."""
    some = any(
        row["difference_p05"] is not None for each in summary["against"]
        for row in each["differences"][:1]
    )  # fmt: skip
    return "Whiskers: 90 % intervals of mean differences." if some else ""
