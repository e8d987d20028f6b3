"""The picture of the table of :mod:`tests.validation.given_day`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sim.plots.style.slide import written_slide
from sim.plots.style.style import QUIET_INK, SIMULATED, THIRD, house_style

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from matplotlib.axes import Axes

    from tests.validation.given_day import Forecast
    from tests.validation.scores import Scored

_LOOKS = {
    "model": ("this model", SIMULATED, "o", -0.12),
    "other elections": ("shares of other elections", THIRD, "D", 0.0),
    "linear in time": ("linear in time", QUIET_INK, "s", 0.12),
}
"""Label, colour, marker, and distance from the middle of the row of each forecaster."""
_SCORES: tuple[tuple[str, str, Callable[[Scored], float]], ...] = (
    ("CRPS, points", "lower is better", lambda of: float(of.crps.mean())),
    ("Values in the 90 % intervals, %", "90 is aimed at", lambda of: 100 * of.coverage(0, 4)),
)
"""Title, note and score of each panel."""


def draw(forecasts: Mapping[str, Forecast], file: Path) -> None:
    """Plot scores by election of the model and of both naive forecasters."""
    model, naive = (float(forecasts[k].scores.crps.mean()) for k in ("model", "other elections"))
    with house_style():
        slide = written_slide(
            f"Given six values of its day, turnout is predicted with a CRPS of {model:.2f} points; "
            f"shares of other elections have {naive:.2f}",
            "An election left out: the model is fitted to the others, and predicts the values of "
            "that election that it is not given",
            "Reported values: news agencies quoting the Central Election Commission. Predictions: "
            "python -m tests.validation.given_day.",
        )
        body = slide.body.inset(left=110, top=80, bottom=34)
        panels = []
        for box, (title, note, score) in zip(body.columns([1, 1], 40), _SCORES, strict=True):
            axes = slide.panel(box)
            panels.append(axes)
            _draw_scores(axes, forecasts, score)
            axes.set_title(title, loc="left", fontsize=13, pad=24)
            axes.text(0, 1.02, note, transform=axes.transAxes, fontsize=11, color=QUIET_INK)
            axes.set_xlim(0, 100 if "%" in title else None)
        axes.axvline(90, color=QUIET_INK, linewidth=1.0, linestyle="--", zorder=0)
        axes.set_yticklabels([])
        panels[0].legend(
            loc="lower left", bbox_to_anchor=(-0.02, 1.17), ncols=3, frameon=False, borderaxespad=0
        )
        slide.savefig(file)


def _draw_scores(
    axes: Axes, forecasts: Mapping[str, Forecast], score: Callable[[Scored], float]
) -> None:
    election = np.array(forecasts["model"].election)
    groups = [("all", np.ones(len(election), dtype=bool))]
    groups += [(name, election == name) for name in np.unique(election).tolist()]
    for key, (label, colour, marker, down) in _LOOKS.items():
        of_groups = [score(forecasts[key].scores.chosen(rows)) for _, rows in groups]
        axes.plot(
            of_groups, down + np.arange(len(groups)), marker, color=colour, label=label,
            markersize=10, clip_on=False,
        )  # fmt: skip
    axes.set_yticks(range(len(groups)), [f"{name} ({rows.sum()})" for name, rows in groups])
    axes.set_ylim(len(groups) - 0.5, -0.6)
