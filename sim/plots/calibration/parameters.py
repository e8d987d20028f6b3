"""Every parameter before and after: arrivals by region, strengths as a table, the rest as bars."""

from __future__ import annotations

import math
import textwrap
from typing import TYPE_CHECKING, NamedTuple

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import NullLocator

from sim.plots.style.interval_bars import draw_bar_key, draw_posterior, draw_prior, quiet_axes
from sim.plots.style.panels import in_order
from sim.plots.style.style import INK, OF_FIT, QUIET, QUIET_INK, SIMULATED, new_figure, sources
from sim.results.fit_rows import FittedParameter, fitted_parameters
from sim.results.wording import region_name, short_party, signed_text

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.results import Results

MOST_OTHERS = 14
"""So many of the other parameters have room."""
_COLOURS = LinearSegmentedColormap.from_list("strength", ["#CC79A7", "white", SIMULATED])
_TICKS = (0.1, 0.2, 0.5, 1, 1.5, 2, 3, 4, 6, 10, 20, 50)


class ParametersData(NamedTuple):
    """All parameters, by where they are drawn."""

    regions: list[str]
    """Codes; empty text for the nation, which comes first."""
    shapes: dict[str, dict[str, FittedParameter]]
    """Arrivals: by ``a`` and ``b``, then by region."""
    strengths: dict[str, dict[str, FittedParameter]]
    """What regions add to the strength of a party: by party, then by region."""
    others: list[FittedParameter]
    """All else, those of which most was removed first."""
    n: int
    n_informed: int


def parameters_data(results: Results) -> ParametersData:
    """Return all parameters, sorted."""
    found = fitted_parameters(results)
    shapes: dict[str, dict[str, FittedParameter]] = {}
    strengths: dict[str, dict[str, FittedParameter]] = {}
    others = []
    for own in found:
        shape = own.key.rpartition(".")[2]
        before = f"choice.regions.{own.code}.strength."
        if own.key in {f"arrivals.{shape}", f"arrivals.regions.{own.code}.{shape}"} and (
            shape in {"a", "b"}
        ):
            shapes.setdefault(shape, {})[own.code] = own
        elif own.code and own.key.startswith(before):
            strengths.setdefault(own.key.removeprefix(before), {})[own.code] = own
        else:
            others.append(own)
    columns = (*shapes.values(), *strengths.values())
    codes = {code: None for column in columns for code in column}
    regions = [""] * ("" in codes) + in_order(code for code in codes if code)
    return ParametersData(
        regions, shapes, strengths, sorted(others, key=lambda own: -own.variance_reduction),
        len(found), sum(own.informed for own in found),
    )  # fmt: skip


def reduction_text(parameter: FittedParameter) -> str:
    """Return the variance reduction of a parameter, per cent."""
    share = parameter.variance_reduction
    return f"{100 * min(max(share, 0.0), 1.0):.0f} %" if math.isfinite(share) else ""


def _colour(own: FittedParameter) -> str:
    return SIMULATED if own.informed else QUIET


def _slant(own: FittedParameter) -> str:
    """Set apart, in grey print too, what no figure informs."""
    return "normal" if own.informed else "italic"


def _draw_shape(axes: Axes, regions: list[str], column: dict[str, FittedParameter]) -> None:
    """Draw one of the two arrival parameters, a row a region, on a logarithmic axis."""
    for y, code in enumerate(regions):
        if code in column:
            own = column[code]
            draw_prior(axes, y, own.prior[0], own.prior[2], 0.72)
            draw_posterior(axes, y, own.posterior, 0.8, _colour(own))
            axes.text(
                1.03, y, reduction_text(own), transform=axes.get_yaxis_transform(), va="center",
                fontsize=9, color=_colour(own) if own.informed else QUIET_INK,
                fontstyle=_slant(own),
            )  # fmt: skip
    ends = [end for own in column.values() for end in (*own.prior, *own.posterior)]
    low, high = max(min(ends), 1e-3) / 1.1, max(ends) * 1.1
    axes.set_xscale("log")
    axes.set_xlim(low, high)
    ticks = [tick for tick in _TICKS if low <= tick <= high]
    axes.set_xticks(ticks, [f"{tick:g}" for tick in ticks])
    axes.xaxis.set_minor_locator(NullLocator())
    quiet_axes(axes)


def _draw_table(axes: Axes, data: ParametersData) -> None:
    """Draw what regions add to the strengths of parties, as numbers on colours."""
    for x, column in enumerate(data.strengths.values()):
        for y, code in enumerate(data.regions):
            own = column.get(code)
            if own is None:
                continue
            value = own.posterior.p50
            sure = own.posterior.p05 > 0 or own.posterior.p95 < 0
            shade = _COLOURS(0.5 + max(-0.4, min(0.4, 0.25 * value))) if own.informed else "#EFEFEF"
            axes.barh(y, 0.94, 0.88, left=x - 0.47, color=shade)
            axes.text(
                x, y, signed_text(value, 1).replace("-", "−"), ha="center", va="center",
                fontsize=9.5, fontstyle=_slant(own), color=INK if own.informed else QUIET_INK,
                fontweight="bold" if sure else "normal",
            )  # fmt: skip
    axes.set_axis_off()
    axes.set_xlim(-0.5, max(len(data.strengths), 3) - 0.5)
    # The row of the nation has no cells here, so the names stand in it.
    above = 0.3 if "" in data.regions else -0.75
    for x, party in enumerate(data.strengths):
        axes.text(x - 0.25, above, short_party(party), rotation=40, fontsize=9.5, ha="left",
                  va="bottom")  # fmt: skip


