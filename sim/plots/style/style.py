"""One style for all figures: colour-blind safe, legible on a slide, the same bytes every time."""

from __future__ import annotations

import datetime as dt
import html
import io
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sim.results.naming import posterior_name, run_label, unreliable

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
THIRD = "#882255"
"""Simulated, too: orange is for what was reported, and for nothing else."""
REPORTED_INK = "#A84800"
SECOND_INK = "#00704F"
"""The same colours for text, dark enough to be read on white (4.5 to 1)."""
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
LEFT, RIGHT = 0.045, 0.975
"""Where texts of a slide begin and end, part of its width."""
DASHES = ("-", (0, (5, 1.6)), (0, (1.2, 1.4)))
"""First, second and third line of a picture, told apart without colour."""
NEWS = "news of the day and Wikipedia (docs/data.md)"
ARTICLE = "Wikipedia (docs/data.md)"
OF_FIT = "those of fit.csv, with their sources"
"""Where reported figures come from."""

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


class Slide(Figure):
    """A figure that a notebook shows inline, in our style and without pyplot."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with house_style():
            self.savefig(buffer, format="png")
        return buffer.getvalue()


def new_figure(title: str, subtitle: str, results: Results, source: str = "") -> Figure:
    """Return a slide with its finding as title, and a line that says where it comes from.

    Parameters
    ----------
    title
        The finding; a long one is set smaller.
    subtitle
        What is shown, with units.
    results
        What is drawn; its summary says scenario, seed, replications.
    source
        See :func:`sources`; sentences behind it explain the picture.
    """
    figure = Slide(figsize=SLIDE)
    # The names are those of the groups in an SVG, and how `save` finds the texts again.
    for name, text, y, size, weight in (
        ("title", title, 0.955, 18.0, "bold"),
        ("subtitle", _warned(results.summary) + subtitle, 0.895, 12.0, "normal"),
    ):
        figure.text(
            LEFT, y, text, fontsize=fit_size(text, RIGHT - LEFT, size, weight),
            fontweight=weight, color=INK if name == "title" else QUIET_INK, va="top", gid=name,
        )  # fmt: skip
    origin = f"{_origin(results.summary)} {source}".strip()
    size, lines = next(
        (size, lines)
        for size in (9.0, 8.0, 7.0, 6.0)
        if len(lines := textwrap.wrap(origin, int(1560 / size))) <= 2 or size == 6
    )
    figure.text(
        LEFT, 0.056, "\n".join(lines), fontsize=size, color=QUIET_INK, va="top", gid="source"
    )
    return figure


def sources(summary: Mapping[str, Any], reported: str, note: str = "") -> str:
    """Say where figures come from that are not simulated: the same words on every slide.

    Parameters
    ----------
    summary
        Of what is drawn.
    reported
        Where those of 2021 are from, or ``none`` with what of: ``none of waits``.
    note
        Whole sentences behind it.
    """
    made_up = summary.get("reference") == "given" and not reported.startswith("none")
    said = "Given figures: made up by the scenario" if made_up else f"Reported figures: {reported}"
    return f"{said}. {note}".strip()


def fit_size(text: str, width: float, size: float, weight: str = "normal") -> float:
    """Return the largest font size, up to one, at which a text is no wider than part of a slide.

    >>> fit_size("short", 0.5, 18), fit_size("long " * 100, 0.5, 18) < 6
    (18, True)
    """
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    own, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    room = width * SLIDE[0] * 72
    # Pixels round widths, and those of small letters more.
    return size if own <= room else 0.94 * size * room / own


def _warned(summary: Mapping[str, Any]) -> str:
    """Return a warning in front of what is shown, where the result cannot be relied on."""
    if summary.get("kind") == "comparison":
        letters = [str(own["letter"]) for own in summary["results"] if unreliable(own)]
        return f"NOT CONVERGED: do not rely on {', '.join(letters)}. " if letters else ""
    return "NOT CONVERGED: do not rely on it. " if unreliable(summary) else ""


def _origin(summary: Mapping[str, Any]) -> str:
    if summary.get("kind") == "comparison":
        results = "; ".join(map(_compared, summary["results"]))
        return f"Simulated: {results}. Reported figures: none drawn."
    if summary.get("kind") == "calibration":
        warned = "" if summary["converged"] else " NOT CONVERGED: no figure here can be relied on."
        return (
            f"Simulated: calibration of scenario {run_label(summary)}, "
            f"{summary['draws']:,} draws.{warned}"
        )
    origin = f"Simulated: scenario {run_label(summary)}"
    n_replications = summary["replications"]
    if n_replications > 1:
        held = band_holds(n_replications).removesuffix(" replications")
        origin += f", {n_replications:,} replications; bands hold {held}"
    if "posterior" in summary:
        origin += f"; parameters drawn from {posterior_name(summary)}"
        origin += ", whose chains have NOT CONVERGED" if unreliable(summary) else ""
    return f"{origin}."


def _compared(result: Mapping[str, Any]) -> str:
    """Say one of the results that are compared."""
    own, n = f"{result['letter']} {result['name']}", result["replications"]
    scenario = f" ({run_label(result)}{f' × {n:,}' if n > 1 else ''})"
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
    title, about = said_by(figure)
    (folder / f"{name}.svg").write_text(svg_text(figure), encoding="utf-8", newline="\n")
    meta = {"Software": "Saylau", "Title": title, "Description": about}
    figure.savefig(folder / f"{name}.png", metadata=meta)


def svg_text(figure: Figure) -> str:
    """Return a figure as SVG that a screen reader can name and describe."""
    title, about = said_by(figure)
    buffer = io.StringIO()
    meta = {"Date": None, "Creator": "Saylau", "Title": title, "Description": about}
    figure.savefig(buffer, format="svg", metadata=meta)
    text = buffer.getvalue()
    named = f'<svg role="img" aria-label="{html.escape(title)}" '
    # matplotlib writes a title, but a description only where machines look for it.
    text = text.replace("<svg ", named, 1)
    return text.replace("</title>", f"</title>\n <desc>{html.escape(about)}</desc>", 1)


def said_by(figure: Figure) -> tuple[str, str]:
    """Return the title of a slide, and what else it says of itself."""
    texts = {text.get_gid(): text.get_text() for text in figure.texts}
    about = " ".join(str(texts.get(name, "")) for name in ("subtitle", "source"))
    return str(texts.get("title", "")), " ".join(about.split())


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


def wait_text(minutes: float, like: float | None = None) -> str:
    """Say a wait: whole minutes, tenths of few minutes, seconds of less than two.

    Parameters
    ----------
    minutes
        What to say.
    like
        Another wait that is said in the same unit; itself by default.

    >>> wait_text(20.4), wait_text(2.5), wait_text(1.5), wait_text(1.5, like=3), wait_text(3, 1)
    ('20 min', '2.5 min', '90 s', '1.5 min', '180 s')
    """
    if (minutes if like is None else like) < 2:
        return f"{round(minutes * 60)} s"
    return f"{minutes:.0f} min" if minutes >= 10 else f"{minutes:.1f} min"


def crossing(x: Sequence[float], y: Sequence[float], level: float) -> float:
    """Return where a rising line first reaches a level, by straight lines between points."""
    for k in range(1, len(x)):
        if y[k] >= level > y[k - 1]:
            return x[k - 1] + (x[k] - x[k - 1]) * (level - y[k - 1]) / (y[k] - y[k - 1])
    return x[-1]
