"""How replications differ: distributions of waiting times and of milestones of the night."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sim.core import clock
from sim.core.language import marked, tr, tr_n
from sim.core.text import duration_text, hour_text
from sim.pack.milestones import MILESTONES
from sim.plots.style.axes import clock_text, hours, later_than
from sim.plots.style.bands import interval_suffix, wait_interval_text
from sim.plots.style.boxes import extent_of
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import NONE_OF_REPLICATIONS, band_text, sources
from sim.plots.style.style import INK, QUIET, QUIET_INK, SECOND, SECOND_INK, SIMULATED
from sim.plots.style.texts import fit_size, text_width
from sim.results import Interval, interval, time_interval

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.core.types import Floats
    from sim.results import RunResults
    from sim.results.summaries import RunSummary

DOTS = 60
"""Maximum number of replications that are plotted as dots; more are plotted as columns."""
_BINS = 36
_EDGE = 16
"""Points at both ends of an axis without a label."""
_MARGIN = 8
"""Points beside an axis that a label may use."""
_ON_NARROW = ("half_counted", "all_called", "all_accepted")
"""Times of the night for which a narrow figure has room."""
_LEAST_FONT = 8.5
"""Points; names and medians that would be smaller in one line have two."""
_DOT = 5.5
"""Size of the smallest dots, points."""
_BELOW = 13
"""Height of the band below the dots, in points."""
_WAITS = {
    "mean_s": marked("mean waiting time"),
    "p95_s": marked("95 in 100 voters wait at most"),
    "max_s": marked("longest waiting time"),
}
_MILESTONES = {
    milestone.name: milestone.brief or milestone.label
    for milestone in MILESTONES
    if milestone.main or milestone.name == "first_protocol"
}
_STEPS_S = (1, 2, 5, 10, 15, 30, *(60 * m for m in (1, 2, 5, 10, 15, 30, 60, 120, 240, 720, 1440)))


def _waits(summary: RunSummary) -> dict[str, str]:
    """Return the names of the metrics of waits that are plotted."""
    return {f"{summary.waits.shown}{key}": name for key, name in _WAITS.items()}


class Distribution(NamedTuple):
    """One metric in every replication."""

    name: str
    """In English."""
    values: list[float]
    """Seconds, or hours since the midnight before election day."""
    band: Interval[float]
    is_clock: bool


def replications_data(results: RunResults) -> tuple[list[Distribution], list[Distribution]]:
    """Return waiting times, and milestones of the night, of all replications."""
    table, summary = results.tables["replications"], results.summary
    waits = [
        Distribution(name, _finite(table[f"waits_{key}"]), interval(summary, "waits", key), False)
        for key, name in _waits(summary).items()
    ]
    night = [
        Distribution(
            name,
            hours(summary.date, table[f"night_{key}"]),
            Interval(*hours(summary.date, time_interval(summary, "night", key))),
            True,
        )
        for key, name in _MILESTONES.items()
        if f"night_{key}" in table  # Results of earlier versions do not have all of them.
    ]
    return waits, night


def _finite(column: Floats) -> list[float]:
    values = column.astype(np.float64)
    finite: list[float] = values[np.isfinite(values)].tolist()
    return finite


def stacks(values: Sequence[float], width: float) -> tuple[list[float], list[int]]:
    """Return the positions of stacks of dots, and their heights.

    A value closer than ``width`` to the smallest value of a stack is added to that stack.

    >>> stacks([3.0, 1.0, 1.1, 2.0], 0.5)
    ([1.0, 2.0, 3.0], [2, 1, 1])
    """
    at: list[float] = []
    counts: list[int] = []
    for value in sorted(values):
        if at and value - at[-1] < width:
            counts[-1] += 1
        else:
            at.append(value)
            counts.append(1)
    return at, counts


def plot_distribution(distribution: Distribution, axes: Axes, colour: str) -> None:
    """Plot dots or columns, and below them the band with its median."""
    first, last = _limits(distribution)
    if len(distribution.values) <= DOTS:
        at, counts = stacks(distribution.values, (last - first) / _BINS)
        # Low panels have room for fewer rows, or dots of a stack would lie on each other.
        room = extent_of(axes).height - _BELOW
        unit = _rows(axes, max([*counts, min(4, int(room / _DOT))]))
        x = [value for value, count in zip(at, counts, strict=True) for _ in range(count)]
        y = [level + 0.5 for count in counts for level in range(count)]
        # Dots of high stacks overlap, because smaller dots could not be seen.
        size = max(_DOT, min(8, 0.92 * unit))
        axes.plot(
            x, y, "o", color=colour, markersize=size, markeredgecolor="white",
            markeredgewidth=0.5,
        )  # fmt: skip
    else:
        columns, edges = np.histogram(distribution.values, bins=_BINS, range=(first, last))
        unit = _rows(axes, int(columns.max()))
        axes.bar(edges[:-1], columns, 0.85 * (edges[1] - edges[0]), align="edge", color=colour)
    low = -0.55 * _BELOW / unit
    axes.plot(
        [distribution.band.low, distribution.band.high], [low, low], "|-", color=INK, linewidth=2
    )
    axes.plot(distribution.band.median, low, "D", color=INK, markersize=6)
    axes.set_xlim(first, last)
    axes.set_yticks([])
    axes.spines["left"].set_visible(False)
    _label_axis(distribution, axes)


def _rows(axes: Axes, highest: int) -> float:
    """Scale an axis to a number of rows, with room for the band below; return points per row."""
    unit = (extent_of(axes).height - _BELOW) / highest
    axes.set_ylim(-_BELOW / unit, highest)
    return unit


def _limits(distribution: Distribution) -> tuple[float, float]:
    """Return the ends of an axis, which differ even if all values are equal."""
    ends = [*distribution.values, *distribution.band]
    least = 1 / 15 if distribution.is_clock else 4
    margin = max(0.08 * (max(ends) - min(ends)), (least - max(ends) + min(ends)) / 2)
    return min(ends) - margin, max(ends) + margin


def _label_axis(distribution: Distribution, axes: Axes) -> None:
    """Set ticks at whole seconds or minutes, as many as there is room to label."""
    unit = 3600 if distribution.is_clock else 1
    first, last = (end * unit for end in axes.get_xlim())
    steps = (step for step in _STEPS_S if step >= 60 or not distribution.is_clock)
    width = extent_of(axes).width
    is_long = last > (24 if distribution.is_clock else 1) * 3600
    most = width / (76 if is_long else 50 if distribution.is_clock else 66)
    step = next((step for step in steps if (last - first) / step <= most), last)
    format_tick = clock_text if distribution.is_clock else _duration
    # A label at the edge would leave the figure.
    half = text_width(format_tick(last / unit), 10) / 2
    edge = max(_EDGE, half - _MARGIN) * (last - first) / width
    ticks = np.arange(np.ceil((first + edge) / step), (last - edge) / step) * step
    axes.set_xticks(ticks / unit, [format_tick(tick / unit) for tick in ticks])


def _duration(seconds: float) -> str:
    minutes, rest = divmod(round(seconds), 60)
    if rest == 0 and 0 < minutes < 60:
        return tr("{minutes} min", minutes=minutes)
    return duration_text(seconds * clock.SECOND_MS)


def _interval_text(distribution: Distribution) -> str:
    """Format the median and its band."""
    if not distribution.is_clock:
        return wait_interval_text(distribution.band)
    days = int(distribution.band.median // 24)
    suffix = interval_suffix(distribution.band, lambda hour: clock_text(hour, days))
    return f"{clock_text(distribution.band.median)}{suffix}"


def _title(results: RunResults, last: Distribution) -> str:
    n = results.summary.replications
    is_constant = hour_text(min(last.values)) == hour_text(max(last.values))
    if is_constant or n < 20:
        often = tr_n("In all {n} replication", "In all {n} replications", n)
    else:
        often = tr_n("In 90 % of {n} replication", "In 90 % of {n} replications", n)
    several = results.summary.races > 1
    low, high = _ends_text(last.band)
    if not low and several:
        return tr("{often} the last race is called at {time}", often=often, time=high)
    if not low:
        return tr("{often} the race is called at {time}", often=often, time=high)
    if several:
        return tr(
            "{often} the last race is called between {low} and {high}",
            often=often, low=low, high=high,
        )  # fmt: skip
    return tr(
        "{often} the race is called between {low} and {high}", often=often, low=low, high=high
    )


def _ends_text(band: Interval[float]) -> tuple[str, str]:
    """Return the ends of the time of the last call; the first is empty if both are the same."""
    low, high = band.low, band.high
    if high >= 48:
        return clock_text(low) if high - low >= 1 / 60 else "", clock_text(high)
    if hour_text(low) == hour_text(high) and high - low < 24:
        return "", later_than(high)
    is_one_day = low // 24 == high // 24
    return hour_text(low) if is_one_day else later_than(low), later_than(high)


def figure(results: RunResults, size: str = "slide") -> Figure:
    """Return the figure, which only ensembles have."""
    waits, night = replications_data(results)
    n_replications = results.summary.replications
    if n_replications <= DOTS:
        marks = tr_n("{n} replication, a dot each", "{n} replications, a dot each", n_replications)
    else:
        marks = tr_n("{n} replication, in columns", "{n} replications, in columns", n_replications)
    slide = new_figure(
        _title(results, next(row for row in night if row.name == _MILESTONES["all_called"])),
        marks + "; " + tr("scales differ between panels"),
        results.summary,
        sources(NONE_OF_REPLICATIONS),
        size,
    )
    if not slide.is_wide:
        names = {_MILESTONES[key] for key in _ON_NARROW}
        night = [row for row in night if row.name in names]
    band = KeyItem(band_text(n_replications), INK, line="-", width=2)
    body = plot_key(slide, [KeyItem(tr("median"), INK, "D"), band])
    if results.summary.waits.shown:
        what = tr("Waiting time at the door, check-in, booth and box")
    else:
        what = tr("Waiting time for a check-in desk")
    of_night = tr("The night, {clock}", clock=results.summary.clock_name)
    parts = ((what, waits, SIMULATED, SIMULATED), (of_night, night, SECOND, SECOND_INK))
    boxes = (
        body.columns([0.31, 0.65], 28)
        if slide.is_wide
        else body.rows([len(waits) + 0.3, len(night) + 0.3], 4)
    )
    for (name, distributions, colour, ink), box in zip(parts, boxes, strict=True):
        font = fit_size(name, box.width, 12)
        slide.write(box.left, box.top - 12, name, fontsize=font, color=QUIET_INK)
        n_columns = 2 if slide.is_wide and distributions is night else 1
        head = box.inset(top=32, bottom=16)
        cells = head.grid(len(distributions), n_columns, (28, 37))
        size_of_names = min(_font_of(each, cells[0].width) for each in distributions)
        in_two = slide.is_wide and size_of_names < _LEAST_FONT
        if in_two:
            cells = head.inset(top=10).grid(len(distributions), n_columns, (28, 47))
            size_of_names = min(fit_size(tr(each.name), cells[0].width, 10.5, "bold")
                                for each in distributions)  # fmt: skip
        for distribution, cell in zip(distributions, cells, strict=True):
            axes = slide.panel(cell)
            plot_distribution(distribution, axes, colour)
            _name_cell(distribution, axes, ink, size_of_names, in_two=in_two)
    return slide


def _font_of(distribution: Distribution, width: float) -> float:
    """Return the font size at which a name and its median have room in a line."""
    texts = tr(distribution.name), _interval_text(distribution)
    return 12 * min(1, (width - 20) / sum(text_width(text, 12, "bold") for text in texts))


def _name_cell(
    distribution: Distribution, axes: Axes, ink: str, font: float, *, in_two: bool
) -> None:
    """Write a name on the left above a panel, and the median on the right or in a second line."""
    name, text = tr(distribution.name), _interval_text(distribution)
    axes.set_title(
        name, loc="left", fontsize=font, fontweight="bold", pad=16 if in_two else 4
    )  # fmt: skip
    if in_two:
        axes.annotate(
            text, (0, 1), xycoords="axes fraction", xytext=(0, 3), textcoords="offset points",
            fontsize=10, color=ink, fontweight="bold",
        )  # fmt: skip
    else:
        axes.set_title(text, loc="right", fontsize=font, color=ink, fontweight="bold", pad=4)
    axes.tick_params(axis="x", labelsize=10, color=QUIET)
