"""Traces of the chains of the slowest-mixing parameters, to check convergence."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.ticker import MaxNLocator

from sim.core.language import localized, marked, tr, tr_n
from sim.core.text import number_text
from sim.plots.style.boxes import extent_of
from sim.plots.style.key import KeyItem, plot_key
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import fit_sources, sources
from sim.plots.style.style import INK, QUIET_INK, SIMULATED
from sim.plots.style.texts import Fitted, fit_size, fitted, text_width, wrapped
from sim.plots.style.ticks import format_ticks
from sim.results.calibration_records import FittedParameter, fitted_parameters

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import CalibrationResults

MOST = 6
"""Maximum number of parameters that are shown."""
_R_HAT_MOST = 1.01
_LEAST_NOTE = 8.5
"""Size of a note in points; one that would be smaller has more lines."""
_NOTE, _TICKS = 11, 20
"""Height of a line of the note over a panel, and of the labels of ticks below one, points."""
_PER_TICK = 16
"""Points for a label of the vertical axis."""
_ACROSS = 40
"""Points between panels."""
_GROUPS = frozenset((marked("day"), marked("choice"), marked("others")))
"""Groups of chains."""


class Trace(NamedTuple):
    """Quantiles of the walkers of one parameter by step."""

    parameter: FittedParameter
    group: str
    step: list[int]
    low: list[float]
    median: list[float]
    high: list[float]


def trace_data(results: CalibrationResults) -> list[Trace]:
    """Return the slowest parameters of all groups of chains, one of each group at a time."""
    table = results.tables["trace"]
    names = table["parameter"].tolist()
    group_of = dict(zip(names, table["group"].tolist(), strict=True))
    slow = sorted(
        (parameter for parameter in fitted_parameters(results) if parameter.key in group_of),
        key=lambda parameter: -_finite_or_zero(parameter.autocorrelation),
    )
    rank: dict[str, int] = {}
    order = []
    for index, parameter in enumerate(slow):
        group = group_of[parameter.key]
        rank[group] = rank.get(group, 0) + 1
        order.append((rank[group], index, parameter))
    return [
        _trace(results, parameter, group_of[parameter.key])
        for *_, parameter in sorted(order)[:MOST]
    ]


def _finite_or_zero(value: float) -> float:
    return value if math.isfinite(value) else 0.0


def _trace(results: CalibrationResults, parameter: FittedParameter, group: str) -> Trace:
    table = results.tables["trace"]
    rows = table["parameter"] == parameter.key
    low, median, high = (table[name][rows].astype(float).tolist() for name in ("p05", "p50", "p95"))
    return Trace(parameter, group, table["step"][rows].astype(int).tolist(), low, median, high)


def plot_trace(trace: Trace, axes: Axes) -> None:
    """Plot the median and the 90 % interval of the walkers by step, with their convergence."""
    parameter = trace.parameter
    axes.fill_between(trace.step, trace.low, trace.high, color=SIMULATED, alpha=0.28, linewidth=0)
    axes.plot(trace.step, trace.median, color=SIMULATED, linewidth=1.5)
    width, height = extent_of(axes)
    head = _head(trace, width)
    axes.annotate(
        "\n".join(head.notes), (0, 1), xycoords="axes fraction", xytext=(0, 5),
        textcoords="offset points", fontweight=_weight(parameter), linespacing=1.1,
        fontsize=head.note_size, color=QUIET_INK if _has_converged(parameter) else INK,
    )  # fmt: skip
    axes.annotate(
        "\n".join(head.name.lines), (0, 1), xycoords="axes fraction",
        xytext=(0, 8 + _NOTE * len(head.notes)), textcoords="offset points",
        fontsize=head.name.size, fontweight="bold", linespacing=1.1,
    )  # fmt: skip
    axes.tick_params(labelsize=9.5, length=2)
    axes.xaxis.set_major_locator(MaxNLocator(4, integer=True))
    axes.yaxis.set_major_locator(MaxNLocator(max(2, min(5, int(height / _PER_TICK)))))
    format_ticks(axes.xaxis, number_text)


class _Head(NamedTuple):
    """What is written over a panel."""

    name: Fitted
    notes: list[str]
    """Lines of the convergence below the name."""
    note_size: float
    """Points."""

    @property
    def height(self) -> float:
        """Points over the panel."""
        return 12 + _NOTE * len(self.notes) + 1.15 * self.name.size * len(self.name.lines)


def _has_converged(parameter: FittedParameter) -> bool:
    return parameter.r_hat <= _R_HAT_MOST or not math.isfinite(parameter.r_hat)


def _weight(parameter: FittedParameter) -> str:
    return "normal" if _has_converged(parameter) else "bold"


def _head(trace: Trace, width: float) -> _Head:
    """Return what is written over a panel of a width, in points."""
    note, weight = convergence_text(trace.parameter), _weight(trace.parameter)
    notes = [note] if text_width(note, 9.5, weight) <= width else note.split("; ")
    if min(fit_size(each, width, 9.5, weight) for each in notes) < _LEAST_NOTE:
        # The number of steps stays with its word.
        joined = ["\u00a0".join(each.rsplit(" ", 1)) for each in notes]
        notes = [line for each in joined for line in wrapped(each, width, _LEAST_NOTE, weight)]
    size = min(fit_size(each, width, 9.5, weight) for each in notes)
    return _Head(fitted(trace.parameter.name, width, 11, 2, "bold"), notes, size)


def convergence_text(parameter: FittedParameter) -> str:
    """Return R-hat and the autocorrelation time of a parameter; a dash where unknown."""
    if not math.isfinite(parameter.r_hat):
        return "R-hat –"
    limit = localized(f" > {_R_HAT_MOST}") if parameter.r_hat > _R_HAT_MOST else ""
    text = f"R-hat {number_text(parameter.r_hat, 3)}{limit}"
    if not math.isfinite(parameter.autocorrelation):
        return text
    time = tr_n(
        "autocorrelation time {n} step", "autocorrelation time {n} steps",
        round(parameter.autocorrelation),
    )  # fmt: skip
    return f"{text}; {time}"


def _title(results: CalibrationResults, traces: list[Trace]) -> str:
    if not results.summary.converged:
        bad = [chain.group for chain in results.summary.chains if not chain.converged]
        return tr(
            "NOT converged ({groups}): do not rely on this calibration",
            groups=", ".join(tr(group) if group in _GROUPS else group for group in bad),
        )
    known = [trace for trace in traces if math.isfinite(trace.parameter.autocorrelation)]
    if not known:
        return tr("The chains have converged")
    slow = max(known, key=lambda trace: trace.parameter.autocorrelation)
    return tr_n(
        "The chains have converged: the longest autocorrelation time is {steps} of {n} step",
        "The chains have converged: the longest autocorrelation time is {steps} of {n} steps",
        slow.step[-1], steps=number_text(slow.parameter.autocorrelation),
    )  # fmt: skip


def figure(results: CalibrationResults, size: str = "slide") -> Figure:
    """Return the figure."""
    traces = trace_data(results)
    slide = new_figure(
        _title(results, traces),
        tr(
            "The parameters with the longest autocorrelation times of each group, by step; "
            "vertical axes: the parameter, without unit. R-hat near 1: the chains agree"
        ),
        results.summary,
        sources(
            fit_sources(results),
            tr("R-hat: rank-normalised, split. Autocorrelation time: integrated."),
        ),
        size,
    )
    name = tr("walkers: median and 90 % interval; across: step of the chain")
    plot_key(slide, [KeyItem(name, line="-", band=0.28, width=1.5)])
    columns = 3 if slide.is_wide else 2
    body, n = slide.body.inset(left=26, bottom=16, right=6), len(traces)
    width = body.grid(max(n, 1), columns, (_ACROSS, 0))[0].width
    above = max((_head(trace, width).height for trace in traces), default=0.0)
    cells = body.inset(top=above).grid(n, columns, (_ACROSS, above + _TICKS), least_rows=2)
    for trace, cell in zip(traces, cells, strict=True):
        plot_trace(trace, slide.panel(cell))
    return slide
