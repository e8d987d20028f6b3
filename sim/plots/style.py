"""One style for all figures: colour-blind safe, legible on a slide, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy as np
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from sim.results import Results

# Okabe and Ito: told apart with any colour vision, and in grey by their lightness.
SIMULATED = "#0072B2"
REPORTED = "#D55E00"
SECOND = "#009E73"
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

SLIDE = (12.8, 7.2)
"""Inches, 16:9."""
DPI = 125

_STYLE: dict[str, Any] = {
    "figure.dpi": DPI,
    "font.family": "DejaVu Sans",
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
    # Names are names: a dollar sign in one begins no formula.
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "saylau",
}


@contextmanager
def house_style() -> Iterator[None]:
    """Draw in our style, whatever the user's own settings are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)  # type: ignore[arg-type]
        yield


def new_figure(title: str, subtitle: str, results: Results, source: str = "") -> Figure:
    """Return a slide with its finding as title, and a line that says it is simulated."""
    figure = Figure(figsize=SLIDE)
    figure.text(0.045, 0.955, title, fontsize=18, fontweight="bold", va="top")
    figure.text(0.045, 0.895, subtitle, fontsize=12, color=QUIET_INK, va="top")
    origin = textwrap.fill(f"{_origin(results.summary)} {source}".strip(), 165)
    va = "bottom" if "\n" in origin else "baseline"
    figure.text(0.045, 0.022, origin, fontsize=9.5, color=QUIET_INK, va=va)
    return figure


def _origin(summary: Mapping[str, Any]) -> str:
    if summary.get("kind") == "comparison":
        return f"Simulated: {'; '.join(map(_compared, summary['results']))}."
    if summary.get("kind") == "calibration":
        warned = "" if summary["converged"] else " NOT CONVERGED: no figure here can be relied on."
        return (
            f"Simulated: calibration of scenario {summary['scenario']}, seed {summary['seed']}, "
            f"{summary['draws']:,} draws.{warned}"
        )
    origin = f"Simulated: scenario {summary['scenario']}, seed {summary['seed']}"
    n_replications = summary["replications"]
    if n_replications > 1:
        held = band_holds(n_replications).removesuffix(" replications")
        origin += f", {n_replications:,} replications; bands hold {held}"
    if "posterior" in summary:
        origin += f"; parameters drawn from {summary['posterior']['directory']}"
    return f"{origin}."


def _compared(result: Mapping[str, Any]) -> str:
    """Say one of the results that are compared."""
    own, n = f"{result['letter']} {result['name']}", result["replications"]
    scenario = f" ({result['scenario']}, seed {result['seed']}{f' × {n:,}' if n > 1 else ''})"
    return f"{own}{scenario}"


def band_holds(n_replications: int) -> str:
    """Say what is between the ends of a band: of fewer than 20 replications it is all of them.

    >>> band_holds(30), band_holds(3)
    ('90 in 100 replications', 'all 3 replications')
    """
    return f"{'90 in 100' if n_replications >= 20 else f'all {n_replications}'} replications"


def save(figure: Figure, folder: Path, name: str) -> None:
    """Write a figure as SVG and PNG, with nothing in them that changes from run to run."""
    FigureCanvasAgg(figure)
    figure.savefig(folder / f"{name}.svg", metadata={"Date": None, "Creator": "Saylau"})
    figure.savefig(folder / f"{name}.png", metadata={"Software": "Saylau"})


def hours(date: str, stamps: Sequence[str] | NDArray[np.str_]) -> list[float]:
    """Return ISO times as hours since midnight of a date; past 24 after midnight.

    >>> hours("2021-07-25", ["2021-07-25T10:30:00", "2021-07-26T01:00:00"])
    [10.5, 25.0]
    """
    midnight = dt.datetime.fromisoformat(date)
    return [(dt.datetime.fromisoformat(str(s)) - midnight).total_seconds() / 3600 for s in stamps]


def clock_axis(axes: Axes, first: float, last: float, step: int = 1) -> None:
    """Label a time axis with clock times every so many hours, more of them if it is long."""
    step = max(step, next((s for s in (1, 2, 4, 6, 12) if (last - first) / s <= 16), 24))
    start = int(-(-first // step) * step)
    ticks = list(range(start, int(last) + 1, step))
    axes.set_xticks(ticks, [f"{tick % 24:02d}:00" for tick in ticks])
    axes.set_xlim(first, last)


def percent_axis(axes: Axes) -> None:
    """Show 0 to 100 per cent."""
    axes.set_ylim(0, 104)
    axes.set_yticks(range(0, 101, 20), [f"{tick} %" for tick in range(0, 101, 20)])


def clock_of(hour: float) -> str:
    """Return a clock time of hours since midnight.

    >>> clock_of(25.5)
    '01:30'
    """
    minutes = round(hour * 60)
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


def wait_text(minutes: float) -> str:
    """Say a wait: whole minutes, tenths of few minutes, seconds of less than two.

    >>> wait_text(20.4), wait_text(2.5), wait_text(1.5)
    ('20 min', '2.5 min', '90 s')
    """
    if minutes >= 10:
        return f"{minutes:.0f} min"
    return f"{minutes:.1f} min" if minutes >= 2 else f"{round(minutes * 60)} s"


def crossing(x: Sequence[float], y: Sequence[float], level: float) -> float:
    """Return where a rising line first reaches a level, by straight lines between points."""
    for k in range(1, len(x)):
        if y[k] >= level > y[k - 1]:
            return x[k - 1] + (x[k] - x[k - 1]) * (level - y[k - 1]) / (y[k] - y[k - 1])
    return x[-1]
