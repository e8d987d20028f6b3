"""Shared by the figures of a comparison: curves, their colours and names, text of differences."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.comparison.difference_text import difference_text
from sim.core.language import tr
from sim.core.text import MINUS, shortened
from sim.plots.style.bands import Band, band_of, plot_band
from sim.plots.style.key import KeyItem
from sim.plots.style.sources import band_text
from sim.plots.style.style import INK, QUIET
from sim.results.compared_names import compared_name
from sim.results.schema import TIME

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from sim.comparison import Against, Comparison, Difference
    from sim.core.types import Flags, Floats
    from sim.plots.style.style import Dash
    from sim.results import RunResults
    from sim.results.summaries.comparison import ComparisonSummary

BASE = INK
OTHERS = ("#0072B2", "#009E73", "#CC79A7", "#56B4E9")
"""Colours of Okabe and Ito without that of reported values."""
_DASHES: tuple[Dash, ...] = ((0, (4, 2)), "-", (0, (6, 1, 1, 1)), (0, (2, 1)), (0, (8, 2, 2, 2)))
"""The base is dashed and on top, so that curves that coincide with it can be seen."""
_LONG, _LONGEST = 34, 60
"""Characters of a name in a title or over a panel, and in the key."""


class ComparedCurve(NamedTuple):
    """The curve of one result in a panel."""

    letter: str
    name: str
    x: list[float]
    y: list[float]
    band: Band | None


def curve_of(  # noqa: PLR0913, PLR0917  a result and the column to plot
    letter: str, name: str, results: RunResults, x: list[float], table: str, column: str,
    rows: Flags | slice = slice(None), scale: float = 1,
) -> ComparedCurve:  # fmt: skip
    """Return a column of a table as a curve with its band."""
    found = results.tables[table]
    y = (found[column][rows].astype(np.float64) * scale).tolist()
    return ComparedCurve(letter, name, x, y, band_of(found, column, rows, scale))


def named_results(comparison: Comparison) -> list[tuple[str, str, RunResults]]:
    """Return letters, names and results, the base first."""
    results = comparison.base, *(each.results for each in comparison.others)
    listed = comparison.results.summary.results
    return [
        (each.letter, compared_name(each), result)
        for each, result in zip(listed, results, strict=True)
    ]


def title_name(comparison: Comparison, letter: str = "A") -> str:
    """Return the name of a result in a title: its letter, which the key explains, if it is long."""
    name = next(name for found, name, _ in named_results(comparison) if found == letter)
    return name if len(name) <= _LONG else letter


def colour_of(index: int) -> str:
    """Return the colour of a result; the base is number 0."""
    return BASE if index == 0 else OTHERS[(index - 1) % len(OTHERS)]


def dash_of(index: int) -> Dash:
    """Return the dash of the curve of a result; the base is number 0."""
    return _DASHES[index % len(_DASHES)]


def width_of(index: int) -> float:
    """Return the width of the curve of a result; the base is number 0."""
    return 1.8 if index == 0 else 2.6


def plot_curves(axes: Axes, curves: Sequence[ComparedCurve], marker: str = "") -> None:
    """Plot curves over each other: bands below, the base on top."""
    for index, curve in enumerate(curves):
        plot_band(axes, curve.x, curve.band, colour_of(index), dash_of(index))
    for index, curve in reversed(list(enumerate(curves))):
        axes.plot(
            curve.x, curve.y, color=colour_of(index), linestyle=dash_of(index),
            linewidth=width_of(index), marker=marker, markersize=4.5,
        )  # fmt: skip


def key_items(comparison: Comparison) -> list[KeyItem]:
    """Return the entries of the key: the results and, where there are any, the bands."""
    items = [
        KeyItem(
            f"{letter} {shortened(name, _LONGEST)}",
            colour_of(index),
            line=dash_of(index),
            width=width_of(index),
        )
        for index, (letter, name, _) in enumerate(named_results(comparison))
    ]  # fmt: skip
    bands = bands_text(comparison)
    return [*items, KeyItem(bands, QUIET, band=0.4)] if bands else items


def bands_text(comparison: Comparison) -> str:
    """Return the explanation of the bands; empty where there are none."""
    counts = sorted(
        {int(results.summary.replications) for _, _, results in named_results(comparison)}
    )
    texts = dict.fromkeys(band_text(n) for n in counts if n > 1)
    if not texts:
        return ""
    first, *others = texts
    for other in others:
        first = tr("{one} or {other}", one=first, other=other)
    return tr("band: {band}", band=first)


def largest_difference(
    comparison: Comparison, metrics: Sequence[str]
) -> tuple[Against, Difference] | None:
    """Return the largest notable difference of all regions together; None if there is none."""
    code = comparison.base.summary.nation
    found = [
        (each, row)
        for each in comparison.others
        for metric in metrics
        if (row := each.of(metric, code)) is not None and is_notable(row)
    ]
    return max(found, key=lambda pair: abs(pair[1].difference), default=None)


def is_notable(row: Difference) -> bool:
    """Return whether a difference may be in a title: detected, and not 0 when rounded."""
    text = difference_text(row, row.difference)
    return row.differs is not False and any(digit in text for digit in "123456789")


def no_difference_note(comparison: Comparison, metrics: Sequence[str], least: float) -> str:
    """Return the reservation after a title of no difference; empty if that is certain.

    Parameters
    ----------
    comparison
        The comparison.
    metrics
        Metrics of the title, in the nation and in all regions.
    least
        Smaller differences count as no difference.
    """
    rows = [row for each in comparison.others for row in each.differences if row.metric in metrics]
    is_certain = all(
        row.same
        or (
            row.differs is not None
            and max(abs(end) for end in (row.difference, row.low, row.high) if np.isfinite(end))
            < least
        )
        for row in rows
    )
    return "" if is_certain else ", " + tr("within random variation")


def doubt_note(row: Difference) -> str:
    """Return the reservation about a difference of two unpaired runs; empty for others."""
    return ", " + tr("which may be random variation") if row.differs is None else ""


def metrics_starting_with(comparison: Comparison, *starts: str) -> list[str]:
    """Return the names of metrics that start with one of the given texts, in order."""
    names = dict.fromkeys(row.metric for each in comparison.others for row in each.differences)
    return [name for name in names if name.startswith(starts)]


def span_text(seconds: float) -> str:
    """Format a length of time as people say it, without seconds from two minutes on.

    >>> span_text(95.4), span_text(2802.0), span_text(3954.0), span_text(7200.0)
    ('95 s', '47 min', '1 h 6 min', '2 h')
    """
    if abs(seconds) < 120:
        return tr("{seconds} s", seconds=str(round(abs(seconds))))
    hours, minutes = divmod(round(abs(seconds) / 60), 60)
    if not hours:
        return tr("{minutes} min", minutes=minutes)
    if not minutes:
        return tr("{hours} h", hours=str(hours))
    return tr("{hours} h {minutes} min", hours=str(hours), minutes=minutes)


def amount(row: Difference) -> str:
    """Format a difference without its sign: ``1 h 6 min``, ``0.87 points``."""
    if row.unit == TIME:
        return span_text(row.difference)
    return difference_text(row, row.difference, with_unit=True).lstrip(f"+{MINUS}")


def signed_amount(row: Difference, *, with_unit: bool = False) -> str:
    """Format a difference with its sign: ``+1 h 6 min``, ``−0.87``."""
    text = difference_text(row, row.difference, with_unit=with_unit)
    return f"{text[:1]}{amount(row)}" if row.unit == TIME and row.difference else text


def later_text(row: Difference) -> str:
    """Format a difference of times: ``12 min later``, ``at the same time``."""
    if row.difference == 0 or row.unit != TIME:
        return tr("at the same time")
    if row.difference > 0:
        return tr("{amount} later", amount=amount(row))
    return tr("{amount} earlier", amount=amount(row))


def on_grid(curve: ComparedCurve, grid: Floats) -> Floats:
    """Return a rising curve at other times: 0 before it begins, its last value after it ends."""
    return np.interp(grid, curve.x, curve.y, left=0.0)


def pairing_text(comparison: Comparison) -> str:
    """Return a sentence on whether the results are paired, for the foot of a slide."""
    paired = [bool(each.pairing.pairs) for each in comparison.others]
    if all(paired):
        return tr("Paired: the same voters with common random numbers.")
    if any(paired):
        return tr("Not all are paired: differences include random variation.")
    return tr("Not paired: differences include random variation.")


def interval_note(summary: ComparisonSummary) -> str:
    """Return the explanation of the whiskers; empty where there are none."""
    has_intervals = any(
        row.difference_p05 is not None for each in summary.against
        for row in each.differences[:1]
    )  # fmt: skip
    if not has_intervals:
        return ""
    return tr("Whiskers: 90 % confidence intervals of mean differences.")
