"""The style of all figures: colour-blind safe, legible on a slide, reproducible byte by byte."""

from __future__ import annotations

import io
import textwrap
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol, TypeAlias

import matplotlib as mpl
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from sim.pack.shipped import default_settings
from sim.results.labels import convergence_warning, posterior_name, run_label
from sim.results.summaries.any_kind import (
    is_calibration,
    is_comparison,
    is_exploration,
    is_feasibility,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.results.summaries import RunSummary
    from sim.results.summaries.calibration import CalibrationSummary
    from sim.results.summaries.comparison import ComparedResult, ComparisonSummary
    from sim.results.summaries.exploration import ExplorationSummary
    from sim.results.summaries.feasibility import FeasibilitySummary
    from sim.results.summaries.parts import Change, PosteriorUsed

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

SLIDE = (12.8, 7.2)
"""Width and height of a figure in inches, 16:9."""
DPI = 125
LEFT, RIGHT = 0.045, 0.975
"""Left and right margin of texts, as shares of the width of a slide."""
Dash: TypeAlias = "str | tuple[float, tuple[float, ...]]"
DASHES: tuple[Dash, ...] = ("-", (0, (5, 1.6)), (0, (1.2, 1.4)))
"""Dashes of the first, second and third curve, distinct without colour."""
NEWS, ARTICLE = (default_settings()["credits"][key] for key in ("news", "article"))
"""Sources of values of the default election."""
IN_FIT_TABLE = "those in fit.csv, with their sources"
"""Source of the values that a calibration was fitted to."""
OF_SCENARIO = "those of the scenario, with their sources"
"""Source of the values that are reported of the election of a pack."""
COUNTING_ASSUMED = "Counting and transport times are assumptions."
SERVICE_ASSUMED = "Service times and numbers of desks are assumptions."

_STYLE: dict[str, object] = {
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
    # A dollar sign in a name does not start a formula.
    "text.parse_math": False,
    "svg.fonttype": "path",
    "svg.hashsalt": "saylau",
}


class RunDescribed(Protocol):
    """The run that a figure names: see :class:`sim.results.summaries.RunSummary`."""

    @property
    def scenario(self) -> str:
        """Name of the scenario."""

    @property
    def changed(self) -> tuple[Change, ...]:
        """Parameters that were changed."""

    @property
    def seed(self) -> int:
        """The seed."""

    @property
    def replications(self) -> int:
        """Number of replications."""

    @property
    def posterior(self) -> PosteriorUsed | None:
        """The posterior that parameters were sampled from."""


Described: TypeAlias = (
    "RunDescribed | CalibrationSummary | ComparisonSummary | ExplorationSummary"
    " | FeasibilitySummary"
)


@contextmanager
def house_style() -> Iterator[None]:
    """Use the style of this module within a block, whatever the settings of the user are."""
    with mpl.rc_context():
        mpl.rcdefaults()
        mpl.rcParams.update(_STYLE)  # type: ignore[arg-type]
        yield


class Slide(Figure):
    """A figure that a notebook shows inline, in the house style and without pyplot."""

    def _repr_png_(self) -> bytes:
        buffer = io.BytesIO()
        with house_style():
            self.savefig(buffer, format="png")
        return buffer.getvalue()


def new_figure(title: str, subtitle: str, summary: Described, source: str = "") -> Figure:
    """Return an empty slide with the finding as title, and the origin of the data at the foot.

    Parameters
    ----------
    title
        The finding; the font shrinks to fit.
    subtitle
        What the figure shows, with units.
    summary
        Summary of the result: scenario, seed, replications.
    source
        See :func:`sources`; further sentences explain the figure.
    """
    figure = Slide(figsize=SLIDE)
    # The names identify the groups in an SVG; sim.plots.style.saving finds the texts by them.
    for name, text, y, size, weight in (
        ("title", title, 0.955, 18.0, "bold"),
        ("subtitle", _warning(summary) + subtitle, 0.895, 12.0, "normal"),
    ):
        figure.text(
            LEFT, y, text, fontsize=fit_size(text, RIGHT - LEFT, size, weight),
            fontweight=weight, color=INK if name == "title" else QUIET_INK, va="top", gid=name,
        )  # fmt: skip
    origin = f"{_origin(summary)} {source}".strip()
    size, lines = next(
        (size, lines)
        for size in (9.0, 8.0, 7.0, 6.0)
        if len(lines := textwrap.wrap(origin, int(1560 / size))) <= 2 or size == 6
    )
    figure.text(
        LEFT, 0.056, "\n".join(lines), fontsize=size, color=QUIET_INK, va="top", gid="source"
    )
    return figure


IN_TABLE = "in targets.csv"
"""Where reported values are that a figure does not show."""


def sources(reported: str, note: str = "", *, given: bool = False) -> str:
    """Return the sentence about the sources of values that are not simulated.

    Parameters
    ----------
    reported
        The source of the reported values, or ``none`` and what for: ``none for the night``.
    note
        Sentences that follow.
    given
        Whether the scenario sets the reference values.
    """
    is_made_up = given and not reported.startswith(("none", IN_TABLE))
    text = "Given values: set by the scenario" if is_made_up else f"Reported values: {reported}"
    return f"{text}. {note}".strip()


def sources_of(summary: RunSummary, published: str, *, known: bool) -> str:
    """Return the source of reported values for :func:`sources`, by the election of a result.

    Parameters
    ----------
    summary
        Of the result.
    published
        Who reported them of the default election.
    known
        Whether the figure shows any.
    """
    if summary.election is None:
        return published
    if known and (named := _named_sources(summary)):
        return ", ".join(named)
    if not known and any(each.what != "votes" for each in summary.targets):
        return IN_TABLE
    return OF_SCENARIO if known else "none"


def is_given(summary: RunSummary) -> bool:
    """Return whether a scenario, and nobody who reported them, sets the reference values."""
    return summary.reference == "given" and not _named_sources(summary)


def _named_sources(summary: RunSummary) -> list[str]:
    """Return who reported the values of another election than the default one."""
    if summary.election is None:
        return []
    return [*dict.fromkeys(target.source for target in summary.targets if target.source)]


def fit_size(text: str, width: float, size: float, weight: str = "normal") -> float:
    """Return the largest font size, at most ``size``, at which a text fits a share of the width.

    >>> fit_size("short", 0.5, 18), fit_size("long " * 100, 0.5, 18) < 6
    (18, True)
    """
    font = FontProperties(family="DejaVu Sans", size=size, weight=weight)
    points, _, _ = text_to_path.get_text_width_height_descent(text, font, ismath=False)
    room = width * SLIDE[0] * 72
    # Widths are rounded to pixels, which has more effect on small letters.
    return size if points <= room else 0.94 * size * room / points


def _warning(summary: Described) -> str:
    """Return a warning, to precede the subtitle, of a result that is not reliable."""
    if is_calibration(summary) or is_exploration(summary) or is_feasibility(summary):
        return ""
    if is_comparison(summary):
        letters = [result.letter for result in summary.results if convergence_warning(result)]
        return f"NOT CONVERGED: do not rely on {', '.join(letters)}. " if letters else ""
    return "NOT CONVERGED: do not rely on it. " if convergence_warning(summary) else ""


def _origin(summary: Described) -> str:
    """Return what was simulated: scenario, seed, replications, posterior."""
    if is_comparison(summary):
        results = "; ".join(map(_compared_result, summary.results))
        return f"Simulated: {results}. Reported values: none shown."
    if is_feasibility(summary):
        rows = f"Ballots issued: as reported, {summary.file}."
        return f"Simulated: what sites could issue, scenario {run_label(summary)}. {rows}"
    if is_calibration(summary):
        warning = "" if summary.converged else " NOT CONVERGED: do not rely on any value here."
        return (
            f"Simulated: calibration of scenario {run_label(summary)}, "
            f"{summary.draws:,} posterior draws.{warning}"
        )
    if is_exploration(summary):
        return f"Simulated: exploration of scenario {run_label(summary)}, {summary.runs:,} runs."
    origin = f"Simulated: scenario {run_label(summary)}"
    n_replications = summary.replications
    if n_replications > 1:
        band = band_text(n_replications).removesuffix(" replications")
        origin += f", {n_replications:,} replications; band: {band}"
    if summary.posterior is not None:
        origin += f"; parameters sampled from the posterior {posterior_name(summary)}"
        origin += ", whose chains have NOT CONVERGED" if convergence_warning(summary) else ""
    return f"{origin}."


def _compared_result(result: ComparedResult) -> str:
    """Return the letter, name and scenario of one of the compared results."""
    n = result.replications
    scenario = f" ({run_label(result)}{f' × {n:,}' if n > 1 else ''})"
    return f"{result.letter} {result.name}{scenario}"


def band_text(n_replications: int) -> str:
    """Return the meaning of a band as text; with fewer than 20 replications it is their range.

    >>> band_text(30), band_text(3)
    ('90 % prediction interval', 'range of all 3 replications')
    """
    if n_replications >= 20:
        return "90 % prediction interval"
    return f"range of all {n_replications} replications"
