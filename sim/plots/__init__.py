"""Figures: each module has pure ``*_data(results)`` and ``plot_*(data, ...)``.

Only this package imports matplotlib, and only when it plots.
"""

from __future__ import annotations

import os
import sys
import tempfile
from contextlib import chdir, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from sim.results.summaries import CalibrationSummary, RunSummary

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from matplotlib.figure import Figure

    from sim.results import Results

FIGURES = ("turnout_regions", "turnout_nation", "night", "seats", "waits")
"""Names of the figures of every run."""
ENSEMBLE_FIGURES = ("replications",)
"""Names of those that only ensembles have."""
CALIBRATION_FIGURES = ("fit", "seats_votes", "parameters", "couplings", "trace")
"""Names of those of a calibration."""


def load_matplotlib() -> None:
    """Load matplotlib without the settings of its environment.

    It fails on an unknown backend (``MPLBACKEND`` of a notebook) and on an unreadable
    settings file, though neither is used here.
    """
    if "matplotlib" in sys.modules:
        return
    saved = {name: os.environ.pop(name, None) for name in ("MPLBACKEND", "MATPLOTLIBRC")}
    # It also reads a file of that name in the working directory.
    has_file = Path("matplotlibrc").exists()
    try:
        with tempfile.TemporaryDirectory(prefix="saylau-") as empty:
            os.environ["MATPLOTLIBRC"] = str(Path(empty) / "matplotlibrc")
            Path(os.environ["MATPLOTLIBRC"]).touch()
            with chdir(empty) if has_file else nullcontext():
                import matplotlib as mpl  # noqa: F401
    finally:
        os.environ.pop("MATPLOTLIBRC", None)
        os.environ.update({name: value for name, value in saved.items() if value is not None})


def figures_of(results: Results) -> tuple[str, ...]:
    """Return the names of the figures of a result."""
    if isinstance(results.summary, CalibrationSummary):
        return CALIBRATION_FIGURES
    assert isinstance(results.summary, RunSummary)
    return FIGURES + (ENSEMBLE_FIGURES if results.summary.replications > 1 else ())


def plot_figures(
    results: Results, directory: Path, on_figure: Callable[[int], None] | None = None
) -> None:
    """Plot every figure of a run or a calibration as SVG and PNG into ``directory/figures``.

    Parameters
    ----------
    results
        A finished run, ensemble or calibration, fresh or loaded.
    directory
        Must exist.
    on_figure
        Called with 1 after each figure.
    """
    load_matplotlib()
    from sim.plots.calibration import (
        correlations as calibration_couplings,
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

    makers: dict[str, Callable[[Any], Figure]] = {
        "turnout_regions": turnout_regions.figure,
        "turnout_nation": turnout_nation.figure,
        "night": night.figure,
        "seats": seats.figure,
        "waits": waits.figure,
        "replications": replications.figure,
        "fit": calibration_fit.figure,
        "seats_votes": calibration_outcomes.figure,
        "parameters": calibration_parameters.figure,
        "couplings": calibration_couplings.figure,
        "trace": calibration_trace.figure,
    }
    folder = directory / "figures"
    folder.mkdir()
    for name in figures_of(results):
        with style.house_style():
            style.save(makers[name](results), folder, name)
        if on_figure is not None:
            on_figure(1)
