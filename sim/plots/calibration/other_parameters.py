"""Parameters of a calibration that have no table, each on a separate scale."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sim.core.language import localized, tr
from sim.plots.style.interval_bars import plot_posterior, plot_prior
from sim.plots.style.style import INK, QUIET, QUIET_INK, SIMULATED
from sim.plots.style.texts import fit_size, narrowed, text_width

if TYPE_CHECKING:
    from sim.plots.style.boxes import Box
    from sim.plots.style.slide import Slide
    from sim.results.calibration_records import FittedParameter

MOST_OTHERS = {"slide": 14, "square": 9, "phone": 6}
"""Maximum number of other parameters that are plotted, by size of the figure."""


def width_text(parameter: FittedParameter) -> str:
    """Return the width of the 90 % interval of the posterior, per cent of that of the prior.

    Both are plotted, so the text and the bars agree; empty if the prior has no width.
    """
    prior = parameter.prior[2] - parameter.prior[0]
    share = (parameter.posterior.p95 - parameter.posterior.p05) / prior if prior > 0 else math.nan
    return f"{100 * share:.0f} %" if math.isfinite(share) else ""


def colour_of(parameter: FittedParameter) -> str:
    """Return the colour of a parameter: grey where no reported value informs it."""
    return SIMULATED if parameter.informed else QUIET


def font_style(parameter: FittedParameter) -> str:
    """Return the font style: italic where no reported value informs a parameter."""
    return "normal" if parameter.informed else "italic"


def plot_others(slide: Slide, others: list[FittedParameter], box: Box) -> None:
    """Plot the other parameters, each on a separate scale."""
    shown = others[: MOST_OTHERS[slide.size]]
    pitch = min(34.0, box.height / max(len(shown), 1))
    texts = [_interval_text(parameter) for parameter in shown]
    # The numbers have what they need, up to two thirds; the bars have the rest.
    widest = max(text_width(text, 9) for text in texts) / 0.94
    room = min(max(0.51 * box.width, widest), 0.66 * box.width)
    font = min(fit_size(text, room, 9) for text in texts)
    for k, parameter in enumerate(shown):
        top = box.top - pitch * k
        bar = box._replace(bottom=top - 0.86 * pitch, top=top - 0.5 * pitch)
        axes = slide.panel(bar._replace(right=box.right - room - 0.03 * box.width))
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
        plot_posterior(axes, 0, parameter.posterior, 0.9, colour_of(parameter))
        ink = INK if parameter.informed else QUIET_INK
        y = top - 0.28 * pitch
        (name,), size = narrowed(parameter.name, box.width - 36, 9.5, 7)
        slide.write(box.left, y, name, fontsize=size, va="center", color=ink,
                    fontstyle=font_style(parameter))  # fmt: skip
        slide.write(
            box.right - room, top - 0.68 * pitch, texts[k], va="center", color=ink, fontsize=font
        )
        slide.write(box.right, y, width_text(parameter), fontsize=9, va="center", ha="right",
                    color=colour_of(parameter) if parameter.informed else QUIET_INK)  # fmt: skip


def _interval_text(parameter: FittedParameter) -> str:
    """Return the median and the 90 % interval of the posterior."""
    middle, low, high = (value_text(end) for end in (
        parameter.posterior.p50, parameter.posterior.p05, parameter.posterior.p95))  # fmt: skip
    return tr("{middle} ({low} to {high})", middle=middle, low=low, high=high)


def value_text(value: float) -> str:
    """Format a value of a parameter, with fewer decimals the larger it is.

    >>> value_text(-1.234), value_text(0.0456), value_text(120.4)
    ('−1.23', '0.046', '120')
    """
    places = 3 if abs(value) < 0.1 else 2 if abs(value) < 10 else 1 if abs(value) < 100 else 0
    return localized(f"{value:.{places}f}").replace("-", "−")