def _draw_others(slide: Figure, others: list[FittedParameter], left: float, width: float) -> None:
    """Draw all other parameters, each on a scale of its own: that of what was thought before."""
    shown = others[:MOST_OTHERS]
    pitch = min(0.066, 0.7 / max(len(shown), 1))
    for k, own in enumerate(shown):
        top = 0.775 - pitch * k
        axes = slide.add_axes((left, top - 0.75 * pitch, 0.46 * width, 0.36 * pitch))
        axes.set_axis_off()
        ends = (own.prior[0], own.prior[2], own.posterior.p05, own.posterior.p95)
        margin = 0.02 * (max(ends) - min(ends)) or 1.0
        axes.set_xlim(min(ends) - margin, max(ends) + margin)
        axes.set_ylim(-0.5, 0.5)
        draw_prior(axes, 0, own.prior[0], own.prior[2], 0.9)
        draw_posterior(axes, 0, own.posterior, 0.9, _colour(own))
        y = top - 0.19 * pitch
        ink = INK if own.informed else QUIET_INK
        slide.text(left, y, textwrap.shorten(own.name, 32, placeholder="…"), fontsize=9.5,
                   va="center", color=ink, fontstyle=_slant(own))  # fmt: skip
        middle, low, high = (number_text(end) for end in (
            own.posterior.p50, own.posterior.p05, own.posterior.p95))  # fmt: skip
        slide.text(left + 0.48 * width, top - 0.57 * pitch, f"{middle} ({low} to {high})",
                   fontsize=9, va="center", color=ink)  # fmt: skip
        slide.text(left + width, y, reduction_text(own), fontsize=9, va="center", ha="right",
                   color=_colour(own) if own.informed else QUIET_INK)  # fmt: skip


def number_text(value: float) -> str:
    """Say a number with a true minus, to a sensible number of places.

    >>> number_text(-1.234), number_text(0.0456), number_text(120.4)
    ('−1.23', '0.046', '120')
    """
    places = 3 if abs(value) < 0.1 else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return f"{value:.{places}f}".replace("-", "−")


def _title(data: ParametersData) -> str:
    silent = data.n - data.n_informed
    said = f"The figures inform {data.n_informed} of {data.n} parameters"
    if silent == 0:
        return said
    return f"{said}; {silent} (slanted) {'is' if silent == 1 else 'are'} as unsure as before"


def figure(results: Results) -> Figure:
    """Return the slide."""
    data = parameters_data(results)
    more = len(data.others) - MOST_OTHERS
    slide = new_figure(
        _title(data),
        "Numbers without unit. Per cent beside a bar: variance reduction",
        results,
        sources(
            results.summary,
            OF_FIT,
            f"{more} more parameters are in parameters.csv." if more > 0 else "",
        ),
    )
    _draw_regions(slide, data)
    if data.others:
        slide.text(0.742, 0.8, "Nation", fontsize=12, fontweight="bold", color=INK)
        _draw_others(slide, data.others, 0.742, 0.235)
    draw_bar_key(slide, 0.045, 0.82, "before: 90 %", "after: 90 %, half, median")
    return slide


def _draw_regions(slide: Figure, data: ParametersData) -> None:
    """Draw rows of regions: arrivals, then the table of strengths."""
    rows = len(data.regions)
    if not rows:
        return
    height = min(0.64, 0.062 * rows)
    bottom = 0.755 - height
    titles = {"a": "Arrivals: shape a", "b": "shape b"}
    for k, shape in enumerate(("a", "b")):
        axes = slide.add_axes((0.125 + 0.178 * k, bottom, 0.135, height))
        axes.set_ylim(rows - 0.4, -0.6)
        if shape in data.shapes:
            _draw_shape(axes, data.regions, data.shapes[shape])
            axes.set_title(titles[shape], loc="left", fontsize=12, fontweight="bold", pad=6)
        else:
            axes.set_axis_off()
        if k == 0 or "a" not in data.shapes:
            names = [region_name(code or "KZ") for code in data.regions]
            axes.set_yticks(range(rows), names, fontsize=10)
        else:
            axes.set_yticks([])
    if data.strengths:
        axes = slide.add_axes((0.49, bottom, 0.225, height))
        axes.set_ylim(rows - 0.4, -0.6)
        _draw_table(axes, data)
        said = "bold: above or below 0 in 95 % of the draws"
        slide.text(0.49, bottom - 0.035, said, fontsize=9.5,
                   color=QUIET_INK, va="center")  # fmt: skip
        slide.text(0.49, 0.842, "What regions add to strengths", fontsize=12, fontweight="bold")
