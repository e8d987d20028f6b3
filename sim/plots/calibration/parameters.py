"""Prior and posterior of all parameters: arrivals, strengths of parties, and others."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matplotlib.colors import LinearSegmentedColormap
from matplotlib.ticker import MaxNLocator

from sim.core.language import named, tr, tr_n
from sim.core.text import signed_text
from sim.plots.calibration.other_parameters import (
    MOST_OTHERS,
    colour_of,
    font_style,
    plot_others,
    width_text,
)
from sim.plots.style.boxes import SIZES, extent_of
from sim.plots.style.interval_bars import plot_bar_key, plot_posterior, plot_prior
from sim.plots.style.panels import in_published_order
from sim.plots.style.rows import name_rows, quiet_axes
from sim.plots.style.slide import new_figure
from sim.plots.style.sources import fit_sources, sources
from sim.plots.style.style import INK, QUIET_INK, SIMULATED
from sim.plots.style.texts import fit_size, head_of
from sim.results.calibration_records import FittedParameter, fitted_parameters
from sim.results.wording import short_party

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

    from sim.plots.style.boxes import Box
    from sim.plots.style.slide import Slide
    from sim.results import CalibrationResults

_COLOURS = LinearSegmentedColormap.from_list("strength", ["#CC79A7", "white", SIMULATED])
_ROW = 25.0
"""Most points of a row of regions."""
_NAMES = 104
"""Points for the names of regions."""


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


def _plot_shape(axes: Axes, regions: list[str], column: dict[str, FittedParameter]) -> None:
    """Plot one of the two shapes of arrival curves, one row per region."""
    for y, code in enumerate(regions):
        if code in column:
            parameter = column[code]
            plot_prior(axes, y, parameter.prior[0], parameter.prior[2], 0.72)
            plot_posterior(axes, y, parameter.posterior, 0.8, colour_of(parameter))
            axes.text(
                1.03, y, width_text(parameter), transform=axes.get_yaxis_transform(),
                va="center", fontsize=9,
                color=colour_of(parameter) if parameter.informed else QUIET_INK,
                fontstyle=font_style(parameter),
            )  # fmt: skip
    ends = [
        end for parameter in column.values() for end in (*parameter.prior, *parameter.posterior)
    ]
    margin = 0.04 * (max(ends) - min(ends)) or 1.0
    axes.set_xlim(min(ends) - margin, max(ends) + margin)
    width = extent_of(axes).width
    axes.xaxis.set_major_locator(MaxNLocator(max(2, min(4, int(width / 30)))))
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
                fontsize=9.5, fontstyle=font_style(parameter),
                color=INK if parameter.informed else QUIET_INK,
                fontweight="bold" if is_certain else "normal",
            )  # fmt: skip
    axes.set_axis_off()
    axes.set_xlim(-0.5, max(len(data.strengths), 3) - 0.5)
    # The row of the nation has no cells, so it holds the names.
    above = 0.3 if "" in data.regions else -0.75
    for x, party in enumerate(data.strengths):
        axes.text(x - 0.25, above, short_party(named(party)), rotation=40, fontsize=9.5, ha="left",
                  va="bottom")  # fmt: skip


def _title(data: ParametersData, size: str) -> str:
    others = data.n - data.n_informed
    text = tr_n(
        "The reported values inform {informed} of {n} parameter",
        "The reported values inform {informed} of {n} parameters",
        data.n, informed=data.n_informed,
    )  # fmt: skip
    if others == 0:
        return text
    if all(parameter.informed for parameter in _shown(data, size)):
        rest = tr_n("they say little of the other one", "they say little of the other {n}", others)
    else:
        rest = tr_n(
            "they say little of the other one (in italics)",
            "they say little of the other {n} (in italics)",
            others,
        )
    return f"{text}; {rest}"


def _shown(data: ParametersData, size: str) -> list[FittedParameter]:
    """Return the parameters that have room in a figure of a size."""
    columns = [*data.shapes.values(), *(data.strengths.values() if SIZES[size].is_wide else ())]
    return [
        *(parameter for column in columns for parameter in column.values()),
        *data.others[: MOST_OTHERS[size]],
    ]


def figure(results: CalibrationResults, size: str = "slide") -> Figure:
    """Return the figure; only a wide one has room for the table of strengths."""
    data = parameters_data(results)
    summary = results.summary
    slide = new_figure(
        _title(data, size),
        tr(
            "Parameters have no unit. Per cent beside a bar: width of the 90 % interval, "
            "posterior ÷ prior"
        ),
        summary,
        sources(fit_sources(results), _left_out(data, size)),
        size,
    )
    body = plot_bar_key(
        slide, slide.body, tr("prior: 90 %"), tr("posterior: 90 %, 50 %, median")
    )  # fmt: skip
    names = [named(summary.area_name(code or summary.nation)) for code in data.regions]
    if slide.is_wide and (data.strengths or data.others):
        arrivals, table, others = body.columns([0.43, 0.27, 0.27], 24)
        _plot_arrivals(slide, data, names, arrivals.inset(top=60 if data.strengths else 20))
        _plot_strengths(slide, data, table.inset(top=60))
        heading = others
    elif size == "phone" and data.regions and data.others:
        arrivals, heading = body.rows([1.25, 1], 26)
        _plot_arrivals(slide, data, names, arrivals.inset(top=20, right=30))
    elif data.regions and data.others:
        arrivals, heading = body.columns([1.5, 1], 40)
        _plot_arrivals(slide, data, names, arrivals.inset(top=20))
    else:
        heading = body
        _plot_arrivals(slide, data, names, body.inset(top=20, right=30))
    if data.others:
        slide.write(heading.left, heading.top, tr("Other parameters"), fontsize=12,
                    fontweight="bold", color=INK, va="top")  # fmt: skip
        plot_others(slide, data.others, heading.inset(top=18))
    return slide


def _left_out(data: ParametersData, size: str) -> str:
    """Return a sentence on the parameters that are not plotted; empty if all are."""
    more = data.n - len(_shown(data, size))
    if not more:
        return ""
    return tr_n(
        "{n} more parameter is in parameters.csv.", "{n} more parameters are in parameters.csv.",
        more,
    )  # fmt: skip


def _plot_arrivals(slide: Slide, data: ParametersData, names: list[str], box: Box) -> None:
    """Plot the shapes of arrivals: one row per region, one column per shape."""
    rows = len(data.regions)
    if not rows:
        return
    box = box.inset(left=_NAMES, right=28, bottom=14)
    box = box.below_top(_ROW * rows)
    titles = {"a": tr("Arrivals: shape a"), "b": tr("shape b")}
    columns = box.columns([1, 1], 40)
    room = columns[0].width + 30
    heads = {shape: head_of(title, room, 12) for shape, title in titles.items()}
    font = min(head.size for head in heads.values())
    for k, (shape, cell) in enumerate(zip(titles, columns, strict=True)):
        axes = slide.panel(cell)
        axes.set_ylim(rows - 0.4, -0.6)
        if shape in data.shapes:
            _plot_shape(axes, data.regions, data.shapes[shape])
            title = "\n".join(heads[shape].lines)
            axes.set_title(title, loc="left", fontsize=font, fontweight="bold", pad=6)
        else:
            axes.set_axis_off()
        if k == 0 or "a" not in data.shapes:
            name_rows(axes, names, _NAMES - 8)
        else:
            axes.set_yticks([])


def _plot_strengths(slide: Slide, data: ParametersData, box: Box) -> None:
    """Plot the table of regional strengths, its rows at the height of those of the arrivals."""
    rows = len(data.regions)
    if not rows or not data.strengths:
        return
    cell = box.inset(bottom=14).below_top(_ROW * rows)
    axes = slide.panel(cell)
    axes.set_ylim(rows - 0.4, -0.6)
    _plot_table(axes, data)
    note = tr("bold: above or below 0 in 95 % of the posterior draws")
    slide.write(box.left, cell.bottom - 12, note, fontsize=fit_size(note, box.width, 9.5),
                color=QUIET_INK, va="center")  # fmt: skip
    title = tr("Regional strengths of parties")
    slide.write(box.left, box.top + 60, title, fontsize=fit_size(title, box.width, 12, "bold"),
                fontweight="bold", va="top")  # fmt: skip
