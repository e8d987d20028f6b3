"""Figures: each file has pure ``*_data(results)`` and ``draw_*(data, ...)``.

The only place that imports matplotlib, and only when something is drawn.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import chdir, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from sim.results import Results

FIGURES = ("turnout_regions", "turnout_nation", "night", "seats", "waits")
"""Names of the figures that every run gets."""
ENSEMBLE_FIGURES = ("replications",)
"""Those that only several replications get."""
CALIBRATION_FIGURES = ("fit", "seats_votes", "parameters", "correlations", "trace")
"""Those of a calibration, which gets no others."""


def load_matplotlib() -> None:
    """Load matplotlib as it is, whatever configures it around us.

    It stops at a backend that it does not know (``MPLBACKEND`` of a notebook) and at a
    settings file that it cannot read, though we draw with neither.
    """
    if "matplotlib" in sys.modules:
        return
    theirs = {name: os.environ.pop(name, None) for name in ("MPLBACKEND", "MATPLOTLIBRC")}
    # It reads a file of that name in the working directory, too.
    aside = Path("matplotlibrc").exists()
    try:
        with tempfile.TemporaryDirectory(prefix="saylau-") as empty:
            os.environ["MATPLOTLIBRC"] = str(Path(empty) / "matplotlibrc")
            Path(os.environ["MATPLOTLIBRC"]).touch()
            with chdir(empty) if aside else nullcontext():
                import matplotlib as mpl  # noqa: F401
    finally:
        os.environ.pop("MATPLOTLIBRC", None)
        os.environ.update({name: value for name, value in theirs.items() if value is not None})


def figures_of(results: Results) -> tuple[str, ...]:
    """Return the names of the figures that a result gets."""
    if results.summary.get("kind") == "calibration":
        return CALIBRATION_FIGURES
    return FIGURES + (ENSEMBLE_FIGURES if results.summary["replications"] > 1 else ())


def draw_figures(
    results: Results, directory: Path, on_figure: Callable[[int], None] | None = None
) -> None:
    """Draw every figure of a run or a calibration as SVG and PNG into ``directory/figures``.

    Parameters
    ----------
    results
        A finished run, ensemble or calibration, fresh or loaded.
    directory
        Must exist.
    on_figure
        Told after each figure.
    """
    load_matplotlib()
    from sim.plots.calibration import (
        correlations as calibration_correlations,
    )
    from sim.plots.calibration import (
        fit as calibration_fit,
    )
    from sim.plots.calibration import (
        outcomes as calibration_outcomes,
    )
    from sim.plots.calibration import (
        parameters as calibration_parameters,
    )
    from sim.plots.calibration import (
        trace as calibration_trace,
    )
    from sim.plots.run import night, replications, seats, turnout_nation, turnout_regions, waits
    from sim.plots.style import style

    makers = {
        "turnout_regions": turnout_regions.figure,
        "turnout_nation": turnout_nation.figure,
        "night": night.figure,
        "seats": seats.figure,
        "waits": waits.figure,
        "replications": replications.figure,
        "fit": calibration_fit.figure,
        "seats_votes": calibration_outcomes.figure,
        "parameters": calibration_parameters.figure,
        "correlations": calibration_correlations.figure,
        "trace": calibration_trace.figure,
    }
    folder = directory / "figures"
    folder.mkdir()
    for name in figures_of(results):
        with style.house_style():
            style.save(makers[name](results), folder, name)
        if on_figure is not None:
            on_figure(1)
