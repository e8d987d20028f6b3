"""What is left of a night, on a logarithmic axis that shows the last sites and races too."""

# No reference: a logarithmic axis.

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.core.language import localized, tr
from sim.plots.style.bands import Band
from sim.plots.style.boxes import extent_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

_TICKS = (100, 50, 20, 10, 5, 2, 1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005)
_LEAST = 0.004
"""Per cent; less is not told apart from it."""
_NEAR = 1.25
"""What is left but is less than the floor is plotted at this multiple of it."""


def floor_of(n: int) -> float:
    """Return where an axis ends, per cent: below one of ``n`` sites or races.

    >>> floor_of(2), floor_of(10**6)
    (25.0, 0.004)
    """
    return max(50 / n, _LEAST)


def left_of(done: Sequence[float], floor: float) -> list[float]:
    """Return what is left, per cent, for an axis that ends at ``floor``, which stands for none.

    >>> left_of([0.0, 60.0, 99.99, 100.0], 0.5)
    [100.0, 40.0, 0.625, 0.5]
    """
    left = 100 - np.asarray(done, dtype=np.float64)
    shown: list[float] = np.where(left > 0, np.maximum(left, _NEAR * floor), floor).tolist()
    return shown


def band_left(band: Band | None, floor: float) -> Band | None:
    """Return the band of what is left, given that of what is done; None if there is none."""
    return band and Band(left_of(band.high, floor), left_of(band.low, floor))


def left_until(
    end: float, hour: Sequence[float], done: Sequence[float], floor: float
) -> tuple[list[float], list[float]]:
    """Return hours and what is left, per cent, down to the end, from which on nothing is.

    >>> left_until(21.5, [20.0, 21.0, 22.0], [0.0, 50.0, 100.0], 0.5)
    ([20.0, 21.0, 21.5, 21.5], [100.0, 50.0, 50.0, 0.5])
    >>> left_until(20.0, [20.0], [100.0], 0.5)
    ([20.0], [0.5])
    """
    n = sum(each < end for each in hour)
    x, y = [*hour[:n], end], [*done[:n], 100.0]
    if n:
        x, y = [*hour[:n], end, end], [*done[:n], done[n - 1], 100.0]
    return x, left_of(y, floor)


def left_axis(axes: Axes, floor: float, size: float = 11) -> None:
    """Scale and label a vertical axis from all that is left, on top, to none."""
    axes.set_yscale("log")
    axes.set_ylim(floor, 118)
    # As many ticks as have room for their labels; from the top, as the floor has one.
    points = extent_of(axes).height / np.log(118 / floor)
    ticks: list[float] = []
    for tick in _TICKS:
        above = ticks[-1] if ticks else np.inf
        if points * min(np.log(above / tick), np.log(tick / floor)) >= 1.2 * size:
            ticks.append(tick)
    labels = [f"{localized(f'{tick:g}')} %" for tick in ticks]
    axes.set_yticks([*ticks, floor], [*labels, tr("none")], fontsize=size)
    axes.minorticks_off()


def end_of(hour: Sequence[float], done: Sequence[float]) -> float:
    """Return the hour at which nothing is left any more; the last one if something is.

    >>> end_of([20.0, 21.0, 22.0], [50.0, 100.0, 100.0])
    21.0
    """
    return next((x for x, y in zip(hour, done, strict=True) if y >= 100), hour[-1])
