"""Pairs of parameters with a high posterior correlation, arrivals by mean time and spread."""

# No reference: standard deviations and correlations of draws.

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from matplotlib.ticker import MaxNLocator

from sim.core.language import ENGLISH, language_code, localized, tr, tr_n
from sim.core.text import hour_text, signed_text
from sim.plots.calibration.mean_and_spread import MEAN, SPREAD, converted_draws, correlation_of
from sim.plots.style.boxes import extent_of
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import fit_sources, sources
from sim.plots.style.style import QUIET_INK, SIMULATED
from sim.plots.style.texts import Fitted, fit_size, fitted
from sim.plots.style.ticks import format_ticks

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.core.types import Floats
    from sim.plots.calibration.mean_and_spread import ConvertedDraws
    from sim.results import CalibrationResults

MOST = 6
"""Maximum number of pairs that are plotted, the strongest of each kind."""
DOTS = 600
"""Maximum number of posterior draws in a panel."""
_STRONG = 0.5
_NARROW = 200
"""Points; names of pairs over narrower panels have more lines, and notes are brief."""
_NOTE, _LINE, _TICKS = 18, 11.0, 20
"""Height of the note over a panel, of a line of the name over it, and of the labels of ticks."""
_ACROSS = 46
"""Points between panels."""


class PairOfKind(NamedTuple):
    """The strongest pair of one kind, and how many pairs of its kind are strong."""

    one: str
    other: str
    """Names of the parameters."""
    x: Floats
    y: Floats
    """Posterior draws."""
    kinds: tuple[str, str]
    correlation: float
    weakest: float
    """The weakest of the strong correlations of the kind; of the same sign or not."""
    n_strong: int
    """Pairs of the kind with an absolute correlation of 0.5 or more."""


class CorrelationsData(NamedTuple):
    """The strongest correlations by kind."""

    pairs: list[PairOfKind]
    """The strongest first."""
    n_strong: int
    n_pairs: int
    n_by_shapes: int
    """How many pairs would be strong by the shapes a and b of arrivals."""


def correlations_data(results: CalibrationResults) -> CorrelationsData:
    """Return the strongest pair of each kind, and the numbers of strong pairs."""
    found = converted_draws(results)
    n = len(found.names)
    one, other = np.triu_indices(n, 1)
    values = correlation_of(found.draws)[one, other]
    by_shapes = correlation_of(found.raw)[one, other]
    groups: dict[tuple[str, ...], list[int]] = {}
    for k in np.argsort(-np.abs(values), kind="stable").tolist():
        if values[k]:
            groups.setdefault(_kind(found, int(one[k]), int(other[k])), []).append(k)
    pairs = []
    for members in [*groups.values()][:MOST]:
        i, j = int(one[members[0]]), int(other[members[0]])
        strong = [k for k in members if abs(values[k]) >= _STRONG]
        pairs.append(
            PairOfKind(
                found.names[i], found.names[j], found.draws[:, i], found.draws[:, j],
                (found.kinds[i], found.kinds[j]), float(values[members[0]]),
                float(values[strong[-1]]) if strong else 0.0, len(strong),
            )
        )  # fmt: skip
    return CorrelationsData(
        pairs, int((np.abs(values) >= _STRONG).sum()), len(values),
        int((np.abs(by_shapes) >= _STRONG).sum()),
    )  # fmt: skip


def _kind(found: ConvertedDraws, i: int, j: int) -> tuple[str, ...]:
    """Return what two parameters are, and whether they are of one place."""
    codes = found.codes[i], found.codes[j]
    place = "one place" if codes[0] == codes[1] else "" if all(codes) else "and the nation"
    return (*sorted((found.kinds[i], found.kinds[j])), place)


