"""Prior and posterior of all parameters: arrivals, strengths of parties, and others."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import NullLocator

from sim.core.text import shortened, signed_text
from sim.plots.style.interval_bars import plot_bar_key, plot_posterior, plot_prior, quiet_axes
from sim.plots.style.panels import in_published_order
from sim.plots.style.style import (
    IN_FIT_TABLE,
    INK,
    QUIET,
    QUIET_INK,
    SIMULATED,
    new_figure,
    sources,
)
from sim.results.calibration_records import FittedParameter, fitted_parameters
from sim.results.wording import short_party

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import CalibrationResults

MOST_OTHERS = 14
"""Maximum number of other parameters that are plotted."""
_COLOURS = LinearSegmentedColormap.from_list("strength", ["#CC79A7", "white", SIMULATED])
_LONGEST_NAME = 20
_TICKS = (0.1, 0.2, 0.5, 1, 1.5, 2, 3, 4, 6, 10, 20, 50)


class ParametersData(NamedTuple):
    """All parameters, by the part of the figure that shows them."""

    regions: list[str]
    """Codes of the regions; the nation, if it has a row, is first, with an empty code."""
    shapes: dict[str, dict[str, FittedParameter]]
    """Arrivals: by shape ``a`` or ``b``, then by region."""
    strengths: dict[str, dict[str, FittedParameter]]
    """Regional differences in the strength of a party: by party, then by region."""
    others: list[FittedParameter]
    """Other parameters, the largest variance reduction first."""
    n: int
    n_informed: int
    """Number of parameters that the reported values inform."""


def parameters_data(results: CalibrationResults) -> ParametersData:
    """Return all parameters, by the part of the figure that shows them."""
    found = fitted_parameters(results)
    shapes: dict[str, dict[str, FittedParameter]] = {}
    strengths: dict[str, dict[str, FittedParameter]] = {}
    others = []
    for parameter in found:
        shape = parameter.key.rpartition(".")[2]
        before = f"choice.regions.{parameter.code}.strength."
        if parameter.key in {
            f"arrivals.{shape}",
            f"arrivals.regions.{parameter.code}.{shape}",
        } and (shape in {"a", "b"}):
            shapes.setdefault(shape, {})[parameter.code] = parameter
        elif parameter.code and parameter.key.startswith(before):
            strengths.setdefault(parameter.key.removeprefix(before), {})[parameter.code] = parameter
        else:
            others.append(parameter)
    columns = (*shapes.values(), *strengths.values())
    codes = {code: None for column in columns for code in column}
    regions = [""] * ("" in codes) + in_published_order(
        (code for code in codes if code), results.summary.area_names
    )
    return ParametersData(
        regions, shapes, strengths,
        sorted(others, key=lambda parameter: -parameter.variance_reduction),
        len(found), sum(parameter.informed for parameter in found),
    )  # fmt: skip


def reduction_text(parameter: FittedParameter) -> str:
    """Return the variance reduction of a parameter, per cent; empty if it has none."""
    share = parameter.variance_reduction
    return f"{100 * min(max(share, 0.0), 1.0):.0f} %" if math.isfinite(share) else ""


def _colour(parameter: FittedParameter) -> str:
    return SIMULATED if parameter.informed else QUIET


def _font_style(parameter: FittedParameter) -> str:
    """Return the font style: italic where no reported value informs a parameter."""
    return "normal" if parameter.informed else "italic"


def _plot_shape(axes: Axes, regions: list[str], column: dict[str, FittedParameter]) -> None:
    """Plot one of the two shapes of arrival curves, one row per region, on a logarithmic axis."""
    for y, code in enumerate(regions):
        if code in column:
            parameter = column[code]
            plot_prior(axes, y, parameter.prior[0], parameter.prior[2], 0.72)
            plot_posterior(axes, y, parameter.posterior, 0.8, _colour(parameter))
            axes.text(
                1.03, y, reduction_text(parameter), transform=axes.get_yaxis_transform(),
                va="center", fontsize=9,
                color=_colour(parameter) if parameter.informed else QUIET_INK,
                fontstyle=_font_style(parameter),
            )  # fmt: skip
    ends = [
        end for parameter in column.values() for end in (*parameter.prior, *parameter.posterior)
    ]
    low, high = max(min(ends), 1e-3) / 1.1, max(ends) * 1.1
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    quiet_axes(axes)


def _plot_table(axes: Axes, data: ParametersData) -> None:
    """Plot regional differences in the strengths of parties, as numbers on colours."""
    for x, column in enumerate(data.strengths.values()):
        for y, code in enumerate(data.regions):
            parameter = column.get(code)
            if parameter is None:
                continue
            value = parameter.posterior.p50
            is_certain = parameter.posterior.p05 > 0 or parameter.posterior.p95 < 0
            shade = (
                _COLOURS(0.5 + max(-0.4, min(0.4, 0.25 * value)))
                if parameter.informed
                else "#EFEFEF"
            )
            axes.barh(y, 0.94, 0.88, left=x - 0.47, color=shade)
            axes.text(
                x, y, signed_text(value, 1), ha="center", va="center",
                fontsize=9.5, fontstyle=_font_style(parameter),
                color=INK if parameter.informed else QUIET_INK,
                fontweight="bold" if is_certain else "normal",
            )  # fmt: skip
    axes.set_axis_off()
    axes.set_xlim(-0.5, max(len(data.strengths), 3) - 0.5)
    # The row of the nation has no cells, so it holds the names.
    above = 0.3 if "" in data.regions else -0.75
    for x, party in enumerate(data.strengths):
        axes.text(x - 0.25, above, short_party(party), rotation=40, fontsize=9.5, ha="left",
                  va="bottom")  # fmt: skip


def _plot_others(slide: Figure, others: list[FittedParameter], left: float, width: float) -> None:
    """Plot the other parameters, each on a separate scale."""
    shown = others[:MOST_OTHERS]
    pitch = min(0.066, 0.7 / max(len(shown), 1))
    for k, parameter in enumerate(shown):
        top = 0.775 - pitch * k
        axes = slide.add_axes((left, top - 0.75 * pitch, 0.46 * width, 0.36 * pitch))
        axes.set_axis_off()
        ends = (
            parameter.prior[0],
            parameter.prior[2],
            parameter.posterior.p05,
            parameter.posterior.p95,
        )
        margin = 0.02 * (max(ends) - min(ends)) or 1.0
        axes.set_xlim(min(ends) - margin, max(ends) + margin)
        axes.set_ylim(-0.5, 0.5)
        plot_prior(axes, 0, parameter.prior[0], parameter.prior[2], 0.9)
        plot_posterior(axes, 0, parameter.posterior, 0.9, _colour(parameter))
        y = top - 0.19 * pitch
        ink = INK if parameter.informed else QUIET_INK
        slide.text(left, y, textwrap.shorten(parameter.name, 32, placeholder="…"), fontsize=9.5,
                   va="center", color=ink, fontstyle=_font_style(parameter))  # fmt: skip
        middle, low, high = (number_text(end) for end in (
            parameter.posterior.p50, parameter.posterior.p05, parameter.posterior.p95))  # fmt: skip
        slide.text(left + 0.48 * width, top - 0.57 * pitch, f"{middle} ({low} to {high})",
                   fontsize=9, va="center", color=ink)  # fmt: skip
        slide.text(left + width, y, reduction_text(parameter), fontsize=9, va="center", ha="right",
                   color=_colour(parameter) if parameter.informed else QUIET_INK)  # fmt: skip


def number_text(value: float) -> str:
    """Format a number with fewer decimals the larger it is.

    >>> number_text(-1.234), number_text(0.0456), number_text(120.4)
    ('−1.23', '0.046', '120')
    """
    places = 3 if abs(value) < 0.1 else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:.{places}f}".replace("-", "−")


def _title(data: ParametersData) -> str:
    others = data.n - data.n_informed
    text = f"The reported values inform {data.n_informed} of {data.n} parameters"
    if others == 0:
        return text
    verb = "is" if others == 1 else "are"
    return f"{text}; {others} (in italics) {verb} as uncertain as in the prior"


def figure(results: CalibrationResults) -> Figure:
    """Return the figure."""
    data = parameters_data(results)
    more = len(data.others) - MOST_OTHERS
    slide = new_figure(
        _title(data),
        "Parameters have no unit. Per cent beside a bar: variance reduction, "
        "1 − posterior variance ÷ prior variance",
        results.summary,
        sources(
            IN_FIT_TABLE,
            f"{more} more parameters are in parameters.csv." if more > 0 else "",
        ),
    )
    summary = results.summary
    _plot_regions(slide, data, [summary.area_name(code or summary.nation) for code in data.regions])
    if data.others:
        slide.text(0.742, 0.8, "Other parameters", fontsize=12, fontweight="bold", color=INK)
        _plot_others(slide, data.others, 0.742, 0.235)
    plot_bar_key(slide, 0.045, 0.82, "prior: 90 %", "posterior: 90 %, 50 %, median")
    return slide


def _plot_regions(slide: Figure, data: ParametersData, names: list[str]) -> None:
    """Plot one row per region: arrivals, then the table of strengths."""
    rows = len(data.regions)
    if not rows:
        return
    height = min(0.64, 0.062 * rows)
    bottom = 0.755 - height
    titles = {
        "a": "Arrivals: shape a",
        "b": "shape b",
    }
    for k, shape in enumerate(titles):
        axes = slide.add_axes((0.125 + 0.178 * k, bottom, 0.135, height))
        axes.set_ylim(rows - 0.4, -0.6)
        if shape in data.shapes:
            _plot_shape(axes, data.regions, data.shapes[shape])
            axes.set_title(titles[shape], loc="left", fontsize=12, fontweight="bold", pad=6)
        else:
            axes.set_axis_off()
        if k == 0 or "a" not in data.shapes:
            shown = [shortened(name, _LONGEST_NAME) for name in names]
            axes.set_yticks(range(rows), shown, fontsize=10)
        else:
            axes.set_yticks([])
    if data.strengths:
        axes = slide.add_axes((0.49, bottom, 0.225, height))
        axes.set_ylim(rows - 0.4, -0.6)
        _plot_table(axes, data)
        note = "bold: above or below 0 in 95 % of the draws"
        slide.text(0.49, bottom - 0.035, note, fontsize=9.5,
                   color=QUIET_INK, va="center")  # fmt: skip
        slide.text(0.49, 0.842, "Regional strengths of parties", fontsize=12, fontweight="bold")