def plot_pair(pair: PairOfKind, axes: Axes) -> None:
    """Plot the draws of a pair, under their names and their correlation."""
    few = slice(None, None, max(1, len(pair.x) // DOTS))
    axes.plot(
        pair.x[few], pair.y[few], "o", color=SIMULATED, alpha=0.3, markersize=2.6,
        markeredgewidth=0, rasterized=True,
    )  # fmt: skip
    axes.set_xlim(*_limits(pair.x))
    axes.set_ylim(*_limits(pair.y))
    axes.tick_params(labelsize=9, length=2)
    width, height = extent_of(axes)
    is_narrow = width < _NARROW
    # The longest numbers, with their unit, have 40 points.
    most = max(2, min(4, int(width / 40) - 1))
    high = max(2, min(4, int(height / 14)))
    for axis, kind, n in ((axes.xaxis, pair.kinds[0], most), (axes.yaxis, pair.kinds[1], high)):
        axis.set_major_locator(MaxNLocator(n))
        if kind == MEAN:
            format_ticks(axis, hour_text)
        elif kind == SPREAD:
            format_ticks(axis, _hours)
    lines, size = _name(pair, width)
    axes.annotate(
        "\n".join(lines), (0, 1), xycoords="axes fraction", xytext=(0, _NOTE),
        textcoords="offset points", fontsize=size, fontweight="bold", linespacing=1.1,
    )  # fmt: skip
    note = kind_text(pair, brief=is_narrow)
    axes.annotate(
        note, (0, 1), xycoords="axes fraction", xytext=(0, 4), textcoords="offset points",
        fontsize=fit_size(note, width, 9.5), color=QUIET_INK,
    )  # fmt: skip


def _name(pair: PairOfKind, width: float) -> Fitted:
    """Return the name of a pair in the lines over a panel of a width, in points."""
    size, most_lines = (9.5, 4) if width < _NARROW else (10.5, 2)
    return fitted(pair_text(pair.one, pair.other), width, size, most_lines, "bold")


def _hours(value: float) -> str:
    return tr("{hours} h", hours=localized(f"{value:g}"))


def kind_text(pair: PairOfKind, *, brief: bool = False) -> str:
    """Return the correlation of a pair, and how many of its kind are strong."""
    value, n = signed_text(pair.correlation, 2), pair.n_strong
    if n < 2:
        return tr("correlation {value}", value=value)
    least = signed_text(pair.weakest, 2)
    if brief:
        return tr("{value} (down to {least} in {n})", value=value, least=least, n=n)
    return tr_n(
        "correlation {value}; {n} strong one of this kind, down to {least}",
        "correlation {value}; {n} strong ones of this kind, down to {least}",
        n, value=value, least=least,
    )  # fmt: skip


def _limits(x: Floats) -> tuple[float, float]:
    margin = 0.05 * float(np.ptp(x)) or 1.0
    return float(x.min()) - margin, float(x.max()) + margin


def pair_text(one: str, other: str) -> str:
    """Join the names of two parameters; in English a common beginning or end is written once.

    >>> pair_text("spread of arrivals in North", "spread of arrivals of the nation")
    'spread of arrivals in North and of the nation'
    >>> pair_text("mean time of arrivals in North", "spread of arrivals in North")
    'mean time and spread of arrivals in North'
    >>> pair_text("mean time of arrivals in West Bank", "spread of arrivals in East Bank")
    'mean time of arrivals in West Bank and spread of arrivals in East Bank'
    >>> pair_text("share invalid", "advantage of incumbents")
    'share invalid and advantage of incumbents'
    """
    if language_code() != ENGLISH:
        return tr("{one} and {other}", one=one, other=other)
    left, right = one.split(), other.split()
    least = min(len(left), len(right)) - 1
    start = next((k for k in range(least) if left[k] != right[k]), least)
    end = next((k for k in range(least - start) if left[-1 - k] != right[-1 - k]), least - start)
    if end and left[len(left) - end] not in {"of", "in"}:
        end = 0  # A part of a name: both places are banks of a river.
    middles = (" ".join(words[start : len(words) - end]) for words in (left, right))
    return " ".join([*left[:start], " and ".join(middles), *left[len(left) - end :]])


def _title(data: CorrelationsData) -> str:
    if not data.pairs:
        return tr("No two parameters are correlated in the posterior")
    first = data.pairs[0]
    strongest = f"{pair_text(first.one, first.other)} ({signed_text(first.correlation, 2)})"
    if data.n_strong == 0:
        return tr("No strong posterior correlation; strongest: {strongest}", strongest=strongest)
    if data.n_strong == 1:
        return tr(
            "One pair of parameters is strongly correlated: {strongest}", strongest=strongest
        )  # fmt: skip
    return tr_n(
        "{strong} of {n} pair of parameters are strongly correlated; strongest: {strongest}",
        "{strong} of {n} pairs of parameters are strongly correlated; strongest: {strongest}",
        data.n_pairs, strong=data.n_strong, strongest=strongest,
    )  # fmt: skip


def _subtitle(data: CorrelationsData) -> str:
    text = tr(
        "A dot is a posterior draw; the strongest pair of each kind. In a narrow slanted cloud a "
        "combination is known better than either parameter"
    )
    if not any({MEAN, SPREAD} & set(pair.kinds) for pair in data.pairs):
        return text
    by_shapes = tr_n(
        "Arrivals by mean time and spread; by their shapes a and b: {n} pair",
        "Arrivals by mean time and spread; by their shapes a and b: {n} pairs",
        data.n_by_shapes,
    )
    return f"{text}. {by_shapes}"


def _strong_text() -> str:
    return tr("Strong: {least} or more in absolute value.", least=localized(f"{_STRONG:g}"))


def figure(results: CalibrationResults, size: str = "slide") -> Figure:
    """Return the figure."""
    data = correlations_data(results)
    slide = new_figure(
        _title(data), _subtitle(data), results.summary,
        sources(fit_sources(results), _strong_text()), size,
    )  # fmt: skip
    if not data.pairs:
        middle = slide.body.bottom + slide.body.height / 2
        none = tr("No pair of parameters is correlated.")
        slide.write(slide.body.left, middle, none, fontsize=14, color=QUIET_INK)
        return slide
    columns = 3 if slide.is_wide else 2
    body, n = slide.body.inset(left=32, bottom=16, right=6), len(data.pairs)
    width = body.grid(n, columns, (_ACROSS, 0))[0].width
    above = _NOTE + _LINE * max(len(_name(pair, width).lines) for pair in data.pairs) + 3
    cells = body.inset(top=above).grid(n, columns, (_ACROSS, above + _TICKS), least_rows=2)
    for pair, cell in zip(data.pairs, cells, strict=True):
        plot_pair(pair, slide.panel(cell))
    return slide
